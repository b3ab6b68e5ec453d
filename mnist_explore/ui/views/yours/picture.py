"""The picture as given with what was found in it, and the steps from it to the 28×28 that the network saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.figures.marked import Outlined, marked_picture, placed_digit
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.views.yours.looking import Looked, chosen_place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_explore.ink import Reading
    from mnist_explore.ink.marks import Box

SHOWN_PX = 336
"""The longer side of the picture as given: as large as the box to draw in."""


def show_given(looked: Looked, *, is_drawn: bool) -> None:
    """Show the picture as given, each thing found in it outlined; nothing where the box already shows one digit.

    Parameters
    ----------
    looked
        What was found.
    is_drawn
        Whether the visitor sees the picture already, as a drawing in its box.
    """
    if looked.grey is None or looked.reading is None or (is_drawn and len(looked.reading.marks) <= 1):
        return
    boxes, kinds, names = outlines(looked.reading, chosen_place(looked))
    height, width = looked.grey.shape
    st.image(
        marked_picture(looked.grey, boxes, kinds, names=names),
        caption="What was found in it: orange is the digit told of, blue the others, grey what is no digit.",
        width=max(80, round(SHOWN_PX * min(1.0, width / height))),
        alt=f"The picture as given, with {len(looked)} digits outlined among {len(boxes)} marks",
    )


def show_steps(looked: Looked, *, key: str) -> None:
    """Let the visitor open the steps between the picture and the 28×28; they are made when looked at.

    Parameters
    ----------
    looked
        What was found.
    key
        Begins the widget's key.
    """
    if looked.grey is None or looked.reading is None:
        show_caption("These 28 × 28 pixels are the digit's own: nothing was found, sized or moved.")
        return
    steps = st.expander("From your picture to 28 × 28, step by step", key=f"{key}_steps", on_change="rerun")
    if steps.open:
        with steps:
            _show_steps(looked, looked.reading, looked.grey)


def outlines(reading: Reading, chosen: int) -> tuple[list[Box], list[Outlined], list[str]]:
    """Return the box, the kind and the name of everything found; a digit's name is its place from 1, a mark has none.

    Parameters
    ----------
    reading
        What was found.
    chosen
        The place, among the digits, of the one that is told of.
    """
    boxes: list[Box] = []
    kinds: list[Outlined] = []
    names: list[str] = []
    digits = 0
    for mark in reading.marks:
        boxes.append(mark.box)
        is_chosen = mark.kind == "digit" and digits == chosen
        kinds.append("chosen" if is_chosen else mark.kind)
        digits += mark.kind == "digit"
        names.append(str(digits) if mark.kind == "digit" else "")
    return boxes, kinds, names if len(reading.digits) > 1 else [""] * len(boxes)


def _show_steps(looked: Looked, reading: Reading, grey: NDArray[np.uint8]) -> None:
    """Show the four steps, each a picture."""
    ground = "dark" if reading.polarity == "light_on_dark" else "light"
    boxes, kinds, names = outlines(reading, chosen_place(looked))
    left, top, right, _ = reading.region
    scale = reading.ink.shape[1] / (right - left)
    moved = [((b[0] - left) * scale, (b[1] - top) * scale, (b[2] - left) * scale, (b[3] - top) * scale) for b in boxes]
    pictures = [
        (marked_picture(grey, [], []), "As given", f"in grey. Its background was found to be {ground}."),
        (marked_picture(255 - reading.flattened, [], []), "Background taken off", "with rules, shadows and rims."),
        (marked_picture(255 - reading.ink, moved, kinds, names=names), "Ink", "what strokes left, and each box."),
    ]
    if len(looked):
        place = chosen_place(looked)
        words = "its box brought to 20 pixels, its centre of mass (cross) to the middle: as MNIST's digits."
        pictures.append((placed_digit(looked.images[place]), "Sized and placed", words))
    for number, (column, (picture, name, words)) in enumerate(zip(st.columns(4), pictures, strict=False), 1):
        column.image(picture, alt=f"Step {number}: {name}")
        column.caption(f"**{number}. {name}:** {words}")
