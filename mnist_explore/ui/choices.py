"""Controls whose value lives in the address bar and survives a change of page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, TypeVar

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


def choose(
    label: str,
    options: Sequence[T],
    *,
    key: str,
    default: T | None = None,
    look: Literal["buttons", "list"] = "buttons",
    alone: bool = True,
    help: str | None = None,  # noqa: A002 - Streamlit's own word
) -> T:
    """Let the visitor choose one of the options; until they do, `default` is chosen, or else the first.

    What is chosen together with something else is not chosen `alone`: see :func:`follow`.
    """
    start = options[0] if default is None else default
    seed_from_url(key, options)
    if alone:
        follow((key,), (start,))
    if look == "list":
        place = options.index(start)
        return st.selectbox(label, options, place, key=key, help=help, bind="query-params", persist_state="session")
    chosen = st.segmented_control(
        label, options, key=key, default=None if key in st.session_state else start, required=True, help=help,
        bind="query-params", persist_state="session",
    )  # fmt: skip
    return start if chosen is None else chosen


def choose_digit(page: str) -> int | None:
    """Let the visitor choose a class in the sidebar, kept from page to page; None means all ten.

    Parameters
    ----------
    page
        The page being opened.
    """
    seed_from_url(DIGIT, range(10))
    # To Streamlit the same key is another widget on every page, which starts out without the value.
    if st.session_state.get(LAST_PAGE) != page:
        given = st.query_params.get(TO_DIGIT, "")
        chosen = int(given) if given in map(str, range(10)) else st.session_state.get(DIGIT)
        if chosen is not None:
            st.session_state[DIGIT] = chosen
            st.query_params[DIGIT] = str(chosen)
    if TO_DIGIT in st.query_params:
        del st.query_params[TO_DIGIT]
    st.session_state[LAST_PAGE] = page
    return st.pills("Digit", range(10), key=DIGIT, bind="query-params", persist_state="session", help="None: all ten")


def choose_digits(label: str, *, key: str, default: int) -> list[int]:
    """Let the visitor choose several classes; until they do, only `default` is chosen."""
    given = st.query_params.get_all(key)
    if given and key not in st.session_state:
        known = [int(text) for text in dict.fromkeys(given) if text in map(str, range(10))]
        st.session_state[key] = known or [default]
    if st.session_state.get(key) == []:
        # Nothing chosen is nothing to keep to.
        st.session_state[key] = [default]
    follow((key,), ([default],))
    start = None if key in st.session_state else [default]
    chosen = st.pills(
        label, range(10), selection_mode="multi", default=start, key=key, bind="query-params", persist_state="session"
    )
    return sorted(chosen)


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


def choose_page(count: int, *, size: int, key: str) -> slice:
    """Let the visitor turn the pages of `count` things, `size` a page; return the slice to show."""
    pages = max(1, -(-count // size))
    # A shorter list after a change of filter has no such page any more.
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = pages
    seed_from_url(key, range(1, pages + 1))
    page = st.pagination(pages, key=key, bind="query-params", persist_state="session") if pages > 1 else 1
    return slice((page - 1) * size, page * size)


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
