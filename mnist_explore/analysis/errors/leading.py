"""Which groups of digits are misclassified most often, as far as other writers' digits would say the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.ranking import lead
from mnist_explore.analysis.resampling import RESAMPLES, resampled_sums, units_of
from mnist_explore.atlas.values import Indices, Values


def rates_again(members: Sequence[NDArray[np.bool_]], wrong: Values, codes: Indices, *, seed: int = 0) -> Values:
    """Return the error rate of every group of digits, from draws of writers with replacement.

    Parameters
    ----------
    members
        ``(n,)`` bool each, which digits belong to a group.
    wrong
        ``(n,)`` float64, 1 where a digit is misclassified, else 0.
    codes
        ``(n,)`` who wrote each digit, negative where unknown.
    seed
        Of the draws.

    Returns
    -------
    ndarray
        ``(resamples, groups)`` float64, NaN where no digit of a group is drawn.
    """
    units = units_of(codes, seed=seed)
    count = int(units.max(initial=0)) + 1
    errors = [np.bincount(units[own], wrong[own], count) for own in members]
    digits = [np.bincount(units[own], minlength=count) for own in members]
    again = resampled_sums(np.stack([*errors, *digits], axis=1).astype(np.float64), resamples=RESAMPLES, seed=seed)
    above, below = np.split(again, 2, axis=1)
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


def among_the_worst(
    members: Sequence[NDArray[np.bool_]], kinds: Sequence[str], wrong: Values, codes: Indices, *, seed: int = 0
) -> NDArray[np.bool_]:
    """Return which groups are misclassified most often of their kind, or as often in one of twenty draws of writers.

    Parameters
    ----------
    members, wrong, codes, seed
        As for :func:`rates_again`.
    kinds
        Of every group; each is held against those of its kind.

    Returns
    -------
    ndarray
        ``(groups,)`` bool; at least one of every kind.
    """
    found = np.zeros(len(members), bool)
    if not len(members):
        return found
    rates = np.array([wrong[own].mean() for own in members])
    again = rates_again(members, wrong, codes, seed=seed)
    for kind in dict.fromkeys(kinds):
        places = np.flatnonzero(np.array(kinds) == kind)
        most = lead(rates[places], again[:, places])
        found[places[[most.first, *most.rivals]]] = True
    return found
