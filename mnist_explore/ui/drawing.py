"""The canvas: what a visitor draws, checked, as one 28×28 digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.errors import PictureError
from mnist_explore.ink import ink_digit, read_picture

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
    from streamlit_drawable_canvas import st_canvas

    kept, first = f"{key}_kept", f"{key}_first"
    if key not in st.session_state:
        # A canvas that was left for another page comes back empty, unless it is given what was on it.
        st.session_state[first] = st.session_state.get(kept)
    drawing, picture = st.session_state.get(first) or (None, None)
    try:
        result = st_canvas(
            stroke_width=stroke_px,
            stroke_color="#000000",
            background_color="#ffffff",
            height=SIDE_PX,
            width=SIDE_PX,
            return_image_data=True,
            initial_drawing=drawing,
            key=key,
        )
        # Until the visitor draws, the canvas sends no picture, not even of what it was given.
        if (sent := result.image_bytes) is not None:
            picture = sent if (result.json_data or {}).get("objects") else None
            st.session_state[kept] = result.json_data, picture
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
