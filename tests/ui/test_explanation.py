"""Why the network says so, of a drawing and on a card: the figure, the words, and that both tell the same."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_explore import figures
from mnist_explore.digits import Digits
from mnist_explore.figures.attribution import AGAINST, FOR, NEUTRAL
from mnist_explore.model.serving.attribution import Attribution, attribution
from mnist_explore.ui.base import digit_cache
from mnist_explore.ui.components.explanation import Side, place_words, sides, strongest_words, whole_words
from tests.ui.conftest import assert_calm, said, visit
from tests.ui.test_yours import SEVEN, sent, text

CORNERS = (4, 13, 22)


def nine_dots() -> NDArray[np.int8]:
    """Return nine pieces of one pixel, three by three, numbered as one reads."""
    pieces = np.full((28, 28), -1, np.int8)
    pieces[np.ix_(CORNERS, CORNERS)] = np.arange(9).reshape(3, 3)
    return pieces


def read_by_ends(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return probabilities of 7 and 1: ink in the upper half speaks for 7 with 0.4, in the lower against with 0.2."""
    seven = 0.5 + 0.4 * (images[:, :14] > 0).any(axis=(1, 2)) - 0.2 * (images[:, 14:] > 0).any(axis=(1, 2))
    chances = np.zeros((len(images), 10), np.float32)
    chances[:, 7], chances[:, 1] = seven, 1 - seven
    return chances


@pytest.fixture
def two_dots() -> tuple[NDArray[np.uint8], Attribution]:
    """Return a dot at the top and one at the bottom, and what they say in a made-up network."""
    image = np.zeros((28, 28), np.uint8)
    image[4, 13] = image[22, 13] = 255
    return image, attribution(image, read_by_ends)


def test_place_words_nine_places() -> None:
    """Each third of the digit's box, down and across, has a name of its own."""
    pieces = nine_dots()
    assert [place_words(pieces, piece) for piece in range(9)] == [
        "at the upper left", "at the top", "at the upper right", "on the left", "in the middle", "on the right",
        "at the lower left", "at the bottom", "at the lower right",
    ]  # fmt: skip


def test_strongest_words_both_sides(two_dots: tuple[NDArray[np.uint8], Attribution]) -> None:
    """The sentence names the ink with the highest and that with the lowest share, and says how high they are."""
    found = two_dots[1]
    words = strongest_words(found, Side("for", found.shares[:, 7], "for 7", "against 7"))
    assert words == (
        "The ink at the top speaks most for 7 (+40 points), the ink at the bottom speaks most against 7 (−20 points)."
    )
    words = strongest_words(found, Side("for", np.array([0.0, -0.2]), "for 7", "against 7"))
    assert words == "The ink at the bottom speaks most against 7 (−20 points)."


def test_strongest_words_nothing_notable(two_dots: tuple[NDArray[np.uint8], Attribution]) -> None:
    """Where no piece matters, nothing is named."""
    words = strongest_words(two_dots[1], Side("for", np.array([0.004, -0.009]), "for 7", "against 7"))
    assert words == "No piece of ink moves it by 1 point or more, for 7 or against 7."


def test_sides_second_answer(two_dots: tuple[NDArray[np.uint8], Attribution]) -> None:
    """What a 7 gains the 1 loses: their difference is twice as large. A second answer that no ink moves is left out."""
    image, found = two_dots
    first, second = sides(found)
    np.testing.assert_allclose(first.shares, [0.4, -0.2], atol=1e-6)
    np.testing.assert_allclose(second.shares, [0.8, -0.4], atol=1e-6)
    assert (second.orange, second.blue) == ("for 7 rather than 1", "for 1 rather than 7")

    def read_three(images: NDArray[np.uint8]) -> NDArray[np.float32]:
        chances = np.zeros((len(images), 10), np.float32)
        chances[:, 1], chances[:, 7] = 0.1, 0.3 + 0.6 * (images > 0).any(axis=(1, 2))
        chances[:, 3] = 0.9 - chances[:, 7]
        return chances

    unmoved = attribution(image, read_three)
    assert unmoved.rival == 1 and [side.name for side in sides(unmoved)] == ["for"]


def test_whole_words(two_dots: tuple[NDArray[np.uint8], Attribution]) -> None:
    """What all ink does together is said in the network's own probabilities."""
    first = "Together the 2 pieces take 7 from 50.0\u00a0% on blank paper to "
    again = (
        "That is the network's first answer. As its confidence was below 99.5\u00a0%, it also classified 4 altered "
        "copies (moved, turned, sheared, bent, resized, bolder, finer), and 32 more where these left "
        "it below 60.0\u00a0%."
    )
    unsure = two_dots[1]
    assert whole_words(unsure) == f"{first}70.0\u00a0%. {again}"
    sure = replace(unsure, probabilities=np.where(np.arange(10) == unsure.answer, 0.998, 0.0002))
    assert whole_words(sure) == f"{first}99.8\u00a0%."


def test_attribution_figure_colours(two_dots: tuple[NDArray[np.uint8], Attribution]) -> None:
    """Ink for an answer is orange, against it blue, without effect grey; paper is transparent; a legend says so."""
    image, found = two_dots
    image = image.copy()
    image[13, 13] = 100
    shares = np.where(image == 100, 0.0, np.append(found.shares[:, 7], 0)[found.pieces])
    shares[22, 13] = -0.4
    figure = figures.attribution_figure(image, shares, names=("for 7", "neither", "against 7"))
    pixels = np.asarray(figure.data[0].z)
    for place, colour, opacity in ((4, FOR, 1), (13, NEUTRAL, 100 / 255), (22, AGAINST, 1)):
        assert "#" + "".join(f"{int(part):02x}" for part in pixels[place, 13, :3]) == colour
        assert pixels[place, 13, 3] == pytest.approx(opacity)
    assert (pixels[..., 3] > 0).sum() == 3
    assert [(trace.name, trace.marker.color) for trace in figure.data[1:]] == [
        ("for 7", FOR), ("neither", NEUTRAL), ("against 7", AGAINST),
    ]  # fmt: skip
    assert figure.data[0].text[4][13] == "+40.0 points" and figure.data[0].text[0][0] == "paper"


def test_attribution_figure_faint_shares_stay_faint() -> None:
    """Ink that adds a tenth of a point stays within a fifth of the way from grey to orange."""
    image = np.full((28, 28), 255, np.uint8)
    pixels = np.asarray(figures.attribution_figure(image, np.full((28, 28), 0.001), names=("a", "b", "c")).data[0].z)
    grey, orange = (np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) for colour in (NEUTRAL, FOR))
    assert 0 < np.abs(pixels[0, 0, :3] - grey).max() < 0.2 * np.abs(orange - grey).max()


def test_explanation_cached(uci: Digits) -> None:
    """One digit is explained once, however often it is shown; another gets its own."""
    assert digit_cache.explanation(uci.images[0]) is digit_cache.explanation(uci.images[0].copy())
    assert digit_cache.explanation(uci.images[0]) is not digit_cache.explanation(uci.images[1])


@pytest.mark.usefixtures("on_few")
def test_yours_says_why() -> None:
    """Below the reading of a seven stands a described picture, what speaks most for 7, and the method's source."""
    test = visit("yours", state={"yours_drawing": SEVEN}, yours_view="Why")
    assert_calm(test)
    assert "orange speaks for 7, blue speaks against 7" in test.get_by_key("yours_why_for").proto.alt
    assert re.search(r"The ink .+ speaks most for 7 \(\+\d+ points\)", said(test))
    assert "Shapley value" in said(test) and "Lundberg and Lee" in said(test)


@pytest.mark.usefixtures("on_few")
def test_yours_dot_is_explained() -> None:
    """A single dot has an answer's reasons too, or is refused in a sentence."""
    test = visit("yours", state={"yours_drawing": sent(text([(168, 168), (172, 172)], pen=36))}, yours_view="Why")
    assert_calm(test)
    assert test.warning or test.get_by_key("yours_why_for")


def test_card_says_why(on_few: Digits) -> None:
    """A digit's card shows the ink that speaks for the network's answer, whatever the digit's label."""
    test = visit("samples", index="77", card_why="open")
    assert_calm(test)
    answer = digit_cache.explanation(on_few.images[77]).answer
    assert f"speaks for {answer}" in test.get_by_key("card_why_77_for").proto.alt


@pytest.mark.usefixtures("on_few")
def test_card_says_why_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A card that is opened costs no explanation before that is looked at."""

    def never(_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(digit_cache, "explanation", never)
    assert_calm(visit("samples", index="77"))
