"""Does a restyled digit measure what was asked, and how long does a dial take?

``python -m benchmarks.restyling`` restyles 500 test digits and prints one JSON object: for each wish how far what is
measured lies from what was asked, and the share of digits that meet it; and the milliseconds of a whole dial, drawn
and read by the network.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.model.serving.recogniser import load_recogniser
from mnist_explore.sources import load_digits
from mnist_explore.style.measures import box_sizes_px, slants_deg, stroke_sizes_px
from mnist_explore.style.restyling import RANGES, dial, dial_values, restyle

COUNT = 500
WISHES = (
    ("slant_deg", -10.0, 1.0),
    ("slant_deg", 10.0, 1.0),
    ("thickness_px", -1.0, 0.25),
    ("thickness_px", -0.5, 0.25),
    ("thickness_px", 1.0, 0.25),
    ("thickness_px", 2.0, 0.25),
    ("size_px", -4.0, 0.25),
    ("size_px", 3.0, 0.25),
)
"""Measure, by how much it is to change, and how far the result may be off."""

Measured = Callable[[NDArray[np.uint8]], NDArray[np.floating]]
MEASURED: dict[str, Measured] = {
    "slant_deg": slants_deg,
    "thickness_px": lambda images: stroke_sizes_px(images)[2],
    "size_px": lambda images: np.maximum(*box_sizes_px(images)),
}


def main() -> None:
    """Restyle, measure and print."""
    digits = load_digits(download=False).digits
    rows = np.random.default_rng(0).choice(digits.where_split("test"), COUNT, replace=False)
    images = digits.images[rows]
    result = {
        "dataset": digits.name,
        "digits": COUNT,
        "wishes": [judged(images, *wish) for wish in WISHES],
        "milliseconds_for_a_dial": {measure: milliseconds(images[:9], measure) for measure in RANGES},
    }
    print(json.dumps(result, indent=2))


def judged(images: NDArray[np.uint8], measure: str, by: float, allowed: float) -> dict[str, Any]:
    """Return how well digits meet one wish; those it would take out of the dial's range are only counted."""
    own = MEASURED[measure](images).astype(np.float64)
    low, high = RANGES[measure]
    asked = (own + by >= low) & (own + by <= high)
    wanted = own[asked] + by
    drawn = np.concatenate([restyle(one, measure, [value]) for one, value in zip(images[asked], wanted, strict=True)])
    error = np.abs(MEASURED[measure](drawn) - wanted)
    return {
        "measure": measure,
        "asked": by,
        "in_range": round(float(asked.mean()), 3),
        "met_within": allowed,
        "share_met": round(float((error <= allowed).mean()), 4),
        "mean_error": round(float(error.mean()), 3),
        "error_95th_percentile": round(float(np.quantile(error, 0.95)), 3),
    }


def milliseconds(images: NDArray[np.uint8], measure: str) -> float:
    """Return the median time of a whole dial, drawn and read."""
    recogniser, taken = load_recogniser(), []
    for image in images:
        started = time.perf_counter()
        dial(image, measure, dial_values(image, measure), recogniser.probabilities)
        taken.append(time.perf_counter() - started)
    return round(1000 * statistics.median(taken), 1)


if __name__ == "__main__":
    main()
