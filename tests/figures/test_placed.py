"""The small map: dots where digits lie, in their class's colour, and the glow where the digit belongs."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.figures import DIGIT_COLOURS
from mnist_explore.figures.placed import GLOW, RIM, SIDE_PX, glowing, still_map

X = np.array([-10, 10, 0], np.float32)
Y = np.array([-5, 5, 0], np.float32)
LABELS = np.array([3, 7, 0], np.uint8)


def test_still_map_places_and_colours() -> None:
    """Each digit is a dot in its colour: right is right, up is up, both at one scale, with a rim around."""
    still = still_map(X, Y, LABELS)
    for x, y, label in zip(X, Y, LABELS, strict=True):
        column, row = still.where(float(x), float(y))
        colour = tuple(int(DIGIT_COLOURS[label][at : at + 2], 16) for at in (1, 3, 5))
        assert tuple(still.pixels[int(row), int(column), :3]) == colour and still.pixels[int(row), int(column), 3] > 0
    left, low = still.where(-10, -5)
    right, high = still.where(10, 5)
    assert right - left == pytest.approx(SIDE_PX / (1 + 2 * RIM))
    assert low - high == pytest.approx((right - left) / 2)
    assert left == pytest.approx(SIDE_PX * RIM / (1 + 2 * RIM))
    # Three dots of four pixels each, and else nothing.
    assert (still.pixels[..., 3] > 0).sum() == 12


def test_still_map_of_one_digit() -> None:
    """A single digit lies in the middle; of none there is no map."""
    still = still_map(X[:1], Y[:1], LABELS[:1])
    assert still.where(-10, -5) == pytest.approx((SIDE_PX / 2, SIDE_PX / 2))
    with pytest.raises(ValueError, match="at least one digit"):
        still_map(X[:0], Y[:0], LABELS[:0])


def test_where_beyond_the_rim() -> None:
    """A place beyond the map is shown at the rim that is nearest to it."""
    assert still_map(X, Y, LABELS).where(1e6, -1e6) == (SIDE_PX - 1, SIDE_PX - 1)


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (8.0, -4.0)])
def test_glowing_is_where_the_digit_is(x: float, y: float) -> None:
    """What changes is centred on the digit's place, has the ring's colour, and leaves the map itself as it was."""
    still = still_map(X, Y, LABELS)
    before = still.pixels.copy()
    shown = glowing(still, x, y)
    changed = np.argwhere((shown != before).any(axis=2))
    column, row = still.where(x, y)
    np.testing.assert_allclose(changed.mean(axis=0), [row, column], atol=1)
    assert np.ptp(changed, axis=0).max() < 60
    assert tuple(shown[round(row), round(column) + 13, :3]) == GLOW
    assert (still.pixels == before).all()
