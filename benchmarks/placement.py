"""How near to its own place does a digit lie that is put on the map by its neighbours, and how soon does it?

``python -m benchmarks.placement`` takes 1,000 test digits off the map and puts each back by its neighbours, all others
in their places, and by openTSNE's ``transform`` with its defaults, in one run. It prints one JSON object:

- how far the two put the digits from each other, and each from where the map has the digit, in per cent of the map's
  width, beside that of putting it where its nearest neighbour lies, and of their plain mean;
- the milliseconds for one digit, neighbours included, asked of both in turn, on the clock and of the processor.

The gate: half of the digits lie within 1 % of the map's width of where ``transform`` puts them, one takes a fiftieth of
the processor's time, and no stored place has moved. The map was laid out with these digits on it, so that a stranger's
digit may lie a little worse, by either way. openTSNE is given the map in the unit that it was laid out in: of all
scales that at which the map's divergence from its affinities is least.
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas import load_atlas
from mnist_explore.embedding.neighbours import NeighbourIndex
from mnist_explore.embedding.placement import NEIGHBOURS, place_by_neighbours
from mnist_explore.sources import load_digits

if TYPE_CHECKING:
    from openTSNE import TSNEEmbedding

COUNT = 1_000
TIMED = 10
WITHIN_PER_CENT = 1.0
TIMES = 50.0
SCALES = (0.8, 0.9, 1.0, 1.1, 1.2)
"""openTSNE's maps of 70,000 digits reach to about 100 of its units, as pages' maps do."""

Points = NDArray[np.float32]
Places = NDArray[np.floating]


def main() -> None:
    """Place, measure and print; stop where a goal is missed."""
    digits = load_digits(download=False).digits
    atlas = load_atlas(digits)
    positions = atlas.table[["tsne_x", "tsne_y"]].to_numpy(np.float32)
    points = atlas.projection(digits.images)
    rows = np.random.default_rng(0).choice(digits.where_split("test"), COUNT, replace=False)
    others = np.setdiff1d(np.arange(len(digits)), rows)
    stored, before = positions[others], positions[others].copy()
    index = NeighbourIndex(points[others])
    near = index.search(points[rows], count=NEIGHBOURS)
    placed = place_by_neighbours(near, stored).places
    # openTSNE moves a map's middle to 0 before it places anything.
    middle = (stored.max(axis=0) + stored.min(axis=0)) / 2
    embedding, scale = reference(points[others], stored - middle)
    transformed = np.asarray(embedding.transform(points[rows].astype(float))) / scale + middle
    width = float(np.ptp(positions[:, 0]))
    own, around = positions[rows], stored[near.indices]
    taken = in_turn(
        {
            "by_neighbours": lambda one: place_by_neighbours(index.search(one, count=NEIGHBOURS), stored),
            "transform": lambda one: embedding.transform(one.astype(float)),
        },
        points[rows],
    )
    ours, theirs = (taken[name]["processor_milliseconds"] for name in ("by_neighbours", "transform"))
    unmoved = bool(np.array_equal(stored, before))
    apart = judged(placed - transformed, width)
    met = unmoved and apart["median_per_cent"] <= WITHIN_PER_CENT and theirs >= TIMES * ours
    result = {
        "dataset": digits.name,
        "digits": COUNT,
        "from_where_transform_puts_it": apart,
        "from_its_own_place": {
            "by_weighted_median": judged(placed - own, width),
            "transform": judged(transformed - own, width),
            "where_the_nearest_lies": judged(around[:, 0] - own, width),
            "plain_mean": judged(around.mean(axis=1) - own, width),
        },
        "one_digit": taken | {"times_faster": round(theirs / ours)},
        "no_stored_place_moved": unmoved,
        "openTSNE_units_a_map_unit": scale,
        "goals": {"median_per_cent": WITHIN_PER_CENT, "times_faster": TIMES},
        "met": met,
        "versions": {"python": platform.python_version(), "openTSNE": version("openTSNE")},
    }
    print(json.dumps(result, indent=2))
    sys.exit(not met)


def reference(points: Points, stored: Places) -> tuple[TSNEEmbedding, float]:
    """Return the map as openTSNE has it, with its defaults, and its unit in the map's."""
    from openTSNE import TSNEEmbedding, affinity

    affinities = affinity.PerplexityBasedNN(points.astype(float), random_state=0)
    divergence = {}
    for scale in SCALES:
        # No step is taken: only the divergence is computed.
        divergence[scale] = float(TSNEEmbedding(stored * scale, affinities).optimize(0).kl_divergence)
    scale = min(divergence, key=lambda one: divergence[one])
    return TSNEEmbedding(stored * scale, affinities), scale


def in_turn(ways: dict[str, Callable[[Points], object]], points: Points) -> dict[str, dict[str, float]]:
    """Return the median milliseconds of each way for one digit, on the clock and of the processor."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for place in ways.values():
        place(points[:1])
    for one in range(TIMED):
        for name, place in ways.items():
            clock, processor = time.perf_counter(), time.process_time()
            place(points[one : one + 1])
            taken[name].append((time.perf_counter() - clock, time.process_time() - processor))
    medians = {name: [1000 * statistics.median(part) for part in zip(*own, strict=True)] for name, own in taken.items()}
    return {
        name: {"milliseconds": round(clock, 2), "processor_milliseconds": round(processor, 2)}
        for name, (clock, processor) in medians.items()
    }


def judged(off: Places, width: float) -> dict[str, Any]:
    """Return how far digits lie off, in per cent of the map's width."""
    far = 100 * np.hypot(off[:, 0], off[:, 1]) / width
    return {
        "median_per_cent": round(float(np.median(far)), 3),
        "mean_per_cent": round(float(far.mean()), 2),
        "90th_percentile_per_cent": round(float(np.quantile(far, 0.9)), 2),
    }


if __name__ == "__main__":
    main()
