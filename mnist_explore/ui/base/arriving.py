"""What a session knows of its address: where the visitor has come from, and what stands in the bar.

Each run first asks whether the visitor has come from somewhere (a link, Back, Forward, a reload): see :func:`arrive`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

INDEX = "index"
"""The address bar's name of the one digit whose card is open."""

BROWSERS = ("map_colour", "map_hidden", "map_layout", "map_region", "map_view")
"""Parameters that the map in the browser writes by itself, without a run of the page: the server only reads them."""

MOST_LETTERS = 24_000
"""Of one value in the address: with so many the longest, a group's text, is read. Of a longer one no more is kept."""

MOST_HAD = 32
"""Addresses of a page that are remembered: a click comes with one that is seconds old at most."""

_STATE = "address_state"
"""Where the session keeps what is known of its address."""


@dataclass
class AddressState:
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
    had
        The last addresses that the page has had since the visitor came to it, without what the browser writes.
    outdated
        Parameter of the browser's own → what the address may still say of it at the visitor's next click, since the
        browser has told of another value: "" for nothing.
    heard
        Whether the browser has told of one since the last arrival.
    is_ahead
        Whether the address asks for what the page does not show yet: a part of it that runs alone has changed it.
    """

    page: str = ""
    written: dict[str, str] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    pages: dict[str, dict[str, str]] = field(default_factory=dict)
    had: deque[dict[str, str]] = field(default_factory=lambda: deque(maxlen=MOST_HAD))
    outdated: dict[str, set[str]] = field(default_factory=dict)
    heard: bool = False
    is_ahead: bool = False


def arrive(page: str) -> None:
    """Find out, once at the start of a page's run, whether its controls shall take their values from the address.

    They shall not where the visitor clicked before the browser had heard of the last click's address: then that is
    written once more.
    """
    state, now = address_state(), parameters()
    state.is_ahead = False
    if page != state.page:
        return _come(state, page, now)
    gone_back = _is_from_history()
    late = set() if gone_back else {name for name, texts in state.outdated.items() if now.get(name, "") in texts}
    # What the browser has written itself is no arrival.
    own = {name: text for name in BROWSERS if (text := (state.written if name in late else now).get(name))}
    state.written = _without_browsers(state.written) | own
    if not late and not state.heard:
        state.outdated.clear()
    state.heard = False
    if now == state.written:
        return None
    if _touched(state) or late or (not gone_back and _without_browsers(now) in state.had):
        st.query_params.from_dict(state.written)
        return None
    return _come(state, page, now)


def browser_text(name: str) -> str:
    """Return what the browser has written as one of :data:`BROWSERS`, "" for nothing."""
    return parameters().get(name, "")


def hear(told: Any) -> None:
    """Take from the browser, which can send anything, what it has written: after a link, runs have the link's."""
    state, changes = address_state(), {}
    for name in BROWSERS if isinstance(told, dict) else ():
        text = told.get(name)
        if not isinstance(text, str) or len(text) > 2_000:
            continue
        before = browser_text(name)
        state.outdated.setdefault(name, set()).add(before)
        state.outdated[name].discard(text)
        if text != before or text != state.written.get(name, ""):
            changes[name] = text or None
    if changes:
        state.heard = state.is_ahead = True
        write_address(changes)


def address_state() -> AddressState:
    """Return the session's knowledge of its address."""
    found: AddressState = st.session_state.setdefault(_STATE, AddressState())
    return found


def parameters() -> dict[str, str]:
    """Return the address's parameters; of repeated ones the first, of one that nobody can have meant the beginning."""
    first = {name: st.query_params.get_all(name)[0] for name in st.query_params}
    return {
        name: text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"
        for name, text in first.items()
        if len(name) <= MOST_LETTERS
    }


def write_address(changes: Mapping[str, str | None]) -> None:
    """Change parameters of the address; None takes one out."""
    state = address_state()
    state.had.append(_without_browsers(state.written))
    written = {name: text for name, text in state.written.items() if name not in changes}
    state.written = written | {name: text for name, text in changes.items() if text is not None}
    _remember(state)
    # The last thing done, for a run that is overtaken ends here: the next one writes the rest.
    more = {name: text for name, text in changes.items() if text is not None}
    if more:
        st.query_params.update(more)
    for name, text in changes.items():
        if text is None and name in st.query_params:
            del st.query_params[name]


def _come(state: AddressState, page: str, now: dict[str, str]) -> None:
    """Let all controls take their values from the address."""
    state.page, state.written, state.values, state.defaults = page, now, {}, {}
    state.had.clear()
    state.outdated.clear()
    _remember(state)


def _is_from_history() -> bool:
    """Return whether the page runs because the visitor pressed Back or Forward."""
    # Streamlit's widgets ask this of the same place: it has no public name yet.
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", True))


def _without_browsers(address: dict[str, str]) -> dict[str, str]:
    """Return an address without what the browser writes by itself."""
    return {name: text for name, text in address.items() if name not in BROWSERS}


def _touched(state: AddressState) -> bool:
    """Return whether any control has another value than at the end of the last run."""
    return any(key in st.session_state and st.session_state[key] != value for key, value in state.values.items())


def _remember(state: AddressState) -> None:
    """Keep the address as the one that the page was last seen with."""
    state.pages[state.page] = {name: value for name, value in state.written.items() if name != INDEX}
