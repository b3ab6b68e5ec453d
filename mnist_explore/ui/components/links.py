"""Ways from a digit to its writer, and to the page for one's own digits."""

from __future__ import annotations

import streamlit as st

from mnist_explore.ui.base.address import LAST_PAGE, close_index

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


DOOR, DOOR_OF_DATA, NUMBER = "canvas_door", "From the data", "canvas_number"
"""The address bar's names of the way a digit is given by, the way that is the data set, and the digit's number."""


def show_own_digit_link(index: int) -> None:
    """Show a way to the page that reads a visitor's digits, with this one in place of theirs."""
    words, icon = "Read this digit as if it were yours", ":material/draw:"
    if st.session_state.get(LAST_PAGE) != "canvas":
        given = {DOOR: DOOR_OF_DATA, NUMBER: str(index)}
        st.page_link("pages/canvas.py", label=words, icon=icon, query_params=given)
    elif (st.session_state.get(DOOR), st.session_state.get(NUMBER)) != (DOOR_OF_DATA, index):
        st.button(words, key=f"{NUMBER}_{index}", icon=icon, on_click=_take, args=(index,))


def _take(index: int) -> None:
    """Give a digit of the data set on the page for one's own, and close the card."""
    st.session_state[DOOR], st.session_state[NUMBER] = DOOR_OF_DATA, index
    close_index()


def _turn_to(writer: int) -> None:
    """Choose a writer on the writers' page, and close the card."""
    st.session_state[WRITER], st.session_state[VIEW] = writer, ONE_WRITER
    close_index()


def who(series: int | None) -> str:
    """Return what NIST's series says of a writer."""
    if series is None:
        return "of whom nothing more is known"
    return "a high-school student" if series == 4 else "a Census Bureau employee"
