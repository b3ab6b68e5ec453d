"""Twos' loops: can a filled loop be told by measuring? A rule of two numbers, held against readings by eye.

``python -m benchmarks.loops`` prints one JSON object: for the training twos of ``labels/twos.csv``, weighed by strata,
how often each rule says what the readings say, beside the shipped detector. A loop is there when paper in the lower
half lies :data:`DEPTH` grey levels below its way out, or ink at the lower left is so many times as wide as the stroke.
"""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
from scipy import ndimage

from mnist_explore.build.structure.accuracy import TWOS
from mnist_explore.build.structure.labels import FOLDER
from mnist_explore.sources import load_digits
from mnist_explore.style.measures.upscaling import SCALE, inked
from mnist_explore.style.structure.closure import escape_levels
from mnist_explore.style.structure.detectors import structure

DEPTH = 60
TIMES = (1.5, 1.6, 1.7, 1.8, 1.9, 2.0, np.inf)
"""Blob over stroke; the last asks for a hole alone."""


def measured(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how deep paper lies in the lower half, in grey levels, and the blob's width over the stroke's."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    depths = (escape_levels(padded) - padded)[:, 1:-1, 1:-1].astype(int)
    fine = inked(images)
    deep, times = np.zeros((2, len(images)))
    for place in range(len(images)):
        ink = fine[:, :, place]
        rows, columns = np.nonzero(ink)
        high, wide = rows.max() - rows.min() + 1, columns.max() - columns.min() + 1
        distance = ndimage.distance_transform_edt(np.pad(ink, 1))[1:-1, 1:-1]
        ridge = (distance == ndimage.maximum_filter(distance, 3)) & (distance > 1)
        row, column = np.indices(ink.shape)
        stroke = np.median(distance[ridge & (row < rows.min() + 0.55 * high)])
        corner = (row >= rows.min() + high / 2) & (column <= columns.min() + 0.75 * wide)
        times[place] = distance[corner].max() / stroke
        deep[place] = depths[place, int(np.ceil((rows.min() + 0.45 * high) / SCALE)) :].max()
    return deep, times


def agreement(found: np.ndarray, read: np.ndarray, weight: np.ndarray) -> float:
    """Return how often two answers are the same, weighed."""
    return round(float(np.average(found == read, weights=weight)), 4)


def main() -> None:
    """Print the report."""
    digits = load_digits().digits
    if digits.name != "mnist":
        sys.exit(f"The readings are of MNIST's twos, and only {digits.name!r} was found; set MNIST_EXPLORE_DATA.")
    table = pd.read_csv(FOLDER / TWOS)
    table = table[table["index"] < len(digits.where_split("train"))]
    at = table["index"].to_numpy()
    weight = (table["of"] / table.groupby("stratum")["of"].transform("size")).to_numpy()
    readings = table[["first", "second", "third"]].to_numpy()
    narrow, wide = (np.median(readings, axis=1) >= least for least in (2, 1))
    deep, times = measured(digits.images[at])
    detector = structure(digits.images[at], digits.labels[at]).looped.to_numpy(bool)
    report = {
        f"hole or {least} times" if np.isfinite(least) else "hole": {
            "agrees_narrow": agreement((deep >= DEPTH) | (times >= least), narrow, weight),
            "agrees_wide": agreement((deep >= DEPTH) | (times >= least), wide, weight),
        }
        for least in TIMES
    }
    report["detector"] = {
        "agrees_narrow": agreement(detector, narrow, weight),
        "agrees_wide": agreement(detector, wide, weight),
    }
    print(json.dumps({"twos": len(table), "rules": report}, indent=2))


if __name__ == "__main__":
    main()
