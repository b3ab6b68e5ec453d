"""Turning a trained network into the files that ship: Keras's own form and LiteRT's."""

from __future__ import annotations

import contextlib
import io
import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import ARTIFACTS, checked_bytes, read_manifest, record
from mnist_explore.model.serving.recogniser import KERAS_FILE, LITERT_FILE, SECTION, seed_file
from mnist_explore.model.training.fitting import Progress
from mnist_explore.model.training.record import Figures, figures_as_dict
from mnist_explore.model.training.training import EPOCHS, Trained, train

if TYPE_CHECKING:
    import keras

SERVED_SEED = 0


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
    """Train the recogniser and put it among the artifacts, as :func:`publish` does; a finished checkpoint is removed.

    Parameters
    ----------
    digits, seed, epochs, progress, checkpoint, limit_s
        As :func:`mnist_explore.model.training.training.train` takes them.
    folder
        Where the artifacts and their manifest lie.
    """
    trained = train(digits, seed=seed, epochs=epochs, progress=progress, checkpoint=checkpoint, limit_s=limit_s)
    publish(trained, digits=digits, seed=seed, folder=folder)
    if checkpoint and trained.figures.epochs == trained.figures.planned_epochs:
        checkpoint.unlink(missing_ok=True)
    return trained.figures


def publish(trained: Trained, *, digits: Digits, seed: int, folder: Path = ARTIFACTS) -> None:
    """Write a trained network and enter it in the manifest with what it came from.

    Seed 0's network, in both forms, is the one that serves, and takes the place of all that were there. Another seed's,
    in LiteRT's form alone, is put beside it to show how much of the figures is chance; it needs seed 0's of the same
    digits to be there.

    Raises
    ------
    ArtifactError
        If `seed` is not 0 and no sound network of seed 0, trained on the same digits, is there.
    """
    figures = figures_as_dict(trained.figures)
    facts = {"dataset": digits.name, "fingerprint": digits.fingerprint}
    if seed == SERVED_SEED:
        files = {KERAS_FILE: keras_bytes(trained.model), LITERT_FILE: litert_bytes(trained.model)}
        record(SECTION, files, facts={**facts, "seed": seed, "figures": figures, "other_seeds": {}}, folder=folder)
        return
    section = read_manifest(folder).get(SECTION, {})
    if section.get("fingerprint") != digits.fingerprint:
        raise ArtifactError(
            f"Seed {seed}'s network lies beside seed {SERVED_SEED}'s, of the same digits; train that first."
        )
    files = {name: checked_bytes(SECTION, name, folder=folder) for name in section["files"]}
    files[seed_file(seed)] = litert_bytes(trained.model)
    kept = {name: value for name, value in section.items() if name not in ("files", "versions")}
    kept["other_seeds"] = {**kept.get("other_seeds", {}), str(seed): figures}
    record(SECTION, files, facts=kept, folder=folder)


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
