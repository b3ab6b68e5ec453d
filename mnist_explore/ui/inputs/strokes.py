"""Strokes as the drawing box sends them: checked as text, before anything is made of them, and drawn as a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from mnist_explore.errors import PictureError

if TYPE_CHECKING:
    from PIL import Image

SIDE_UNITS = 1008
"""The box's side in the units that strokes are given in, whatever its size on the screen."""
UNITS_A_PIXEL = 3
"""Strokes are drawn in units and reduced to pixels: nine grey levels' worth of smooth edges, 336 pixels a side."""
PENS_UNITS = {"fine": 36, "medium": 72, "bold": 120}
"""Stroke widths: 12, 24 and 40 of the picture's 336 pixels."""

MOST_POINTS = 4_000
"""A minute of drawing without a pause; the box itself takes no more."""
MOST_CHARACTERS = 65_000
"""That many points in their longest spelling, each a stroke of its own."""

_STROKE = r"[1-9][0-9]{0,2}(?: -?[0-9]{1,4} -?[0-9]{1,4})+"
_DRAWING = re.compile(rf"[0-9a-f]{{8}}-[0-9]{{1,6}}\|(?:{_STROKE}(?:;{_STROKE})*)?")
"""A stamp, by which the box knows its own drawing again, then each stroke: its width, and its points' x and y."""

NOT_A_DRAWING = "What the drawing box sent is not a drawing, so it was left out: draw again, or reload the page."
TOO_LONG = f"The drawing has more than {MOST_POINTS:,} points, the most that are kept: clear the box and draw it anew."


@dataclass(frozen=True)
class Stroke:
    """One stroke: its pen's width, and the places it went through, all in units of 1/1008 of the box's side."""

    width: int
    points: tuple[tuple[int, int], ...]


def parse_drawing(text: Any) -> tuple[Stroke, ...]:
    """Return the strokes of a drawing; none for a box that was cleared.

    Parameters
    ----------
    text
        What the browser sent, which can be anything; ``"<stamp>|<width> <x> <y> <x> <y> …;<width> …"`` is expected.

    Raises
    ------
    PictureError
        If it is not that, is longer than a hand draws, or has a pen that the box does not have.
    """
    if not isinstance(text, str):
        raise PictureError(NOT_A_DRAWING)
    if len(text) > MOST_CHARACTERS:
        raise PictureError(TOO_LONG)
    if _DRAWING.fullmatch(text) is None:
        raise PictureError(NOT_A_DRAWING)
    strokes = tuple(_stroke(part) for part in text.partition("|")[2].split(";") if part)
    if any(stroke.width not in PENS_UNITS.values() for stroke in strokes):
        raise PictureError(NOT_A_DRAWING)
    if sum(len(stroke.points) for stroke in strokes) > MOST_POINTS:
        raise PictureError(TOO_LONG)
    return strokes


def _stroke(part: str) -> Stroke:
    """Return one stroke from its text."""
    width, *places = map(int, part.split(" "))
    return Stroke(width, tuple(zip(places[::2], places[1::2], strict=True)))


def draw_strokes(strokes: tuple[Stroke, ...]) -> Image.Image:
    """Return strokes, with round ends and joints, as black ink on a white page.

    Returns
    -------
    Image.Image
        336 × 336 pixels of 8-bit grey; what lies outside the box is cut.
    """
    from PIL import Image, ImageDraw

    page = Image.new("L", (SIDE_UNITS, SIDE_UNITS), 255)
    pen = ImageDraw.Draw(page)
    for stroke in strokes:
        pen.line(stroke.points, fill=0, width=stroke.width)
        reach = stroke.width / 2
        for x, y in stroke.points:
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=0)
    return page.reduce(UNITS_A_PIXEL)


def drawing_png(strokes: tuple[Stroke, ...]) -> bytes:
    """Return strokes as a PNG file: the same strokes give the same bytes."""
    buffer = BytesIO()
    # Nothing keeps the file, so that quick is better than small.
    draw_strokes(strokes).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()
