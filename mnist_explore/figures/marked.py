"""A visitor's picture with what was found in it outlined, and a digit with the frame that it was placed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX

if TYPE_CHECKING:
    from PIL import ImageDraw

Outlined = Literal["chosen", "digit", "touching digits", "mark"]
Box = tuple[float, float, float, float]

MOST_SIDE_PX = 640
"""The longer side of what is shown: sharp at twice the density of a column 320 wide."""
COLOURS: dict[Outlined, tuple[int, int, int]] = {
    "chosen": (213, 94, 0),
    "digit": (0, 114, 178),
    "touching digits": (204, 121, 167),
    "mark": (128, 128, 128),
}
"""Okabe and Ito's, which the colour-blind tell apart too; a mark is grey."""
TAG_PX = 32
CELL_PX = 10
"""Side of one pixel of an enlarged digit."""


def marked_picture(
    grey: NDArray[np.uint8], boxes: Sequence[Box], kinds: Sequence[Outlined], *, names: Sequence[str] = ()
) -> NDArray[np.uint8]:
    """Return a picture with an outline around each of some boxes.

    Parameters
    ----------
    grey
        ``(H, W)`` uint8, 0 = black.
    boxes
        Left, top, right and bottom of each, in the picture's pixels; what lies outside it is cut.
    kinds
        What each box is, which is its colour.
    names
        A few letters in a corner of each box, "" for none.

    Returns
    -------
    NDArray[np.uint8]
        ``(h, w, 3)``, the longer side at most :data:`MOST_SIDE_PX`.

    Raises
    ------
    ValueError
        If there are not as many kinds as boxes, or names of some boxes only.
    """
    from PIL import Image, ImageDraw

    if len(kinds) != len(boxes) or len(names) not in (0, len(boxes)):
        raise ValueError(f"{len(boxes)} boxes need as many kinds and names or none, not {len(kinds)} and {len(names)}")
    scale = MOST_SIDE_PX / max(grey.shape)
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    picture = Image.fromarray(grey).resize(size, Image.Resampling.BILINEAR).convert("RGB")
    pen = ImageDraw.Draw(picture)
    for place, (box, kind) in enumerate(zip(boxes, kinds, strict=True)):
        left, top, right, bottom = (side * scale for side in box)
        frame = (max(0, left - 6), max(0, top - 6), min(size[0] - 1, right + 6), min(size[1] - 1, bottom + 6))
        pen.rectangle(frame, outline=COLOURS[kind], width=6 if kind == "chosen" else 3)
        if names and names[place]:
            _tag(pen, frame, names[place], COLOURS[kind])
    return np.asarray(picture)


def _tag(pen: ImageDraw.ImageDraw, frame: Box, name: str, colour: tuple[int, int, int]) -> None:
    """Write a name in white on a tag above a frame's left corner, below it where there is no room above."""
    from PIL import ImageFont

    font = ImageFont.load_default(TAG_PX - 6)
    top = frame[1] - TAG_PX if frame[1] >= TAG_PX else frame[3]
    pen.rectangle((frame[0], top, frame[0] + font.getlength(name) + 12, top + TAG_PX), fill=colour)
    pen.text((frame[0] + 6, top + TAG_PX / 2), name, (255, 255, 255), font=font, anchor="lm")


def placed_digit(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a digit enlarged, dark on light, with the box that its ink fills and a cross at the picture's middle.

    MNIST's makers brought the ink's box to 20 pixels and its centre of mass to that middle.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8, 0 = paper, 255 = full ink.

    Returns
    -------
    NDArray[np.uint8]
        ``(280, 280, 3)``.

    References
    ----------
    LeCun, Cortes & Burges, The MNIST database of handwritten digits: http://yann.lecun.com/exdb/mnist/
    """
    large = np.kron(255 - image, np.ones((CELL_PX, CELL_PX), np.uint8))
    shown = np.repeat(large[..., None], 3, axis=2)
    rows, columns = (np.flatnonzero(image.any(axis)) for axis in (1, 0))
    if len(rows):
        top, bottom = int(rows[0]) * CELL_PX, (int(rows[-1]) + 1) * CELL_PX - 1
        left, right = int(columns[0]) * CELL_PX, (int(columns[-1]) + 1) * CELL_PX - 1
        shown[[top, bottom], left : right + 1] = COLOURS["digit"]
        shown[top : bottom + 1, [left, right]] = COLOURS["digit"]
    middle = SIDE_PX * CELL_PX // 2
    shown[middle - 1 : middle + 1, middle - CELL_PX : middle + CELL_PX] = COLOURS["chosen"]
    shown[middle - CELL_PX : middle + CELL_PX, middle - 1 : middle + 1] = COLOURS["chosen"]
    return shown
