"""The canvas: a drawing is read; whatever else the browser may send gets one sentence."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from mnist_explore.model.serving.recogniser import Recogniser
from mnist_explore.ui.shell import PAGES
from tests.ui.conftest import assert_calm, clear_caches, said, sheet, visit

pytestmark = pytest.mark.usefixtures("on_few")

STROKE = [{"type": "path", "path": [["M", 100, 80], ["L", 240, 80]]}]


def png(*strokes: list[tuple[int, int]], side: int = 336, pen: int = 24) -> bytes:
    """Return a white canvas with black strokes as a PNG."""
    picture = Image.new("RGBA", (side, side), "white")
    for stroke in strokes:
        ImageDraw.Draw(picture).line(stroke, fill="black", width=pen, joint="curve")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def sent(data: bytes | str, objects: Any = STROKE) -> dict[str, Any]:
    """Return what the canvas sends for a picture."""
    text = data if isinstance(data, str) else "data:image/png;base64," + base64.b64encode(data).decode()
    return {"drawing": {"raw": {"objects": objects, "background": "#ffffff"}, "data": text}}


def bomb() -> bytes:
    """Return a kilobyte that claims to be a PNG of 20,000 by 20,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(4096)))


SEVEN = sent(png([(90, 80), (250, 80), (150, 270)]))
ONE = sent(png([(168, 60), (168, 280)]))
ZERO = sent(
    png([(168, 70), (110, 110), (100, 170), (115, 240), (168, 270), (225, 235), (236, 165), (220, 105), (168, 70)])
)


@pytest.mark.parametrize(("drawing", "answer"), [(SEVEN, "7"), (ONE, "1"), (ZERO, "0")], ids=["7", "1", "0"])
def test_drawing_is_read(drawing: dict[str, Any], answer: str) -> None:
    """A seven, a one and a zero are read as such, with ten probabilities and look-alikes."""
    test = visit("canvas", state={"canvas_drawing": drawing})
    assert_calm(test)
    assert not test.warning
    assert test.metric[0].value == answer
    assert sheet(test, "canvas_seen")["count"] == 1
    assert len(sheet(test, "canvas_alikes")["ids"]) == 24
    assert test.get_by_key("canvas_probabilities")


@pytest.mark.parametrize("drawing", [SEVEN, ONE, ZERO], ids=["7", "1", "0"])
def test_drawing_is_not_told_its_height(drawing: dict[str, Any]) -> None:
    """All drawings are brought to one height, so it is no reason to call one unusual, nor a bar among its class's."""
    test = visit("canvas", state={"canvas_drawing": drawing})
    assert "taller" not in said(test) and "shorter than" not in said(test)
    (standing,) = [chart for chart in test.get("plotly_chart") if "standing" in chart.proto.id]
    assert "Slant" in standing.proto.spec and "Height" not in standing.proto.spec


def test_drawing_that_is_hardly_a_digit() -> None:
    """An answer below one half is said to be no more than a guess; a clear one is not."""
    words = "This hardly looks like a digit to it."
    scribble = sent(
        png([(40, 60), (300, 280)], [(300, 60), (40, 280)], [(168, 40), (168, 300)], [(30, 168), (310, 168)])
    )
    assert words in said(visit("canvas", state={"canvas_drawing": scribble}))
    assert words not in said(visit("canvas", state={"canvas_drawing": SEVEN}))


def test_drawing_is_classified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer, its reasons and the measures share one classification of a stroke; another pen asks for none."""
    clear_caches()
    asked: list[int] = []
    classify = Recogniser.probabilities

    def counted(self: Recogniser, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        asked.append(len(images))
        return classify(self, images)

    monkeypatch.setattr(Recogniser, "probabilities", counted)
    test = visit("canvas", state={"canvas_drawing": SEVEN})
    assert_calm(test)
    assert test.metric[0].value == "7" and test.get_by_key("canvas_why_for")
    assert asked == [1]
    assert_calm(visit("canvas", state={"canvas_drawing": SEVEN}, canvas_pen="bold"))
    assert asked == [1]
    assert_calm(visit("canvas", state={"canvas_drawing": ONE}))
    assert asked == [1, 1]


def test_nothing_drawn() -> None:
    """Before the first stroke, and after the last is undone, the page asks for a digit."""
    for state in ({}, {"canvas_drawing": sent(png(), objects=[])}):
        test = visit("canvas", state=state)
        assert_calm(test)
        assert not test.warning and not test.metric
        assert any("draw a digit" in info.value for info in test.info)


@pytest.mark.parametrize("pen", ["medium", "fine", "bold"])
def test_pens(pen: str) -> None:
    """Every pen can be chosen."""
    test = visit("canvas", state={"canvas_drawing": SEVEN}, canvas_pen=pen)
    assert_calm(test)
    assert test.metric[0].value == "7"


SCRIBBLE = [[(0, y), (335, y)] for y in range(0, 336, 12)]
UNREADABLE = {
    "one dot": sent(png([(168, 168), (169, 168)], pen=2)),
    "white only": sent(png()),
    "all black": sent(png(*SCRIBBLE, pen=40)),
    "text instead of a drawing": {"drawing": "text"},
    "a number": {"drawing": 7},
    "nothing in it": {"drawing": None},
    "a list": {"drawing": [1, 2]},
    "raw is a list": {"drawing": {"raw": [], "data": "data:image/png;base64,"}},
    "objects is text": sent(png(), objects="objects"),
    "objects is a number": sent(png(), objects=3),
    "objects is an object": sent(png(), objects={"a": 1}),
    "no base64": sent("data:image/png," + "A" * 100),
    "an address": sent("https://example.org/x.png"),
    "a file": sent("file:///etc/passwd"),
    "bad base64": sent("data:image/png;base64,%%%%"),
    "not a picture": sent(b"<html>"),
    "half a picture": sent(png([(90, 80), (250, 80)])[:300]),
    "another size": sent(png([(5, 5), (20, 5), (10, 30)], side=40, pen=3)),
    "one pixel": sent(png(side=1)),
    "a bomb": sent(bomb()),
    "24 MB": sent("data:image/png;base64," + "A" * 24_000_000),
    "data is a number": {"drawing": {"raw": {"objects": STROKE}, "data": 5}},
    "data is missing": {"drawing": {"raw": {"objects": STROKE}}},
}


@pytest.mark.parametrize("value", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_canvas_value_that_is_no_digit(value: dict[str, Any]) -> None:
    """Anything the browser may send is answered: a reading, a request to draw, or one sentence; never an exception."""
    test = visit("canvas", state={"canvas_drawing": value})
    assert_calm(test)
    assert [title.value for title in test.title] == [PAGES["canvas"].question]
    assert len(test.warning) <= 1
    assert bool(test.warning) or bool(test.metric) or "draw a digit" in said(test)
    for warning in test.warning:
        assert len(warning.value) < 300 and "Error" not in warning.value and warning.value.endswith(".")
