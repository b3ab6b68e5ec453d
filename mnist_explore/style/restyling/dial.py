"""The style dial: what the network says of one digit while one measure of its style is turned up and down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_explore.style.restyling.restyle import restyle

LEAST = 1e-9
"""Lowest probability whose logarithm is taken."""

Classify = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


@dataclass(frozen=True)
class Flip:
    """A place on a dial where the network changes its answer.

    Parameters
    ----------
    value
        Between two values that were tried, where both answers are about as probable, in the measure's unit.
    before, after
        The answers below and above it, 0-9.
    """

    value: float
    before: int
    after: int


@dataclass(frozen=True, eq=False)
class Dial:
    """A digit along a dial.

    Parameters
    ----------
    measure
        What was changed: one of :data:`~mnist_explore.style.restyling.restyle.RANGES`.
    values
        ``(V,)`` float64, ascending, in the measure's unit.
    images
        ``(V, 28, 28)`` uint8, the digit at each.
    probabilities
        ``(V, 10)`` float32 in 0-1, what the network gives each class.
    flips
        Where the answer changes, ascending.
    """

    measure: str
    values: NDArray[np.float64]
    images: NDArray[np.uint8]
    probabilities: NDArray[np.float32]
    flips: tuple[Flip, ...]

    @property
    def answers(self) -> NDArray[np.intp]:
        """``(V,)`` the most probable class at each value."""
        return np.asarray(self.probabilities.argmax(axis=1))


def dial(
    image: NDArray[np.uint8],
    measure: str,
    values: Sequence[float] | NDArray[np.floating],
    classify: Classify,
) -> Dial:
    """Turn one measure of a digit through many values and let the network read every one.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8, 0 = paper, 255 = full ink.
    measure
        One of :data:`~mnist_explore.style.restyling.restyle.RANGES`.
    values
        ``(V,)``, ascending, V at least 1, within the measure's range; see
        :func:`~mnist_explore.style.restyling.restyle.dial_values`.
    classify
        From ``(V, 28, 28)`` uint8 to ``(V, 10)`` probabilities, called once:
        :meth:`~mnist_explore.model.serving.recogniser.Recogniser.probabilities`.

    Returns
    -------
    Dial

    Raises
    ------
    ValueError
        As :func:`~mnist_explore.style.restyling.restyle.restyle`, or if the values do not ascend.
    """
    wanted = np.asarray(values, np.float64)
    if wanted.ndim != 1 or not len(wanted) or (np.diff(wanted) <= 0).any():
        raise ValueError(f"values must ascend and be at least one, not {values!r}")
    images = restyle(image, measure, wanted)
    probabilities = classify(images)
    return Dial(measure, wanted, images, probabilities, _flips(wanted, probabilities))


def _flips(values: NDArray[np.float64], probabilities: NDArray[np.float32]) -> tuple[Flip, ...]:
    """Return where the answer changes: where the two answers' log probabilities, taken straight, cross."""
    answers = probabilities.argmax(axis=1)
    logs = np.log(np.maximum(probabilities.astype(np.float64), LEAST))
    found = []
    for at in np.flatnonzero(np.diff(answers)):
        before, after = int(answers[at]), int(answers[at + 1])
        lead, left = (logs[at, before] - logs[at, after]), (logs[at + 1, after] - logs[at + 1, before])
        share = lead / (lead + left) if lead + left > 0 else 0.5
        found.append(Flip(float(values[at] + share * (values[at + 1] - values[at])), before, after))
    return tuple(found)
