"""Strokes: what the browser sends is checked as text, and drawn as ink of the asked width in the asked place."""

from __future__ import annotations

import io
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from mnist_explore.errors import PictureError
from mnist_explore.ink import read_picture
from mnist_explore.ui.inputs.given import Given, plain_name
from mnist_explore.ui.inputs.strokes import (
    MOST_CHARACTERS,
    MOST_POINTS,
    PENS_UNITS,
    SIDE_UNITS,
    Stroke,
    draw_strokes,
    drawing_png,
    parse_drawing,
)

STAMP = "0123abcd-7"


def ink(*strokes: Stroke) -> NDArray[np.float64]:
    """Return drawn strokes as ink from 0 to 1."""
    return 1 - np.asarray(draw_strokes(strokes)) / 255


def test_parse_drawing() -> None:
    """Two strokes come back with their pens and places; a cleared box has none."""
    assert parse_drawing(f"{STAMP}|72 10 20 30 -40;36 5 6") == (
        Stroke(72, ((10, 20), (30, -40))),
        Stroke(36, ((5, 6),)),
    )
    assert parse_drawing(f"{STAMP}|") == ()


@pytest.mark.hostile
def test_parse_drawing_most_points() -> None:
    """A drawing at the limit is taken, in the longest spelling too; one point more is not."""
    whole = f"{STAMP}|120" + " -1008 -1008" * MOST_POINTS
    assert len(whole) <= MOST_CHARACTERS
    assert len(parse_drawing(whole)[0].points) == MOST_POINTS
    with pytest.raises(PictureError, match="4,000 points"):
        parse_drawing(f"{whole};36 1 1")
    single = f"{STAMP}|" + ";".join(["120 -1008 -1008"] * MOST_POINTS)
    assert len(single) <= MOST_CHARACTERS and len(parse_drawing(single)) == MOST_POINTS


@pytest.mark.hostile
@given(st.text(max_size=60) | st.from_regex(r"[0-9a-f]{8}-1\|[0-9 ;.-]{0,40}", fullmatch=True))
def test_parse_drawing_anything(text: str) -> None:
    """Any text is refused in a sentence, or is strokes that can be drawn."""
    try:
        strokes = parse_drawing(text)
    except PictureError:
        return
    assert draw_strokes(strokes).size == (336, 336)


@pytest.mark.parametrize("width", PENS_UNITS.values())
def test_draw_strokes_dot(width: int) -> None:
    """A tap leaves a round dot of the pen's width where it was."""
    dot = ink(Stroke(width, ((300, 600),)))
    assert dot.sum() == pytest.approx(math.pi * (width / 3) ** 2 / 4, rel=0.06)
    rows, columns = np.indices(dot.shape)
    middle = [(dot * axis).sum() / dot.sum() + 0.5 for axis in (columns, rows)]
    assert middle == pytest.approx([100, 200], abs=0.5)


@pytest.mark.parametrize("width", PENS_UNITS.values())
@pytest.mark.parametrize("end", [(804, 504), (504, 804), (716, 716)])
def test_draw_strokes_width(width: int, end: tuple[int, int]) -> None:
    """A line of 100 pixels, in any direction, covers its length times its width, and its two round ends."""
    line = ink(Stroke(width, ((504, 504), end)))
    length = math.dist((504, 504), end) / 3
    expected = length * width / 3 + math.pi * (width / 3) ** 2 / 4
    assert line.sum() == pytest.approx(expected, rel=0.05)


def test_draw_strokes_mirrored() -> None:
    """Strokes that are mirrored are drawn mirrored, within a pixel's edge."""
    points = ((200, 100), (800, 300), (400, 900))
    there = ink(Stroke(72, points))
    back = ink(Stroke(72, tuple((SIDE_UNITS - 1 - x, y) for x, y in points)))
    assert np.abs(there - back[:, ::-1]).mean() < 0.005
    assert np.abs(there - back).mean() > 0.05


def test_draw_strokes_outside() -> None:
    """What lies outside the box is cut, and leaves the rest as it is."""
    assert not ink(Stroke(72, ((-900, -900), (-200, -900)))).any()
    crossing = ink(Stroke(72, ((-500, 504), (1500, 504))))
    assert crossing[168].min() == 1 and not crossing[:150].any()


def test_drawing_png() -> None:
    """The PNG is what was drawn, reads as a picture, and is the same each time."""
    strokes = (Stroke(72, ((270, 240), (750, 240), (450, 810))),)
    assert drawing_png(strokes) == drawing_png(strokes)
    with Image.open(io.BytesIO(drawing_png(strokes))) as picture:
        assert (np.asarray(picture) == np.asarray(draw_strokes(strokes))).all()
    assert read_picture(drawing_png(strokes)).shape == (336, 336)


def test_given_one_of_both() -> None:
    """Something given is either a picture or pixels."""
    for options in ({}, {"picture": b"x", "pixels": np.zeros((28, 28), np.uint8)}):
        with pytest.raises(ValueError, match="either a picture or pixels"):
            Given("x", **options)  # type: ignore[arg-type]


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("seven.png", "seven.png"),
        ("Sieben 7-b.JPG", "Sieben 7-b.JPG"),
        ("数字.png", "数字.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\seven.png", "seven.png"),
        ("..", "picture"),
        ("", "picture"),
        ("\0\0", "picture"),
        ("<img src=x onerror=alert(1)>.png", "img src·x onerror·alert·1··.png"),
        ("[click](https://evil.example)", "evil.example"),
        ("\u202egnp.exe", "gnp.exe"),
        ("**bold**_x_`y`.png", "bold···x··y·.png"),
        ("a" * 300 + ".png", "a" * 39 + "…"),
    ],
)
def test_plain_name(name: str, plain: str) -> None:
    """A file's name is shown without folders, marks, direction signs, or more than 40 letters."""
    assert plain_name(name) == plain
