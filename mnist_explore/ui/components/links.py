"""Ways from a digit to its writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.ui.base.address import LAST_PAGE, close_index

if TYPE_CHECKING:
    pass

WRITER = "writers_writer"
"""The address bar's name of the writer chosen."""


VIEW, ONE_WRITER = "writers_view", "One writer"
"""The address bar's name of the view shown, and the view of one writer."""


def show_writer_link(writer: int) -> None:
    """Show a way to all about a writer; nothing where that is the page shown.

    A link, because going to another page by code is refused while a control's value stands in the address bar; on the
    page itself a button, because there a link does not change a control that is already there.
    """
    words, icon = f"All about writer {writer}", ":material/person:"
    if st.session_state.get(LAST_PAGE) != "writers":
        st.page_link("pages/writers.py", label=words, icon=icon, query_params={WRITER: str(writer), VIEW: ONE_WRITER})
    elif st.session_state.get(WRITER) != writer:
        st.button(words, key=f"{WRITER}_{writer}", icon=icon, on_click=_turn_to, args=(writer,))


def _turn_to(writer: int) -> None:
    """Choose a writer on the writers' page, and close the card."""
    st.session_state[WRITER], st.session_state[VIEW] = writer, ONE_WRITER
    close_index()


def who(series: int | None) -> str:
    """Return what NIST's series says of a writer."""
    if series is None:
        return "of whom nothing more is known"
    return "a high-school student" if series == 4 else "a Census Bureau employee"
