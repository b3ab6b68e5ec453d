"""How long does it take to find a digit's look-alikes among all, and are they the nearest?

``python -m benchmarks.neighbours`` takes 200 digits of the test split and finds the ten nearest of all digits to each,
one at a time: by pixels, by the network's features and by style, among all and among those of its class. It prints one
JSON object: for each the median milliseconds on the clock and of the processor, beside those of NumPy's plain matrix
product, asked the same in turn; ``from_picture`` is the same from a bare picture, as for a visitor's digit, whose
features or shape are computed first. The gate: the distances are those of all distances computed one by one in double
precision.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas import load_atlas
from mnist_explore.atlas.maps import load_maps
from mnist_explore.atlas.values import members
from mnist_explore.embedding.neighbours import NeighbourIndex
from mnist_explore.manifest import checked_bytes
from mnist_explore.model.serving.features import FeatureReader
from mnist_explore.model.serving.recogniser import LITERT_FILE, SECTION
from mnist_explore.sources import load_digits
from mnist_explore.style.families.shapes import shapes
from mnist_explore.style.families.spaces import flat

QUERIES = 200
COUNT = 10
GOAL_MS = 5.0
ALLOWED = 1e-4
"""Of a distance, by which single precision may differ."""

Points = NDArray[np.float32]


def main() -> None:
    """Search, compare, print; stop where a distance is not the one that it must be, or the goal is missed."""
    digits = load_digits(download=False).digits
    atlas, maps = load_atlas(digits), load_maps(digits)
    read = FeatureReader(checked_bytes(SECTION, LITERT_FILE))
    rows = np.random.default_rng(0).choice(digits.where_split("test"), QUERIES, replace=False)
    places: dict[str, tuple[Points, Callable[[NDArray[np.uint8]], Points]]] = {
        "pixels": (atlas.projection(digits.images), atlas.projection),
        "features": (maps.features.points(), lambda images: maps.features.place(read(images))),
        "style": (maps.style.points(), lambda images: maps.style.place(flat(shapes(images)))),
    }
    classes = [members(atlas.table, int(label)) for label in digits.labels[rows]]
    found = {
        name: searched(points, place, digits.images[rows], rows, classes) for name, (points, place) in places.items()
    }
    met = all(one[what]["milliseconds"] < GOAL_MS for one in found.values() for what in ("among_all", "in_its_class"))
    result = {"dataset": digits.name, "digits": len(digits), "queries": QUERIES, "neighbours": COUNT,
              "goal_ms": GOAL_MS, "met": met} | found  # fmt: skip
    print(json.dumps(result, indent=2))
    sys.exit(not met)


def searched(
    points: Points,
    place: Callable[[NDArray[np.uint8]], Points],
    images: NDArray[np.uint8],
    rows: NDArray[np.intp],
    classes: list[NDArray[np.intp]],
) -> dict[str, Any]:
    """Return how long one space's searches take; each kind of search takes its turn with every digit."""
    index = NeighbourIndex(points)
    squares = (points.astype(np.float64) ** 2).sum(axis=1).astype(np.float32)
    kinds: dict[str, Callable[[int], object]] = {
        "among_all": lambda one: index.search(points[rows[one]][None], count=COUNT),
        "in_its_class": lambda one: index.search(points[rows[one]][None], count=COUNT, among=classes[one]),
        "from_picture": lambda one: index.search(place(images[one : one + 1]), count=COUNT),
        "numpy": lambda one: np.argpartition(squares - 2 * (points @ points[rows[one]]), COUNT)[:COUNT],
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    for one in range(len(rows)):
        for name, search in kinds.items():
            clock, processor = time.perf_counter(), time.process_time()
            search(one)
            taken[name].append((time.perf_counter() - clock, time.process_time() - processor))
    exact(index, points, rows, classes)
    return {name: milliseconds(times) for name, times in taken.items()}


def milliseconds(times: list[tuple[float, float]]) -> dict[str, float]:
    """Return the medians of times on the clock and of the processor."""
    clock, processor = (1000 * statistics.median(column) for column in zip(*times, strict=True))
    return {"milliseconds": round(clock, 2), "processor_milliseconds": round(processor, 2)}


def exact(index: NeighbourIndex, points: Points, rows: NDArray[np.intp], classes: list[NDArray[np.intp]]) -> None:
    """Stop where a search's distances are not the least of all."""
    for row, own in zip(rows.tolist(), classes, strict=True):
        distances = np.sqrt(((points.astype(np.float64) - points[row]) ** 2).sum(axis=1))
        for among in (None, own):
            wanted = np.sort(distances if among is None else distances[among])[:COUNT]
            found = index.search(points[row][None], count=COUNT, among=among).distances[0]
            if not np.allclose(found, wanted, rtol=ALLOWED, atol=ALLOWED * wanted.max()):
                raise SystemExit(f"the neighbours of digit {row} are not the nearest: {found} instead of {wanted}")


if __name__ == "__main__":
    main()
