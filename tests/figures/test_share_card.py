"""The card: the digit's own pixels, text that fits, and nothing that the font cannot write."""

from __future__ import annotations

import io
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from mnist_explore.classes import Classes, using
from mnist_explore.figures import share_card as module
from mnist_explore.figures.share_card import FACT_PX, HEIGHT_PX, MARGIN_PX, NAME_PX, PIXEL_PX, WIDTH_PX, share_card

SIDE = 28 * PIXEL_PX
TOP = (HEIGHT_PX - SIDE) // 2
FACTS = ("Leans 24° to the right, more than 93 % of sevens", "Written with a bar", "Finer than 98 % of sevens")


@pytest.fixture
def digit() -> np.ndarray:
    """Return ``(28, 28)``: an oblique bar with a grey rim."""
    y, x = np.mgrid[:28, :28]
    return np.clip(255 * (3 - np.abs(x + y / 2 - 20)), 0, 255).astype(np.uint8)


def drawn(image: np.ndarray, facts=FACTS, **options) -> np.ndarray:
    """Return the card as ``(630, 1200, 3)``."""
    data = share_card(image, **{"answer": 7, "confidence": 0.98, **options}, facts=facts)
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (WIDTH_PX, HEIGHT_PX))
    assert len(data) < 200_000
    return np.asarray(picture)


def text_of(card: np.ndarray) -> np.ndarray:
    """Return where the column of text is not white."""
    return (card[:, MARGIN_PX + SIDE :] < 250).any(axis=2)


def test_share_card_shows_the_digit(digit: np.ndarray) -> None:
    """Each of the digit's pixels is one square, the darker the more ink: read back, they are the digit."""
    tile = drawn(digit)[TOP : TOP + SIDE, MARGIN_PX : MARGIN_PX + SIDE]
    middles = tile[PIXEL_PX // 2 :: PIXEL_PX, PIXEL_PX // 2 :: PIXEL_PX].astype(float)
    paper, ink = np.array(module.TILE), np.array(module.INK)
    read = ((paper - middles) / (paper - ink)).mean(axis=2) * 255
    np.testing.assert_allclose(read, digit, atol=2)


def test_share_card_text_fits(digit: np.ndarray) -> None:
    """However long the facts, text keeps off the digit and the rims, and the name at the foot stays free."""
    long = ("a very long fact about a digit " * 20, "word" * 100, "more of the same, at length, again and again " * 9)
    for facts in (FACTS, long, (), long[:1]):
        written = text_of(drawn(digit, facts))
        assert not written[:, : MARGIN_PX // 2].any() and not written[:, -MARGIN_PX + 2 :].any()
        assert not written[:MARGIN_PX].any() and not written[-MARGIN_PX:].any()
        rows = written[: HEIGHT_PX - MARGIN_PX - 10].any(axis=1)
        above_name = rows[: HEIGHT_PX - MARGIN_PX - 10 - NAME_PX]
        assert above_name.any() and not above_name[-2:].any()


def test_share_card_every_fact_is_told(digit: np.ndarray) -> None:
    """Each fact adds lines, also the third behind two long ones; answer and confidence are written, too."""
    long = "a very long fact about a digit " * 20
    seen = [text_of(drawn(digit, facts)) for facts in ((), (long,), (long, "second"), (long, "second", "third"))]
    for before, after in pairwise(seen):
        assert (before != after).any()
    assert (text_of(drawn(digit, (long, "second", "third"))) != text_of(drawn(digit, (long, "second", "three")))).any()
    assert (drawn(digit, answer=2) != drawn(digit)).any() and (drawn(digit, confidence=0.5) != drawn(digit)).any()


def test_share_card_is_legible_at_half_size() -> None:
    """At 600 pixels wide letters are 16 high or more, and every colour of text stands out from white 4.5 to 1."""
    assert min(FACT_PX, NAME_PX) / 2 >= 16
    for colour in (module.INK, module.SOFT, module.ACCENT):
        parts = np.array(colour) / 255
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        assert 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05) >= 4.5


def test_share_card_writes_only_what_the_font_has(digit: np.ndarray) -> None:
    """Signs that Pillow's font lacks are written otherwise; a minus sign and a hyphen, é and e, come out the same."""
    assert (drawn(digit, ("−24 × 3 café",)) == drawn(digit, ("-24 x 3 cafe",))).all()
    assert (drawn(digit, ("\u202eabc\u0000中",)) == drawn(digit, ("abc",))).all()
    assert (drawn(digit, ("24°",)) != drawn(digit, ("24",))).any()


def test_share_card_refuses(digit: np.ndarray) -> None:
    """Another picture, no digit as answer, no probability, and four facts are a caller's mistake."""
    for image, options in (
        (digit[:27], {}), (digit, {"answer": 10}), (digit, {"confidence": 1.01}), (digit, {"facts": ("a",) * 4}),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="must be"):
            share_card(image, **{"answer": 7, "confidence": 0.9, "facts": FACTS, **options})


@pytest.mark.parametrize("name", ["Ankle boot", "W" * 40, "き"])
def test_share_card_names_fit(digit: np.ndarray, name: str) -> None:
    """Whatever a class is called, the card's right margin stays free."""
    with using(Classes((name, "a"), are_digits=False)):
        card = drawn(digit, facts=(), answer=0)
    assert (card[:, WIDTH_PX - MARGIN_PX :] == card[0, -1]).all()
    assert text_of(card).any()
