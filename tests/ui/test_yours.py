"""One's own digit, drawn: it is classified; whatever else the browser may send gets one sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import streamlit as st
from numpy.typing import NDArray

from mnist_explore.model.serving.recogniser import Recogniser
from mnist_explore.ui.inputs.strokes import MOST_CHARACTERS, MOST_POINTS, NOT_A_DRAWING, TOO_LONG
from mnist_explore.ui.shell import PAGES
from tests.ui.conftest import assert_calm, box, clear_caches, said, sheet, sheets, visit

pytestmark = pytest.mark.usefixtures("on_few")

STAMP = "0123abcd-1"


def text(*strokes: list[tuple[int, int]], pen: int = 72, stamp: str = STAMP) -> str:
    """Return strokes, in pixels of 336, as the box sends them."""
    parts = (" ".join(map(str, [pen, *(3 * value for place in stroke for value in place)])) for stroke in strokes)
    return f"{stamp}|" + ";".join(parts)


def sent(value: Any) -> dict[str, Any]:
    """Return the box's state after the browser has sent a value."""
    return {"drawing": value}


SEVEN = sent(text([(90, 80), (250, 80), (150, 270)]))
ONE = sent(text([(168, 60), (168, 280)]))
ZERO = sent(
    text([(168, 70), (110, 110), (100, 170), (115, 240), (168, 270), (225, 235), (236, 165), (220, 105), (168, 70)])
)


@pytest.mark.parametrize(("drawing", "answer"), [(SEVEN, "7"), (ONE, "1"), (ZERO, "0")], ids=["7", "1", "0"])
def test_drawing_is_read(drawing: dict[str, Any], answer: str) -> None:
    """A seven, a one and a zero are classified as such, with ten probabilities and look-alikes."""
    test = visit("yours", state={"yours_drawing": drawing})
    assert_calm(test)
    assert not test.warning
    assert test.metric[0].value == answer
    assert sheet(test, "yours_seen")["count"] == 1
    assert len(sheet(test, "yours_alikes")["ids"]) == 12
    assert test.get_by_key("yours_probabilities")


@pytest.mark.parametrize("drawing", [SEVEN, ONE, ZERO], ids=["7", "1", "0"])
def test_drawing_is_not_told_its_height(drawing: dict[str, Any]) -> None:
    """All drawings are brought to one height, so it is no reason to call one unusual, nor a bar among its class's."""
    test = visit("yours", state={"yours_drawing": drawing})
    assert "taller" not in said(test) and "shorter than" not in said(test)
    (standing,) = [chart for chart in test.get("plotly_chart") if "standing" in chart.proto.id]
    assert "Slant" in standing.proto.spec and "Height" not in standing.proto.spec


SCRAWL = sent(text([(40, 60), (300, 280)], [(300, 60), (40, 280)], [(168, 40), (168, 300)], [(30, 168), (310, 168)]))
LETTER = sent(text([(240, 60), (90, 60), (90, 290), (240, 290)], [(90, 170), (220, 170)]))


def test_drawing_that_is_hardly_a_digit() -> None:
    """Below the threshold it is said to be no digit, and nothing of it is measured, explained, shared or kept."""
    words = "Not a digit, as far as the network can tell."
    test = visit("yours", state={"yours_drawing": LETTER})
    assert_calm(test)
    assert [warning.value for warning in test.warning] == [words]
    assert not test.metric and not test.tabs and set(sheets(test)) == {"yours_seen"}
    assert "measured among" not in said(test) and "look-alikes" not in said(test)
    assert words not in said(visit("yours", state={"yours_drawing": SEVEN}))


def test_drawing_is_classified_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stroke is classified once to find it and once for all that is said of it; what follows asks for none."""
    clear_caches()
    asked: list[int] = []
    classify = Recogniser.probabilities

    def counted(self: Recogniser, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        asked.append(len(images))
        return classify(self, images)

    monkeypatch.setattr(Recogniser, "probabilities", counted)
    test = visit("yours", state={"yours_drawing": SEVEN})
    assert_calm(test)
    assert test.metric[0].value == "7"
    assert asked == [1, 1]
    assert_calm(test.run())
    assert asked == [1, 1]
    assert_calm(visit("yours", state={"yours_drawing": ONE}))
    assert asked == [1, 1, 1, 1]


def test_nothing_drawn() -> None:
    """Before the first stroke, and after the last is undone, the page asks for a digit."""
    for state in ({}, {"yours_drawing": sent(text())}):
        test = visit("yours", state=state)
        assert_calm(test)
        assert not test.warning and not test.metric
        assert any("draw a digit" in info.value for info in test.info)


@pytest.mark.parametrize("pen", [36, 72, 120])
def test_pens(pen: int) -> None:
    """A seven by any of the pens is read."""
    test = visit("yours", state={"yours_drawing": sent(text([(90, 80), (250, 80), (150, 270)], pen=pen))})
    assert_calm(test)
    assert test.metric[0].value == "7"


SCRIBBLE = [[(0, y), (335, y)] for y in range(0, 336, 12)]
NO_DIGIT = {
    "one dot": text([(168, 168)], pen=36),
    "all over": text(*SCRIBBLE, pen=120),
    "outside": text([(-300, -300), (-200, -300)]),
}
REFUSED = {
    "text": "text",
    "a number": 7,
    "true": True,
    "a list": [1, 2],
    "an object": {"strokes": []},
    "deep": [[[[[[]]]]]],
    "a data URL": "data:image/png;base64,AAAA",
    "a file": "file:///etc/passwd",
    "no stamp": text([(90, 80), (250, 80)], stamp=""),
    "another stamp": text([(90, 80), (250, 80)], stamp="0123abcz-1"),
    "a pen of 0": text([(90, 80), (250, 80)], pen=0),
    "another pen": text([(90, 80), (250, 80)], pen=999),
    "an odd number of places": f"{STAMP}|72 1 2 3",
    "no place": f"{STAMP}|72",
    "an empty stroke": f"{STAMP}|72 1 2;;72 3 4",
    "a fraction": f"{STAMP}|72 1.5 2",
    "an exponent": f"{STAMP}|72 1e9 2",
    "NaN": f"{STAMP}|72 NaN 2",
    "too far away": f"{STAMP}|72 10000 2",
    "Arabic digits": f"{STAMP}|72 \u0661 \u0662",
    "a new line": f"{STAMP}|72 1 2\n",
    "NUL": f"{STAMP}|72 1 2\0",
    "markup": f"{STAMP}|<img src=x onerror=alert(1)>",
    "too many points": text([(1, 1)] * (MOST_POINTS + 1)),
    "24 MB": f"{STAMP}|72" + " 1 1" * 6_000_000,
}


@pytest.mark.parametrize("value", NO_DIGIT.values(), ids=NO_DIGIT.keys())
def test_drawing_that_is_no_digit(value: str) -> None:
    """What hardly is one digit is answered all the same: by a reading, or by one sentence."""
    test = visit("yours", state={"yours_drawing": sent(value)})
    assert_calm(test)
    assert len(test.warning) <= 1
    assert bool(test.warning) != bool(test.metric)


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED.keys())
def test_value_that_is_no_drawing(value: Any) -> None:
    """Whatever else the browser may send is refused in one sentence, not kept, and the page goes on."""
    test = visit("yours", state={"yours_drawing": sent(value)})
    assert_calm(test)
    assert [title.value for title in test.title] == [PAGES["yours"].question]
    assert [warning.value for warning in test.warning] in ([NOT_A_DRAWING], [TOO_LONG])
    assert not test.metric and "draw a digit" in said(test)
    assert "yours_drawing_kept" not in test.session_state
    test.run()
    # The box begins under another key, so that Streamlit lets go of what was sent, too.
    assert "yours_drawing" not in test.session_state and not test.warning


@pytest.mark.parametrize("state", [7, "text", [1], {"other": 1}, {"drawing": None}])
def test_state_that_is_none_of_the_box(state: Any) -> None:
    """A state of another shape ends neither in an exception nor in a reading."""
    test = visit("yours", state={"yours_drawing": state})
    assert_calm(test)
    assert len(test.warning) <= 1 and not test.metric


def test_refused_value_leaves_the_drawing() -> None:
    """What was drawn before a value that is refused is still there, and read."""
    test = visit("yours", state={"yours_drawing": SEVEN})
    test.session_state["yours_drawing"] = sent("0123abcd-2|" + "9" * (MOST_CHARACTERS + 1))
    test.run()
    assert_calm(test)
    assert [warning.value for warning in test.warning] == [TOO_LONG]
    assert test.metric[0].value == "7"
    assert box(test)["drawing"] == SEVEN["drawing"]


def test_drawing_survives_a_visit_to_another_page() -> None:
    """After a visit to another page the box is given what was drawn, and it is read again; a new visit has none."""
    test = visit("yours", state={"yours_drawing": SEVEN})
    test.switch_page(PAGES["samples"].file).run()
    test.switch_page(PAGES["yours"].file).run()
    assert_calm(test)
    assert box(test)["drawing"] == SEVEN["drawing"]
    assert test.metric[0].value == "7"
    assert box(visit("yours"))["drawing"] == ""


def test_drawing_stays_in_the_session() -> None:
    """Nothing of a drawing is in what visitors share."""
    st.cache_data.clear()
    test = visit("yours", state={"yours_drawing": SEVEN})
    assert test.metric[0].value == "7"
    other = visit("yours")
    assert not other.metric and "draw a digit" in said(other)
