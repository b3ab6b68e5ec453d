"""Turning a trained network into the files that serve: Keras's own form and LiteRT's."""

from __future__ import annotations

import contextlib
import io
import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.files import write_atomically
from mnist_explore.manifest import record, section_facts
from mnist_explore.model.serving.recogniser import KERAS_FILE, LITERT_FILE, SECTION, seed_file
from mnist_explore.model.serving.seeds import SEEDS_SECTION, recorded_seeds
from mnist_explore.model.training.fitting import Progress
from mnist_explore.model.training.record import Figures, figures_as_dict
from mnist_explore.model.training.training import EPOCHS, Trained, train
from mnist_explore.sources import cache_folder

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
    folder: Path | None = None,
    weights: Path | None = None,
) -> Figures:
    """Train the recogniser and put it among the products, as :func:`publish` does; a finished checkpoint is removed.

    Parameters
    ----------
    digits, seed, epochs, progress, checkpoint, limit_s
        As :func:`mnist_explore.model.training.training.train` takes them.
    folder, weights
        As :func:`publish` takes them.
    """
    trained = train(digits, seed=seed, epochs=epochs, progress=progress, checkpoint=checkpoint, limit_s=limit_s)
    publish(trained, digits=digits, seed=seed, folder=folder, weights=weights)
    if checkpoint and trained.figures.epochs == trained.figures.planned_epochs:
        checkpoint.unlink(missing_ok=True)
    return trained.figures


def publish(
    trained: Trained, *, digits: Digits, seed: int, folder: Path | None = None, weights: Path | None = None
) -> None:
    """Write a trained network and enter it in the manifest with what it came from.

    Seed 0's network, in both forms, is the one that serves. Of another seed's only the figures are entered, which show
    how much of seed 0's is chance; they need seed 0's of the same digits to be there.

    Parameters
    ----------
    trained, digits, seed
        The network, the digits it was trained on, and the seed.
    folder
        Where to write products; by default :func:`~mnist_explore.manifest.products_folder`.
    weights
        Where another seed's network is kept, in LiteRT's form; by default the user's cache.

    Raises
    ------
    ArtifactError
        If `seed` is not 0 and no sound network of seed 0, trained on the same digits, is there.
    """
    figures = figures_as_dict(trained.figures)
    facts: dict[str, Any] = {"dataset": digits.name, "fingerprint": digits.fingerprint}
    if seed == SERVED_SEED:
        files = {KERAS_FILE: keras_bytes(trained.model), LITERT_FILE: litert_bytes(trained.model)}
        record(SECTION, files, facts={**facts, "seed": seed, "figures": figures}, folder=folder)
        return
    served = section_facts(SECTION, folder=folder)
    if served.get("fingerprint") != digits.fingerprint:
        raise ArtifactError(
            f"Seed {seed}'s network is judged beside seed {SERVED_SEED}'s, of the same digits; train that first."
        )
    by_seed = {str(other): known for other, known in recorded_seeds(folder=folder).items()}
    facts |= {"beside": served["files"][KERAS_FILE], "figures": {**by_seed, str(seed): figures}}
    write_atomically((weights or cache_folder()) / seed_file(seed), litert_bytes(trained.model))
    record(SEEDS_SECTION, {}, facts=facts, folder=folder)


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
