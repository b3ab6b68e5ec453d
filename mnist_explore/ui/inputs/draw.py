"""The drawing box: what a visitor draws by mouse, finger or pen, checked and kept for the visit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from mnist_explore.errors import PictureError
from mnist_explore.ui.base.keys import key_now, renew
from mnist_explore.ui.base.reserving import reserve
from mnist_explore.ui.inputs.given import Given
from mnist_explore.ui.inputs.strokes import (
    MOST_POINTS,
    PENS_UNITS,
    SIDE_UNITS,
    drawing_png,
    parse_drawing,
)

_HERE = Path(__file__).parent

HEIGHT = "calc(min(336px,100cqw) + 72px)"
"""The box and its tools, as ``draw.css`` has them."""

# Not streamlit-drawable-canvas: its toolbar lies unseen over the box's upper right corner, where a finger's stroke
# leaves no ink and a tap loses the drawing, and it cannot be turned off.
_component = st.components.v2.component(
    "mnist_explore_drawing",
    html='<div class="root">\n</div>',
    css=(_HERE / "draw.css").read_text(),
    js=(_HERE / "draw.js").read_text(),
)


def draw_picture(*, key: str) -> Given | None:
    """Let the visitor draw; return the drawing, or None, where there is none or it cannot be read.

    A drawing outlasts a visit to another page, not a reload: it is kept in the session as strokes.

    Parameters
    ----------
    key
        Of the box.
    """
    kept = f"{key}_kept"
    refused = _take(key, kept)
    reserve(key_now(key), HEIGHT)
    _component(
        key=key_now(key),
        data={"drawing": st.session_state.get(kept, ""), "side": SIDE_UNITS, "pens": PENS_UNITS, "most": MOST_POINTS},
        on_drawing_change=lambda: None,
        height="content",
    )
    if refused is not None:
        st.warning(refused)
    strokes = parse_drawing(st.session_state[kept]) if st.session_state.get(kept) else ()
    if not strokes:
        return None
    # As long as its first stroke stands, it is the same drawing.
    return Given("your drawing", drawing_png(strokes), polarity="dark_on_light", origin=f"drawing {strokes[0]}")


def _take(key: str, kept: str) -> str | None:
    """Keep what the box has sent if it is a drawing; else forget it, and return why in one sentence.

    The value is looked at before the box is shown, so that a box that the browser builds anew in this very run, for
    what stands above it, is given what was drawn last.
    """
    state: Any = st.session_state.get(key_now(key))
    if state is None:
        return None
    try:
        sent = state.get("drawing") if isinstance(state, Mapping) else state
        if sent is not None:
            parse_drawing(sent)
            st.session_state[kept] = sent
    except PictureError as error:
        # Streamlit would hold what the browser sent, however large, and the browser send it again at every run, for as
        # long as the box has this key.
        del st.session_state[key_now(key)]
        renew(key)
        return str(error)
    return None
