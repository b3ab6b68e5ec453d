"""How a build grows with the number of digits: seconds and memory of every stage, of neighbours too.

``python -m benchmarks.growth [--digits 10000 100000 1000000]`` makes that many digits out of MNIST's by
:mod:`mnist_explore.warping` (turned, sheared, stretched, shifted and bent at random, as for training), saves them as an
NPZ file, and builds their atlas with ``build_atlas`` in a process of its own, as the command line does. It prints one
JSON object a size: seconds a stage and in all, the most memory of the process while each went on (``VmHWM``, set back
between stages), and milliseconds to find one digit's 10 neighbours among all, exactly. It exits with 1 where a build
held more than 4 GB, or where time a digit grew by more than half from one size to the next in a stage that must be
linear. Neighbours may take three times as long a digit: they are found by one pass over all points, which took 9
nanoseconds a point of 100,000 and 24 of 1,000,000 on a quiet machine.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.servers import ROOT, peak_mb
from mnist_explore.digits import SIDE_PX
from mnist_explore.warping.distortion import BEND_PX, CONTROL_POINTS, SHIFT_PX, affine, affine_places, bends
from mnist_explore.warping.sampling import bilinear

SIZES = (10_000, 100_000, 1_000_000)
MOST_MB = 4_000
LINEAR = {"style": 1.5, "network": 1.5, "neighbours_ms": 3.0}
"""What must be linear, and how many times as long it may take a digit at ten times as many. Families, axes and maps are
fitted to at most 100,000 digits, and so grow slower beyond."""
CHUNK = 10_000
LEAST_S = 5.0
"""Stages that are over sooner are mostly start."""


def deformed(images: NDArray[np.uint8], chance: np.random.Generator) -> NDArray[np.uint8]:
    """Return ``(N, 28, 28)`` uint8 digits turned, sheared, stretched, shifted and bent at random, as for training."""
    drawn = chance.uniform(-1, 1, (len(images), 6))
    points = chance.normal(0, BEND_PX, (len(images), CONTROL_POINTS, CONTROL_POINTS, 2))
    places = affine_places(affine(drawn), SHIFT_PX * drawn[:, 4:]) + bends(points)
    warped = bilinear(images.astype(np.float32), *np.moveaxis(places.astype(np.float32), -1, 0))
    return np.asarray(np.clip(np.rint(warped), 0, 255), np.uint8)


def make(path: Path, count: int, *, seed: int = 0) -> None:
    """Write `count` digits, deformed from MNIST's, six in seven of them for training, as an NPZ file."""
    from mnist_explore.sources import load_digits

    digits = load_digits(download=False).digits
    chance = np.random.default_rng(seed)
    images, labels = np.empty((count, SIDE_PX, SIDE_PX), np.uint8), np.empty(count, np.uint8)
    for start in range(0, count, CHUNK):
        rows = chance.integers(0, len(digits), min(CHUNK, count - start))
        images[start : start + CHUNK] = deformed(digits.images[rows], chance)
        labels[start : start + CHUNK] = digits.labels[rows]
    cut = 6 * count // 7
    np.savez(path, x_train=images[:cut], y_train=labels[:cut], x_test=images[cut:], y_test=labels[cut:])


def peak_since_asked_mb() -> float:
    """Return the most memory that this process has held since it was last asked, in MB."""
    found = peak_mb()
    Path("/proc/self/clear_refs").write_text("5")
    return round(found, 0)


def build(path: Path, folder: Path) -> dict[str, Any]:
    """Build the atlas of the digits in a file; return what it took."""
    from mnist_explore.build.stages import STAGES, build_atlas
    from mnist_explore.embedding.neighbours import NeighbourIndex
    from mnist_explore.embedding.projection import Projection
    from mnist_explore.sources.folder import read_folder

    started = time.perf_counter()
    digits = read_folder(path)
    seconds, cpu = {"load": time.perf_counter() - started}, dict.fromkeys(map(str, STAGES), 0.0)
    memory, spent = {"load": peak_since_asked_mb()}, time.process_time()

    def report(stage: str, _share: float) -> None:
        nonlocal spent
        cpu[stage], spent = cpu[stage] + time.process_time() - spent, time.process_time()
        memory[stage] = max(memory.get(stage, 0), peak_since_asked_mb())

    started = time.perf_counter()
    build_atlas(digits, folder=folder, progress=report)
    total = time.perf_counter() - started
    manifest = json.loads((folder / "manifest.json").read_text())
    seconds |= next(iter(manifest.values()))["figures"]["build_seconds"]
    memory["summary"] = peak_since_asked_mb()
    projection = Projection.from_bytes(next(folder.rglob("projection.npz")).read_bytes())
    index = NeighbourIndex(projection(digits.images))
    times: list[float] = []
    for row in np.linspace(0, len(digits) - 1, 30).astype(int):
        query = projection(digits.images[row : row + 1])
        begun = time.perf_counter()
        index.search(query, count=10)
        times.append(1_000 * (time.perf_counter() - begun))
    return {
        "digits": len(digits),
        "seconds": {**{name: round(value, 1) for name, value in seconds.items()}, "build": round(total, 1)},
        "processor_seconds": {name: round(value, 1) for name, value in cpu.items()},
        "peak_mb": memory,
        "neighbours_ms": round(statistics.median(times), 2),
    }


def grown(results: list[dict[str, Any]]) -> list[str]:
    """Return what is wrong with the results: too much memory, or more than linear growth."""
    wrong = [
        f"{one['digits']:,} digits took {max(one['peak_mb'].values()):,.0f} MB, more than {MOST_MB:,}"
        for one in results
        if max(one["peak_mb"].values()) > MOST_MB
    ]
    for small, large in itertools.pairwise(results):
        for name, most in LINEAR.items():
            before, after = (
                one["processor_seconds"].get(name, one["neighbours_ms"]) / one["digits"] for one in (small, large)
            )
            if after > most * before and large["processor_seconds"].get(name, LEAST_S) >= LEAST_S:
                wrong.append(f"{name} takes {after / before:.1f} times as long a digit at {large['digits']:,}")
    return wrong


def main() -> int:
    """Print what builds of growing data sets take; return 1 where it is more than is claimed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--digits", type=int, nargs="+", default=SIZES)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.file:
        print(json.dumps(build(options.file, options.file.parent / "atlas")))
        return 0
    results = []
    for count in options.digits:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "digits.npz"
            make(path, count)
            command = [sys.executable, "-m", "benchmarks.growth", "--file", str(path)]
            done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, env=os.environ)
        results.append(json.loads(done.stdout.splitlines()[-1]))
        print(json.dumps(results[-1]), flush=True)
    wrong = grown(results)
    print("\n".join(wrong) or "Memory and growth are as claimed.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
