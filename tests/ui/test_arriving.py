"""Clicks that come with an address from before the last one, and Back, which comes with the same address."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore.ui.base import arriving


def page() -> None:
    """Show a control whose value is in the address, and tell what the browser is said to have told."""
    import streamlit as st

    from mnist_explore.ui.base.address import keep, take, turn_to
    from mnist_explore.ui.base.arriving import arrive, browser_text, hear

    if "told" in st.session_state:
        hear(st.session_state.pop("told"))
    arrive("samples")
    chosen = take("size", 1, parse=int, known=lambda value: value in (1, 2, 3), range_="1 to 3")
    st.radio("Size", (1, 2, 3), key="size")
    keep("size", chosen, 1, text=str(chosen))
    st.button("Nothing", key="nothing")
    st.button("Three", key="three", on_click=turn_to, kwargs={"size": "3"})
    st.text(browser_text("map_region"))


def address_of(test: AppTest, **parameters: str) -> AppTest:
    """Let the next run come with an address, as a click does that was made while it stood in the bar."""
    test.query_params.clear()
    for name, text in parameters.items():
        test.query_params[name] = text
    return test


def stands(test: AppTest) -> dict[str, Any]:
    """Return what stands in the address bar."""
    assert not test.exception
    return {name: text[0] if isinstance(text, list) else text for name, text in test.query_params.items()}


@pytest.fixture
def test() -> AppTest:
    """Return the page with its control moved from 1 to 2."""
    test = AppTest.from_function(page).run()
    test.radio(key="size").set_value(2).run()
    assert stands(test) == {"size": "2"}
    return test


def test_click_with_the_address_from_before(test: AppTest) -> None:
    """A click on what has no place in the address comes before the browser has the last one's: that one holds."""
    address_of(test).button(key="nothing").click().run()
    assert test.radio(key="size").value == 2 and stands(test) == {"size": "2"}
    address_of(test).button(key="three").click().run()
    assert test.radio(key="size").value == 3 and stands(test) == {"size": "3"}
    address_of(test, size="2").run()
    assert test.radio(key="size").value == 3 and stands(test) == {"size": "3"}


def test_back_to_the_address_from_before(test: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Back comes with the very same address, and takes the control back; Forward moves it again."""
    monkeypatch.setattr(arriving, "_is_from_history", lambda: True)
    address_of(test).run()
    assert test.radio(key="size").value == 1 and stands(test) == {}
    address_of(test, size="2").run()
    assert test.radio(key="size").value == 2


def test_address_that_was_never_there(test: AppTest) -> None:
    """An address that the page has not had is somewhere the visitor has come to."""
    address_of(test, size="3", more="x").run()
    assert test.radio(key="size").value == 3 and stands(test) == {"size": "3", "more": "x"}


def test_address_of_long_ago(test: AppTest) -> None:
    """As many addresses are remembered as clicks can be late, not all."""
    for turn in range(arriving.MOST_HAD + 2):
        test.radio(key="size").set_value(2 + turn % 2).run()
    assert len(test.session_state["address_state"].had) == arriving.MOST_HAD
    address_of(test).run()
    assert test.radio(key="size").value == 1


def test_late_click_after_the_browsers_own(test: AppTest) -> None:
    """What the browser told of holds against a click with the address from before; its own later writing holds too."""
    address_of(test, size="2", map_region="a").run()
    assert test.text[0].value == "a"
    test.session_state["told"] = {"map_region": ""}
    address_of(test, size="2", map_region="a").run()
    assert test.text[0].value == "" and stands(test) == {"size": "2"}
    for _ in range(2):
        address_of(test, size="2", map_region="a").button(key="nothing").click().run()
        assert test.text[0].value == "" and stands(test) == {"size": "2"}
    address_of(test, size="2").run()
    address_of(test, size="2", map_region="a").run()
    assert test.text[0].value == "a"


def test_told_and_taken_back(test: AppTest) -> None:
    """An area that is drawn and at once taken back is none, whichever address the two come with."""
    test.session_state["told"] = {"map_region": "a"}
    address_of(test, size="2").run()
    assert test.text[0].value == "a"
    test.session_state["told"] = {"map_region": ""}
    address_of(test, size="2").run()
    assert test.text[0].value == "" and stands(test) == {"size": "2"}
    address_of(test, size="2").button(key="nothing").click().run()
    assert test.text[0].value == "" and stands(test) == {"size": "2"}
