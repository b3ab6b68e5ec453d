"""How long methods take to read, counted in a process of its own that keeps to one core."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.predictions import OURS
from mnist_explore.errors import ArtifactError
from mnist_explore.model.baselines.methods import BASELINES, Reader, reader_bytes, reader_from
from mnist_explore.model.serving.recogniser import SECTION, Recogniser, load_recogniser

ROUNDS = 5
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM")}
"""Libraries look at these when they are loaded, so that only a fresh process heeds them."""

ONE_CORE = "hasattr(os, 'sched_setaffinity') and os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})"
"""Where this can be asked of the system; the network starts as many threads as it has cores."""

PICTURES, READERS, TIMES = "pictures.npy", "readers.json", "times.json"


class Reads(Protocol):
    """Anything that reads pictures."""

    def read(self, images: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return what each picture shows."""


class Ours:
    """A network, asked as the others are."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    def read(self, images: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the likeliest class of each picture."""
        predictions: NDArray[np.uint8] = self._recogniser.probabilities(images).argmax(axis=1).astype(np.uint8)
        return predictions


def prediction_times(
    readers: Mapping[str, Reader], images: NDArray[np.uint8], *, section: str = SECTION
) -> dict[str, float]:
    """Return processor microseconds a digit of each method, and of ours, on one thread.

    Parameters
    ----------
    readers
        Fits by the names of :data:`~mnist_explore.model.baselines.methods.BASELINES`.
    images
        ``(N, 28, 28)`` uint8, N at least 1, read at once.
    section
        The manifest's section of our network.

    Raises
    ------
    ArtifactError
        If the fresh process cannot be started, or fails.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        np.save(folder / PICTURES, images)
        (folder / READERS).write_text(json.dumps(list(readers)))
        for place, reader in enumerate(readers.values()):
            (folder / f"{place}.npz").write_bytes(reader_bytes(reader))
        work = "from mnist_explore.build import prediction_time; prediction_time.time_in_folder(*sys.argv[1:])"
        code = f"import os, sys; {ONE_CORE}; {work}"
        path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": path}
        try:
            subprocess.run([sys.executable, "-c", code, name, section], env=environment, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise ArtifactError(
                f"The methods' reading could not be timed in a process of its own ({error})."
            ) from error
        times: dict[str, float] = json.loads((folder / TIMES).read_text())
    return times


def time_in_folder(folder: str, section: str) -> None:
    """Time the fits that :func:`prediction_times` left in a folder; this is what the fresh process does."""
    place = Path(folder)
    kinds = {baseline.name: baseline for baseline in BASELINES}
    readers: dict[str, Reads] = {
        name: reader_from(kinds[name], (place / f"{number}.npz").read_bytes())
        for number, name in enumerate(json.loads((place / READERS).read_text()))
    }
    times = take_turns({**readers, OURS: Ours(load_recogniser(section=section))}, np.load(place / PICTURES))
    (place / TIMES).write_text(json.dumps(times))


def take_turns(readers: Mapping[str, Reads], images: NDArray[np.uint8], *, rounds: int = ROUNDS) -> dict[str, float]:
    """Return each reader's median processor microseconds a digit over `rounds`, after one round to warm up."""
    spent: dict[str, list[float]] = {name: [] for name in readers}
    for turn in range(rounds + 1):
        for name, reader in readers.items():
            started = time.process_time()
            reader.read(images)
            if turn:
                spent[name].append(1e6 * (time.process_time() - started) / len(images))
    return {name: round(statistics.median(times), 2) for name, times in spent.items()}
