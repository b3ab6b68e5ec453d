"""Views of a digit for a network that is unsure of it: distorted as the digits it learnt from at first, but less.

How many views, how strongly distorted, and from when on a network counts as unsure was chosen on training digits that
the networks asked had not seen, nor any others of the same writers.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.warping.boldness import narrower, wider
from mnist_explore.warping.distortion import (
    BEND_PX,
    CONTROL_POINTS,
    SHIFT_PX,
    WIDENING,
    affine,
    affine_places,
    bends,
)
from mnist_explore.warping.sampling import MARGIN_PX, WIDTH_PX, nearest_four

LOOKS = ((0.995, 4), (0.6, 32))
"""A network whose highest probability is below the first number looks again at so many views, then at more.

First at about one of MNIST's test digits in thirty to forty, then at one in some six hundred. Of all that cost no more
than 16 views below 0.97 do, this had the lowest log loss on 24,032 digits (mean of five networks: 0.01415, where 32
views below 0.97 have 0.01457); errors differed by less than chance. Both numbers of views are even: every distortion is
there with its opposite.
"""
STRENGTH = 0.75
"""Of the distortions, as :func:`mnist_explore.warping.distortion.distort` takes it."""
SEED = 0
"""Of the draws of distortions, one for each number of views, that serve every digit."""
_LEAST = 1e-9
"""The lowest probability whose logarithm is averaged."""


def views(images: NDArray[np.uint8] | NDArray[np.floating], count: int) -> NDArray[np.float32]:
    """Return every digit as :func:`view_distortions` shows it, resampled bilinearly, paper outside.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` in 0-255.
    count
        How many views, V; an even number.

    Returns
    -------
    ndarray
        ``(N, V, 28, 28)`` float32 in 0-255.
    """
    places, shares = _samples(count)
    digits = images.astype(np.float32)
    layers = np.stack([digits, wider(digits), narrower(digits)], axis=1)
    margins = (MARGIN_PX, MARGIN_PX)
    padded = np.pad(layers, ((0, 0), (0, 0), margins, margins)).reshape(len(images), -1)
    seen = sum(np.take(padded, place, axis=1) * share for place, share in zip(places, shares, strict=True))
    return np.asarray(seen, np.float32).reshape(len(images), -1, SIDE_PX, SIDE_PX)


@cache
def view_distortions(count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how every view is distorted.

    Turns, shears, stretches, shifts and widenings are a Latin hypercube: each is spread evenly over its range, however
    few views there are. Bends are normal. The second half of the views is the first with every sign turned.

    Returns
    -------
    tuple of ndarray
        ``(V, 28, 28, 2)``: where in the digit each of a view's pixels comes from, row and column in pixels; and
        ``(V,)``: the share of a one-pixel dilation mixed in before, or of an erosion where below 0.

    References
    ----------
    McKay, Beckman and Conover, "A comparison of three methods for selecting values of input variables", Technometrics
    21(2), 1979 (Latin hypercubes). Hammersley and Morton, "A new Monte Carlo technique: antithetic variates", 1956.
    """
    generator = np.random.default_rng(SEED)
    half = count // 2
    ranks = generator.permuted(np.tile(np.arange(half)[:, None], 7), axis=0)
    even = 2 * (ranks + generator.random(ranks.shape)) / half - 1
    points = BEND_PX * generator.standard_normal((half, CONTROL_POINTS, CONTROL_POINTS, 2))
    even, points = (STRENGTH * np.concatenate([drawn, -drawn]) for drawn in (even, points))
    places = affine_places(affine(even), SHIFT_PX * even[:, 4:6]) + bends(points)
    return places, WIDENING * even[:, 6]


def agreed(chances: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the normalised geometric mean of what a network makes of several views.

    Parameters
    ----------
    chances
        ``(N, V, K)`` probabilities.

    Returns
    -------
    ndarray
        ``(N, K)`` float32 in 0-1, rows sum to 1.
    """
    means = np.exp(np.log(np.maximum(chances, _LEAST)).mean(axis=1))
    result: NDArray[np.float32] = (means / means.sum(axis=1, keepdims=True)).astype(np.float32)
    return result


@cache
def _samples(count: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return which pixels each of the views' pixels is mixed of.

    They are four of the digit and four of its dilation or erosion. All digits are seen alike, so the four are found
    once here, where :func:`~mnist_explore.warping.sampling.bilinear` would find them for every digit.

    Returns
    -------
    tuple of ndarray
        Two arrays ``(8, V * 784)``: flat indices into the three pictures one after another, each with its margin, and
        shares, which sum to 1.
    """
    places, widening = view_distortions(count)
    near, shares = map(np.stack, zip(*nearest_four(places[..., 0], places[..., 1]), strict=True))
    layer = WIDTH_PX**2 * np.where(widening > 0, 1, 2)[:, None, None]
    mixed = np.abs(widening)[:, None, None]
    indices, parts = np.concatenate([near, near + layer]), np.concatenate([shares * (1 - mixed), shares * mixed])
    return indices.astype(np.intp).reshape(8, -1), parts.astype(np.float32).reshape(8, -1)
