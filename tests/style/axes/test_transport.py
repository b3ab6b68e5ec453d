"""Digits in transport coordinates: what is taken out makes no difference, and what is kept has the values it should."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.style.axes.transport import ANGLES, COORDINATES, QUANTILES, transport_coordinates
from tests.style.axes.rings import rings


def test_transport_coordinates_of_a_line() -> None:
    """An upright line is spread evenly downwards, out to the square root of three, and not at all across."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 4:24, 13:15] = 255
    found = transport_coordinates(image).reshape(ANGLES, QUANTILES)
    evenly = np.sqrt(3) * (2 * (np.arange(QUANTILES) + 0.5) / QUANTILES - 1)
    assert found[ANGLES // 2] == pytest.approx(evenly, abs=0.08)
    assert np.abs(found[0]).max() < 0.1


def test_transport_coordinates_do_not_see_place_nor_size() -> None:
    """A digit moved by some pixels has the same coordinates; a ring half as large nearly the same."""
    ring = rings(np.array([1.0]))
    assert transport_coordinates(np.roll(ring, (2, -3), axis=(1, 2))) == pytest.approx(
        transport_coordinates(ring), abs=1e-6
    )
    small = rings(np.array([1.0]), height=5.5)
    assert np.abs(transport_coordinates(small) - transport_coordinates(ring)).max() < 0.15


def test_transport_coordinates_see_little_of_stroke_width(uci: Digits) -> None:
    """A ring drawn twice as bold lies far nearer to itself than to one half as wide."""
    thin, bold, narrow = (
        transport_coordinates(rings(np.array([width]), pen=pen)) for width, pen in ((1, 1.2), (1, 2.4), (0.5, 1.2))
    )
    assert np.linalg.norm(bold - thin) < np.linalg.norm(narrow - thin) / 4
    assert len(transport_coordinates(uci.images[:3])) == 3


def test_transport_coordinates_are_those_of_each_alone(uci: Digits) -> None:
    """A digit's coordinates do not depend on the others, a blank one among them, whose own are 0."""
    images = np.concatenate([np.zeros((1, 28, 28), np.uint8), uci.images[:5], np.zeros((1, 28, 28), np.uint8)])
    together = transport_coordinates(images)
    assert together.shape == (7, COORDINATES) and not together[[0, 6]].any()
    for place in range(1, 6):
        assert transport_coordinates(images[place : place + 1])[0] == pytest.approx(together[place], abs=1e-6)
    assert not transport_coordinates(images[:1]).any() and transport_coordinates(images[:0]).shape == (0, COORDINATES)


def test_transport_coordinates_of_a_dot() -> None:
    """A single pixel, which has no size, has finite coordinates."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 9, 9] = 255
    assert not transport_coordinates(image).any()


def test_transport_coordinates_of_no_digits() -> None:
    """What is no stack of pictures is refused."""
    with pytest.raises(ValueError, match="28"):
        transport_coordinates(np.zeros((2, 8, 8), np.uint8))
