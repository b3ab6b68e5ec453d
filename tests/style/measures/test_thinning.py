"""Thinning, held against scikit-image's on real digits: the same as its `thin`, and as good as its `skeletonize`."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage
from skimage.morphology import skeletonize, thin

from mnist_explore.digits import Digits
from mnist_explore.style.measures.thinning import pack, thinned, unpack

EIGHT = np.ones((3, 3), bool)
INK = 128


def lines_of(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return ``(N, 28, 28)`` bool, the ink thinned by our own code."""
    return unpack(thinned(pack(ink)), len(ink))


def pieces_and_holes(ink: NDArray[np.bool_]) -> tuple[int, int]:
    """Return how many 8-connected pieces of ink there are, and how many 4-connected ones of paper."""
    return ndimage.label(ink, EIGHT)[1], ndimage.label(~np.pad(ink, 1))[1]


def assert_as_scikit_image(ink: NDArray[np.bool_]) -> None:
    """Fail unless ours is scikit-image's `thin`, pixel by pixel, and lies where its `skeletonize` does.

    `thin` is the same algorithm, Guo and Hall's; `skeletonize` is Zhang and Suen's, which peels in another order and
    leaves corners that ours takes: the lines may differ by a pixel, pieces and holes may not.
    """
    ours = lines_of(ink)
    np.testing.assert_array_equal(ours, [thin(one) for one in ink])
    skeletons = np.array([skeletonize(one) for one in ink])
    for own, other, one in zip(ours, skeletons, ink, strict=True):
        assert pieces_and_holes(own) == pieces_and_holes(other) == pieces_and_holes(one)
    for first, second in ((ours, skeletons), (skeletons, ours)):
        beside = first & ndimage.binary_dilation(second, EIGHT[None])
        assert beside.sum() > 0.99 * first.sum()
    assert abs(int(ours.sum()) - int(skeletons.sum())) < 0.05 * skeletons.sum()


def test_thinned_as_scikit_image_on_bundled_digits(uci: Digits) -> None:
    """Of 300 bundled digits, ours is scikit-image's `thin` to the pixel, with `skeletonize`'s pieces and holes."""
    assert_as_scikit_image(uci.images[:300] >= INK)


@pytest.mark.mnist
def test_thinned_as_scikit_image_on_mnist(mnist: Digits) -> None:
    """So it is of 1,000 of MNIST's."""
    assert_as_scikit_image(mnist.images[::70] >= INK)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_thinned_as_scikit_image_on_noise(share: float) -> None:
    """And of noise, in which every arrangement of neighbours occurs, up to the picture's rim."""
    ink = np.random.default_rng(0).random((60, 28, 28)) < share
    np.testing.assert_array_equal(lines_of(ink), [thin(one) for one in ink])
