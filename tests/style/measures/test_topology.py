"""Holes, ends and junctions, checked on drawn shapes and against figures found in MNIST."""

from itertools import pairwise

import numpy as np
import pytest

from mnist_explore.style.measures import count_ends_and_junctions, count_holes

pytestmark = [pytest.mark.filterwarnings(f"error::{kind}") for kind in ("RuntimeWarning", "DeprecationWarning")]


def ring() -> np.ndarray:
    """Return one digit: a drawn ring."""
    y, x = np.mgrid[:28, :28] - 13.5
    radius = np.hypot(x, y)
    return np.where((radius > 4) & (radius < 7), 255, 0).astype(np.uint8)


def lines(*strokes: tuple[tuple[float, float], tuple[float, float]]) -> np.ndarray:
    """Return ``(1, 28, 28)``: straight strokes about three pixels wide between (column, row) points."""
    y, x = np.mgrid[:28, :28]
    image = np.zeros((1, 28, 28), np.uint8)
    for (x0, y0), (x1, y1) in strokes:
        for t in np.linspace(0, 1, 100):
            image[0, np.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0)) < 1.6] = 255
    return image


def test_count_holes_of_drawn_shapes():
    """A ring has one hole, two rings side by side have two, blank and full ink have none."""
    two = np.maximum(np.roll(ring(), -7, axis=1), np.roll(ring(), 7, axis=1))
    shapes = np.stack([ring(), two, np.zeros_like(two), np.full_like(two, 255)])
    assert count_holes(shapes).tolist() == [1, 2, 0, 0]


def test_count_holes_corner_contact_closes():
    """Ink that meets only at corners closes a hole; one of its pixels less opens it."""
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


@pytest.mark.parametrize(
    ("image", "ends", "junctions"),
    [
        pytest.param(lines(((14, 4), (14, 23))), 2, 0, id="one"),
        pytest.param(lines(((18, 4), (9, 23))), 2, 0, id="slanted one"),
        pytest.param(ring()[None], 0, 0, id="zero"),
        pytest.param(lines(((7, 5), (20, 5)), ((20, 5), (12, 23))), 2, 0, id="seven"),
        pytest.param(lines(((7, 5), (20, 5)), ((20, 5), (12, 23)), ((9, 14), (22, 14))), 4, 1, id="crossed seven"),
        pytest.param(lines(((5, 5), (22, 22)), ((22, 5), (5, 22))), 4, 1, id="cross"),
        pytest.param(lines(((14, 5), (14, 23)), ((14, 14), (23, 14))), 3, 1, id="fork"),
        pytest.param(np.zeros((1, 28, 28), np.uint8), 0, 0, id="blank"),
    ],
)
def test_count_ends_and_junctions_of_drawn_shapes(image, ends, junctions):
    """Each drawn shape has the ends and crossings that the eye sees; two strokes cross once."""
    assert [counts.tolist() for counts in count_ends_and_junctions(image)] == [[ends], [junctions]]


def test_count_ends_and_junctions_of_an_eight():
    """One closed stroke that crosses itself has no ends, and one crossing."""
    turn = np.linspace(0, 2 * np.pi, 60)
    path = list(zip(13.5 + 5.5 * np.sin(2 * turn), 13.5 + 9.5 * np.cos(turn), strict=True))
    eight = lines(*pairwise(path))
    assert count_holes(eight) == 2
    assert [counts.tolist() for counts in count_ends_and_junctions(eight)] == [[0], [1]]


def test_count_ends_and_junctions_turned_and_mirrored():
    """Turning a picture by right angles or mirroring it changes neither count."""
    seven = lines(((7, 5), (20, 5)), ((20, 5), (12, 23)), ((9, 14), (22, 14)))[0]
    views = np.stack([np.rot90(view, k) for view in (seven, seven[:, ::-1]) for k in range(4)])
    ends, junctions = count_ends_and_junctions(np.ascontiguousarray(views))
    assert set(ends.tolist()) == {4}
    assert set(junctions.tolist()) == {1}


@pytest.mark.mnist
def test_count_ends_and_junctions_of_mnist(mnist):
    """Of the ones nine in ten have two ends and no junction; of the fours and eights as many have a junction.

    The middle zero is one closed line, the middle eight crosses itself once, sixes and nines are loops with a tail.
    """
    images, labels = mnist.images[:6000], mnist.labels[:6000]
    ends, junctions = count_ends_and_junctions(images)
    assert ((ends == 2) & (junctions == 0))[labels == 1].mean() > 0.9
    for digit in (4, 8):
        assert (junctions >= 1)[labels == digit].mean() > 0.9
    medians = {d: (np.median(ends[labels == d]), np.median(junctions[labels == d])) for d in (0, 6, 8, 9)}
    assert medians == {0: (0, 0), 6: (1, 1), 8: (0, 1), 9: (1, 1)}


@pytest.mark.mnist
def test_count_holes_of_mnist(mnist):
    """44.5 % of the training twos and 9.2 % of the training fours have a hole at threshold 128."""
    train = mnist.where_split("train")
    closed = count_holes(mnist.images[train]) > 0
    labels = mnist.labels[train]
    assert round(100 * closed[labels == 2].mean(), 1) == 44.5
    assert round(100 * closed[labels == 4].mean(), 1) == 9.2
