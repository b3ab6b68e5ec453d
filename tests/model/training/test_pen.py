from __future__ import annotations

import numpy as np

from mnist_explore.ink.normalisation import BOX_PX, CENTRE_PX
from mnist_explore.model.training.pen import inked, penned


def test_inked_levels_across_a_line() -> None:
    """A pen 2 pixels wide inks its course full, the next pixel half, the one after not; its ends are round."""
    ink = inked([np.array([[4.0, 2.0], [4.0, 7.0]])], 1.0, (9, 11))
    assert ink.shape == (9, 11)
    np.testing.assert_allclose(ink[:, 5], [0, 0, 0, 0.5, 1, 0.5, 0, 0, 0], atol=1e-6)
    np.testing.assert_allclose(ink[4], [0, 0.5, 1, 1, 1, 1, 1, 1, 0.5, 0, 0], atol=1e-6)
    assert ink[3, 1] == np.float32(1.5 - np.sqrt(2))


def test_penned_twenty_pixels_and_centred() -> None:
    """Whatever its unit, pen and shape, the longer side is 20 pixels and the centre of mass in the middle pixel."""
    corner = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 0.4]])
    for course in (corner, 50 * corner - 7, corner[:, ::-1]):
        for half in (0.7, 1.3, 1.9):
            image = penned([course], half)
            assert image.shape == (28, 28)
            assert image.dtype == np.uint8
            rows, columns = (np.ptp(np.flatnonzero((image > 25).any(axis=axis))) + 1 for axis in (1, 0))
            assert abs(max(rows, columns) - BOX_PX) <= 1
            mass = [float((image.sum(axis=1 - axis) @ np.arange(28)) / image.sum()) for axis in (0, 1)]
            assert np.abs(np.array(mass) - CENTRE_PX).max() <= 0.51


def test_penned_a_dot() -> None:
    """A course without length leaves a dot, not an error."""
    assert penned([np.zeros((2, 2))], 1.0).max() > 200
