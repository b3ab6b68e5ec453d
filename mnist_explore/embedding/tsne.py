"""The map of writing styles: t-SNE of all digits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mnist_explore.embedding.neighbours import NeighbourIndex

PERPLEXITY = 30
"""The usual choice for maps of whole data sets (Kobak & Berens, Nature Communications 2019)."""

EARLY_ITERATIONS = 250
ITERATIONS = 500
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
    import openTSNE
    from openTSNE import affinity, initialization, nearest_neighbors

    report = progress or (lambda _: None)
    threads = threads if len(points) > _FEW else 1
    perplexity = min(perplexity, (len(points) - 1) / 3)
    count = min(int(3 * perplexity), len(points) - 1)
    near = NeighbourIndex(points).search(points, count=count + 1)
    # The first neighbour of an indexed point is itself (or a twin in its place).
    knn = nearest_neighbors.PrecomputedNeighbors(near.indices[:, 1:], near.distances[:, 1:].astype(float))
    report(0.1)
    affinities = affinity.PerplexityBasedNN(perplexity=perplexity, knn_index=knn, n_jobs=threads)
    total = EARLY_ITERATIONS + ITERATIONS
    done = {"before": 0}

    def step(iteration: int, _error: float, _embedding: object) -> None:
        report(0.15 + 0.85 * min(1.0, (done["before"] + iteration) / total))

    start = points[:, :2].astype(float)
    embedding = openTSNE.TSNEEmbedding(
        initialization.rescale(start) if start[:, 0].std() else initialization.random(start, random_state=seed),
        affinities,
        n_jobs=threads,
        random_state=seed,
        negative_gradient_method="fft" if len(points) > 10_000 else "bh",
    )
    options = {"callbacks": [step], "callbacks_every_iters": _REPORT_EVERY}
    embedding = embedding.optimize(EARLY_ITERATIONS, exaggeration=12, momentum=0.8, **options)
    done["before"] = EARLY_ITERATIONS
    embedding = embedding.optimize(ITERATIONS, exaggeration=1, momentum=0.8, **options)
    return np.asarray(embedding, np.float32)
