"""A sheet of digits as one picture that stands by itself: black on white, with headings, caption and source."""

from __future__ import annotations

import io
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import DataError

if TYPE_CHECKING:
    from PIL import Image

SCALE = 2
"""Pixels of the picture for one on screen."""
GAP_PX, MARGIN_PX = 4, 24
TEXT_PX, SMALL_PX = 26, 20
SIDE_PX = 120
"""For the ticks of a grid's rows."""
WIDTH_PX = 1_600
"""Of a sheet without columns of its own."""
MOST_PIXELS = 60_000_000
"""Of a picture: what takes some 250 MB while it is drawn."""
PLAIN = str.maketrans({"−": "-", "–": "-", "²": "2", "×": "x", "\u00a0": " ", "→": ">", "↓": "v", "”": '"', "’": "'"})
"""Signs that Pillow's own typeface lacks → what stands for them."""


Axis = tuple[str, tuple[str, ...]]
"""What a side of a grid measures, and what stands at each of its columns or rows."""


@dataclass(frozen=True, eq=False)
class SheetPicture:
    """Digits as they lie on a sheet.

    Parameters
    ----------
    images
        ``(n, 28, 28)`` uint8, 255 = ink; all zeros for an empty place.
    cell_px
        Width of one on screen.
    columns
        Digits in a row, or None for as many as fit.
    rows
        Heading and number of digits of each part; none for one part without heading.
    captions
        Below each digit, or none.
    axes
        Title and ticks of the columns, and of the rows, of a grid; None for any other sheet.
    caption
        Stands below all: which digits these are, and in which order.
    """

    images: NDArray[np.uint8]
    cell_px: int = 44
    columns: int | None = None
    rows: tuple[tuple[str, int], ...] = ()
    captions: tuple[str, ...] = ()
    axes: tuple[Axis, Axis] | None = None
    caption: str = ""


def sheet_png(sheet: SheetPicture, *, source: str) -> bytes:
    """Return a sheet as a PNG file at twice its size on screen.

    Parameters
    ----------
    sheet
        The digits.
    source
        Where they come from; stands below them, after the caption.

    Raises
    ------
    DataError
        If the picture would be too large.
    """
    from PIL import Image, ImageDraw, ImageFont

    across = _columns(sheet)
    marks, places, bottom = _places(sheet, across)
    width = max(900, across * (SCALE * sheet.cell_px + GAP_PX) + (SIDE_PX if sheet.axes else 0)) + 2 * MARGIN_PX
    below = [*_lines(sheet.caption, width), *_lines(f"Source: {source}", width)]
    height = bottom + MARGIN_PX + len(below) * (TEXT_PX + 8) + MARGIN_PX
    if width * height > MOST_PIXELS:
        millions = width * height / 1e6
        raise DataError(f"The picture would have {millions:.0f} million pixels; show fewer digits, or smaller.")
    marks += [Mark(line, MARGIN_PX, bottom + MARGIN_PX + number * (TEXT_PX + 8)) for number, line in enumerate(below)]
    page = Image.new("L", (width, height), 255)
    for image, place in zip(sheet.images, places, strict=True):
        page.paste(_cell(image, SCALE * sheet.cell_px), place)
    pen = ImageDraw.Draw(page)
    fonts = {size: ImageFont.load_default(size) for size in (TEXT_PX, SMALL_PX)}
    for mark in marks:
        pen.text((mark.left, mark.top), mark.text.translate(PLAIN), 0, fonts[mark.size], anchor=mark.anchor)
    buffer = io.BytesIO()
    page.save(buffer, "PNG", dpi=(72 * SCALE, 72 * SCALE))
    return buffer.getvalue()


@dataclass(frozen=True)
class Mark:
    """A line of words on the picture: where it stands, how large, and which corner of it stands there."""

    text: str
    left: int
    top: int
    size: int = TEXT_PX
    anchor: str = "la"


def _columns(sheet: SheetPicture) -> int:
    """Return how many digits stand in a row."""
    fitting = max(1, WIDTH_PX // (SCALE * sheet.cell_px + GAP_PX))
    return sheet.columns or max(1, min(fitting, len(sheet.images)))


def _places(sheet: SheetPicture, across: int) -> tuple[list[Mark], list[tuple[int, int]], int]:
    """Return the words among the digits, left and top of every digit, and where all of it ends."""
    cell = SCALE * sheet.cell_px
    step = cell + GAP_PX
    down = step + (SMALL_PX + 4 if sheet.captions else 0)
    left, top = MARGIN_PX + (SIDE_PX if sheet.axes else 0), MARGIN_PX + (2 * TEXT_PX + 16 if sheet.axes else 0)
    marks = _ticks(sheet.axes, (left, top), (step, down)) if sheet.axes else []
    places: list[tuple[int, int]] = []
    for title, count in sheet.rows or (("", len(sheet.images)),):
        if title:
            marks.append(Mark(title, left, top))
            top += TEXT_PX + 12
        places += [(left + place % across * step, top + place // across * down) for place in range(count)]
        top += -(-count // across) * down + (16 if title else 0)
    marks += [
        Mark(text, x + cell // 2, y + cell, SMALL_PX, "ma")
        for text, (x, y) in zip(sheet.captions, places, strict=False)
    ]
    return marks, places, top


def _ticks(axes: tuple[Axis, Axis], corner: tuple[int, int], steps: tuple[int, int]) -> list[Mark]:
    """Return the titles and ticks of a grid whose first digit stands at a corner."""
    (across, columns), (down, rows) = axes
    (left, top), (step, fall) = corner, steps
    return [
        Mark(f"{across}, to the right; {down}, downwards", left, MARGIN_PX),
        *(Mark(text, left + place * step + step // 2, top - 8, SMALL_PX, "ms") for place, text in enumerate(columns)),
        *(Mark(text, left - 12, top + place * fall + fall // 2, SMALL_PX, "rm") for place, text in enumerate(rows)),
    ]


def _cell(image: NDArray[np.uint8], side: int) -> Image.Image:
    """Return a digit at its size on the page, black on white."""
    from PIL import Image

    return Image.fromarray(255 - image).resize((side, side), Image.Resampling.BICUBIC)


def _lines(text: str, width: int) -> list[str]:
    """Return a text in lines that fit."""
    return textwrap.wrap(text, max(20, int((width - 2 * MARGIN_PX) / (0.52 * TEXT_PX))))
