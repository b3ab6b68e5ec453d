"""A map of any number of points: laid out whole, or where there are too many, landmarks first, the others by them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mnist_explore.embedding.neighbours import NeighbourIndex
from mnist_explore.embedding.placement import NEIGHBOURS, place_by_neighbours
from mnist_explore.embedding.tsne import tsne_map

MOST_WHOLE = 250_000
"""Chosen, not measured: 90 neighbours a point, 12 bytes each, both ways, are half a gigabyte here, 2.2 of a million."""

LANDMARKS = 60_000
"""As many as MNIST has training digits; a map of them has every style that is not rarer than one in some thousands."""

PLACED = 10_000
"""Points placed at a time."""


def laid_out(
    points: NDArray[np.float32],
    *,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
    most_whole: int = MOST_WHOLE,
    landmarks: int = LANDMARKS,
) -> NDArray[np.float32]:
    """Lay points out in the plane so that neighbours stay neighbours, in a time that grows linearly with their number.

    Parameters
    ----------
    points, progress
        As :func:`~mnist_explore.embedding.tsne.tsne_map` takes them.
    seed
        Of the choice of landmarks and of the optimisation.
    most_whole
        Up to as many points are laid out together (:func:`~mnist_explore.embedding.tsne.tsne_map`).
    landmarks
        Of more, as many, drawn at random, are laid out, and each other is placed where its nearest landmarks lie
        (:func:`~mnist_explore.embedding.placement.place_by_neighbours`).

    Returns
    -------
    NDArray[np.float32]
        ``(N, 2)`` float32 positions, without unit.

    References
    ----------
    De Silva & Tenenbaum (2004), Sparse multidimensional scaling using landmark points; for t-SNE: Kobak & Berens
    (2019), The art of using t-SNE for single-cell transcriptomics, Nature Communications 10, section on large sets.
    """
    report = progress or (lambda _: None)
    if len(points) <= most_whole:
        return tsne_map(points, seed=seed, progress=report)
    chosen = np.sort(np.random.default_rng(seed).choice(len(points), landmarks, replace=False))
    drawn = tsne_map(points[chosen], seed=seed, progress=lambda share: report(0.8 * share))
    index = NeighbourIndex(points[chosen])
    positions = np.empty((len(points), 2), np.float32)
    for start in range(0, len(points), PLACED):
        near = index.search(points[start : start + PLACED], count=NEIGHBOURS)
        positions[start : start + PLACED] = place_by_neighbours(near, drawn).places
        report(0.8 + 0.2 * min(1.0, (start + PLACED) / len(points)))
    # A landmark's nearest one is itself, or a twin that lies elsewhere.
    positions[chosen] = drawn
    return positions
