"""Controls whose value lives in the address bar and survives a change of page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeVar

import streamlit as st

from mnist_explore.ui.base.address import DIGIT, LAST_PAGE, TO_DIGIT, follow, seed_from_url

T = TypeVar("T")


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
        bind="query-params", persist_state="session", wrap=True,
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


def choose_page(count: int, *, size: int, key: str) -> slice:
    """Let the visitor turn the pages of `count` things, `size` a page; return the slice to show."""
    pages = max(1, -(-count // size))
    # A shorter list after a change of filter has no such page any more.
    if st.session_state.get(key, 1) > pages:
        st.session_state[key] = pages
    seed_from_url(key, range(1, pages + 1))
    page = st.pagination(pages, key=key, bind="query-params", persist_state="session") if pages > 1 else 1
    return slice((page - 1) * size, page * size)
