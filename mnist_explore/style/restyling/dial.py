"""The style dial: what the network says of one digit while one measure of its style is turned up and down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_explore.style.restyling.restyle import restyle

NO_ANSWER = -1
LEAST = 1e-9
"""Lowest probability whose logarithm is taken."""

UNSURE = 0.5
"""Below this probability an answer is more likely wrong than right, and counts as none: what lies between two answers
is often nothing like a digit, and which class happens to be ahead there means nothing."""

Classify = Callable[[NDArray[np.uint8]], NDArray[np.float32]]


@dataclass(frozen=True)
class Flip:
    """A place on a dial where the network changes its answer.

    Parameters
    ----------
    value
        Between two values that were tried, in the measure's unit: where both answers are as probable, or where the
        one that there is passes :data:`UNSURE`.
    before, after
        The answers below and above it, 0-9; None where no answer reaches :data:`UNSURE`.
    """

    value: float
    before: int | None
    after: int | None


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
    """Return where the answer changes, between two values by a straight line through its lead in log odds."""
    chances = np.clip(probabilities.astype(np.float64), LEAST, 1 - LEAST)
    states = np.where(chances.max(axis=1) >= UNSURE, chances.argmax(axis=1), NO_ANSWER)
    found = []
    for at in np.flatnonzero(np.diff(states)):
        before, after = (None if state == NO_ANSWER else int(state) for state in states[at : at + 2])
        lead = _lead(chances[at : at + 2], before, after)
        share = lead[0] / (lead[0] - lead[1])
        found.append(Flip(float(values[at] + share * (values[at + 1] - values[at])), before, after))
    return tuple(found)


def _lead(chances: NDArray[np.float64], before: int | None, after: int | None) -> NDArray[np.float64]:
    """Return how far the answer before is ahead at two neighbouring values: at least 0 at first, below 0 then."""
    odds = np.log(chances / (1 - chances))
    if before is None or after is None:
        # Even odds are UNSURE's own.
        return odds[:, before] if after is None else -odds[:, after]
    logs = np.log(chances)
    return np.asarray(logs[:, before] - logs[:, after])
