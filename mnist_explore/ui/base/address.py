"""What a page shows is its address: controls take their values from the address bar and write them to it.

One rule makes links, reload, Back and Forward give the view that was seen. Each run first asks whether a control was
touched since the last one. If so, what the visitor chose holds, and goes into the address. If not, and the address is
another than the one last written, the visitor has come from somewhere (a link, Back, Forward, a reload), and every
control takes its value from the address, or its default where the address does not name it; unless it is that of a
click made before the browser had the last one's (:mod:`mnist_explore.ui.base.arriving`).

Streamlit's own ``bind="query-params"`` does not do this: after Back it reruns the page with the address of then and
the values of now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import streamlit as st

from mnist_explore.ui.base.arriving import INDEX, address_state, write_address

T = TypeVar("T")

DIGIT = "digit"
"""The key, and the address bar's name, of the class chosen in the sidebar."""

_PINNED = object()
"""The default of a control that no longer goes along with its default."""


def take(key: str, default: T, *, parse: Callable[[str], T | None], known: Callable[[Any], bool], range_: str) -> T:
    """Return the value that a control begins this run with, and put it where the control finds it.

    Parameters
    ----------
    key
        Of the control, also the address bar's name of its value.
    default
        Its value where neither the visitor nor the address says otherwise; a control that stands at its default goes
        along when that changes.
    parse
        The text in the address → a value, None where it is none.
    known
        Whether a value can be chosen now.
    range_
        The values there are, in words.
    """
    state = address_state()
    if key in state.values:
        value = st.session_state.get(key, state.values[key])
        if (value == state.values[key] == state.defaults[key]) or not known(value):
            value = default
    else:
        value = default
        text = state.written.get(key)
        if text is not None:
            parsed = parse(text)
            if parsed is None:
                _warn(key, text, range_)
            else:
                value = parsed
    st.session_state[key] = value
    taken: T = value
    return taken


def keep(key: str, value: Any, default: Any, *, text: str) -> None:
    """Write a control's value into the address, unless it says so already; a default stands there for nothing."""
    state = address_state()
    state.values[key], state.defaults[key] = value, default
    said = state.written.get(key)
    if value == default:
        if said is not None and said != text:
            write_address({key: None})
    elif said != text:
        write_address({key: text})


def pin(key: str, *, text: str) -> None:
    """Let a control stay as it is when its default changes, because another that it belongs to was moved."""
    state = address_state()
    state.defaults[key] = _PINNED
    if state.written.get(key) != text:
        write_address({key: text})


def take_number(key: str, default: int, numbers: range) -> int:
    """Return the whole number that a control begins this run with: :func:`take`, for one of `numbers`."""
    return take(
        key,
        default,
        parse=lambda text: whole_number(text, numbers),
        known=lambda value: value in numbers,
        range_=listed(numbers),
    )


def remembered(key: str, numbers: range, *, default: int) -> int:
    """Return a number that no control shows, such as a random draw's seed; :func:`assign` changes it."""
    value = take_number(key, default, numbers)
    keep(key, value, default, text=str(value))
    return value


def assign(key: str, value: Any) -> None:
    """Give a control, or what :func:`remembered` returns, another value at the next run."""
    st.session_state[key] = value


def turn_to(**parameters: str) -> None:
    """Let controls of the page shown take other values at the next run, and close an open card.

    For a button's callback: a link to the page that is shown leaves the browser's address as it is, so that a reload
    would lose what was asked for.

    `parameters` are the address bar's name of each control → its value as the address says it.
    """
    state = address_state()
    for name in parameters:
        state.values.pop(name, None)
        state.defaults.pop(name, None)
    state.is_ahead = True
    write_address({**parameters, INDEX: None})


def current_page() -> str:
    """Return the page that is shown."""
    return address_state().page


def parameters_now() -> dict[str, str]:
    """Return the address's parameters as they were last read or written."""
    return dict(address_state().written)


def parameters_for(page: str, **more: str) -> dict[str, str]:
    """Return the address that a link to another page shall have: as it was left, with the class chosen now.

    Parameters
    ----------
    page
        The page's name.
    more
        What the link asks for besides; it comes before all else.
    """
    state = address_state()
    here = {name: value for name, value in state.pages.get(page, {}).items() if name != DIGIT}
    digit = state.written.get(DIGIT)
    return here | ({} if digit is None else {DIGIT: digit}) | more


def chosen_index(count: int) -> int | None:
    """Return the digit whose card the address bar asks for, or None, with a sentence when there is no such digit."""
    text = st.query_params.get_all(INDEX)[0] if INDEX in st.query_params else None
    if text is None:
        return None
    index = whole_number(text, range(count))
    if index is None:
        st.warning(f"There is no digit number “{_plain(text[:20])}”: they run from 0 to {count - 1:,}.")
    return index


def open_index(index: int) -> None:
    """Ask for a digit's card: it opens at the page's next run."""
    address_state().is_ahead = True
    write_address({INDEX: str(index)})


def is_open() -> bool:
    """Return whether the address bar asks for a digit's card."""
    return INDEX in st.query_params


def show_asked() -> None:
    """Run the whole page where the address asks for what it does not show yet: for the end of what can run alone."""
    if address_state().is_ahead:
        st.rerun()


def close_index() -> None:
    """Forget the digit whose card was open."""
    if is_open():
        write_address({INDEX: None})


def whole_number(text: str, numbers: range) -> int | None:
    """Return the whole number that a text from outside stands for, None where it is none of `numbers`."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
    return number if number in numbers else None


def listed(options: Sequence[Any]) -> str:
    """Return the options in words, a long row of numbers as a range."""
    if len(options) > 6:
        return f"{options[0]} to {options[-1]}"
    return ", ".join(str(option) for option in options)


def _warn(key: str, text: str, range_: str) -> None:
    """Say in one sentence that the address asks for what there is not."""
    shown = text[:20] + ("…" if len(text) > 20 else "")
    st.warning(f"The address asks for {key} = “{_plain(shown)}”, which is not one of {range_}; it was ignored.")


def _plain(text: str) -> str:
    """Return text from outside without anything that Markdown or a terminal would act on."""
    return "".join(letter if letter.isalnum() or letter in " .-_" else "·" for letter in text)
