"""How well predicted probabilities fit the labels: accuracy, confusion, calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mnist_explore.digits import CLASSES


@dataclass(frozen=True)
class Evaluation:
    """What :func:`evaluate` found.

    Parameters
    ----------
    count
        How many digits were judged.
    errors
        How many of them were classified as another digit than their label.
    accuracy
        Share classified as labelled, 0-1; NaN for no digits.
    calibration_error
        Expected calibration error, 0-1; NaN for no digits.
    log_loss
        Mean negative natural logarithm of the label's probability, nats; NaN for no digits.
    """

    count: int
    errors: int
    accuracy: float
    calibration_error: float
    log_loss: float


def evaluate(probabilities: ArrayLike, labels: ArrayLike, *, classes: int = CLASSES) -> Evaluation:
    """Judge probabilities against labels.

    Parameters
    ----------
    probabilities
        ``(N, classes)`` float in 0-1; the reading is each row's highest, the lower digit on a tie.
    labels
        ``(N,)`` integers in 0-9.

    Raises
    ------
    ValueError
        If shapes or ranges are not as above.
    """
    chances, truth = _checked(probabilities, labels, classes)
    count, errors = len(truth), int((chances.argmax(axis=1) != truth).sum())
    given = chances[np.arange(count), truth]
    return Evaluation(
        count=count,
        errors=errors,
        accuracy=1 - errors / count if count else float("nan"),
        calibration_error=calibration_error(chances, truth, classes=classes),
        log_loss=float(-np.log(np.maximum(given, np.finfo(np.float32).tiny)).mean()) if count else float("nan"),
    )


def confusion(
    labels: NDArray[np.integer], predictions: NDArray[np.integer], *, classes: int = CLASSES
) -> NDArray[np.int64]:
    """Return how often each label (row) was classified as each class (column), ``(classes, classes)`` int64.

    scikit-learn's ``confusion_matrix`` counts the same, for an import of half a second and 80 MB.
    """
    pairs = labels.astype(np.int64) * classes + predictions
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def calibration_error(probabilities: ArrayLike, labels: ArrayLike, *, bins: int = 15, classes: int = CLASSES) -> float:
    """Return the expected calibration error: how far confidence and accuracy lie apart.

    Digits are put into `bins` equal intervals ``((b-1)/bins, b/bins]`` of their highest probability; the error is the
    mean over digits of ``|accuracy - mean confidence|`` of their interval.

    Parameters
    ----------
    probabilities
        ``(N, classes)`` float in 0-1.
    labels
        ``(N,)`` integers in 0-9.
    bins
        How many intervals; 15 in the reference.
    classes
        How many there are.

    Returns
    -------
    float
        0 (calibrated) to 1; NaN for no digits.

    Raises
    ------
    ValueError
        If shapes or ranges are not as above, or `bins` is below 1.

    References
    ----------
    Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017, arXiv:1706.04599, eq. 3.
    """
    chances, truth = _checked(probabilities, labels, classes)
    if bins < 1:
        raise ValueError(f"bins must be at least 1, not {bins}")
    if not len(truth):
        return float("nan")
    confidence = chances.max(axis=1)
    interval = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    surplus = (chances.argmax(axis=1) == truth) - confidence
    return float(np.abs(np.bincount(interval, weights=surplus)).sum() / len(truth))


def _checked(probabilities: ArrayLike, labels: ArrayLike, classes: int) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return both as arrays, or say which is not what it should be."""
    chances, truth = np.asarray(probabilities, np.float64), np.asarray(labels)
    if truth.ndim != 1 or chances.shape != (len(truth), classes):
        raise ValueError(f"probabilities must be (N, {classes}) and labels (N,), not {chances.shape} and {truth.shape}")
    if len(truth) and not (chances.min() >= 0 and chances.max() <= 1 + 1e-5):
        raise ValueError(f"probabilities must lie in 0..1, not {chances.min()}..{chances.max()}")
    if len(truth) and not (truth.min() >= 0 and truth.max() < classes):
        raise ValueError(f"labels must lie in 0..{classes - 1}, not {truth.min()}..{truth.max()}")
    return chances, truth.astype(np.intp)
