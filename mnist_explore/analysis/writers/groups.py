"""NIST's employees against its students: how differently two groups of writers form the same digit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.resampling import RESAMPLES, resampled_sums
from mnist_explore.atlas.values import LEVEL, Values, WriterSums, is_yes_no, writer_codes, writer_sums

if TYPE_CHECKING:
    import pandas as pd

EMPLOYEES = (0, 1)
"""NIST's HSF series written by employees of the Census Bureau."""

STUDENTS = (4,)
"""NIST's HSF series written by high-school students."""


def employees_against_students(table: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """Return how the employees' digits differ from the students', in every measure and digit.

    Parameters
    ----------
    table
        The atlas's table, with writers and series.
    measures
        Names for :func:`~mnist_explore.atlas.values.measure_values`.

    Returns
    -------
    DataFrame
        One row per digit and measure that at least two writers of both groups have values of: ``digit``,
        ``measure``, ``employees`` and ``students`` (means over their digits, in the measure's unit; shares for
        yes-no measures), ``difference`` (employees minus students) with ``difference_low`` and
        ``difference_high``, and the effect size ``d`` with ``low`` and ``high``: Hedges' g [1]_, the difference in
        standard deviations, or Cohen's h for shares [2]_. Both read alike: 0.2 small, 0.5 medium, 0.8 large.
        No rows when nothing is known of who wrote the digits.

    Raises
    ------
    ValueError
        If a measure is no column of numbers.

    Notes
    -----
    A writer's digits resemble each other, so the writer, not the digit, is the unit that was sampled [3]_: the
    95 % intervals are jackknives that leave out one writer at a time [4]_.

    References
    ----------
    .. [1] Hedges (1981), Distribution theory for Glass's estimator of effect size, Journal of Educational
       Statistics 6: 107-128.
    .. [2] Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., chapters 2 and 6.
    .. [3] Hedges (2007), Effect sizes in cluster-randomized designs, Journal of Educational and Behavioral
       Statistics 32: 341-370.
    .. [4] Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 11.
    """
    import pandas as pd

    employees, students = _writers_of(table, EMPLOYEES), _writers_of(table, STUDENTS)
    rows = []
    for measure in measures:
        sums = writer_sums(table, measure)
        share = is_yes_no(table, measure)
        for digit in np.flatnonzero(sums.counts.any(axis=1)):
            groups = [_moments(sums, int(digit), group) for group in (employees, students)]
            if min(group.shape[1] for group in groups) >= 2:
                rows.append((int(digit), measure, *_compared(*groups, centre=sums.centres[digit], share=share)))
    names = ["employees", "students", "difference", "difference_low", "difference_high", "d", "low", "high"]
    types = {"digit": "uint8"} | dict.fromkeys(names, "float64")
    return pd.DataFrame(rows, columns=["digit", "measure", *names]).astype(types)


def resampled_effects(table: pd.DataFrame, measure: str, *, seed: int = 0) -> Values:
    """Return one measure's effect size in every digit, from draws of both groups' writers with replacement.

    Parameters
    ----------
    table, measure
        As for :func:`employees_against_students`.
    seed
        Of the draws, the same for all digits.

    Returns
    -------
    ndarray
        ``(resamples, 10)`` float64, NaN where a group has no digit.
    """
    sums = writer_sums(table, measure)
    groups = np.stack([_writers_of(table, series) for series in (EMPLOYEES, STUDENTS)])
    parts = np.stack([sums.counts, sums.sums, sums.squares])[:, None] * groups[:, None]
    per_writer = parts.reshape(-1, parts.shape[-1]).T[groups.any(axis=0)]
    again = resampled_sums(per_writer, resamples=RESAMPLES, seed=seed).T.reshape(*parts.shape[:3], -1)
    share = is_yes_no(table, measure)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = [
            _effects(again[:, 0, digit], again[:, 1, digit], centre=sums.centres[digit], share=share)[1]
            for digit in range(again.shape[2])
        ]
    return np.stack(found, axis=1)


def _writers_of(table: pd.DataFrame, series: Sequence[int]) -> NDArray[np.bool_]:
    """Return which writers, in the order of the list of writers, belong to some of NIST's series; ``(W,)`` bool."""
    codes, writers = writer_codes(table)
    belongs = table["series"].isin(series).to_numpy(dtype=bool, na_value=False) & (codes >= 0)
    found = np.zeros(len(writers), bool)
    found[codes[belongs]] = True
    return found


def _moments(sums: WriterSums, digit: int, group: NDArray[np.bool_]) -> Values:
    """Return a group's counts, sums and sums of squares of one digit, ``(3, writers who wrote it)``."""
    wrote = group & (sums.counts[digit] > 0)
    return np.stack([sums.counts[digit, wrote], sums.sums[digit, wrote], sums.squares[digit, wrote]])


def _compared(first: Values, second: Values, *, centre: float, share: bool) -> tuple[float, ...]:
    """Return one row's numbers: both means, then difference and effect size, each with its interval."""
    from scipy.special import stdtrit

    parts = (first, second)
    whole = [part.sum(axis=1, keepdims=True) for part in parts]
    estimate = _effects(*whole, centre=centre, share=share)
    variance = np.zeros(2)
    for place, part in enumerate(parts):
        without = list(whole)
        without[place] = whole[place] - part
        effects = _effects(*without, centre=centre, share=share)
        variance += (part.shape[1] - 1) * effects.var(axis=1)
    reach = stdtrit(first.shape[1] + second.shape[1] - 2, (1 + LEVEL) / 2) * np.sqrt(variance)
    low, high = estimate[:, 0] - reach, estimate[:, 0] + reach
    means = (float(centre + part[1, 0] / part[0, 0]) for part in whole)
    return (*means, estimate[0, 0], low[0], high[0], estimate[1, 0], low[1], high[1])


def _effects(first: Values, second: Values, *, centre: float, share: bool) -> Values:
    """Return the difference of the means and the effect size, ``(2, n)``, from both groups' sums, ``(3, n)``."""
    (count, total, squares), (other_count, other_total, other_squares) = first, second
    mean, other_mean = total / count, other_total / other_count
    if share:
        angles = (2 * np.arcsin(np.sqrt(np.clip(centre + value, 0, 1))) for value in (mean, other_mean))
        sized = next(angles) - next(angles)
    else:
        freedom = count + other_count - 2
        spread = squares - count * mean**2 + other_squares - other_count * other_mean**2
        with np.errstate(divide="ignore", invalid="ignore"):
            sized = (mean - other_mean) / np.sqrt(spread / freedom) * (1 - 3 / (4 * freedom - 1))
    return np.stack(np.broadcast_arrays(mean - other_mean, sized))
