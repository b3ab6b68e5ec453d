"""Closure: weakest points of loops, on small pictures worked by hand, on drawn rings, and against callers."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.style.structure.closure import closure_features, escape_levels


def ring(weakest: int = 255) -> np.ndarray:
    """Return a square ring of ink around 3 x 3 pixels of paper, one of its pixels as grey as said, ``(1, 7, 7)``."""
    image = np.zeros((1, 7, 7), np.uint8)
    image[0, 1:6, 1:6] = 255
    image[0, 2:5, 2:5] = 0
    image[0, 1, 3] = weakest
    return image


def rings(*, gap: int) -> np.ndarray:
    """Return a round ring of ink with a gap of some columns at the top, ``(1, 28, 28)``."""
    y, x = np.mgrid[:28, :28] - 14.0
    image = np.where(np.abs(np.hypot(y, x) - 8) < 1.3, 255, 0).astype(np.uint8)
    image[:14, 14 : 14 + gap] = 0
    return image[None]


@pytest.mark.parametrize("weakest", [0, 90, 255])
def test_escape_levels_weakest_point(weakest: int):
    """Paper inside a ring has the grey of the ring's weakest pixel; paper outside stays paper."""
    levels = escape_levels(ring(weakest))
    assert (levels[0, 2:5, 2:5] == weakest).all()
    assert levels[0, 0].max() == 0
    assert (levels >= ring(weakest)).all()


def test_escape_levels_at_corners():
    """A diamond of pixels that touch at corners keeps its middle apart, unless ways lead through corners."""
    image = np.zeros((1, 5, 5), np.uint8)
    image[0, [1, 2, 2, 3], [2, 1, 3, 2]] = 200
    assert escape_levels(image)[0, 2, 2] == 200
    assert escape_levels(image, corners="open")[0, 2, 2] == 0


def test_escape_levels_around_a_spiral():
    """A long way out is a way out: a spiral encloses nothing."""
    image = np.zeros((1, 9, 9), np.uint8)
    image[0, 1, 1:8] = image[0, 1:8, 7] = image[0, 7, 1:8] = image[0, 3:8, 1] = image[0, 3, 1:6] = 255
    assert np.array_equal(escape_levels(image), image)


def test_escape_levels_refuses_other_corners():
    """Another word for corners is a caller's mistake."""
    with pytest.raises(ValueError, match="corners must be"):
        escape_levels(ring(), corners="round")


def test_closure_features_of_a_gap():
    """A closed ring encloses paper as written; a ring with a narrow gap only with bolder strokes; a dot never."""
    dot = np.zeros((1, 28, 28), np.uint8)
    dot[0, 10:18, 10:18] = 255
    closed, gapped, filled = closure_features(np.concatenate([rings(gap=0), rings(gap=2), dot]), np.zeros(3, int))
    assert closed[0] == pytest.approx(255 / 64)
    assert gapped[0] == 0
    assert gapped[[16, 24, 32]].max() == pytest.approx(255 / 64)
    assert filled.max() == 0


def test_closure_features_eights_need_both_loops():
    """An eight's first column is about its shallower loop: with one loop only it is 0, the other column is not."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 4:24, 13:15] = 255
    image[0, 14:24, 9:19] = 255
    image[0, 17:21, 12:16] = 0
    features = closure_features(image, np.array([8]))[0]
    assert features[0] == 0
    assert features[4] == pytest.approx(255 / 64)


def test_closure_features_no_digits():
    """No digits have no features."""
    assert closure_features(np.empty((0, 28, 28), np.uint8), np.empty(0, int)).shape == (0, 40)
