"""Whether an axis can be seen: the outer tenths told apart by a rule that was shown ten pictures of each end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX

EXAMPLES = 10
"""Pictures of each end that the rule is shown; it then sorts as many others of each."""

FEWEST = 5
"""Examples of an end that there must be; an end of fewer than 20 digits gives half of them as examples."""

ROUNDS = 100
"""Draws of pictures that the share told apart is averaged over."""

OUTER = 0.1
"""The share of the digits that an end is."""

ORIENTATIONS = 6
"""30° apart."""

POOLING_PX = 2.0
"""Standard deviation of what edges are averaged over, read off every 4 pixels."""


def edge_histograms(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return what there is of edges of every orientation in every part of pictures.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.

    Returns
    -------
    NDArray[np.float32]
        ``(N, 294)`` float32 of length 1, or 0 of a picture without edges: 6 orientations in 7 by 7 places.

    References
    ----------
    Dalal & Triggs (2005), Histograms of oriented gradients for human detection, CVPR; pooled here by a Gaussian.
    """
    from scipy import ndimage

    soft = ndimage.gaussian_filter(images.astype(np.float32) / 255, (0, 1, 1))
    down, across = np.gradient(soft, axis=1), np.gradient(soft, axis=2)
    strength = np.hypot(across, down)
    turned = np.mod(np.arctan2(down, across), np.pi) / np.pi * ORIENTATIONS
    places = slice(2, SIDE_PX, 4)
    parts = []
    for orientation in range(ORIENTATIONS):
        away = np.abs(turned - orientation)
        near = np.clip(1 - np.minimum(away, ORIENTATIONS - away), 0, None)
        pooled = ndimage.gaussian_filter(strength * near, (0, POOLING_PX, POOLING_PX))[:, places, places]
        parts.append(pooled.reshape(len(images), -1))
    edges = np.concatenate(parts, axis=1)
    return np.asarray(edges / np.maximum(np.linalg.norm(edges, axis=1, keepdims=True), 1e-9), np.float32)


def told_apart(
    positions: NDArray[np.floating], looks: NDArray[np.float32], *, rounds: int = ROUNDS, seed: int = 0
) -> float:
    """Return which share of an axis's outer tenths is told apart from ten pictures of each.

    The rule takes a picture for the end whose ten examples' mean is nearer. It knows nothing of the axis.

    Parameters
    ----------
    positions
        ``(N,)`` along the axis.
    looks
        ``(N, F)`` float32, what the rule sees of each digit, as of :func:`edge_histograms`.
    rounds
        How often ten examples and ten others of each end are drawn.
    seed
        Of the draws.

    Returns
    -------
    float
        0-1; 0.5 for a rule that sees nothing, and where an end has fewer than 10 digits.
    """
    low, high = np.quantile(positions, [OUTER, 1 - OUTER])
    ends = np.flatnonzero(positions <= low), np.flatnonzero(positions >= high)
    shown = min(EXAMPLES, min(map(len, ends)) // 2)
    if shown < FEWEST:
        return 0.5
    generator = np.random.default_rng(seed)
    right = 0
    for _ in range(rounds):
        first, last = (looks[generator.choice(end, 2 * shown, replace=False)] for end in ends)
        means = [end[:shown].mean(axis=0) for end in (first, last)]
        towards, middle = means[1] - means[0], (means[0] + means[1]) / 2
        right += int(((first[shown:] - middle) @ towards < 0).sum())
        right += int(((last[shown:] - middle) @ towards > 0).sum())
    return right / (2 * shown * rounds)
