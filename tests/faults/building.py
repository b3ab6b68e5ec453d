"""What can happen while products are made: killed, out of memory, a full or read-only disk."""

from __future__ import annotations

import contextlib
import io
import signal
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np

from mnist_explore import __main__ as command_line
from mnist_explore import sources
from mnist_explore.__main__ import main
from mnist_explore.atlas.table import read_computed
from mnist_explore.build import stages
from mnist_explore.manifest import PRODUCTS_VARIABLE
from mnist_explore.model.training.checkpoint import Spent, save_checkpoint
from mnist_explore.model.training.fitting import _Watch
from tests.faults.scene import Fault, Scene, bundled, contents, small_disk

if TYPE_CHECKING:
    import keras

KILLED = """
import os, signal, sys
from mnist_explore.build import stages
from mnist_explore.sources import bundled_digits
from pathlib import Path

def stopped(stage, share):
    if share > 0:
        os.kill(os.getpid(), signal.SIGKILL)

stages.build_atlas(bundled_digits(), stages=["axes"], progress=stopped, folder=Path(sys.argv[1]))
"""


def built(set_: Scene) -> str:
    """Return what the command says that measures the bundled digits."""
    set_.patch.setattr(command_line, "_load", lambda: sources.Found(bundled(), "a test"))
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        assert main(["build", "--stage", "axes"]) == 1
    return said.getvalue().strip().splitlines()[-1]


def killed(set_: Scene) -> tuple[str, str]:
    """Kill a build in the middle of a stage."""
    before = contents(set_.products)
    assert set_.child(KILLED, set_.products).returncode == -signal.SIGKILL
    return set_.visit(), set_.products_state(before)


def no_memory(set_: Scene) -> tuple[str, str]:
    """Let a stage ask for more memory than there is."""

    def greedy(*_: object, **__: object) -> None:
        bytearray(1 << 60)

    set_.patch.setenv(PRODUCTS_VARIABLE, str(set_.products))
    set_.patch.setattr(stages, "_compute", greedy)
    before = contents(set_.products)
    set_.log.append(built(set_))
    return set_.visit(), set_.products_state(before)


def on_a_disk(set_: Scene, *, read_only: bool) -> tuple[str, str]:
    """Let the products' folder be on a disk that takes nothing, or too little."""
    set_.patch.setenv(PRODUCTS_VARIABLE, str(set_.products))
    table = read_computed((set_.products / "uci" / "atlas.parquet").read_bytes(), count=1797)
    columns = {name: table[name].to_numpy() for name in table}
    set_.patch.setattr(stages, "_compute", lambda *_, **__: (columns, {"axes.npz": bytes(200_000)}))
    with small_disk(set_.products, read_only=read_only):
        before = contents(set_.products)
        set_.log.append(built(set_))
        return set_.visit(), set_.products_state(before)


def no_room_for_a_training(set_: Scene) -> tuple[str, str]:
    """Let the disk fill up that a training keeps its state on."""
    folder = set_.folder / "state"
    folder.mkdir()
    state = SimpleNamespace(numpy=lambda: np.ones(2_000))
    model = SimpleNamespace(variables=[state], optimizer=SimpleNamespace(variables=[]))
    save_checkpoint(folder / "training", model, key="a", spent=Spent(1, 1.0, 1.0))
    with small_disk(folder, read_only=False):
        before = contents(folder)
        (folder / "ballast").write_bytes(bytes(36_000))
        watch = _Watch(Spent(), folder / "training", "a", limit_s=1e9)
        goes_on = watch.keep(cast("keras.Model", model), 1)
        set_.log.append(f"Training, epoch 3 of 9{watch.trouble}")
        kept = {name: data for name, data in contents(folder).items() if name != "ballast"} == before
    stands = f"the training {'goes on' if goes_on else 'stops'}, its older state is {'whole' if kept else 'lost'}"
    return set_.visit(), stands


SAME = "every product as before"
PAGE = "the page of the bundled digits. MNIST could not be reached."
BUILDING = (
    Fault("killed in mid-build", killed, PAGE, SAME),
    Fault("out of memory in a stage of a build", no_memory, PAGE, SAME),
    Fault("a read-only disk for products", partial(on_a_disk, read_only=True), PAGE, SAME),
    Fault("a full one", partial(on_a_disk, read_only=False), PAGE, SAME),
    Fault(
        "a full disk for a training's state",
        no_room_for_a_training,
        PAGE,
        "the training goes on, its older state is whole",
    ),
)
