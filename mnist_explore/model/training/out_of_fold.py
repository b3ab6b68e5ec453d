"""Reading the training digits by networks that never saw them, nor any other digit of the same writer."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import Classes
from mnist_explore.digits import UNKNOWN, Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import checked_bytes, record, section_facts
from mnist_explore.model.evaluation import evaluate
from mnist_explore.model.serving.recogniser import Chances, Pictures, Recogniser, keras_runner, network_section
from mnist_explore.model.training.fitting import Progress, fit_network
from mnist_explore.model.training.phases import phases_of
from mnist_explore.model.training.temperature import best_temperature, with_temperature
from mnist_explore.model.training.training import classified_by
from mnist_explore.packed import opened_arrays

if TYPE_CHECKING:
    import keras

FOLDS = 5
OWN_FOLDS = 3
"""Of a person's own pictures."""
FOLD_EPOCHS = 10
FOLD_SECTION = "folds"
FOLD_FILE = "folds.npz"
STEPS = 10_000
"""Steps of a probability that is kept: finer ones would quadruple the file and change no answer shown."""


@dataclass(frozen=True, eq=False)
class FoldAnswers:
    """What the networks of the folds make of digits that they never saw.

    Parameters
    ----------
    train
        ``(n, classes)`` float32 in 0-1, of the training digits, ascending: by the network that lacked the digit's fold.
    test
        ``(m, classes)`` float32 in 0-1, of the test digits, ascending: the mean of all networks.
    """

    train: NDArray[np.float32]
    test: NDArray[np.float32]


def fold_numbers(digits: Digits, *, folds: int = FOLDS, seed: int = 0) -> NDArray[np.int8]:
    """Deal the training digits into folds, whole writers at a time, with every class spread evenly.

    What is fitted without a fold reads that fold: a digit's answer then comes from a fit that saw neither it nor its
    writer. A digit of unknown writer counts as its own writer.

    Parameters
    ----------
    folds
        How many, at least 2.
    seed
        Sets which writers go together.

    Returns
    -------
    ndarray
        ``(N,)`` int8, 0 to `folds` - 1; -1 for test digits.

    Raises
    ------
    ValueError
        If there are fewer writers than folds, or `folds` is below 2.

    References
    ----------
    https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.StratifiedGroupKFold.html
    """
    from sklearn.model_selection import StratifiedGroupKFold

    chosen = digits.where_split("train")
    writer = digits.writer[chosen].astype(np.int64)
    writer = np.where(writer == UNKNOWN, -2 - np.arange(len(chosen)), writer)
    numbers = np.full(len(digits), -1, np.int8)
    dealt = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
    for number, (_, held) in enumerate(dealt.split(chosen, digits.labels[chosen], writer)):
        numbers[chosen[held]] = number
    return numbers


def train_folds(
    digits: Digits,
    *,
    seed: int = 0,
    epochs: int = FOLD_EPOCHS,
    numbers: NDArray[np.int8] | None = None,
    progress: Progress | None = None,
    checkpoints: Path | None = None,
) -> FoldAnswers:
    """Train one network without each fold, and return what it reads in that fold.

    Parameters
    ----------
    digits
        At least 20 training digits.
    seed
        Sets the folds, and the networks' first weights, order and distortions.
    epochs
        Passes of each network through its digits; fewer than the shipped network's, because there are five of them.
    numbers
        ``(N,)`` from :func:`fold_numbers`, one network for each fold; by default five folds by `seed`.
    progress
        Called with a stage in plain words and the share done of it, 0-1.
    checkpoints
        A folder that keeps every network's state after every epoch; a killed training goes on there.

    Returns
    -------
    FoldAnswers
        Each network's temperature is the one that fits the other folds best, so that no digit has a say in its own.
    """
    numbers = fold_numbers(digits, seed=seed) if numbers is None else numbers
    folds = int(numbers.max()) + 1
    train, test = digits.where_split("train"), digits.where_split("test")
    chances = np.zeros((len(digits), len(digits.classes)), np.float32)  # the test digits' rows stay so
    models = []
    for fold in range(folds):
        learning = train[numbers[train] != fold]
        report = partial(_of_fold, progress, fold, folds) if progress else None
        checkpoint = _state(checkpoints, seed, fold) if checkpoints else None
        models.append(
            fit_network(
                digits, learning, seed=seed, phases=phases_of(epochs), progress=report, checkpoint=checkpoint
            ).model
        )
        held = np.flatnonzero(numbers == fold)
        chances[held] = classified_by(models[fold], digits, held)
    logits, on_test = np.log(np.maximum(chances, np.finfo(np.float32).tiny)), []
    for fold, model in enumerate(models):
        others, held = (numbers >= 0) & (numbers != fold), numbers == fold
        temperature = best_temperature(logits[others], digits.labels[others])
        run = _tempered(model, temperature)
        recogniser = Recogniser(form="Keras", run=run, classes=len(digits.classes))
        chances[held] = recogniser.probabilities(digits.images[held])
        on_test.append(recogniser.probabilities(digits.images[test]))
    return FoldAnswers(chances[train], np.mean(on_test, axis=0))


def forget_fold_states(checkpoints: Path, *, seed: int = 0) -> None:
    """Remove what :func:`train_folds` has kept of the trainings, once its answers are published."""
    for fold in range(FOLDS):
        _state(checkpoints, seed, fold).unlink(missing_ok=True)


def _state(checkpoints: Path, seed: int, fold: int) -> Path:
    """Return the file that keeps the state of the training without a fold."""
    return checkpoints / f"training-{seed}-without-{fold}"


def _tempered(model: keras.Model, temperature: float) -> Callable[[Pictures], Chances]:
    """Return a function that runs a network and divides its logits by a temperature."""
    run = keras_runner(model)
    return lambda pictures: with_temperature(run(pictures), temperature)


def publish_folds(answers: FoldAnswers, digits: Digits, *, folder: Path | None = None) -> None:
    """Put the fold networks' answers among the artifacts, to four decimals."""
    buffer = io.BytesIO()
    steps = {name: np.rint(chances * STEPS).astype(np.uint16) for name, chances in vars(answers).items()}
    np.savez_compressed(buffer, **steps)
    judged = evaluate(answers.train, digits.labels[digits.where_split("train")])
    figures = {"errors": judged.errors, "digits": judged.count, "calibration_error": judged.calibration_error}
    facts = {"dataset": digits.name, "fingerprint": digits.fingerprint, "figures": figures}
    record(FOLD_SECTION, {FOLD_FILE: buffer.getvalue()}, facts=facts, folder=folder)


def out_of_sample(digits: Digits, recogniser: Recogniser, *, folder: Path | None = None) -> NDArray[np.float32]:
    """Return what a network that saw neither a digit nor any other by its writer makes of it, for every digit.

    The shipped network never saw test digits, nor those of other data sets than its own. For the training digits of
    its own there are the shipped answers of :func:`train_folds`.

    Returns
    -------
    ndarray
        ``(N, classes)`` float32 in 0-1.

    Raises
    ------
    ArtifactError
        If the network learnt from these digits and the out-of-fold answers are missing, damaged, or of other digits.
    """
    chances = recogniser.probabilities(digits.images)
    answers = _shipped(digits, folder)
    if answers is not None:
        chances[digits.where_split("train")] = answers.train
    return chances


def out_of_sample_by_all(digits: Digits, recogniser: Recogniser, *, folder: Path | None = None) -> NDArray[np.float32]:
    """Return the mean of what all networks that saw neither a digit nor its writer make of it, for every digit.

    There is one such network for a training digit, and six for a test digit of the same data set: the one that
    serves and those of the five folds. Several networks together tell better than one where doubt is due.

    Returns
    -------
    ndarray
        ``(N, classes)`` float32 in 0-1.

    Raises
    ------
    ArtifactError
        As :func:`out_of_sample` does.

    References
    ----------
    Lakshminarayanan, Pritzel and Blundell, "Simple and scalable predictive uncertainty estimation using deep
    ensembles", NeurIPS 2017, arXiv:1612.01474.
    """
    chances, answers = out_of_sample(digits, recogniser, folder=folder), _shipped(digits, folder)
    if answers is not None:
        test = digits.where_split("test")
        chances[test] = (FOLDS * answers.test + chances[test]) / (FOLDS + 1)
    return chances


def networks_of_test(classes: Classes) -> int:
    """Return how many networks read a test digit together: the one that serves, and one for each fold."""
    return 1 + (FOLDS if classes.are_digits else OWN_FOLDS)


def has_folds(digits: Digits, *, folder: Path | None = None) -> bool:
    """Return whether the network that serves learnt from these digits, so that there are fold networks beside it."""
    facts = section_facts(network_section(digits), folder=folder)
    found: bool = facts.get("fingerprint") == digits.fingerprint
    return found


def _shipped(digits: Digits, folder: Path | None) -> FoldAnswers | None:
    """Return the shipped answers of the fold networks; None if the network that serves never learnt from `digits`."""
    if not has_folds(digits, folder=folder):
        return None
    if section_facts(FOLD_SECTION, folder=folder).get("fingerprint") != digits.fingerprint:
        raise ArtifactError(f"{FOLD_FILE} is missing or of other digits; run `python -m mnist_explore train --folds`.")
    data = checked_bytes(FOLD_SECTION, FOLD_FILE, folder=folder)
    with opened_arrays(data, name=FOLD_FILE, remedy="restore it.") as arrays:
        return FoldAnswers(*(np.divide(arrays[name], STEPS, dtype=np.float32) for name in ("train", "test")))


def _of_fold(progress: Progress, fold: int, folds: int, stage: str, share: float) -> None:
    """Report a stage as one of the fold's."""
    progress(f"{stage}, without fold {fold + 1} of {folds}", share)
