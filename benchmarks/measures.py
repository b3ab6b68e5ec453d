"""Six measurements of every digit: how fast and how close to Morpho-MNIST's, on this machine, in this run.

``python benchmarks/measures.py --morpho FOLDER`` runs Morpho-MNIST from a checkout in FOLDER (or in the environment's
MORPHO_MNIST) on 2,000 digits with two processes, alternating with this project on all 70,000 with two threads, and
prints one JSON object: seconds, microseconds a digit (passed, and spent by the processor: the second says more on a
busy machine), their ratio, and for each measurement its correlation with the other side and the median of the
differences. Without Morpho-MNIST, only the agreement with a file of its measurements of the training digits 0-1999 is
printed, ``morpho-mnist/morphometrics-train-0-1999.csv`` in the folder that MNIST_EXPLORE_DATA names.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import statistics
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from mnist_explore.sources import load_digits  # noqa: E402
from mnist_explore.style.measures import measure  # noqa: E402

SHARED = 2_000
WORKERS = 2
NAMES = {
    "area_px": "area",
    "length_px": "length",
    "thickness_px": "thickness",
    "slant_deg": "slant",
    "width_px": "width",
    "height_px": "height",
}
FLOORS = {
    "slant_deg": 0.9999,
    "area_px": 0.999,
    "width_px": 0.99,
    "height_px": 0.99,
    "thickness_px": 0.98,
    "length_px": 0.97,
}
BIAS_LIMIT = 0.02


def agreement(measures: dict[str, NDArray[Any]], reference: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return, for each measurement, its correlation with the reference and the median difference.

    The bias is the median difference as a share of the reference's median size (of its absolute values, since a
    slant may be zero on average).
    """
    rows = {}
    for ours, theirs in NAMES.items():
        wanted = reference[theirs].to_numpy()
        wanted = np.degrees(wanted) if theirs == "slant" else wanted
        found = measures[ours][: len(wanted)]
        difference = float(np.median(found - wanted))
        rows[ours] = {
            "correlation": round(float(np.corrcoef(found, wanted)[0, 1]), 6),
            "median_difference": round(difference, 4),
            "bias": round(difference / float(np.median(np.abs(wanted))), 5),
        }
    return rows


def their_seconds(images: NDArray[np.uint8]) -> tuple[float, float, pd.DataFrame]:
    """Return Morpho-MNIST's seconds for images with two processes, its processor seconds, and what it measures."""
    from morphomnist.measure import measure_batch

    pool = multiprocessing.Pool(WORKERS)
    pool.map(abs, range(WORKERS))
    busy, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    table = measure_batch(images, pool=pool, chunksize=25)
    seconds = time.perf_counter() - start
    pool.close()
    pool.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - busy.ru_utime - busy.ru_stime, table


def our_seconds(images: NDArray[np.uint8]) -> tuple[float, float, dict[str, NDArray[Any]]]:
    """Return this project's seconds for images with two threads, its processor seconds, and what it measures."""
    busy, start = time.process_time(), time.perf_counter()
    measures = measure(images, threads=WORKERS)
    return time.perf_counter() - start, time.process_time() - busy, measures


def one_digit_ms(images: NDArray[np.uint8]) -> float:
    """Return the median milliseconds that one digit takes."""
    return statistics.median(our_seconds(images[i : i + 1])[0] for i in range(50)) * 1000


def speed(images: NDArray[np.uint8], *, rounds: int) -> tuple[dict[str, Any], pd.DataFrame]:
    """Return both sides' times, alternating, and the other side's measurements of the shared digits."""
    ours, theirs, tables = [], [], []
    for part in np.array_split(images[:SHARED], rounds):
        *seconds, table = their_seconds(part)
        tables.append(table)
        theirs.append([second / len(part) * 1e6 for second in seconds])
        ours.append([second / len(images) * 1e6 for second in our_seconds(images)[:2]])
    (wall, busy), (their_wall, their_busy) = np.median(ours, axis=0), np.median(theirs, axis=0)
    figures = {
        "ours_us_per_digit": round(wall, 1),
        "ours_seconds": round(wall * len(images) / 1e6, 2),
        "ours_timed_on": len(images),
        "morpho_mnist_us_per_digit": round(their_wall, 1),
        "morpho_mnist_seconds_scaled_to_as_many": round(their_wall * len(images) / 1e6, 1),
        "morpho_mnist_timed_on": SHARED,
        "times_faster": round(their_wall / wall, 1),
        "times_faster_in_each_round": [round(b / a, 1) for (a, _), (b, _) in zip(ours, theirs, strict=True)],
        "ours_processor_us_per_digit": round(busy, 1),
        "morpho_mnist_processor_us_per_digit": round(their_busy, 1),
        "times_less_processor_time": round(their_busy / busy, 1),
        "workers_on_each_side": WORKERS,
        "rounds": rounds,
        "load_average": [round(load, 1) for load in os.getloadavg()],
    }
    return figures, pd.concat(tables, ignore_index=True)


def main() -> None:
    """Measure, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--morpho", type=Path, default=os.environ.get("MORPHO_MNIST"), help="a Morpho-MNIST checkout")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    images = load_digits(download=False).digits.images
    our_seconds(images[:512])  # warm up: imports, tables
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, _, measures = our_seconds(images)
    report: dict[str, Any] = {
        "digits": len(images),
        "ours_first_run_seconds": round(seconds, 2),
        "ours_extra_memory_mb": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 1),
        "one_digit_ms": round(one_digit_ms(images), 2),
    }
    path = Path(os.environ.get("MNIST_EXPLORE_DATA", ".")) / "morpho-mnist" / "morphometrics-train-0-1999.csv"
    if path.exists():
        report["against_the_reference_file"] = agreement(measures, pd.read_csv(path))
    if options.morpho is not None:
        sys.path.insert(0, str(options.morpho))
        report["speed"], table = speed(images, rounds=options.rounds)
        report["against_morpho_mnist_in_this_run"] = agreement(measures, table)
    compared = [report[key] for key in report if key.startswith("against")]
    report["gate"] = all(
        rows[name]["correlation"] >= floor and abs(rows[name]["bias"]) <= BIAS_LIMIT
        for rows in compared
        for name, floor in FLOORS.items()
    )
    report["versions"] = {name: metadata.version(name) for name in ("numpy", "scipy", "scikit-image")}
    report["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
