"""Several digits in one picture, what stands beside them, and grounds of every kind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from benchmarks.ink_pictures import CONDITIONS
from benchmarks.ink_several import KINDS
from mnist_explore.digits import Digits
from mnist_explore.errors import PictureError
from mnist_explore.ink import find_digits, ink_digit
from mnist_explore.model.serving.recogniser import Recogniser, load_recogniser
from tests.ink.drawings import seven

Draw = Callable[[ImageDraw.ImageDraw], None]


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    """Return the network that is shipped."""
    return load_recogniser()


def difference(digit: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Return the mean absolute difference of two digits, in grey levels."""
    return float(np.abs(digit.astype(int) - other).mean())


def with_marks(picture: NDArray[np.uint8], draw: Draw) -> NDArray[np.uint8]:
    """Return a picture with something drawn on it."""
    image = Image.fromarray(picture)
    draw(ImageDraw.Draw(image))
    return np.array(image)


def number(picture: NDArray[np.uint8], recogniser: Recogniser) -> str:
    """Return the number that is read in a picture; T for digits that touch."""
    marks = [mark for mark in find_digits(picture, classify=recogniser.probabilities).marks if mark.kind != "mark"]
    chances = recogniser.probabilities(np.stack([mark.image for mark in marks])).argmax(axis=1)
    return "".join(str(digit) if mark.kind == "digit" else "T" for mark, digit in zip(marks, chances, strict=True))


def test_find_digits_boxes() -> None:
    """Two sevens side by side have the boxes they were drawn in, left before right, and both are the single seven."""
    pair = np.hstack([seven(), seven(size=0.8)])
    left, right = find_digits(pair).digits
    # Drawn from x 120 to 280 and y 100 to 320, half a pen of 20 px around; the right one at 0.8 of that, from x 400.
    assert left.box == pytest.approx((110, 90, 290, 330), abs=8)
    assert right.box == pytest.approx((400 + 126, 110, 400 + 274, 306), abs=8)
    assert difference(left.image, ink_digit(seven())) < 6
    assert difference(right.image, ink_digit(seven())) < 10


def test_find_digits_rows() -> None:
    """Four sevens in two rows are read row by row, each from left to right."""
    square = np.block([[seven(), seven()], [seven(), seven()]])
    marks = find_digits(square).marks
    assert [mark.row for mark in marks] == [0, 0, 1, 1]
    assert [(mark.box[0] > 400, mark.box[1] > 400) for mark in marks] == [
        (False, False), (True, False), (False, True), (True, True)]  # fmt: skip


@pytest.mark.parametrize(
    "draw",
    [
        lambda draw: draw.ellipse((330, 310, 345, 325), fill=255),
        lambda draw: draw.line((340, 310, 325, 345), fill=255, width=12),
        lambda draw: draw.line((70, 370, 350, 374), fill=255, width=12),
        lambda draw: draw.ellipse((20, 20, 380, 380), outline=255, width=8),
        lambda draw: draw.rectangle((30, 30, 370, 370), outline=255, width=8),
        lambda draw: [draw.line((0, y, 400, y), fill=255, width=8) for y in (40, 372)],
    ],
    ids=["point", "comma", "underline", "circle", "cell", "two rules"],
)
@pytest.mark.parametrize("dark", [False, True])
def test_find_digits_marks(draw: Draw, dark: bool, recogniser: Recogniser) -> None:
    """What is no digit is not in it: the seven comes back as without, in either polarity, with a classifier."""
    picture = with_marks(seven(), draw)
    reading = find_digits(255 - picture if dark else picture, classify=recogniser.probabilities)
    assert len(reading.digits) == 1
    assert not reading.touching
    assert difference(reading.digits[0].image, ink_digit(seven())) < 4


@pytest.mark.parametrize("rim", [1, 3, 8])
@pytest.mark.parametrize("sides", ["l", "lt", "lr", "ltr", "ltrb"])
@pytest.mark.parametrize("level", [255, 140])
def test_find_digits_rim(rim: int, sides: str, level: int, recogniser: Recogniser) -> None:
    """A rim on one to four sides, as light as the ink or half, is not the ground and not ink."""
    picture = seven(side=200, pen=12)
    clean = ink_digit(picture)
    for side in sides:
        picture[{"l": np.s_[:, :rim], "r": np.s_[:, -rim:], "t": np.s_[:rim], "b": np.s_[-rim:]}[side]] = level
    for sent in (picture, 255 - picture):
        assert difference(ink_digit(sent, classify=recogniser.probabilities), clean) < 6


def test_find_digits_page_on_a_table(recogniser: Recogniser) -> None:
    """A white page with a dark seven on a dark table, and a blackboard on a white wall, both hold the seven."""
    page = 230 - (seven() * 0.7).astype(np.uint8)
    for sent in (np.pad(page, 90, constant_values=50), 255 - np.pad(page, 90, constant_values=50)):
        assert difference(ink_digit(sent, classify=recogniser.probabilities), ink_digit(seven())) < 4


def test_find_digits_zero_is_no_page(mnist: Digits, recogniser: Recogniser) -> None:
    """A bold zero's hole is not taken for ink on a page: 100 zeros, as they are and inverted."""
    zeros = mnist.images[mnist.where_split("train")][mnist.labels[mnist.where_split("train")] == 0][:100]
    for image in zeros:
        large = np.asarray(Image.fromarray(image).resize((168, 168), Image.Resampling.BICUBIC))
        assert number(large, recogniser) == number(255 - large, recogniser) == "0"


def test_find_digits_hairline() -> None:
    """A line of one pixel on a page of 1,000 is found whole: as high, and nearly as wide, as drawn with a felt pen."""
    digit = find_digits(255 - seven(side=1000, pen=1)).digits
    assert len(digit) == 1
    assert difference(digit[0].image, ink_digit(seven(pen=6))) < 14


def test_find_digits_small_on_a_large_page() -> None:
    """A seven of a twelfth of the page is the same seven, with its box in the page's pixels."""
    page = np.zeros((1000, 1000), np.uint8)
    page[600:680, 200:280] = np.asarray(Image.fromarray(seven()).resize((80, 80), Image.Resampling.BOX))
    (digit,) = find_digits(page).digits
    assert difference(digit.image, ink_digit(seven())) < 6
    assert digit.box == pytest.approx((222, 618, 258, 666), abs=3)


def test_find_digits_strokes_to_the_rim() -> None:
    """A seven's own bar from rim to rim of a tight crop is no rule."""
    crop = seven()[85:335, 118:282]
    # The crop takes a pixel of the bar's end; a bar gone would be over 20, a pixel off is 13.
    assert difference(ink_digit(crop), ink_digit(seven())) < 9


@pytest.mark.mnist
def test_find_digits_broken(mnist: Digits, recogniser: Recogniser) -> None:
    """Digits cut through the middle by a gap of a fifteenth of their height are still one digit, 9 in 10."""
    rows = mnist.where_split("train")[:100]
    right = 0
    for image, label in zip(mnist.images[rows], mnist.labels[rows], strict=True):
        large = np.array(Image.fromarray(image).resize((280, 280), Image.Resampling.BICUBIC))
        large[135:147] = 0
        right += number(large, recogniser) == str(label)
    assert right >= 90


@pytest.mark.mnist
@pytest.mark.parametrize("name", CONDITIONS)
def test_find_digits_conditions(name: str, mnist: Digits, recogniser: Recogniser) -> None:
    """Of 25 made pictures of each condition at least 22 are classified correctly; a plain resize reads none to 13."""
    rows = mnist.where_split("train")
    right = 0
    for index in range(25):
        generator = np.random.default_rng([21, index])
        row = generator.choice(rows)
        picture = np.asarray(Image.fromarray(CONDITIONS[name](mnist.images[row], generator)).convert("L"))
        right += number(picture, recogniser) == str(mnist.labels[row])
    assert right >= 22


@pytest.mark.mnist
@pytest.mark.parametrize("name", ["row", "unequal", "rows", "marked"])
def test_find_digits_several(name: str, mnist: Digits, recogniser: Recogniser) -> None:
    """Of 20 made pictures of two to five digits at least 17 are read whole, and none as one digit."""
    rows = mnist.where_split("train")
    whole = 0
    for index in range(20):
        generator = np.random.default_rng([22, index])
        chosen = generator.choice(rows, generator.integers(2, 6))
        answer = number(KINDS[name]([mnist.images[row] for row in chosen], generator), recogniser)
        whole += answer == "".join(str(label) for label in mnist.labels[chosen])
        assert len(answer) > 1 or answer == "T"
    assert whole >= 17


def test_find_digits_touching(recogniser: Recogniser) -> None:
    """Two sevens joined by their bars are classified as two, or said to touch, and never as one."""
    pair = with_marks(
        np.hstack([seven()[:, 60:310], seven()[:, 90:340]]), lambda draw: draw.line((200, 100, 300, 100), 255, 20)
    )
    assert number(pair, recogniser) in ("77", "T")


def test_ink_digit_several_refused(recogniser: Recogniser) -> None:
    """One digit is never answered for a picture of several: side by side, in rows, with and without a classifier."""
    for classify in (None, recogniser.probabilities):
        for picture in (np.hstack([seven(), seven()]), np.vstack([seven(), seven()])):
            with pytest.raises(PictureError, match="two figures"):
                ink_digit(picture, classify=classify)
