"""Comparing methods: each is fitted without the digits that it is to read, and what it took is counted."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.predictions import OURS, Method, Methods, errors_on_test, load_methods, save_methods
from mnist_explore.build.parts import some_rows
from mnist_explore.build.prediction_time import prediction_times
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.files import write_atomically
from mnist_explore.installation import need_for_building
from mnist_explore.manifest import section_facts
from mnist_explore.model.baselines.methods import BASELINES, Baseline, Reader, reader_bytes, reader_from
from mnist_explore.model.serving.recogniser import Recogniser, load_recogniser, network_section
from mnist_explore.model.training.out_of_fold import FOLDS, fold_numbers, out_of_sample, out_of_sample_by_all
from mnist_explore.packed import opened_arrays
from mnist_explore.sources import Progress, cache_folder

STAGE = "methods"
"""What ``build --stage`` calls this; it takes long, and runs only when asked for."""

TIMED_DIGITS = 1_000
FEWEST = 20
"""Training digits that methods can be compared on."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """What one method came to.

    Parameters
    ----------
    reader
        Its fit to all training digits.
    predictions
        ``(N,)`` uint8, as :class:`~mnist_explore.atlas.predictions.Methods` has them.
    train_seconds
        Processor seconds of the fit to all training digits.
    """

    reader: Reader
    predictions: NDArray[np.uint8]
    train_seconds: float


def compare_methods(
    digits: Digits,
    *,
    baselines: Sequence[Baseline] = BASELINES,
    seed: int = 0,
    progress: Progress | None = None,
    scratch: Path | None = None,
    folder: Path | None = None,
) -> Methods:
    """Let every method read every digit, from fits that saw neither the digit nor its writer, and keep the answers.

    Test digits are read by a fit to all training digits; training digits by five fits, each without one fold.

    Parameters
    ----------
    digits
        At least 20 training digits, of at least two kinds outside any fold, and test digits.
    baselines
        The methods besides ours.
    seed
        Of the fits.
    progress
        Called with a method's name and its finished share, 0-1.
    scratch
        Where finished fits are kept, one file each, so that a comparison that was stopped goes on where it was, and
        one with a new network of ours does not fit the others again; by default in the user's cache.
    folder
        Where the answers go; by default :func:`~mnist_explore.manifest.products_folder`.

    Raises
    ------
    ArtifactError
        If there are too few digits to compare on, or our network is missing.
    """
    need_for_building("tensorflow", "keras")
    numbers = _folds(digits)
    recogniser = load_recogniser(section=network_section(digits))
    scratch = scratch or cache_folder() / "methods" / digits.fingerprint[:16]
    report = progress or (lambda _stage, _share: None)
    fits = [
        fit_and_read(digits, numbers, baseline, seed=seed, scratch=scratch, report=partial(report, baseline.name))
        for baseline in baselines
    ]
    own = None if digits.classes.are_digits else load_methods(digits, folder=folder)
    probabilities = our_probabilities(digits, recogniser) if own is None else own.probabilities
    names = [baseline.name for baseline in baselines]
    readers = dict(zip(names, (fit.reader for fit in fits), strict=True))
    times = prediction_times(readers, timed_images(digits), section=network_section(digits))
    report(OURS, 1.0)
    methods = Methods(
        (
            *(_taken(name, fit, times[name]) for name, fit in zip(names, fits, strict=True)),
            _ours(times[OURS], network_section(digits)),
        ),
        np.stack([*(fit.predictions for fit in fits), probabilities.argmax(axis=1).astype(np.uint8)]),
        probabilities,
        out_of_sample_by_all(digits, recogniser) if own is None else own.doubt,
    )
    save_methods(methods, digits, figures={"errors": errors_on_test(methods, digits)}, folder=folder)
    return methods


def our_probabilities(digits: Digits, recogniser: Recogniser) -> NDArray[np.float32]:
    """Return what our network, by weights that never saw a digit nor its writer, answers: ``(N, classes)`` float32."""
    return out_of_sample(digits, recogniser)


def timed_images(digits: Digits) -> NDArray[np.uint8]:
    """Return the pictures that times of reading are taken on: a thousand of the test digits, spread evenly."""
    rows = digits.where_split("test")
    return digits.images[rows[:: max(1, len(rows) // TIMED_DIGITS)][:TIMED_DIGITS]]


def fit_and_read(
    digits: Digits,
    numbers: NDArray[np.int8],
    baseline: Baseline,
    *,
    seed: int,
    scratch: Path,
    report: Callable[[float], None],
) -> Fitted:
    """Fit one method to all training digits and to all but each fold; return what it reads in every digit.

    It learns from at most :data:`~mnist_explore.build.parts.MOST_FITTED` digits, drawn at random of more.

    Parameters
    ----------
    numbers
        ``(N,)`` int8 from :func:`~mnist_explore.model.training.out_of_fold.fold_numbers`.
    seed, scratch
        As in :func:`compare_methods`.
    report
        Called with the finished share, 0-1.
    """
    settings = hashlib.sha256(repr((baseline.settings, seed)).encode() + numbers.tobytes()).hexdigest()[:12]
    stem = f"{baseline.name.replace(' ', '-')}-{settings}"
    predictions = np.zeros(len(digits), np.uint8)
    kept = scratch / f"{stem}-fit.npz"
    report(0.0)
    for fold in range(-1, FOLDS):
        path = scratch / f"{stem}-{'test' if fold < 0 else fold}.npz"
        asked = np.flatnonzero(numbers == fold)
        learned = some_rows(np.flatnonzero((numbers >= 0) & (numbers != fold)), digits.labels, seed=seed)
        answer = _kept_answer(path, count=len(asked))
        if answer is None or (fold < 0 and not kept.is_file()):
            options = {} if fold < 0 else dict(baseline.fold_options)
            reader, seconds = timed_fit(baseline, digits.images[learned], digits.labels[learned], seed=seed, **options)
            answer = reader.read(digits.images[asked]), seconds
            if fold < 0:
                write_atomically(kept, reader_bytes(reader))
            _keep_answer(path, *answer)
        predictions[asked] = answer[0]
        if fold < 0:
            train_seconds = answer[1]
        report((fold + 2) / (FOLDS + 1))
    return Fitted(reader_from(baseline, kept.read_bytes()), predictions, train_seconds)


def timed_fit(
    baseline: Baseline, images: NDArray[np.uint8], labels: NDArray[np.uint8], *, seed: int = 0, **options: Any
) -> tuple[Reader, float]:
    """Return a fit and the processor seconds it took, all threads together, packages loaded beforehand."""
    for package in baseline.packages:
        import_module(package)
    started = time.process_time()
    reader = baseline.fit(images, labels, seed=seed, **options)
    return reader, round(time.process_time() - started, 3)


def _kept_answer(path: Path, *, count: int) -> tuple[NDArray[np.uint8], float] | None:
    """Return kept predictions and the seconds of their fit, or None where there are none that can be used."""
    if not path.is_file():
        return None
    try:
        with opened_arrays(path.read_bytes(), name=path.name, remedy="remove it.") as arrays:
            predictions, seconds = arrays["readings"], float(arrays["seconds"])
    except (OSError, ArtifactError):
        return None
    return (predictions, seconds) if predictions.shape == (count,) and predictions.dtype == np.uint8 else None


def _keep_answer(path: Path, predictions: NDArray[np.uint8], seconds: float) -> None:
    """Keep predictions and the seconds of their fit."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, readings=predictions, seconds=np.asarray(seconds))
    write_atomically(path, buffer.getvalue())


def _folds(digits: Digits) -> NDArray[np.int8]:
    """Return the training digits' folds, or say why there can be none."""
    train, test = (digits.where_split(split) for split in ("train", "test"))
    if not len(test):
        raise ArtifactError(f"Methods are compared on test digits, and none of these {len(digits):,} digits is one.")
    if len(train) < FEWEST:
        raise ArtifactError(f"Methods need at least {FEWEST} training digits to be compared, not {len(train)}.")
    try:
        numbers = fold_numbers(digits)
    except ValueError as error:
        raise ArtifactError(f"These digits cannot be dealt into {FOLDS} folds by writer ({error}).") from error
    for fold in range(FOLDS):
        kinds = np.unique(digits.labels[train[numbers[train] != fold]])
        if len(kinds) < 2:
            raise ArtifactError("Methods need training digits of at least two kinds, by several writers, to compare.")
    return numbers


def _taken(name: str, fit: Fitted, microseconds: float) -> Method:
    """Return what a method took."""
    return Method(name, fit.reader.parameters, fit.train_seconds, microseconds)


def _ours(microseconds: float, section: str) -> Method:
    """Return what our network took, by the manifest's word for its training."""
    figures = section_facts(section)["figures"]
    seconds = figures.get("core_seconds", figures["train_seconds"])
    return Method(OURS, int(figures["parameters"]), round(float(seconds), 1), microseconds)
