"""MNIST's size and centre, whatever was drawn; and MNIST's own digits as they were."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_explore.digits import Digits
from mnist_explore.ink import ink_digit
from mnist_explore.ink.normalisation import boxed, centred, stroke_width_px
from tests.ink.drawings import seven


def extent(digit: NDArray[np.uint8], level: int = 32) -> tuple[int, int]:
    """Return height and width of the box of what is darker than `level`."""
    height, width = (int(np.ptp(np.flatnonzero((digit > level).any(axis)))) + 1 for axis in (1, 0))
    return height, width


def centre_of_mass(digit: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return row and column of the centre of mass, as pixel indices."""
    weight = digit / digit.sum()
    return np.array([weight.sum(1) @ np.arange(28), weight.sum(0) @ np.arange(28)])


def difference(digit: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Return the mean absolute difference of two digits, in grey levels."""
    return float(np.abs(digit.astype(int) - other).mean())


@pytest.mark.mnist
def test_ink_digit_mnist_round_trip(mnist: Digits) -> None:
    """Of 2,000 training digits, 96 % come back within 8 levels at every pixel, and the mean difference is under 0.4."""
    sample = mnist.images[np.random.default_rng(0).choice(mnist.where_split("train"), 2000, replace=False)]
    change = np.abs(np.stack([ink_digit(image) for image in sample]).astype(int) - sample)
    assert np.median(change) == 0
    assert change.mean() < 0.4
    assert (change.max(axis=(1, 2)) <= 8).mean() > 0.96


@pytest.mark.mnist
def test_ink_digit_mnist_inverted(mnist: Digits) -> None:
    """A digit printed dark on light comes back exactly as the same digit light on dark."""
    for image in mnist.images[:300]:
        assert difference(ink_digit(255 - image), ink_digit(image)) == 0


def test_ink_digit_small_real_digits(uci: Digits) -> None:
    """Every real 8×8 digit becomes a digit whose mass lies in the centre pixel, unless the rim stops it."""
    from sklearn.datasets import load_digits

    crops = (load_digits().images * (255 / 16)).round().astype(np.uint8)
    digits = np.stack([ink_digit(crop, polarity="light_on_dark") for crop in crops[::6]])
    centres = np.stack([centre_of_mass(digit) for digit in digits])
    assert len(uci) == len(crops)
    assert np.abs(centres - 14).max() <= 0.51


def test_ink_digit_box() -> None:
    """A drawing's longer side becomes 20 pixels, its shorter one keeps the aspect."""
    height, width = extent(ink_digit(seven()))
    # Drawn: from y 100 to 320 and x 120 to 280, and half a pen of 20 px around: 240 px high, 180 px wide.
    assert abs(height - 20) <= 1
    assert abs(width - 20 * 180 / 240) <= 1
    height, width = extent(ink_digit(np.ascontiguousarray(seven().T)))
    assert abs(width - 20) <= 1
    assert abs(height - 15) <= 1


def test_ink_digit_moved() -> None:
    """Where on the picture a digit was drawn does not matter, not even at its rim."""
    home = ink_digit(seven(size=0.6))
    for shift in ((-60, 30), (90, -90), (100, 120)):
        assert difference(ink_digit(seven(size=0.6, shift=shift)), home) < 8
    touching = seven(shift=(-110, -90))
    assert touching[:, 0].any()
    assert touching[0].any()
    assert difference(ink_digit(touching), ink_digit(seven())) < 3


@pytest.mark.parametrize("size", [0.5, 0.75, 1.25])
def test_ink_digit_scaled(size: float) -> None:
    """How large a digit was drawn, pen and all, does not matter."""
    assert difference(ink_digit(seven(size=size, pen=round(20 * size))), ink_digit(seven())) < 6


def test_ink_digit_inverted_drawing() -> None:
    """Dark ink on a light canvas is the same digit as light ink on a dark one."""
    assert difference(ink_digit(255 - seven()), ink_digit(seven())) < 0.01


def test_ink_digit_faint_pencil() -> None:
    """Ink of a fifth of the contrast comes back at full strength."""
    assert difference(ink_digit(seven() // 5), ink_digit(seven())) < 2


@pytest.mark.parametrize("pen", [1, 2, 4])
def test_ink_digit_thin_pen(pen: int) -> None:
    """A hairline on a large canvas comes back as visible as MNIST's thinner digits, not as grey dust."""
    digit = ink_digit(seven(pen=pen))
    assert np.percentile(digit[digit > 25], 90) > 200
    assert 1.3 < stroke_width_px(digit / np.float32(255)) < 2.4


def test_ink_digit_thick_pen() -> None:
    """A pen within MNIST's range keeps its width: twice the pen, twice the stroke."""
    thin, thick = (stroke_width_px(ink_digit(seven(pen=pen)) / np.float32(255)) for pen in (24, 48))
    assert thick / thin == pytest.approx(2, rel=0.2)


def test_boxed_size() -> None:
    """A 40×10 bar of ink becomes 20×5 of full ink, with 4 empty pixels around it."""
    bar = np.pad(np.ones((40, 10), np.float32), 7)
    assert boxed(bar).shape == (28, 13)
    assert boxed(bar)[4:24, 4:9] == pytest.approx(1, abs=0.1)
    assert boxed(bar)[[0, -1]].max() == 0


def test_centred_worked() -> None:
    """Two pixels of 1 and 0.5 in a row of three: mass at (0 × 1 + 2 × 0.5) / 1.5 = 2/3, so the row starts at 13."""
    placed = centred(np.array([[1, 0, 0.5]], np.float32))
    # 14 − 2/3 rounds to 13; the row itself has its mass at 0 and lies in row 14.
    assert placed[14, 13:16].tolist() == [255, 0, 128]
    assert placed.sum() == 255 + 128


def test_centred_stops_at_the_rim() -> None:
    """A digit whose mass lies far to one side is stopped at the rim, not cut."""
    lopsided = np.full((19, 24), 0.2, np.float32)
    lopsided[:, 0] = 100
    placed = centred(lopsided)
    # Mass in column 0.5 would put the 24 columns at 14-37: they stop at 4-27. Row 9 goes to row 14.
    assert (placed[5:24, 4] == 255).all()
    assert (placed[5:24, 5:] == 51).all()


def test_stroke_width_px_bar() -> None:
    """A bar 3 px wide and 60 long has area 180 and contour 126, so it is 2 × 180 / 126 wide, save one corner pixel."""
    bar = np.pad(np.ones((60, 3), np.float32), 2)
    assert stroke_width_px(bar) == pytest.approx(2 * 180 / 126, rel=0.01)
