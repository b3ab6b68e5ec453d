"""Work in parts: the same to the byte however the digits are divided, and wherever the parts are worked on."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from mnist_explore.build import cluster, parts
from mnist_explore.build.cluster import on_cluster
from mnist_explore.build.parts import fitted_rows, in_parts, run_here
from mnist_explore.build.stages import build_atlas, measured
from mnist_explore.digits import Digits
from mnist_explore.errors import MnistExploreError

ROOT = Path(__file__).parent.parent.parent


def counted(images: np.ndarray, labels: np.ndarray, /, *, factor: int) -> dict[str, np.ndarray]:
    """Return the ink of each picture, times its label, times a factor."""
    return {"ink": images.sum(axis=(1, 2)) * labels * factor}


@pytest.mark.parametrize("size", [1, 7, 240, 1_000])
def test_in_parts_covers_every_digit_in_order(few: Digits, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """However digits are divided, what is found stands in their order, and the share grows to 1."""
    monkeypatch.setattr(parts, "PART", size)
    shares: list[float] = []
    found = in_parts(counted, few, report=shares.append, factor=3)
    assert (found["ink"] == few.images.sum(axis=(1, 2)) * few.labels * 3).all()
    assert shares == sorted(shares) and shares[-1] == 1 and len(shares) == -(-240 // size)


def test_measured_in_parts_as_whole(few: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """No measure, and no structure, depends on which other digits are measured beside a digit."""
    whole = measured(few.images, few.labels)
    monkeypatch.setattr(parts, "PART", 64)
    found = in_parts(measured, few)
    assert found.keys() == whole.keys()
    for name, values in whole.items():
        assert np.array_equal(
            np.asarray(values, object)[~_missing(values)], np.asarray(found[name], object)[~_missing(values)]
        )
        assert (_missing(found[name]) == _missing(values)).all(), name


def _missing(values: object) -> np.ndarray:
    import pandas as pd

    return np.asarray(pd.isna(values))


def test_fitted_rows_are_all_training_digits_or_a_sample(few: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """Models are fitted to all training digits, or of many to as many as is said, the same ones each time."""
    assert (fitted_rows(few) == few.where_split("train")).all()
    monkeypatch.setattr(parts, "MOST_FITTED", 50)
    rows = fitted_rows(few)
    assert len(rows) == 50 == len(set(rows)) and (np.diff(rows) > 0).all()
    assert set(rows) <= set(few.where_split("train")) and (rows == fitted_rows(few)).all()
    assert (rows != fitted_rows(few, seed=1)).any()


@contextlib.contextmanager
def started(*command: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command of Dask's until the test ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + command[0], *command[1:]],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.slow
def test_build_on_a_cluster_of_which_a_worker_is_killed(
    few: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What two worker processes build, one of them killed in the middle, is to the byte what one process builds."""
    pytest.importorskip("distributed", reason="distributed is needed to build on several machines")
    monkeypatch.setattr(parts, "PART", 24)
    address = f"tcp://127.0.0.1:{free_port()}"
    port = address.rpartition(":")[2]
    options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "60"]
    with (
        started("dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"),
        started("dask_worker", address, *options) as first,
        started("dask_worker", address, *options),
        on_cluster(address) as run,
    ):
        killed: list[float] = []

        def kill(stage: str, share: float) -> None:
            if stage == "style" and not killed:
                first.send_signal(signal.SIGKILL)
                killed.append(share)

        build_atlas(few, folder=tmp_path / "cluster", run=run, progress=kill)
    build_atlas(few, folder=tmp_path / "here", run=run_here)
    assert killed and killed[0] < 0.5
    files = sorted(path.name for path in (tmp_path / "here").rglob("*") if path.is_file())
    assert "atlas.parquet" in files and len(files) >= 6
    for path in (tmp_path / "here").rglob("*"):
        if path.is_file() and path.name != "manifest.json":
            assert (tmp_path / "cluster" / path.relative_to(tmp_path / "here")).read_bytes() == path.read_bytes(), path


def test_cluster_that_nobody_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address at which no scheduler answers, or that is none, is one sentence that names it and says what to do."""
    pytest.importorskip("distributed", reason="distributed is needed to build on several machines")
    monkeypatch.setattr(cluster, "PATIENCE_S", 1)
    for address in (f"tcp://127.0.0.1:{free_port()}", "nonsense://x"):
        with pytest.raises(MnistExploreError, match=re.escape(address)) as raised, on_cluster(address):
            pass
        assert "dask scheduler" in str(raised.value)


class Lost:
    """A part of which nothing comes, as a worker or the scheduler was lost."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def result(self, *, timeout: float) -> object:  # noqa: ARG002
        """Wait in vain."""
        raise self.error


@pytest.mark.parametrize(
    ("error", "words"), [(TimeoutError(), "All workers .* are gone"), (CancelledError(), "scheduler is gone")]
)
def test_cluster_that_is_lost(error: Exception, words: str) -> None:
    """Dask itself would wait for ever for workers to come back; whoever waits is told."""
    client = SimpleNamespace(nthreads=dict, submit=lambda *_, **__: Lost(error))
    with pytest.raises(MnistExploreError, match=words):
        list(cluster._run(client, counted, [(np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.uint8))], {"factor": 1}))


def test_worker_without_this_package() -> None:
    """A worker that cannot import what it is asked for is named, with what to do."""
    told = {"tcp://a:1": ModuleNotFoundError("No module named 'mnist_explore'")}
    client = SimpleNamespace(wait_for_workers=lambda *_, **__: None, run=lambda *_, **__: told)
    with pytest.raises(MnistExploreError, match=r"tcp://a:1 cannot work .*No module named .*install the same version"):
        cluster._check_workers(client, "tcp://s:1", ())
