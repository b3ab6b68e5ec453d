"""A picture by its share link on Google Drive, fetched when asked and kept for the visit."""

from __future__ import annotations

import streamlit as st

from mnist_explore.errors import LinkError
from mnist_explore.sources.drive import MOST_LETTERS, fetch_picture
from mnist_explore.ui.inputs.given import Given


def fetch_from_drive(*, key: str) -> Given | None:
    """Let the visitor paste a link and fetch its picture; return the one fetched last, or None.

    Parameters
    ----------
    key
        Of the form.
    """
    kept = f"{key}_kept"
    with st.form(f"{key}_form", border=False):
        link = st.text_input(
            "Link to a picture on Google Drive", key=f"{key}_link", max_chars=MOST_LETTERS, type="url",
            placeholder="https://drive.google.com/file/d/…/view", autocomplete="off",
        )  # fmt: skip
        is_asked = st.form_submit_button("Fetch the picture", key=f"{key}_fetch", icon=":material/cloud_download:")
    st.caption("The picture has to be shared with “Anyone with the link”. Nothing but Google Drive is asked.")
    if is_asked:
        st.session_state[kept] = None
        try:
            with st.spinner("Asking Google Drive …"):
                st.session_state[kept] = fetch_picture(link)
        except LinkError as error:
            st.warning(str(error))
    picture: bytes | None = st.session_state.get(kept)
    return None if picture is None else Given("the picture on Google Drive", picture)
