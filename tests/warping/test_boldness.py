"""Bolder and finer strokes: against SciPy's grey morphology, and the same from NumPy as from TensorFlow."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from mnist_explore.digits import Digits
from mnist_explore.warping.boldness import By, change_widths, narrower, wider

AROUND = {"square": np.ones((1, 3, 3), bool), "cross": np.array([[[0, 1, 0], [1, 1, 1], [0, 1, 0]]], bool)}


@pytest.mark.parametrize("by", ["cross", "square"])
def test_wider_and_narrower_as_scipy(uci: Digits, by: By) -> None:
    """Dilation and erosion by a square and by a cross are what SciPy makes of the same pictures."""
    images = uci.images[:50]
    dilated = ndimage.grey_dilation(images, footprint=AROUND[by], mode="constant")
    eroded = ndimage.grey_erosion(images, footprint=AROUND[by], mode="constant")
    assert np.array_equal(wider(images, by=by), dilated)
    assert np.array_equal(narrower(images, by=by), eroded)
    assert not np.array_equal(dilated, images)


def test_change_widths_worked() -> None:
    """Half of the dilation puts half a dot beside a dot; half of the erosion takes half of it; 0 changes nothing."""
    dot = np.zeros((3, 5, 5), np.float32)
    dot[:, 2, 2] = 100
    bolder, finer, same = change_widths(dot, np.array([0.5, -0.5, 0], np.float32).reshape(3, 1, 1), by="cross")
    assert bolder[2].tolist() == [0, 50, 100, 50, 0]
    assert bolder[1].tolist() == [0, 0, 50, 0, 0]
    assert finer.sum() == finer[2, 2] == 50
    assert np.array_equal(same, dot[2])


@pytest.mark.parametrize("by", ["cross", "square"])
def test_change_widths_in_tensorflow_as_in_numpy(uci: Digits, by: By) -> None:
    """TensorFlow's tensors and NumPy's arrays give the same greys."""
    import tensorflow as tf

    images = uci.images[:20].astype(np.float32)
    shares = np.linspace(-1, 1, 20, dtype=np.float32).reshape(-1, 1, 1)
    found = change_widths(tf.constant(images), tf.constant(shares), by=by, functions=tf)
    np.testing.assert_allclose(found.numpy(), change_widths(images, shares, by=by), atol=1e-4)
