"""The canvas: what a visitor draws, checked, as one 28×28 digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.errors import PictureError
from mnist_explore.ink import ink_digit, read_picture
from mnist_explore.ui.base.address import key_now, renew

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIDE_PX = 336
"""Of the canvas: twelve times a digit's, and narrow enough for a telephone."""

NOT_A_DRAWING = "What the canvas sent is not a drawing. Clear it with the bin below and draw again."


def draw_digit(*, key: str, stroke_px: int) -> NDArray[np.uint8] | None:
    """Let the visitor draw; return the digit as ``(28, 28)`` uint8, or None, with a sentence, without one.

    Parameters
    ----------
    key
        Of the canvas.
    stroke_px
        Width of the pen on the canvas.
    """
    try:
        picture = _canvas(key=key, stroke_px=stroke_px)
    # The value is the browser's word and can be anything; these are what a malformed one raises in the component.
    except (AttributeError, TypeError, ValueError, KeyError):
        st.warning(NOT_A_DRAWING)
        return None
    if picture is None:
        return None
    try:
        return ink_digit(read_picture(picture), polarity="dark_on_light")
    except PictureError as error:
        st.warning(str(error))
        return None


def _canvas(*, key: str, stroke_px: int) -> bytes | None:
    """Show the canvas, with what was on it when it was left for another page; return its picture as a PNG, if any."""
    from streamlit_drawable_canvas import st_canvas

    kept, first, now = f"{key}_kept", f"{key}_first", key_now(key)

    def start_afresh() -> None:
        # The canvas's own bin would bring back what it was given.
        renew(key)
        st.session_state[kept] = None

    if now not in st.session_state:
        st.session_state[first] = st.session_state.get(kept)
    drawing, picture = st.session_state.get(first) or (None, None)
    result = st_canvas(
        stroke_width=stroke_px, stroke_color="#000000", background_color="#ffffff", height=SIDE_PX, width=SIDE_PX,
        return_image_data=True, initial_drawing=drawing, key=now,
    )  # fmt: skip
    if drawing is not None:
        st.button("Start afresh", key=f"{key}_afresh", icon=":material/delete:", on_click=start_afresh)
    # Until the visitor draws, the canvas sends no picture, not even of what it was given.
    if (sent := result.image_bytes) is not None:
        picture = sent if (result.json_data or {}).get("objects") else None
        st.session_state[kept] = result.json_data, picture
    shown: bytes | None = picture
    return shown
