"""Which digit varies most in what, and how surely: spreads as other draws of the writers would give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.analysis.ranking import Lead, lead
from mnist_explore.analysis.resampling import resampled_ratios
from mnist_explore.analysis.variation.spread import mean_difference, variation_ranking
from mnist_explore.atlas.values import Values, measure_values, writer_codes
from mnist_explore.digits import class_rows

if TYPE_CHECKING:
    import pandas as pd


def leading_classes(table: pd.DataFrame, measures: Sequence[str]) -> tuple[list[int], Values, dict[str, Lead]]:
    """Return which class varies most in each measure.

    Parameters
    ----------
    table, measures
        As for :func:`resampled_spreads`.

    Returns
    -------
    digits
        The classes that were compared, ascending.
    relative
        ``(digits, measures)``, each class's spread over the classes' mean spread.
    first
        Measure → which of the ten classes leads; none that varies in no class.
    """
    found = variation_ranking(table, measures)
    wide = found.pivot(index="digit", columns="measure", values="relative").reindex(columns=list(measures))
    every = wide.reindex(range(class_rows(table["label"].to_numpy())))
    again = resampled_spreads(table, measures)
    first = {
        name: lead(every[name].to_numpy(), again[:, place])
        for place, name in enumerate(measures)
        if every[name].notna().any()
    }
    return [int(digit) for digit in wide.index], wide.to_numpy(), first


def resampled_spreads(table: pd.DataFrame, measures: Sequence[str], *, seed: int = 0) -> Values:
    """Return every digit's spread in every measure over the digits' mean spread, from draws of writers.

    Gini's mean difference is a mean over pairs; how it changes with the digits drawn is told, but for what is of the
    order of one over their number, by each digit's mean distance to all others [1]_. So a thousand draws cost no more
    than means do.

    Parameters
    ----------
    table
        The atlas's table.
    measures
        Names for :func:`~mnist_explore.atlas.values.measure_values`.
    seed
        Of the draws, the same for all measures.

    Returns
    -------
    ndarray
        ``(resamples, measures, 10)`` float64; NaN for a class with fewer than two values, and where none varies.

    References
    ----------
    .. [1] Hoeffding (1948), A class of statistics with asymptotically normal distribution, Annals of Mathematical
       Statistics 19: 293-325.
    """
    label = table["label"].to_numpy()
    classes = class_rows(label)
    codes, _ = writer_codes(table)
    found = []
    for measure in measures:
        values = measure_values(table, measure)
        distances, member = np.zeros((2, len(label), classes))
        spread = np.full(classes, np.nan)
        for digit in range(classes):
            own = np.flatnonzero((label == digit) & ~np.isnan(values))
            if len(own) >= 2:
                spread[digit] = mean_difference(values[own])
                distances[own, digit], member[own, digit] = mean_distances(values[own]), 1
        again = np.maximum(2 * resampled_ratios(distances, member, codes, seed=seed) - spread, 0)
        mean = np.nanmean(again, axis=1, keepdims=True) if np.isfinite(spread).any() else np.zeros((len(again), 1))
        found.append(np.divide(again, mean, out=np.full_like(again, np.nan), where=mean > 0))
    return np.stack(found, axis=1)


def mean_distances(values: Values) -> Values:
    """Return how far each value lies from the others on average, ``(n,)``; their mean is Gini's mean difference.

    Parameters
    ----------
    values
        ``(n,)`` float64, n at least 2, no NaN.
    """
    order = np.argsort(values, kind="stable")
    ranked = values[order] - values[order[0]]
    places, total = np.arange(len(values)), np.cumsum(ranked)
    distances = np.empty(len(values))
    distances[order] = ranked * (2 * places + 1 - len(values)) - 2 * (total - ranked) + total[-1] - ranked
    return distances / (len(values) - 1)
