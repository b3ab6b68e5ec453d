"""Every control of every view is walked: what it changes is in the address, and a reload gives the same view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from mnist_explore.ui.components.glossary import terms_in
from mnist_explore.ui.shell import PAGES
from tests.ui.conftest import assert_calm, sheets, visit

EPHEMERAL = {
    "takeaway_menu": "a menu, which one opens to take something and leaves",
    "yours_drive_link": "a link to a visitor's own picture, which is nobody else's business",
    "yours_label": "labels go with the digits of the visit, which are ink",
    "yours_hand_open": "says something of the digits of the visit, which are ink",
}
"""What no address has, and why."""
ON_MNIST = ("writers", "methods", "disputed")
"""Pages that have their controls where writers, votes or all methods' answers are known."""
GIVEN = {"yours": {"yours_door": "From the data set", "yours_number": "77"}}
"""What a page must be given before it shows all that it has."""


def controls(test: AppTest) -> Iterator[tuple[str, Any]]:
    """Yield what a page's visitor can set, in order: the key, and the element or block."""
    for element in test._tree:
        key = getattr(element, "key", None)
        is_choice = element.type in ("selectbox", "button_group")
        if key and element.type in WALKED and (not is_choice or other_options(element)):
            yield key, element


def other_options(element: Any) -> list[str]:
    """Return the options that are not chosen; of a single one that is, none is left."""
    chosen = element.value if isinstance(element.value, list) else [element.value]
    spoken = [element.format_func(one) for one in chosen if one is not None] if any_given(chosen) else []
    return [option for option in element.options if option not in spoken]


def any_given(values: list[Any]) -> bool:
    """Return whether anything is chosen; of a list that nothing is chosen in, Streamlit keeps no words."""
    return any(value is not None for value in values)


def put_option(element: Any) -> None:
    """Choose another option of a list or of a row of buttons, as a browser does: by what it is called."""
    state, option = WidgetState(id=element.id), other_options(element)[-1]
    if element.type == "selectbox":
        state.string_value = option
    else:
        state.string_array_value.data[:] = [option]
    # Streamlit's simulation asks for the value that is called so, which nothing on the page tells.
    element.__class__ = type("Chosen", (type(element),), {"_widget_state": state})


def put_number(element: Any) -> None:
    """Type or slide to another number; of a range move the lower end."""
    if isinstance(element.value, tuple | list):
        low, high = element.value
        element.set_range(low + (high - low) / 4 // element.step * element.step, high)
    else:
        element.set_value(element.min if element.value != element.min else element.min + element.step)


def put_place(element: Any) -> None:
    """Move a slider over values to another of them."""
    element.set_value(element.options[0] if element.value != element.options[0] else element.options[1])


def put_text(element: Any) -> None:
    """Type something that the field can take."""
    element.set_value("3" if element.value != "3" else "5")


WALKED: dict[str, Callable[[Any], None]] = {
    "selectbox": put_option,
    "button_group": put_option,
    "slider": put_number,
    "number_input": put_number,
    "select_slider": put_place,
    "text_input": put_text,
}


def shown(test: AppTest) -> dict[str, Any]:
    """Return what a page shows: every control's value, every sheet's digits, all small text and headings."""
    return {
        "values": {key: element.value for key, element in controls(test) if key not in EPHEMERAL},
        "sheets": {key: data["ids"] for key, data in sheets(test).items()},
        "captions": [one.value for one in test.caption],
        "headings": [one.value for one in test.header],
    }


def reloaded(page: str, test: AppTest) -> AppTest:
    """Return the page as a fresh browser shows it that was given the address."""
    query = {name: text if isinstance(text, str) else text[0] for name, text in test.query_params.items()}
    again = visit(page, **query)
    assert_calm(again)
    return again


def views_of(page: str) -> list[dict[str, str]]:
    """Return the addresses of a page's views."""
    given = GIVEN.get(page, {})
    blocks = visit(page, **given).get("tab_container")
    return [given | {str(block.key): tab.label} for block in blocks for tab in block.children.values()] or [given]


def assert_explained(test: AppTest) -> None:
    """Fail if small text has a term, and nothing beside it that explains it."""
    for element in test.caption:
        assert not terms_in(str(element.value)) or element.proto.help, element.value


def set_all(test: AppTest, seen: set[str]) -> None:
    """Set every control of a view that was not yet seen to something else, one after another."""
    while left := [(key, element) for key, element in controls(test) if key not in seen | set(EPHEMERAL)]:
        key, element = left[0]
        seen.add(key)
        before = dict(test.query_params)
        WALKED[element.type](element)
        test.run()
        assert_calm(test)
        assert dict(test.query_params) != before, f"the address does not tell of {key}"


def fold_all(test: AppTest, seen: set[str]) -> None:
    """Open or shut every place of a view that can be; Streamlit's simulation keeps none of them so for long."""
    for block in test.get("expander"):
        if block.key and block.key not in seen | set(EPHEMERAL):
            seen.add(block.key)
            test.session_state[block.key] = not block.proto.expanded
            test.run()
            assert block.key in test.query_params, f"the address does not tell of {block.key}"


def walk(page: str) -> None:
    """Set all controls of every view of a page, and reload after each view."""
    seen: set[str] = set()
    for view in views_of(page):
        test = visit(page, **view)
        assert_calm(test)
        assert_explained(test)
        set_all(test, seen)
        assert shown(reloaded(page, test)) == shown(test)
        fold_all(test, seen)
    assert seen


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ON_MNIST])
@pytest.mark.usefixtures("on_few")
def test_controls_are_in_the_address(page: str) -> None:
    """Every control changes the address, or is declared to be of the moment, and a reload shows the same."""
    walk(page)


@pytest.mark.mnist
@pytest.mark.slow
@pytest.mark.parametrize("page", ON_MNIST)
@pytest.mark.usefixtures("on_mnist")
def test_controls_are_in_the_address_mnist(page: str) -> None:
    """The same where it takes writers, votes and all methods' answers to have the controls."""
    walk(page)
