"""The map of writing styles: t-SNE of all digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.embedding.neighbours import Neighbours, near_neighbours, nearest_others
from mnist_explore.embedding.repulsion import Mesh, divergence_on

PERPLEXITY = 30
"""The usual choice for maps of whole data sets (Kobak & Berens, Nature Communications 2019)."""

PHASES = ((250, 12.0, 0.8), (500, 1.0, 0.8))
"""Iterations, exaggeration and momentum of a small map: openTSNE's defaults."""
PHASES_OF_MANY = ((100, 12.0, 0.8), (30, 1.0, 0.8), (220, 1.0, 0.95))
"""Of a large one. After 100 iterations nothing moves any more while attraction is exaggerated; with more momentum, once
the first wild steps are over, half as many do as much."""
MANY = 10_000
"""Above so many points neighbours are found by lists, and repulsion by a mesh."""
_REPORT_EVERY = 25
_FEW = 2_000
"""Up to here one thread does it: a step is so short that threads on a busy machine mostly wait for each other."""


def tsne_map(
    points: NDArray[np.float32],
    *,
    perplexity: float = PERPLEXITY,
    seed: int = 0,
    threads: int = 2,
    progress: Callable[[float], None] | None = None,
) -> NDArray[np.float32]:
    """Lay points out in the plane so that neighbours stay neighbours.

    Parameters
    ----------
    points
        ``(N, d)`` float32, N at least 4; principal components, strongest first.
    perplexity
        Effective number of neighbours; lowered to ``(N - 1) / 3`` for small sets.
    seed
        Of the optimisation; the start is the first two components, so runs agree in the large. Equal points are
        scattered at random instead.
    threads
        For affinities and gradient; small sets are laid out by one.
    progress
        Called with the finished share, 0-1.

    Returns
    -------
    NDArray[np.float32]
        ``(N, 2)`` float32 positions, without unit.

    References
    ----------
    van der Maaten & Hinton (2008), JMLR 9; FFT-accelerated: Linderman et al. (2019), Nature Methods 16; start and
    learning rate: Kobak & Berens (2019), Nature Communications 10; implementation: Poličar et al., openTSNE.
    """
    report = progress or (lambda _: None)
    threads = threads if len(points) > _FEW else 1
    perplexity = min(perplexity, (len(points) - 1) / 3)
    count = min(int(3 * perplexity), len(points) - 1)
    if len(points) <= MANY:
        return _optimised(points, nearest_others(points, count=count), PHASES, "bh", perplexity, seed, threads, report)
    near, order = near_neighbours(points, count=count)
    # In this order the places of a point's neighbours lie near its own in memory too: a third less time.
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    sorted_near = Neighbours(rank[near.indices[order]], near.distances[order])
    repulsion = divergence_on(Mesh(threads=threads))
    return _optimised(points[order], sorted_near, PHASES_OF_MANY, repulsion, perplexity, seed, threads, report)[rank]


def _optimised(
    points: NDArray[np.float32],
    near: Neighbours,
    phases: Sequence[tuple[int, float, float]],
    repulsion: str | Callable[..., Any],
    perplexity: float,
    seed: int,
    threads: int,
    report: Callable[[float], None],
) -> NDArray[np.float32]:
    """Return the map of points whose neighbours are known, by openTSNE."""
    import openTSNE
    from openTSNE import affinity, initialization, nearest_neighbors

    knn = nearest_neighbors.PrecomputedNeighbors(near.indices, near.distances.astype(float))
    report(0.1)
    affinities = affinity.PerplexityBasedNN(perplexity=perplexity, knn_index=knn, n_jobs=threads)
    total, before = sum(iterations for iterations, _, _ in phases), 0
    start = points[:, :2].astype(float)
    embedding = openTSNE.TSNEEmbedding(
        initialization.rescale(start) if start[:, 0].std() else initialization.random(start, random_state=seed),
        affinities,
        n_jobs=threads,
        random_state=seed,
        negative_gradient_method=repulsion,
    )
    for iterations, exaggeration, momentum in phases:

        def step(iteration: int, _error: float, _embedding: object, before: int = before) -> None:
            report(0.15 + 0.85 * min(1.0, (before + iteration) / total))

        embedding = embedding.optimize(
            iterations, exaggeration=exaggeration, momentum=momentum,
            callbacks=[step], callbacks_every_iters=_REPORT_EVERY,
        )  # fmt: skip
        before += iterations
    report(1.0)
    return np.asarray(embedding, np.float32)
