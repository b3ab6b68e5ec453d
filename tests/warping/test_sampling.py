"""The bilinear sampler: worked by hand, against SciPy's, and the same from NumPy as from TensorFlow."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from mnist_explore.digits import Digits
from mnist_explore.warping.sampling import WIDTH_PX, bilinear, nearest_four


def drawn_places(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return rows and columns within and beyond a picture, ``(count, 9, 7)`` float32 each."""
    rows, columns = np.random.default_rng(0).uniform(-4, 31, (2, count, 9, 7)).astype(np.float32)
    return rows, columns


def test_bilinear_between_pixels() -> None:
    """Half way between ink and paper is half grey; a quarter of each of four, and beyond the border, is as it says."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 10, 10] = 200
    rows, columns = (np.array([[places]], np.float32) for places in ([10, 10, 10.5, -9], [10, 10.5, 9.5, 10]))
    assert bilinear(image, rows, columns)[0, 0].tolist() == [200, 100, 50, 0]


def test_bilinear_border_is_paper() -> None:
    """On a picture of ink alone, greys fall to paper within one pixel of the border, on all four sides."""
    image = np.full((1, 28, 28), 80, np.uint8)
    out = np.array([[[-0.25, -1, -30, 27.25, 28, 60]]], np.float32)
    middle = np.full_like(out, 14)
    for found in (bilinear(image, out, middle), bilinear(image, middle, out)):
        assert found[0, 0] == pytest.approx([60, 0, 0, 60, 0, 0], abs=1e-4)


def test_bilinear_as_scipy(uci: Digits) -> None:
    """Every digit, sampled at its own places, is what SciPy's first-order spline gives."""
    images, (rows, columns) = uci.images[:30], drawn_places(30)
    found = bilinear(images, rows, columns)
    assert found.dtype == np.float32
    for image, row, column, greys in zip(images, rows, columns, found, strict=True):
        expected = ndimage.map_coordinates(np.pad(image.astype(float), 6), np.stack([row, column]) + 6, order=1)
        np.testing.assert_allclose(greys, expected, atol=0.02)


def test_bilinear_in_tensorflow_as_in_numpy(uci: Digits) -> None:
    """TensorFlow's tensors and NumPy's arrays give the same greys."""
    import tensorflow as tf

    images, (rows, columns) = uci.images[:30].astype(np.float32), drawn_places(30)
    found = bilinear(tf.constant(images), tf.constant(rows), tf.constant(columns), functions=tf)
    np.testing.assert_allclose(found.numpy(), bilinear(images, rows, columns), atol=1e-3)


def test_nearest_four_shares_sum_to_one() -> None:
    """Shares are at least 0 and sum to 1, and every index is a pixel of the picture with its margin."""
    near = nearest_four(*drawn_places(5))
    assert sum(share for _, share in near) == pytest.approx(1)
    assert min(share.min() for _, share in near) >= 0
    assert 0 <= min(index.min() for index, _ in near) <= max(index.max() for index, _ in near) < WIDTH_PX**2
