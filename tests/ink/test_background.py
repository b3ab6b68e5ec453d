"""Which pixels are ink: polarity, shadows, ruled paper, and pictures that hold no digit."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_explore.digits import Digits
from mnist_explore.errors import PictureError
from mnist_explore.ink import find_digits, ink_digit
from mnist_explore.ink.background import ink_polarity
from tests.ink.drawings import seven

WIDE = np.arange(400)


def page(light: NDArray[np.float64] | float = 1.0, *, noise: float = 0.0) -> NDArray[np.uint8]:
    """Return a dark seven on paper of grey 220, under `light` (a share for each pixel) and with Gaussian noise."""
    reflected = 220 * (1 - 0.8 * (seven() / 255)) * light
    grain = np.random.default_rng(5).normal(0, 1, (400, 400)) * noise
    return np.clip(reflected + grain, 0, 255).astype(np.uint8)


def difference(digit: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Return the mean absolute difference of two digits, in grey levels."""
    return float(np.abs(digit.astype(int) - other).mean())


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.mnist
def test_ink_polarity_mnist(mnist: Digits) -> None:
    """All 70,000 digits are light on dark, and their inversions dark on light."""
    wrong = [
        index
        for index, image in enumerate(mnist.images)
        if ink_polarity(image) != "light_on_dark" or ink_polarity(255 - image) != "dark_on_light"
    ]
    assert wrong == []


def test_ink_polarity_small_real_digits(uci: Digits) -> None:
    """Tight 8×8 crops, whose ink touches two sides, are still light on dark."""
    from sklearn.datasets import load_digits

    crops = (load_digits().images * (255 / 16)).astype(np.uint8)
    assert len(crops) == len(uci)
    assert {ink_polarity(crop) for crop in crops} == {"light_on_dark"}


def test_ink_polarity_shaded_page() -> None:
    """A shadow over most of a page does not make dark ink light."""
    for shaded in (0.3, 0.5, 0.7):
        light = 1 - 0.5 * np.less(WIDE, shaded * 400)
        assert ink_polarity(page(light)) == ink_polarity(page(light[:, None])) == "dark_on_light"
        assert ink_polarity(255 - page(light)) == "light_on_dark"


@pytest.mark.parametrize(
    ("light", "noise"),
    [
        (1.0, 8.0),
        (0.5, 0.0),
        (np.linspace(0.4, 1.0, 400), 0.0),
        (np.where(WIDE < 200, 0.55, 1.0), 4.0),
        (np.where(WIDE[:, None] + 0.5 * WIDE < 300, 0.55, 1.0), 4.0),
    ],
    ids=["noise", "dim", "gradient", "shadow", "slanting shadow"],
)
def test_find_digits_under_a_lamp(light: NDArray[np.float64] | float, noise: float) -> None:
    """Noise, dim or uneven light, or a shadow's edge through the digit hardly change it (a pixel off would be 13)."""
    assert difference(ink_digit(page(light, noise=noise)), ink_digit(seven())) < 5


def test_find_digits_small_noisy_ground() -> None:
    """A 28×28 digit keeps its strokes on a grey ground with grain, and nothing of the grain stays away from them."""
    clean = seven(side=28, pen=3)
    grain = np.random.default_rng(1).normal(70, 5, (28, 28))
    noisy = np.where(clean > 0, 190, grain).astype(np.uint8)
    assert difference(ink_digit(noisy), ink_digit(clean)) < 3


@pytest.mark.parametrize("lines", ["ruled", "squared"])
def test_find_digits_lined_paper(lines: str) -> None:
    """Rules that cross the digit from rim to rim are not ink."""
    light = np.ones((400, 400))
    light[5::40] = light[6::40] = 0.75
    if lines == "squared":
        light[:, 9::40] = light[:, 10::40] = 0.75
    assert difference(ink_digit(page(light, noise=3)), ink_digit(seven())) < 5


def test_find_digits_desk_beside_the_page() -> None:
    """A dark strip of desk along the page's side is not ink."""
    strip = np.where(WIDE < 30, 0.1, 1.0)
    assert difference(ink_digit(page(strip), polarity="dark_on_light"), ink_digit(seven())) < 3


def test_find_digits_specks() -> None:
    """Single bright pixels far from the digit neither stay nor move its box."""
    specked = seven()
    specked[[10, 350, 390], [20, 390, 5]] = 255
    assert difference(ink_digit(specked), ink_digit(seven())) == 0


@pytest.mark.parametrize("level", [0, 128, 255])
def test_find_digits_uniform(level: int) -> None:
    """All black, all grey and all white pictures hold no ink, at any size."""
    for side in (8, 28, 400):
        with pytest.raises(PictureError, match="No ink"):
            find_digits(np.full((side, side), level, np.uint8))


def test_find_digits_empty_page() -> None:
    """A page in slanting light, with grain and rules but without a digit, holds no ink."""
    empty = 200 - 0.2 * WIDE - 0.1 * WIDE[:, None] + np.random.default_rng(2).normal(0, 4, (400, 400))
    with pytest.raises(PictureError, match="No ink"):
        find_digits(empty.astype(np.uint8))
    empty[20::50] -= 60
    with pytest.raises(PictureError, match="lines"):
        find_digits(empty.astype(np.uint8))


def test_find_digits_bad_arguments() -> None:
    """Colour, floats, emptiness and an unknown polarity are the caller's mistakes."""
    for picture in (np.zeros((9, 9, 3), np.uint8), np.zeros((9, 9)), np.zeros((0, 9), np.uint8)):
        with pytest.raises(ValueError, match="must be"):
            find_digits(picture)
    with pytest.raises(ValueError, match="'white'"):
        find_digits(seven(), polarity="white")  # type: ignore[arg-type]
