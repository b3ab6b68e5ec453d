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
    from PIL import Image, ImageDraw, ImageFont

SCALE = 2
"""Pixels of the picture for one on screen."""
GAP_PX, MARGIN_PX = 4, 24
TEXT_PX, SMALL_PX = 26, 20
WIDTH_PX = 1_600
"""Of a sheet without columns of its own."""
MOST_PIXELS = 60_000_000
"""Of a picture: what takes some 250 MB while it is drawn."""
PLAIN = str.maketrans({"−": "-", "–": "-", "²": "2", "×": "x", "\u00a0": " ", "→": ">", "↓": "v", "”": '"', "’": "'"})
"""Signs that Pillow's own typeface lacks → what stands for them."""


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
    """

    images: NDArray[np.uint8]
    cell_px: int = 44
    columns: int | None = None
    rows: tuple[tuple[str, int], ...] = ()
    captions: tuple[str, ...] = ()


def sheet_png(sheet: SheetPicture, *, caption: str, source: str) -> bytes:
    """Return a sheet as a PNG file at twice its size on screen.

    Parameters
    ----------
    sheet
        The digits.
    caption, source
        Stand below them.

    Raises
    ------
    DataError
        If the picture would be too large.
    """
    from PIL import Image, ImageDraw, ImageFont

    cell, across = SCALE * sheet.cell_px, _columns(sheet)
    width = max(900, across * (cell + GAP_PX)) + 2 * MARGIN_PX
    large, small = ImageFont.load_default(TEXT_PX), ImageFont.load_default(SMALL_PX)
    below = [*_lines(caption, width, TEXT_PX), *_lines(f"Source: {source}", width, TEXT_PX)]
    places, headings, bottom = _places(sheet, across)
    height = bottom + MARGIN_PX + len(below) * (TEXT_PX + 8) + MARGIN_PX
    if width * height > MOST_PIXELS:
        raise DataError(
            f"The picture would have {width * height / 1e6:.0f} million pixels; show fewer digits, or smaller."
        )
    page = Image.new("L", (width, height), 255)
    pen = ImageDraw.Draw(page)
    for place, (left, top) in enumerate(places):
        page.paste(_cell(sheet.images[place], cell), (left, top))
        if sheet.captions:
            _write(pen, sheet.captions[place], (left + cell // 2, top + cell), small, anchor="ma")
    for title, top in headings:
        _write(pen, title, (MARGIN_PX, top), large)
    for number, line in enumerate(below):
        _write(pen, line, (MARGIN_PX, bottom + MARGIN_PX + number * (TEXT_PX + 8)), large)
    buffer = io.BytesIO()
    page.save(buffer, "PNG", dpi=(72 * SCALE, 72 * SCALE))
    return buffer.getvalue()


def _columns(sheet: SheetPicture) -> int:
    """Return how many digits stand in a row."""
    fitting = max(1, WIDTH_PX // (SCALE * sheet.cell_px + GAP_PX))
    return sheet.columns or max(1, min(fitting, len(sheet.images)))


def _places(sheet: SheetPicture, across: int) -> tuple[list[tuple[int, int]], list[tuple[str, int]], int]:
    """Return left and top of every digit, every heading with its top, and where all of it ends."""
    step = SCALE * sheet.cell_px + GAP_PX
    down = step + (SMALL_PX + 4 if sheet.captions else 0)
    places: list[tuple[int, int]] = []
    headings, top = [], MARGIN_PX
    for title, count in sheet.rows or (("", len(sheet.images)),):
        if title:
            headings.append((title, top))
            top += TEXT_PX + 12
        places += [(MARGIN_PX + place % across * step, top + place // across * down) for place in range(count)]
        top += -(-count // across) * down + (16 if title else 0)
    return places, headings, top


def _cell(image: NDArray[np.uint8], side: int) -> Image.Image:
    """Return a digit at its size on the page, black on white."""
    from PIL import Image

    return Image.fromarray(255 - image).resize((side, side), Image.Resampling.BICUBIC)


def _lines(text: str, width: int, size: int) -> list[str]:
    """Return a text in lines that fit."""
    return textwrap.wrap(text, max(20, int((width - 2 * MARGIN_PX) / (0.52 * size))))


def _write(
    pen: ImageDraw.ImageDraw,
    text: str,
    place: tuple[int, int],
    font: ImageFont.ImageFont | ImageFont.FreeTypeFont,
    *,
    anchor: str = "la",
) -> None:
    """Write a line, with plainer signs for those that the typeface lacks."""
    pen.text(place, text.translate(PLAIN), 0, font, anchor=anchor)
