"""What the browser tells a component is done once: not lost with a run that is overtaken, and not done again."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore.ui.base.telling import MOST_DONE


def page() -> None:
    """Do what stands in the session as told to a sheet, and keep what was done."""
    import streamlit as st

    from mnist_explore.ui.base.telling import do_once, visit_name

    def take(what: object) -> None:
        if st.session_state.get("overtaken"):
            raise RuntimeError("The run ends here.")
        st.session_state.setdefault("picked", []).append(what)

    st.text(visit_name())
    for key in st.session_state.get("keys", ["sheet"]):
        do_once(key, {"pick": take})


@pytest.fixture
def test() -> AppTest:
    """Return the page, which nothing has been told."""
    return AppTest.from_function(page).run()


def tell(test: AppTest, what: Any, *, time: Any, visit: str | None = None) -> list[Any]:
    """Let the sheet be told something; return all that was done so far."""
    own = test.text[0].value if visit is None else visit
    test.session_state["sheet"] = {"pick": {"what": what, "time": time, "visit": own}}
    test.run()
    return list(test.session_state["picked"]) if "picked" in test.session_state else []


def test_each_is_done_once(test: AppTest) -> None:
    """The browser tells the same thing at every run, and the same digit twice where it is picked twice."""
    assert tell(test, 7, time=1) == [7] == tell(test, 7, time=1)
    assert tell(test, 7, time=2) == [7, 7] and not test.exception


def test_run_that_is_overtaken(test: AppTest) -> None:
    """What a run does not come to the end of, the next one does."""
    test.session_state["overtaken"] = True
    assert tell(test, 7, time=1) == [] and test.exception
    test.session_state["overtaken"] = False
    test.run()
    assert test.session_state["picked"] == [7] and not test.exception


def test_what_was_told_to_another_session(test: AppTest) -> None:
    """After a restart the browser still tells what was done in the session before: it is not done again."""
    assert tell(test, 7, time=1, visit="f00f00f0") == []


@pytest.mark.hostile
@pytest.mark.parametrize(
    "told", [None, 7, "pick", [], {"pick": None}, {"pick": 7}, {"pick": []}, {"pick": {"what": 7}}]
)
def test_state_that_is_none(told: Any, test: AppTest) -> None:
    """What is not told as the components tell it is nothing."""
    test.session_state["sheet"] = told
    test.run()
    assert not test.exception and "picked" not in test.session_state


@pytest.mark.hostile
@pytest.mark.parametrize("time", [None, "1", [], {}, float("nan")])
def test_number_that_is_none(time: Any, test: AppTest) -> None:
    """Without a number that is one nothing is done, or it would be done at every run."""
    assert tell(test, 7, time=time) == [] and not test.exception


def test_numbers_of_few_components_are_remembered(test: AppTest) -> None:
    """A long visit sees thousands of sheets; the session keeps the numbers of the last."""
    keys = [f"card_{index}" for index in range(3 * MOST_DONE)]
    for key in keys:
        test.session_state[key] = {"pick": {"what": key, "time": 1, "visit": test.text[0].value}}
    test.session_state["keys"] = keys
    test.run()
    assert test.session_state["picked"] == keys and len(test.session_state["telling_done"]) == MOST_DONE


def test_what_stays_on_the_page_is_not_done_again(test: AppTest) -> None:
    """However many cards are opened above it, a sheet that is on the page all along is not forgotten."""
    assert tell(test, 7, time=1) == [7]
    for index in range(MOST_DONE + 5):
        test.session_state[f"card_{index}"] = {"pick": {"what": -1, "time": 1, "visit": test.text[0].value}}
        test.session_state["keys"] = ["sheet", f"card_{index}"]
        test.run()
    assert test.session_state["picked"].count(7) == 1
