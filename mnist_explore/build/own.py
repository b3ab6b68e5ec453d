"""A network for a person's own pictures, by a short recipe, and what it answers to those that it was not trained on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas import load_atlas
from mnist_explore.atlas.predictions import OURS, Method, Methods, errors_on_test, save_methods
from mnist_explore.build.prediction_time import Ours, take_turns
from mnist_explore.build.stages import build_atlas
from mnist_explore.columns import Stage
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.installation import need_for_building
from mnist_explore.manifest import record
from mnist_explore.model.serving.recogniser import (
    KERAS_FILE,
    LITERT_FILE,
    litert_recogniser,
    network_file,
    network_section,
)
from mnist_explore.model.training.out_of_fold import OWN_FOLDS, fold_numbers, train_folds
from mnist_explore.model.training.publishing import keras_bytes, litert_bytes
from mnist_explore.model.training.record import Figures, figures_as_dict
from mnist_explore.model.training.training import train
from mnist_explore.sources import Progress

FEWEST = 60
"""Training pictures that a network can be trained on, and tested out of fold."""
READ = 120_000
"""Pictures that a training passes, if that takes between the fewest and the most epochs."""
EPOCHS = (12, 60)
FOLD_EPOCHS = (6, 40)
"""Fewest and most. With 60,000 pictures the four trainings pass 1.44 million of them."""
TIMED = 1_000


def epochs_of(count: int, *, span: tuple[int, int] = EPOCHS) -> int:
    """Return the epochs of a training on `count` pictures: few pictures are passed more often.

    >>> epochs_of(1_000), epochs_of(5_000), epochs_of(60_000)
    (60, 24, 12)
    """
    return min(max(READ // count, span[0]), span[1])


def train_and_join(
    digits: Digits, *, seed: int = 0, epochs: int | None = None, progress: Progress | None = None
) -> Figures:
    """Train a network as :func:`train_own` does, and let the atlas, where there is one, have its answers.

    Parameters
    ----------
    digits, seed, epochs, progress
        As :func:`train_own` takes them.
    """
    try:
        load_atlas(digits)
        stages: tuple[Stage, ...] = ("network",)
    except ArtifactError:
        stages = ()
    figures = train_own(digits, seed=seed, epochs=epochs, progress=progress)
    if stages:
        build_atlas(digits, stages=stages, progress=progress)
    return figures


def train_own(
    digits: Digits,
    *,
    seed: int = 0,
    epochs: int | None = None,
    progress: Progress | None = None,
    folder: Path | None = None,
) -> Figures:
    """Train a network on a person's own pictures, and three more, each without a third of them; keep what they answer.

    The network has the layers of the one that ships, and as many answers as there are classes. It is kept by the
    pictures' fingerprint. Training pictures are answered by a network that saw neither them nor others by their writer.

    Parameters
    ----------
    digits
        Pictures of other classes than the ten digits; at least 60 for training, and one for testing.
    seed
        Of the trainings.
    epochs
        Passes through the training pictures; by default as many as their number asks for.
    progress
        Called with a stage in plain words and its finished share, 0-1.
    folder
        Where to write; by default :func:`~mnist_explore.manifest.products_folder`.

    Raises
    ------
    ArtifactError
        If there are too few pictures, or too few writers to deal into three.
    MnistExploreError
        If TensorFlow or Keras is not installed.
    """
    need_for_building("tensorflow", "keras")
    count = _check(digits)
    try:
        # Before the first training, which may take many minutes.
        numbers = fold_numbers(digits, folds=OWN_FOLDS, seed=seed)
    except ValueError as error:
        raise ArtifactError(f"These pictures cannot be dealt into {OWN_FOLDS} folds by writer ({error}).") from error
    section = network_section(digits)
    trained = train(digits, seed=seed, epochs=epochs or epochs_of(count), progress=progress)
    fold_epochs = epochs or epochs_of(count, span=FOLD_EPOCHS)
    answers = train_folds(digits, seed=seed, epochs=fold_epochs, numbers=numbers, progress=progress)
    light = litert_bytes(trained.model)
    files = {KERAS_FILE: keras_bytes(trained.model), LITERT_FILE: light}
    facts = {"dataset": digits.name, "fingerprint": digits.fingerprint, "seed": seed, "classes": digits.classes.names}
    record(
        section,
        {network_file(name, section=section): data for name, data in files.items()},
        facts={**facts, "figures": figures_as_dict(trained.figures)},
        folder=folder,
    )
    reader = litert_recogniser(light)
    test = digits.where_split("test")
    chances = _answers(digits, answers.train, reader.probabilities(digits.images[test]))
    by_all = chances.copy()
    by_all[test] = (OWN_FOLDS * answers.test + chances[test]) / (OWN_FOLDS + 1)
    _publish(digits, chances, by_all, trained.figures, Ours(reader), folder)
    return trained.figures


def _check(digits: Digits) -> int:
    """Return how many pictures there are to learn from, or say why there are too few."""
    train, test = (len(digits.where_split(split)) for split in ("train", "test"))
    if train < FEWEST or not test:
        raise ArtifactError(
            f"A network needs at least {FEWEST} training pictures and a test picture; there are {train:,} and {test:,}."
        )
    return train


def _answers(digits: Digits, train: NDArray[np.float32], test: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the answers to all pictures in their order."""
    chances = np.empty((len(digits), len(digits.classes)), np.float32)
    for split, own in (("train", train), ("test", test)):
        chances[digits.where_split(split)] = own
    return chances


def _publish(
    digits: Digits,
    chances: NDArray[np.float32],
    by_all: NDArray[np.float32],
    figures: Figures,
    reader: Ours,
    folder: Path | None,
) -> None:
    """Keep the answers as the one method that there is, until others are compared with it."""
    timed = digits.images[digits.where_split("test")][:TIMED]
    microseconds = take_turns({OURS: reader}, timed)[OURS]
    method = Method(OURS, figures.parameters, round(figures.core_seconds, 1), microseconds)
    methods = Methods((method,), chances.argmax(axis=1).astype(np.uint8)[None], chances, by_all)
    save_methods(methods, digits, figures={"errors": errors_on_test(methods, digits)}, folder=folder)
