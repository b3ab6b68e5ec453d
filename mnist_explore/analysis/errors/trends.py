"""Whether the error rate changes along a measure: one test a measure, which knows who wrote the digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.values import Indices, Values

FIFTH = 0.2
"""Of a class at either end of a measure: what is held against the rest to say where errors are most frequent."""
SURE = 1.96
"""Standard errors beyond which an end differs from the rest by more than chance."""

Direction = Literal["rises", "falls", "ends", "middle"]


@dataclass(frozen=True)
class Trend:
    """How the error rate changes along a measure.

    Parameters
    ----------
    direction
        Whether it rises or falls along the measure, or is highest at both ends or in the middle.
    p
        Of there being no change, 0-1.
    """

    direction: Direction
    p: float


def trend(rank: Values, wrong: Values, codes: Indices) -> Trend:
    """Return how the error rate changes with a measure's rank: a generalised score test on two degrees of freedom.

    Rank and its square are held against the errors at once, so that a rate which is highest at both ends is found as
    well as one that rises. The variance is that between writers, one person's digits being misclassified together. With
    the rank alone and each digit by its own writer this is the test of Cochran and Armitage.

    Parameters
    ----------
    rank
        ``(n,)`` in 0-1, where each digit stands in its class by the measure.
    wrong
        ``(n,)`` float64, 1 where a digit is misclassified, else 0.
    codes
        ``(n,)`` who wrote each digit, negative where unknown: each such digit counts as its own writer.

    References
    ----------
    Armitage (1955), Tests for linear trends in proportions and frequencies, Biometrics 11: 375-386. Boos (1992), On
    generalized score tests, The American Statistician 46: 327-333. Rotnitzky & Jewell (1990), Hypothesis testing of
    regression parameters in semiparametric generalized linear models for cluster correlated data, Biometrika 77:
    485-497.
    """
    from scipy.special import chdtrc

    terms = np.stack([rank, rank**2], axis=1)
    terms = terms - terms.mean(axis=0)
    parts = terms * (wrong - wrong.mean())[:, None]
    known = codes >= 0
    writers = [np.bincount(codes[known], part[known]) for part in parts.T]
    scores = np.concatenate([np.stack(writers, axis=1), parts[~known]])
    total, variance = scores.sum(axis=0), scores.T @ scores
    if np.linalg.matrix_rank(variance) < len(total):
        return Trend(_direction(rank, wrong, codes), 1.0)  # fewer writers with errors than terms: nothing can be told
    return Trend(_direction(rank, wrong, codes), float(chdtrc(len(total), total @ np.linalg.solve(variance, total))))


def _direction(rank: Values, wrong: Values, codes: Indices) -> Direction:
    """Return where errors are most frequent: at both ends, or between them, only where either end is sure of it."""
    middle = (rank > FIFTH) & (rank <= 1 - FIFTH)
    low, high = rank <= FIFTH, rank > 1 - FIFTH
    surely = np.array([_excess(part, middle, wrong, codes) for part in (low, high)])
    if (surely > SURE).all():
        return "ends"
    if (surely < -SURE).all():
        return "middle"
    rises = low.any() and high.any() and wrong[high].mean() > wrong[low].mean()
    return "rises" if rises else "falls"


def _excess(part: NDArray[np.bool_], rest: NDArray[np.bool_], wrong: Values, codes: Indices) -> float:
    """Return by how many standard errors, between writers, one part's error rate is above another's."""
    if not (part.any() and rest.any()):
        return 0.0
    share = np.where(part, (wrong - wrong[part].mean()) / part.sum(), 0.0)
    share -= np.where(rest, (wrong - wrong[rest].mean()) / rest.sum(), 0.0)
    known = codes >= 0
    per_writer = np.append(np.bincount(codes[known], share[known]), share[~known])
    error = float(np.sqrt((per_writer**2).sum()))
    return float(wrong[part].mean() - wrong[rest].mean()) / error if error else 0.0
