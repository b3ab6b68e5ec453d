"""What every method answers for every digit, each answer from a fit that never saw the digit."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.sections import made_with, networks_of, section_of
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import checked_bytes, first_sound, read_manifest, record
from mnist_explore.model.serving.recogniser import UNTRAINED
from mnist_explore.packed import opened_arrays

OURS = "our network"
FILE = "methods.npz"
STEPS = 65_535
"""Probabilities are kept in steps of 1/65,535: the noise in tiny ones would make up most of the file."""


@dataclass(frozen=True)
class Method:
    """One way of reading digits, and what it took.

    Parameters
    ----------
    name
        As pages show it; :data:`OURS` for the shipped recogniser.
    parameters
        Numbers that the fitted method keeps.
    train_seconds
        Processor seconds of fitting all training digits, those of all threads together: what an otherwise idle core
        would take, whatever else the machine does.
    microseconds_per_digit
        Processor microseconds of reading many digits at once on one thread, the median of several rounds in which the
        methods took turns.
    """

    name: str
    parameters: int
    train_seconds: float
    microseconds_per_digit: float


@dataclass(frozen=True, eq=False)
class Methods:
    """The answers of several methods, side by side.

    Parameters
    ----------
    methods
        The methods, simplest first, ours last.
    predictions
        ``(len(methods), N)`` uint8, 0-9: what each reads in each digit. Test digits are read by a fit to all training
        digits; a training digit by a fit to the folds that lack it and its writer
        (:func:`~mnist_explore.model.training.out_of_fold.fold_numbers`).
    probabilities
        ``(N, classes)`` float32 in 0-1: our network's, in the same out-of-fold way.
    by_all
        ``(N, classes)`` float32 in 0-1: the mean of all networks of ours that never saw the digit nor its writer
        (:func:`~mnist_explore.model.training.out_of_fold.out_of_sample_by_all`), where there is more than one.
    """

    methods: tuple[Method, ...]
    predictions: NDArray[np.uint8]
    probabilities: NDArray[np.float32]
    by_all: NDArray[np.float32] | None = None

    @property
    def doubt(self) -> NDArray[np.float32]:
        """The probabilities that labels are doubted by, ``(N, classes)``: those of all networks, else of ours alone."""
        return self.probabilities if self.by_all is None else self.by_all

    @property
    def names(self) -> tuple[str, ...]:
        """The methods' names, ours last."""
        return tuple(method.name for method in self.methods)

    def of(self, name: str) -> NDArray[np.uint8]:
        """Return one method's predictions, ``(N,)`` uint8."""
        answers: NDArray[np.uint8] = self.predictions[self.names.index(name)]
        return answers


def methods_section(digits: Digits) -> str:
    """Return the manifest's section of a data set's methods."""
    return f"{section_of(digits)}-methods"


def save_methods(methods: Methods, digits: Digits, *, figures: dict[str, Any], folder: Path | None = None) -> None:
    """Write the answers, with what they took and `figures`, among the data set's artifacts."""
    buffer = io.BytesIO()
    steps = np.rint(methods.probabilities * STEPS).astype(np.uint16)
    # Only a test digit has more than one network that never saw it.
    by_all = np.rint(methods.doubt[digits.where_split("test")] * STEPS).astype(np.uint16)
    np.savez_compressed(buffer, readings=methods.predictions, probabilities=steps, by_all=by_all)
    facts = {
        "fingerprint": digits.fingerprint,
        "made_with": made_with(*networks_of(digits)),
        "methods": [asdict(method) for method in methods.methods],
        "figures": figures,
    }
    files = {f"{section_of(digits)}/{FILE}": buffer.getvalue()}
    record(methods_section(digits), files, facts=facts, folder=folder)


def load_methods(digits: Digits, *, folder: Path | None = None) -> Methods:
    """Load the methods' answers for these digits.

    Raises
    ------
    ArtifactError
        If there are none, they are damaged, or they are of other digits or of other networks.

    Notes
    -----
    Probabilities come back within 1e-5 of what they were, so that a row sums to 1 within 1e-4.
    """
    return first_sound(methods_section(digits), lambda place: _load_from(place, digits), folder=folder)


def _load_from(folder: Path, digits: Digits) -> Methods:
    """Return the methods' answers that lie in one folder."""
    facts = read_manifest(folder).get(methods_section(digits))
    remedy = "make them with `python -m mnist_explore build --stage methods`."
    if facts is None and not digits.classes.are_digits:
        raise ArtifactError(UNTRAINED)
    if facts is None:
        raise ArtifactError(f"The methods were not yet compared on these {len(digits):,} digits; {remedy}")
    if facts.get("fingerprint") != digits.fingerprint or facts.get("made_with") != made_with(*networks_of(digits)):
        raise ArtifactError(f"The methods' answers at hand are of other digits or of other networks; {remedy}")
    data = checked_bytes(methods_section(digits), f"{section_of(digits)}/{FILE}", folder=folder)
    with opened_arrays(data, name=FILE, remedy=remedy) as arrays:
        methods = tuple(Method(**method) for method in facts["methods"])
        for method in methods:
            numbers = (method.parameters, method.train_seconds, method.microseconds_per_digit)
            if not isinstance(method.name, str) or not all(isinstance(number, int | float) for number in numbers):
                raise TypeError(f"the manifest's words on a method are {method}")
        predictions = arrays["readings"]
        probabilities, by_all = (
            np.divide(arrays[name], STEPS, dtype=np.float32) for name in ("probabilities", "by_all")
        )
    test, classes = digits.where_split("test"), len(digits.classes)
    expected = (len(methods), len(digits)), (len(digits), classes), (len(test), classes)
    if (predictions.shape, probabilities.shape, by_all.shape) != expected:
        raise ArtifactError(f"{FILE} does not fit these {len(digits):,} digits; {remedy}")
    doubt = probabilities.copy()
    doubt[test] = by_all
    return Methods(methods, predictions, probabilities, doubt)


def errors_on_test(methods: Methods, digits: Digits) -> dict[str, int]:
    """Return how many test digits each method classifies otherwise than labelled."""
    rows = digits.where_split("test")
    wrong = (methods.predictions[:, rows] != digits.labels[rows]).sum(axis=1)
    return {name: int(count) for name, count in zip(methods.names, wrong, strict=True)}


def right_alone(methods: Methods, digits: Digits, name: str, *, split: str) -> NDArray[np.intp]:
    """Return the digits of a split that one method classifies as labelled and no other does, ascending."""
    right = methods.predictions == digits.labels
    place = methods.names.index(name)
    return _in_split(right[place] & (right.sum(axis=0) == 1), digits, split)


def right_against(methods: Methods, digits: Digits, name: str, other: str, *, split: str) -> NDArray[np.intp]:
    """Return the digits of a split that `name` classifies as labelled and `other` does not, ascending."""
    return _in_split((methods.of(name) == digits.labels) & (methods.of(other) != digits.labels), digits, split)


def right_nowhere(methods: Methods, digits: Digits, *, split: str) -> NDArray[np.intp]:
    """Return the digits of a split that no method classifies as labelled, ascending."""
    return _in_split((methods.predictions != digits.labels).all(axis=0), digits, split)


def _in_split(wanted: NDArray[np.bool_], digits: Digits, split: str) -> NDArray[np.intp]:
    """Return where `wanted` is true within a split."""
    rows = digits.where_split(split)
    return rows[wanted[rows]]
