"""What a page shows is its address: controls take their values from the address bar and write them to it.

One rule makes links, reload, Back and Forward give the view that was seen. Each run first asks whether a control was
touched since the last one. If so, what the visitor chose holds, and goes into the address. If not, and the address is
another than the one last written, the visitor has come from somewhere (a link, Back, Forward, a reload), and every
control takes its value from the address, or its default where the address does not name it.

Streamlit's own ``bind="query-params"`` does not do this: after Back it reruns the page with the address of then and
the values of now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")

DIGIT = "digit"
"""The key, and the address bar's name, of the class chosen in the sidebar."""

INDEX = "index"
"""The address bar's name of the one digit whose card is open."""

BROWSERS = ("map_colour", "map_hidden", "map_layout", "map_region", "map_view")
"""Parameters that the map in the browser writes by itself, without a run of the page: the server only reads them."""

_STATE = "address_state"
"""Where the session keeps what is known of its address."""


MOST_LETTERS = 24_000
"""Of one value in the address: with so many the longest, a group's text, is read. Of a longer one no more is kept."""

_PINNED = object()
"""The default of a control that no longer goes along with its default."""


@dataclass
class _State:
    """What a session knows of its address.

    Parameters
    ----------
    page
        The page shown.
    written
        The address's parameters as they were last read or written.
    values, defaults
        Key → value and default of every control that has taken its value since the visitor came to this address.
    pages
        Page → the parameters it had when it was last shown, without an open card.
    """

    page: str = ""
    written: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, dict[str, str]] = field(default_factory=dict)


def arrive(page: str) -> None:
    """Find out, once at the start of a page's run, whether its controls shall take their values from the address."""
    state, now = _state(), _parameters()
    if page == state.page:  # what the browser has written itself is no arrival
        others = {name: text for name, text in state.written.items() if name not in BROWSERS}
        state.written = others | {name: text for name, text in now.items() if name in BROWSERS}
    if page == state.page and _touched(state):
        if now != state.written:
            # A click that was made before the browser had heard of the last one's address.
            st.query_params.from_dict(state.written)
    elif page != state.page or now != state.written:
        state.page, state.written, state.values, state.defaults = page, now, {}, {}
        _remember(state)


def browser_text(name: str) -> str:
    """Return what the browser has written as one of :data:`BROWSERS`, "" for nothing."""
    return _parameters().get(name, "")


def hear(told: Any) -> None:
    """Take from the browser, which can send anything, what it has written: after a link, runs have the link's."""
    for name in BROWSERS if isinstance(told, dict) else ():
        if isinstance(text := told.get(name), str) and len(text) <= 2_000 and text != browser_text(name):
            _write(name, text or None)


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
    state = _state()
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
    state = _state()
    state.values[key], state.defaults[key] = value, default
    said = state.written.get(key)
    if value == default:
        if said is not None and said != text:
            _write(key, None)
    elif said != text:
        _write(key, text)


def pin(key: str, *, text: str) -> None:
    """Let a control stay as it is when its default changes, because another that it belongs to was moved."""
    state = _state()
    state.defaults[key] = _PINNED
    if state.written.get(key) != text:
        _write(key, text)


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
    state = _state()
    for name, text in parameters.items():
        state.values.pop(name, None)
        state.defaults.pop(name, None)
        _write(name, text)
    close_index()


def current_page() -> str:
    """Return the page that is shown."""
    return _state().page


def parameters_now() -> dict[str, str]:
    """Return the address's parameters as they were last read or written."""
    return dict(_state().written)


def parameters_for(page: str, **more: str) -> dict[str, str]:
    """Return the address that a link to another page shall have: as it was left, with the class chosen now.

    Parameters
    ----------
    page
        The page's name.
    more
        What the link asks for besides; it comes before all else.
    """
    state = _state()
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
    """Ask for a digit's card: it opens at the next run."""
    _write(INDEX, str(index))


def is_open() -> bool:
    """Return whether the address bar asks for a digit's card."""
    return INDEX in st.query_params


def close_index() -> None:
    """Forget the digit whose card was open."""
    if is_open():
        _write(INDEX, None)


def whole_number(text: str, numbers: range) -> int | None:
    """Return the whole number that a text from outside stands for, None where it is none of `numbers`."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
    return number if number in numbers else None


def listed(options: Sequence[Any]) -> str:
    """Return the options in words, a long row of numbers as a range."""
    if len(options) > 6:
        return f"{options[0]} to {options[-1]}"
    return ", ".join(str(option) for option in options)


def _state() -> _State:
    """Return the session's knowledge of its address."""
    found: _State = st.session_state.setdefault(_STATE, _State())
    return found


def _parameters() -> dict[str, str]:
    """Return the address's parameters; of repeated ones the first, of one that nobody can have meant the beginning."""
    first = {name: st.query_params.get_all(name)[0] for name in st.query_params}
    return {
        name: text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"
        for name, text in first.items()
        if len(name) <= MOST_LETTERS
    }


def _touched(state: _State) -> bool:
    """Return whether any control has another value than at the end of the last run."""
    return any(key in st.session_state and st.session_state[key] != value for key, value in state.values.items())


def _write(name: str, text: str | None) -> None:
    """Change one parameter of the address, or take it out."""
    state = _state()
    if text is not None:
        st.query_params[name] = state.written[name] = text
    else:
        state.written.pop(name, None)
        if name in st.query_params:
            del st.query_params[name]
    _remember(state)


def _remember(state: _State) -> None:
    """Keep the address as the one that the page was last seen with."""
    state.pages[state.page] = {name: value for name, value in state.written.items() if name != INDEX}


def _warn(key: str, text: str, range_: str) -> None:
    """Say in one sentence that the address asks for what there is not."""
    shown = text[:20] + ("…" if len(text) > 20 else "")
    st.warning(f"The address asks for {key} = “{_plain(shown)}”, which is not one of {range_}; it was ignored.")


def _plain(text: str) -> str:
    """Return text from outside without anything that Markdown or a terminal would act on."""
    return "".join(letter if letter.isalnum() or letter in " .-_" else "·" for letter in text)
