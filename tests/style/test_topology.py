"""Holes and strokes, checked on drawn shapes and against figures found in MNIST."""

import numpy as np
import pytest

from mnist_explore.style import count_holes

pytestmark = pytest.mark.filterwarnings("error")


def ring() -> np.ndarray:
    """Return one digit: a drawn ring."""
    y, x = np.mgrid[:28, :28] - 13.5
    radius = np.hypot(x, y)
    return np.where((radius > 4) & (radius < 7), 255, 0).astype(np.uint8)


def test_count_holes_of_drawn_shapes():
    """A ring has one hole, two rings side by side have two, blank and full ink have none."""
    two = np.maximum(np.roll(ring(), -7, axis=1), np.roll(ring(), 7, axis=1))
    shapes = np.stack([ring(), two, np.zeros_like(two), np.full_like(two, 255)])
    assert count_holes(shapes).tolist() == [1, 2, 0, 0]


def test_count_holes_corner_contact_closes():
    """Ink that meets only at corners closes a hole; a missing corner pixel beyond that opens it."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, [10, 11, 11, 12], [11, 10, 12, 11]] = 128
    assert count_holes(image) == 1
    image[0, 10, 11] = 127
    assert count_holes(image) == 0


def test_count_holes_touching_the_border():
    """Paper cut off by ink and the picture's edge is outside: the paper goes on beyond the edge."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, :, 14] = image[0, 14, :] = 255
    assert count_holes(image) == 0


@pytest.mark.mnist
def test_count_holes_of_mnist(mnist):
    """44.5 % of the training twos and 9.2 % of the training fours have a hole at threshold 128."""
    train = mnist.where_split("train")
    closed = count_holes(mnist.images[train]) > 0
    labels = mnist.labels[train]
    assert round(100 * closed[labels == 2].mean(), 1) == 44.5
    assert round(100 * closed[labels == 4].mean(), 1) == 9.2
