"""Why the network says so: how long one digit takes beside reading as many pictures, and how fast named ink decides.

``python -m benchmarks.attribution --json`` prints one JSON object. Explaining and reading take turns, on up to four
cores, so that what else the machine does falls on both; times are medians. Erasing follows Petsiuk, Das and Saenko,
"RISE", BMVC 2018: the area under the answer's probability while ink goes, from none to all, lower being better, here
over training digits and beside the same amounts of ink erased at random, pixel by pixel and piece by piece.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import Digits
from mnist_explore.model.serving.attribution import PIECES, attribution
from mnist_explore.model.serving.recogniser import Recogniser, load_recogniser
from mnist_explore.sources import load_digits

DIGITS = 200
READ = 2**PIECES
"""Digits that are read beside: as many pictures as an explanation by eight pieces of ink reads."""
ROUNDS = 25
STEPS = np.linspace(0, 1, 16)
"""Shares of the ink that are erased."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON on one line")
    options = parser.parse_args()
    digits, recogniser = load_digits(download=False).digits, load_recogniser()
    figures = {**times(digits, recogniser), **erasing(digits, recogniser)}
    print(json.dumps(figures) if options.json else json.dumps(figures, indent=2))


def times(digits: Digits, recogniser: Recogniser) -> dict[str, float]:
    """Return median milliseconds of explaining one digit and of reading some, and the median of their ratios."""
    images = digits.images[digits.where_split("train")[: ROUNDS + 1]]
    others = digits.images[:READ]
    spent = [
        (
            _milliseconds(lambda image=image: attribution(image, recogniser.single_pass)),  # type: ignore[misc]
            _milliseconds(lambda: recogniser.single_pass(others)),
        )
        for image in images
    ][1:]
    return {
        "attribution_ms": statistics.median(ours for ours, _ in spent),
        "reading_ms": statistics.median(reading for _, reading in spent),
        "readings_per_attribution": statistics.median(ours / reading for ours, reading in spent),
    }


def erasing(digits: Digits, recogniser: Recogniser) -> dict[str, Any]:
    """Return the mean area under the erasing curve, by named ink and by two random orders, over training digits."""
    generator = np.random.default_rng(0)
    areas: dict[str, list[float]] = {"named": [], "random_pixels": [], "random_pieces": []}
    for index in generator.choice(digits.where_split("train"), DIGITS, replace=False):
        image = digits.images[index]
        found = attribution(image, recogniser.single_pass)
        ink = np.flatnonzero(image)
        piece = found.pieces.ravel()[ink]
        orders = {
            "named": ink[np.argsort(-found.shares[piece, found.answer], kind="stable")],
            "random_pixels": generator.permutation(ink),
            "random_pieces": ink[np.argsort(generator.permutation(len(found.shares))[piece], kind="stable")],
        }
        for name, order in orders.items():
            areas[name].append(_area(recogniser, image, found.answer, order))
    named = np.asarray(areas["named"])
    return {
        "data": digits.name,
        "digits": DIGITS,
        **{f"area_{name}": float(np.mean(area)) for name, area in areas.items()},
        **{f"below_{name}": float(np.mean(named < areas[name])) for name in ("random_pixels", "random_pieces")},
    }


def _area(recogniser: Recogniser, image: NDArray[np.uint8], answer: int, order: NDArray[np.intp]) -> float:
    """Return the area under the answer's probability while a digit's ink pixels are erased in an order."""
    gone = np.cumsum(image.ravel()[order], dtype=np.float64) / image.sum(dtype=np.float64)
    erased = np.repeat(image.reshape(1, -1), len(STEPS), axis=0)
    for row, step in zip(erased, STEPS, strict=True):
        row[order[gone <= step + 1e-9]] = 0
    return float(np.trapezoid(recogniser.single_pass(erased.reshape(-1, 28, 28))[:, answer], STEPS))


def _milliseconds(ask: Callable[[], object]) -> float:
    """Return how long a call takes."""
    started = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    main()
