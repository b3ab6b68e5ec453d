"""A digit that came in a link: its 28×28 pixels are in the address itself."""

from __future__ import annotations

import streamlit as st

from mnist_explore.errors import PictureError
from mnist_explore.ink.sharing import read_shared
from mnist_explore.ui.base.address import keep, take
from mnist_explore.ui.inputs.given import Given


def linked_text(*, key: str) -> str:
    """Return the digit in the address as text, "" without one; one that cannot be read is told, and left out.

    Parameters
    ----------
    key
        The address bar's name of the digit.
    """

    def parse(text: str) -> str:
        try:
            read_shared(text)
        except PictureError as error:
            st.warning(str(error))
            return ""
        return text

    text = take(key, "", parse=parse, known=lambda value: isinstance(value, str), range_="digits")
    keep(key, text, "", text=text)
    return text


def linked_digit(text: str) -> Given:
    """Return the digit of a text that :func:`linked_text` returned, as it was when the link was made."""
    st.caption("This digit came in the link. Draw your own beside it: choose another way above.")
    return Given("the digit in the link", pixels=read_shared(text))
