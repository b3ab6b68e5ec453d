"""How far two groups differ in every measure, with intervals that know who wrote the digits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_explore.analysis.comparing.clusters import Clusters
from mnist_explore.analysis.errors.ratios import discovery_rates
from mnist_explore.analysis.resampling import RESAMPLES, resampled_sums
from mnist_explore.atlas.values import LEVEL, Indices, Values, is_yes_no, measure_values
from mnist_explore.columns import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

OF_STYLE = ("style", "family")
"""Stages of ``build`` whose columns say how a digit is written."""

MOMENTS = 3
"""Count, sum and sum of squares: what all statistics of a measure are made of."""


def compared_measures(table: pd.DataFrame, first: Indices, second: Indices, *, fewest: int = 1) -> tuple[str, ...]:
    """Return all measures of style that at least `fewest` digits of both groups have, from the columns' entries.

    Amounts, counts and yes-no columns go by their names, categories by ``column=value``; families are left out, since
    their numbers mean something within one class alone.
    """
    found = []
    for column in COLUMNS:
        if column.stage not in OF_STYLE or column.name not in table:
            continue
        if column.kind == "category":
            named = column.dtype in ("str", "category")
            values = sorted(table[column.name].dropna().unique()) if named else []
            found += [f"{column.name}={value}" for value in values]
        else:
            found.append(column.name)
    has = {name: measure_values(table, name) for name in found}
    return tuple(name for name in found if all((~np.isnan(has[name][own])).sum() >= fewest for own in (first, second)))


def measured_effects(
    table: pd.DataFrame,
    first: Indices,
    second: Indices,
    groups: Clusters,
    *,
    measures: Sequence[str],
    chosen_by: Collection[str] = (),
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how far two groups differ in every measure, the farthest first.

    Parameters
    ----------
    table
        The atlas's table.
    first, second
        Digits of either group; they may overlap.
    groups
        Who wrote them, from :func:`~mnist_explore.analysis.comparing.clusters.clusters`.
    measures
        Names for :func:`~mnist_explore.atlas.values.measure_values` that digits of both groups have values of.
    chosen_by
        Columns that the groups were chosen by: a difference in these is no finding.
    resamples, seed
        Of the bootstrap.

    Returns
    -------
    DataFrame
        One row per measure: ``measure``; for either group ``first_count`` (digits with a value), ``first_mean`` (for
        yes-no measures a share), ``first_median``, ``first_spread`` (standard deviation), and the same for
        ``second``; ``difference`` of the means (first minus second) with ``difference_low`` and
        ``difference_high``; ``effect`` with ``low`` and ``high``; ``p`` of no effect and ``p_adjusted``, such that
        taking all rows up to a value for differences is expected to be wrong in that share of them; ``chosen_by``,
        whether the groups were chosen by it, in which case no p-value is adjusted.

    Notes
    -----
    The effect is Hedges' g [1]_, the difference in standard deviations, and for yes-no measures Cohen's h [2]_: 0.2
    small, 0.5 medium, 0.8 large. Both were taken over Cliff's delta because they are made of sums alone, so that a
    thousand resamples of writers cost one product of matrices, and because their unit, how much people vary, can be
    shown. Writers, not digits, are drawn, in both groups at once, so that people who wrote for both, and digits in
    both, count as what they are. Intervals are the estimate ± t standard errors of the bootstrap [3]_, with the
    degrees of freedom of the group of which fewer people have values. Where a share is 0 or 1 nothing varies in any
    resample; its variance is then that of h for as many independent answers as people have any.

    References
    ----------
    .. [1] Hedges (1981), Distribution theory for Glass's estimator of effect size, Journal of Educational
       Statistics 6: 107-128.
    .. [2] Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., chapters 2 and 6.
    .. [3] Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 6 and 12.
    """
    import pandas as pd
    from scipy.special import stdtr, stdtrit

    values = {name: measure_values(table, name) for name in measures}
    share = np.array([is_yes_no(table, name) for name in measures])
    centres = np.array([np.nanmean(np.concatenate([values[name][first], values[name][second]])) for name in measures])
    sides = [
        _cluster_sums([values[name][own] - centre for name, centre in zip(measures, centres, strict=True)], codes,
                      count=groups.count)
        for own, codes in ((first, groups.first), (second, groups.second))
    ]  # fmt: skip
    both = np.concatenate(sides, axis=1)
    difference, effect = _effects(both.sum(axis=0), centres=centres, share=share)
    again = _effects(resampled_sums(both, resamples=resamples, seed=seed), centres=centres, share=share)
    errors = [_deviations(one) for one in again]
    told: dict[str, Any] = {"measure": list(measures)}
    for side, own in (("first", first), ("second", second)):
        told |= _described({name: values[name][own] for name in measures}, side=side)
    means = np.stack([told["first_mean"], told["second_mean"]])
    people = np.stack([(side[:, ::MOMENTS] > 0).sum(axis=0) for side in sides])
    # The variance of h for as many independent answers as there are people.
    errors[1] = np.where(
        share & ((means == 0) | (means == 1)).any(axis=0), np.sqrt((1 / people).sum(axis=0)), errors[1]
    )
    freedom = np.maximum(people.min(axis=0) - 1, 1)
    reach = stdtrit(freedom, (1 + LEVEL) / 2)
    told |= {"difference": difference, **_interval(difference, reach * errors[0], prefix="difference_")}
    told |= {"effect": effect, **_interval(effect, reach * errors[1])}
    with np.errstate(divide="ignore", invalid="ignore"):
        far = np.where(effect == 0, 0.0, np.abs(effect) / errors[1])
    told["p"] = 2 * stdtr(freedom, -np.nan_to_num(far, nan=0.0, posinf=np.inf))
    told["chosen_by"] = [name.partition("=")[0] in chosen_by for name in measures]
    return _ranked(pd.DataFrame(told))


def _cluster_sums(values: Sequence[Values], codes: Indices, *, count: int) -> Values:
    """Return count, sum and sum of squares of every measure over every cluster; ``(count, 3 * measures)``."""
    sums = np.empty((count, len(values), MOMENTS))
    for place, own in enumerate(values):
        known = ~np.isnan(own)
        cells, own = codes[known], own[known]
        for moment, weights in enumerate((None, own, own**2)):
            sums[:, place, moment] = np.bincount(cells, weights, minlength=count)
    return sums.reshape(count, -1)


def _effects(sums: Values, *, centres: Values, share: Values) -> tuple[Values, Values]:
    """Return differences of means and effects, ``(..., measures)`` each, from both groups' sums side by side."""
    parts = sums.reshape(*sums.shape[:-1], 2, len(centres), MOMENTS)
    (count, total, squares), (other_count, other_total, other_squares) = (
        np.moveaxis(parts[..., side, :, :], -1, 0) for side in (0, 1)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        mean, other_mean = total / count, other_total / other_count
        freedom = count + other_count - 2
        spread = np.maximum(squares - count * mean**2 + other_squares - other_count * other_mean**2, 0)
        # What is left of equal values after rounding is no spread.
        spread = np.where(spread <= 1e-12 * freedom * np.maximum(centres**2, 1e-12), 0.0, spread)
        sized = (mean - other_mean) / np.sqrt(spread / freedom) * (1 - 3 / (4 * freedom - 1))
        angles = [2 * np.arcsin(np.sqrt(np.clip(centres + value, 0, 1))) for value in (mean, other_mean)]
    sized = np.where(share, angles[0] - angles[1], np.where(mean == other_mean, 0.0, sized))
    return mean - other_mean, sized


def _deviations(values: Values) -> Values:
    """Return the standard deviation over the resamples in which something varies; NaN for fewer than two of them."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    mean = np.where(known, values, 0).sum(axis=0) / np.maximum(count, 1)
    squares = (np.where(known, values, mean) - mean) ** 2
    return np.where(count > 1, np.sqrt(squares.sum(axis=0) / np.maximum(count - 1, 1)), np.nan)


def _described(values: dict[str, Values], *, side: str) -> dict[str, Values]:
    """Return counts, means, medians and spreads of one group, columns of the answer."""
    known = [own[~np.isnan(own)] for own in values.values()]
    numbers = {
        "count": [len(own) for own in known],
        "mean": [own.mean() for own in known],
        "median": [np.median(own) for own in known],
        "spread": [own.std(ddof=1) if len(own) > 1 else np.nan for own in known],
    }
    return {f"{side}_{name}": np.array(column) for name, column in numbers.items()}


def _interval(estimate: Values, reach: Values, *, prefix: str = "") -> dict[str, Values]:
    """Return both ends of intervals, columns of the answer."""
    return {f"{prefix}low": estimate - reach, f"{prefix}high": estimate + reach}


def _ranked(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with adjusted p-values, the largest effects first, what was chosen by last."""
    asked = ~found["chosen_by"].to_numpy(dtype=bool)
    found["p_adjusted"] = np.nan
    if asked.any():
        found.loc[asked, "p_adjusted"] = discovery_rates(found["p"].to_numpy()[asked])
    order = np.lexsort((-found["effect"].abs().to_numpy(), ~asked))
    return found.iloc[order].reset_index(drop=True)
