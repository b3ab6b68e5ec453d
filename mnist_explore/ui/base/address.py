"""What the address bar says of controls and of the open card, and what they say to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import streamlit as st

T = TypeVar("T")

DIGIT = "digit"
"""The key, and the address bar's name, of the class chosen in the sidebar."""

TO_DIGIT = "to_digit"
"""The same for a link within the app: on the way to another page Streamlit drops what a control has put there."""

LAST_PAGE = "last_page"
"""Where the session keeps which page is open."""

INDEX = "index"
"""The address bar's name of the one digit whose card is open."""


def seed_from_url(key: str, options: Sequence[Any]) -> None:
    """Take a control's value from the address bar, or say in one sentence why it cannot be taken.

    Streamlit's own binding reads the address bar too, but forgets a value that came from there alone at the first
    change of page, and drops a bad one without a word.
    """
    given = st.query_params.get_all(key)
    if not given or key in st.session_state:
        return
    by_name = {str(option): option for option in options}
    if given[0] in by_name:
        st.session_state[key] = by_name[given[0]]
    else:
        shown = given[0][:20] + ("…" if len(given[0]) > 20 else "")
        st.warning(
            f"The address asks for {key} = “{_plain(shown)}”, which is not one of {_listed(options)}; it was ignored."
        )


def follow(keys: Sequence[str], starts: Sequence[Any]) -> None:
    """Let controls that all still stand at what they began with go along when that changes."""
    before = [st.session_state.get(f"{key}_start", start) for key, start in zip(keys, starts, strict=True)]
    if before != list(starts) and before == [st.session_state.get(key) for key in keys]:
        st.session_state.update(zip(keys, starts, strict=True))
    for key, start in zip(keys, starts, strict=True):
        st.session_state[f"{key}_start"] = start


def key_now(key: str) -> str:
    """Return the key that a component has since it was last renewed."""
    turn = st.session_state.get(f"{key}_turn", 0)
    return f"{key}_{turn}" if turn else key


def renew(key: str) -> None:
    """Let a component begin anew: under another key it is another one, that keeps nothing of what it had."""
    st.session_state[f"{key}_turn"] = st.session_state.get(f"{key}_turn", 0) + 1


def chosen_index(count: int) -> int | None:
    """Return the digit whose card the address bar asks for, or None, with a sentence when there is no such digit."""
    given = st.query_params.get_all(INDEX)
    if not given:
        return None
    text = given[0]
    if text.isascii() and text.isdecimal() and len(text) < 10 and int(text) < count:
        return int(text)
    st.warning(f"There is no digit number “{_plain(text[:20])}”: they run from 0 to {count - 1:,}.")
    return None


def open_index(index: int) -> None:
    """Ask for a digit's card: it opens at the next run."""
    st.query_params[INDEX] = str(index)


def is_open() -> bool:
    """Return whether the address bar asks for a digit's card."""
    return INDEX in st.query_params


def close_index() -> None:
    """Forget the digit whose card was open."""
    if is_open():
        del st.query_params[INDEX]


def _listed(options: Sequence[Any]) -> str:
    """Return the options in words, a long row of numbers as a range."""
    if len(options) > 6:
        return f"{options[0]} to {options[-1]}"
    return ", ".join(str(option) for option in options)


def _plain(text: str) -> str:
    """Return text from outside without anything that Markdown or a terminal would act on."""
    return "".join(letter if letter.isalnum() or letter in " .-_" else "·" for letter in text)
