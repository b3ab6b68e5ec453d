"""Turning a trained network into the files that ship: Keras's own form and LiteRT's."""

from __future__ import annotations

import contextlib
import io
import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_explore.digits import Digits
from mnist_explore.manifest import ARTIFACTS, record
from mnist_explore.model.figures import Figures, figures_as_dict
from mnist_explore.model.serving import KERAS_FILE, LITERT_FILE, SECTION
from mnist_explore.model.training import EPOCHS, Progress, Trained, train

if TYPE_CHECKING:
    import keras


def train_and_publish(
    digits: Digits,
    *,
    seed: int = 0,
    epochs: int = EPOCHS,
    progress: Progress | None = None,
    checkpoint: Path | None = None,
    limit_s: float = math.inf,
    folder: Path = ARTIFACTS,
) -> Figures:
    """Train the recogniser and put it, in both forms, among the artifacts; a finished training's checkpoint is removed.

    Parameters
    ----------
    digits, seed, epochs, progress, checkpoint, limit_s
        As :func:`mnist_explore.model.training.train` takes them.
    folder
        Where the artifacts and their manifest lie.
    """
    trained = train(digits, seed=seed, epochs=epochs, progress=progress, checkpoint=checkpoint, limit_s=limit_s)
    publish(trained, digits=digits, seed=seed, folder=folder)
    if checkpoint and trained.figures.epochs == trained.figures.planned_epochs:
        checkpoint.unlink(missing_ok=True)
    return trained.figures


def publish(trained: Trained, *, digits: Digits, seed: int, folder: Path = ARTIFACTS) -> None:
    """Write both forms of a trained network and enter them in the manifest with what they came from."""
    files = {KERAS_FILE: keras_bytes(trained.model), LITERT_FILE: litert_bytes(trained.model)}
    facts = {
        "dataset": digits.name,
        "fingerprint": digits.fingerprint,
        "seed": seed,
        "figures": figures_as_dict(trained.figures),
    }
    record(SECTION, files, facts=facts, folder=folder)


def keras_bytes(model: keras.Model) -> bytes:
    """Return a `.keras` file's bytes: the network and its weights, without optimiser."""
    import keras

    bare = keras.Sequential.from_config(model.get_config())
    bare.set_weights(model.get_weights())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / KERAS_FILE
        bare.save(path)
        return path.read_bytes()


def litert_bytes(model: keras.Model) -> bytes:
    """Return a `.tflite` file's bytes: the same computation, float32, for LiteRT."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / LITERT_FILE
        with contextlib.redirect_stdout(io.StringIO()):
            model.export(path, format="litert", verbose=False)
        return path.read_bytes()
