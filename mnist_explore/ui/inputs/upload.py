"""A picture from the visitor's machine: a file, or a photograph taken now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.ui.inputs.given import Given, plain_name

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

EXTENSIONS = ("png", "jpg", "jpeg", "webp")


def upload_picture(*, key: str) -> Given | None:
    """Let the visitor choose a file; return it unread, or None without one.

    Parameters
    ----------
    key
        Of the uploader.
    """
    # Extensions, and not a kind of file: Streamlit's server checks those alone.
    file = st.file_uploader("A picture of one digit or several: PNG, JPEG or WebP", type=EXTENSIONS, key=key)
    st.caption(
        "A HEIC photograph, as iPhones take them, has to be saved as JPEG first: share it by mail, or set "
        "Camera → Formats → Most Compatible."
    )
    return _given(file)


def take_picture(*, key: str) -> Given | None:
    """Let the visitor photograph something; return the photograph, or None without one.

    Parameters
    ----------
    key
        Of the camera.
    """
    photograph = st.camera_input("Photograph one digit or several on paper", key=key)
    st.caption("Browsers lend the camera only to pages that come over https or from this machine.")
    return _given(photograph, name="your photograph")


def _given(file: UploadedFile | None, *, name: str | None = None) -> Given | None:
    """Return a file as given."""
    return None if file is None else Given(name or plain_name(file.name), file.getvalue())
