"""How near to its own place does a digit lie that is put on the map by its neighbours?

``python -m benchmarks.placement`` takes 2,000 test digits off the map, one at a time, and puts each back by its
neighbours, all others in their places. It prints one JSON object: the distance from where the map has the digit, in
per cent of the map's width, beside that of putting it where its nearest neighbour lies, and of their plain mean. The
map was laid out with these digits on it, so that a stranger's digit may lie a little worse.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas import load_atlas
from mnist_explore.embedding.neighbours import NeighbourIndex, Neighbours
from mnist_explore.embedding.placement import NEIGHBOURS, place_by_neighbours
from mnist_explore.sources import load_digits

COUNT = 2_000


def main() -> None:
    """Place, measure and print."""
    digits = load_digits(download=False).digits
    atlas = load_atlas(digits)
    positions = atlas.table[["tsne_x", "tsne_y"]].to_numpy(np.float32)
    test = digits.where_split("test")
    rows = np.random.default_rng(0).choice(test, min(COUNT, len(test)), replace=False)
    near = without_itself(NeighbourIndex(atlas.projection(digits.images)), atlas.projection(digits.images[rows]), rows)
    own, around = positions[rows], positions[near.indices]
    width = float(np.ptp(positions[:, 0]))
    result = {
        "dataset": digits.name,
        "digits": len(rows),
        "by_weighted_median": judged(place_by_neighbours(near, positions).places - own, width),
        "where_the_nearest_lies": judged(around[:, 0] - own, width),
        "plain_mean": judged(around.mean(axis=1) - own, width),
    }
    print(json.dumps(result, indent=2))


def without_itself(index: NeighbourIndex, points: NDArray[np.float32], rows: NDArray[np.intp]) -> Neighbours:
    """Return the neighbours of digits that are on the map, but for themselves."""
    found = index.search(points, count=NEIGHBOURS + 1)
    others = found.indices != rows[:, None]
    others[others.all(axis=1), -1] = False
    shape = (len(rows), NEIGHBOURS)
    return Neighbours(found.indices[others].reshape(shape), found.distances[others].reshape(shape))


def judged(off: NDArray[np.float32], width: float) -> dict[str, Any]:
    """Return how far digits lie off, in per cent of the map's width."""
    far = 100 * np.hypot(off[:, 0], off[:, 1]) / width
    return {
        "median_per_cent": round(float(np.median(far)), 3),
        "mean_per_cent": round(float(far.mean()), 2),
        "90th_percentile_per_cent": round(float(np.quantile(far, 0.9)), 2),
    }


if __name__ == "__main__":
    main()
