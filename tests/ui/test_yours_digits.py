"""Several digits in a picture, links that hold a digit, and what is said in each view."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from mnist_explore.ink.sharing import MOST_CHARACTERS, shared_text
from mnist_explore.ui.inputs.strokes import Stroke, draw_strokes
from mnist_explore.ui.views.yours.looking import Looked
from mnist_explore.ui.views.yours.share import digit_link
from mnist_explore.ui.views.yours.verdict import number_words
from tests.ui.conftest import assert_calm, said, sheet, sheets, visit
from tests.ui.test_yours import SCRAWL, SEVEN, sent, text

pytestmark = pytest.mark.usefixtures("on_few")

SEVENTEEN = sent(text([(70, 80), (70, 270)], [(160, 90), (290, 90), (210, 270)]))
WITH_A_DOT = sent(text([(70, 80), (70, 270)], [(160, 90), (290, 90), (210, 270)], [(316, 272), (318, 276)], pen=36))


def page_png(*rows: tuple[str, ...]) -> bytes:
    """Return a picture of sevens and ones in rows, as a file."""
    shapes = {"7": ((270, 240), (750, 240), (450, 810)), "1": ((504, 200), (504, 820))}
    lines = [np.hstack([np.asarray(draw_strokes((Stroke(72, shapes[sign]),))) for sign in row]) for row in rows]
    file = io.BytesIO()
    Image.fromarray(np.vstack(lines)).save(file, "PNG")
    return file.getvalue()


def alts(test: AppTest) -> list[str]:
    """Return what is said of every picture of a page, sheets apart."""
    return [image.proto.imgs[0].alt for image in test.get("image")]


def uploaded(data: bytes, **query: str) -> AppTest:
    """Return the page after a picture was uploaded."""
    test = visit("yours", yours_door="Upload", **query)
    test.file_uploader[0].upload("page.png", data)
    return test.run()


def test_several_digits_are_told_one_by_one() -> None:
    """Two digits in a picture are a number, never one answer for both; the first is told of until another is chosen."""
    test = uploaded(page_png(("1", "7")))
    assert_calm(test)
    assert "The picture says **17**." in said(test) and not test.warning
    found = sheet(test, "yours_found")
    assert found["captions"] == ["1 ◂", "7"] and found["pickable"]
    assert test.metric[0].value == "1" and "measured among" in said(test)
    first = sheet(test, "yours_seen")["sprite"]
    test.session_state["yours_place"] = 1
    test.run()
    assert_calm(test)
    assert test.metric[0].value == "7" and sheet(test, "yours_found")["captions"] == ["1", "7 ◂"]
    assert sheet(test, "yours_seen")["sprite"] != first
    assert sheet(test, "yours_row")["count"] == 2


def test_several_rows_are_read_row_by_row() -> None:
    """Rows are told one below the other, each from left to right."""
    test = uploaded(page_png(("1", "7"), ("7", "7")))
    assert "The picture says **17**, below it **77**." in said(test)


def test_another_picture_begins_with_its_first_digit() -> None:
    """What was chosen in one picture is not chosen in the next."""
    test = uploaded(page_png(("1", "7")))
    test.session_state["yours_place"] = 1
    test.run()
    test.file_uploader[0].set_value(("page.png", page_png(("7", "1", "1")), "image/png"))
    test.run()
    assert "The picture says **711**." in said(test)
    assert test.metric[0].value == "7"


def test_several_digits_drawn() -> None:
    """In the box, too, several digits are several, and the drawing is shown with each of them marked."""
    test = visit("yours", state={"yours_drawing": SEVENTEEN})
    assert_calm(test)
    assert "The picture says **17**." in said(test)
    assert "2 digits outlined among 2 marks" in alts(test)[0]


def test_mark_that_is_no_digit() -> None:
    """A full stop behind a number is said to be left out, and is not of the number."""
    test = visit("yours", state={"yours_drawing": WITH_A_DOT})
    assert_calm(test)
    assert "The picture says **17**." in said(test)
    assert "1 mark is taken for no digit (a comma, a rule, a smudge) and left out." in said(test)


def test_digits_that_cannot_be_told_apart() -> None:
    """Strokes that make neither a digit nor several are said to be that, and nothing is measured."""
    test = visit("yours", state={"yours_drawing": SCRAWL})
    assert_calm(test)
    (warning,) = test.warning
    assert "cannot be told apart" in warning.value
    assert not test.metric and not test.tabs and not sheets(test)


def test_number_words_unclear_and_without_a_network() -> None:
    """A digit that is unclear is a ? in the number and is said to be one; without a network digits are counted."""
    chances = np.full((3, 10), 0.1, np.float32)
    chances[[0, 2], [4, 2]] = 0.9
    images = np.zeros((3, 28, 28), np.uint8)
    words = number_words(Looked(images, chances))
    assert words == "The picture says **4?2**; where a ? stands is no digit as far as the network can tell."
    assert number_words(Looked(images, None)) == "The picture has **3** digits."


def test_bad_picture_leaves_the_row() -> None:
    """After a picture that is none, one sentence says so, and the digits given before are still there."""
    test = uploaded(page_png(("7",)))
    test.file_uploader[0].set_value(("page.png", b"no picture", "image/png"))
    test.run()
    assert_calm(test)
    assert len(test.warning) == 1 and not test.metric
    assert sheet(test, "yours_row")["captions"] == ["7?"]


def test_link_restores_the_digit() -> None:
    """The link in Share opens, for another visitor, the same pixels with the same answer and the same words."""
    test = visit("yours", state={"yours_drawing": SEVEN}, yours_view="Share")
    assert_calm(test)
    (query,) = parse_qs(urlsplit(test.code[0].value).query).items()
    assert query[0] == "yours_digit"
    drawn = visit("yours", state={"yours_drawing": SEVEN})
    other = visit("yours", yours_digit=query[1][0])
    for page in (other, other.run()):
        assert_calm(page)
        assert not page.warning and page.metric[0].value == "7"
        assert page.button_group(key="yours_door").value == "From the link"
        assert sheet(page, "yours_seen")["sprite"] == sheet(drawn, "yours_seen")["sprite"]
        assert sheet(page, "yours_alikes")["ids"] == sheet(drawn, "yours_alikes")["ids"]
        told = [element.value for element in drawn.markdown if "Structure" in element.value]
        assert told and told == [element.value for element in page.markdown if "Structure" in element.value]
        assert page.query_params["yours_digit"] == query[1][0]


def test_link_gives_way_to_another_door() -> None:
    """Who came by a link can draw, and go back to the link's digit."""
    test = visit("yours", state={"yours_drawing": SEVEN}, yours_digit=shared_text(np.zeros((28, 28), np.uint8)))
    test.button_group(key="yours_door").set_value("Draw").run()
    assert_calm(test)
    assert test.metric[0].value == "7"
    test.button_group(key="yours_door").set_value("From the link").run()
    assert_calm(test)
    assert "From the link" not in str(test.query_params.get("yours_door"))
    assert "came in the link" in said(test)


NO_LINK = {
    "empty": "1",
    "another version": "9abc",
    "markup": "1<script>alert(1)</script>",
    "too long": "1" + "A" * MOST_CHARACTERS,
    "half a megabyte": "1" + "A" * 500_000,
    "cut short": shared_text(np.eye(28, dtype=np.uint8) * 255)[:-3],
    "one letter changed": shared_text(np.eye(28, dtype=np.uint8) * 255)[:-1] + "-",
    "not ASCII": "1äöü",
    "NUL": "1\0",
}


@pytest.mark.parametrize("bad", NO_LINK.values(), ids=NO_LINK.keys())
def test_link_that_holds_no_digit(bad: str) -> None:
    """A link's text that is none is told in one sentence and left out; the page goes on, with a drawing if any."""
    test = visit("yours", state={"yours_drawing": SEVEN}, yours_digit=bad)
    assert_calm(test)
    (warning,) = test.warning
    assert "link" in warning.value and len(warning.value) < 250 and "<script" not in warning.value
    assert test.metric[0].value == "7"
    assert "yours_digit" not in test.query_params
    assert not test.run().warning


def test_digit_link() -> None:
    """A link keeps the app's host and folder, and nothing else of the address that the visitor was at."""
    link = "https://digits.example/a/yours?yours_digit=1a"
    assert digit_link("1a", page="https://digits.example/a/yours?digit=3#x") == link
    assert digit_link("1a", page="") == "/yours?yours_digit=1a"


def test_card_is_made_when_asked() -> None:
    """The card is made by a click, is of this digit, and goes when the digit is another one."""
    test = visit("yours", state={"yours_drawing": SEVEN}, yours_view="Share")
    assert not alts(test) and not test.download_button
    test.button(key="yours_make_card").click().run()
    assert_calm(test)
    (card,) = alts(test)
    assert "classified as 7" in card and test.download_button(key="yours_card")
    test.session_state["yours_drawing"] = SEVENTEEN
    assert not test.run().download_button


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("Measured", "of the sevens are crossed"),
        ("On the map", "weighted median"),
        ("Why", "Shapley value"),
        ("Style dial", "Morpho-MNIST"),
        ("Share", "A link to this digit"),
    ],
)
def test_views_are_made_when_looked_at(view: str, words: str) -> None:
    """Each view shows what is its own, at a link too, and nothing of the others."""
    own = {"of the sevens are crossed", "weighted median", "Shapley value", "Morpho-MNIST", "A link to this digit"}
    test = visit("yours", state={"yours_drawing": SEVEN}, yours_view=view)
    assert_calm(test)
    assert [other for other in own if other in said(test)] == [words]


def test_place_on_the_map() -> None:
    """A digit of the data set lies together with its neighbours; the map can be of its class alone, by the address."""
    for shown in ("all digits", None):
        test = visit("yours", yours_door="From the data", yours_number="5", yours_view="On the map")
        if shown is None:
            name = test.button_group(key="yours_map").options[1]
            test.button_group(key="yours_map").set_value(name).run()
            shown = name
        assert_calm(test)
        assert f"The map of {shown}" in alts(test)[0]
        assert "under 1\u00a0%" in said(test)
    assert [link for link in test.get("page_link") if "whole map" in link.proto.label]


def test_steps_are_shown_when_opened() -> None:
    """The four steps are made when their expander is opened; a digit that came as one has none."""
    test = visit("yours", state={"yours_drawing": SEVEN})
    assert not alts(test)
    steps: Any = visit("yours", state={"yours_drawing": SEVEN, "yours_steps": True})
    assert_calm(steps)
    assert [re.sub(r":.*", "", alt) for alt in alts(steps)] == ["Step 1", "Step 2", "Step 3", "Step 4"]
    assert "nothing was found, sized or moved" in said(visit("yours", yours_door="From the data"))


def test_page_says_what_is_kept() -> None:
    """The page says that pictures are not stored and what alone can leave the session."""
    words = said(visit("yours"))
    assert "never stored" in words and "28 × 28 pixels of a digit" in words
