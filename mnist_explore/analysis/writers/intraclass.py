"""How much of the variation within a digit lies between writers, and how much between digits of one writer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.analysis.resampling import RESAMPLES, resampled_sums
from mnist_explore.analysis.writers.groups import EMPLOYEES, STUDENTS
from mnist_explore.atlas.values import LEVEL, Values, writer_sums

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"
GROUPS: dict[str, tuple[int, ...] | None] = {ALL: None, "employees": EMPLOYEES, "students": STUDENTS}
"""Groups of writers → their series; pooled, what sets the two groups apart counts as a difference between writers."""


def between_writers(table: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """Return the intraclass correlation of every measure within every digit: the writers' share of its variance.

    1: a writer writes the digit the same way every time, and all variation is between writers. 0: two digits of one
    writer differ as much as two digits of two writers. Each of NIST's writers filled one form [5]_, so that what lies
    between writers is person, pen and sitting together; what lies within holds the error of measuring, too.

    Parameters
    ----------
    table
        The atlas's table, with writers.
    measures
        Names for :func:`~mnist_explore.atlas.values.measure_values`; yes-no columns too [4]_.

    Returns
    -------
    DataFrame
        One row per group, digit and measure that has values: ``group`` (a key of :data:`GROUPS`; those of NIST's
        series only where both have two writers), ``digit``, ``measure``, ``icc`` (-1 to 1; the estimator can
        fall below 0 when writers agree less than chance), ``low`` and ``high`` (its 95 % interval), ``writers`` and
        ``digits`` (how many). NaN where fewer than two writers, no writer with two digits, or no variation.
        No rows when no writer is known.

    Raises
    ------
    ValueError
        If a measure is no column of numbers.

    Notes
    -----
    ICC(1) of the one-way random-effects model [1]_, by the analysis of variance for groups of unequal size [2]_.
    The interval is the jackknife over writers of the logarithm of the variance ratio [3]_: it needs no normality,
    unlike the F interval, and no random numbers.

    References
    ----------
    .. [1] Shrout & Fleiss (1979), Intraclass correlations, Psychological Bulletin 86: 420-428.
    .. [2] Donner (1986), A review of inference procedures for the intraclass correlation coefficient in the
       one-way random effects model, International Statistical Review 54: 67-82.
    .. [3] Arvesen & Schmitz (1970), Robust procedures for variance component problems using the jackknife,
       Biometrics 26: 677-686.
    .. [4] Ridout, Demetrio & Firth (1999), Estimating intraclass correlation for binary data, Biometrics 55:
       137-148.
    .. [5] Grother (1995), NIST Special Database 19: Handprinted Forms and Characters Database, NIST.
    """
    import pandas as pd

    parts = {name: table if series is None else table[table["series"].isin(series)] for name, series in GROUPS.items()}
    if min(part["writer"].nunique() for name, part in parts.items() if GROUPS[name] is not None) < 2:
        parts = {ALL: table}
    found = [_of_group(part, measures).assign(group=name) for name, part in parts.items()]
    return pd.concat(found, ignore_index=True)


def _of_group(table: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """Return the correlations of one group of writers."""
    import pandas as pd

    rows = []
    for measure in measures:
        sums = writer_sums(table, measure)
        for digit in np.flatnonzero(sums.counts.any(axis=1)):
            wrote = sums.counts[digit] > 0
            groups = (sums.counts[digit, wrote], sums.sums[digit, wrote], sums.squares[digit, wrote])
            rows.append((int(digit), measure, *intraclass_correlation(*groups), wrote.sum(), groups[0].sum()))
    names = ["digit", "measure", "icc", "low", "high", "writers", "digits"]
    types = {"digit": "uint8", "icc": float, "low": float, "high": float, "writers": "int64", "digits": "int64"}
    return pd.DataFrame(rows, columns=names).astype(types)


def resampled_correlations(table: pd.DataFrame, measure: str, *, seed: int = 0) -> Values:
    """Return one measure's intraclass correlation in every digit, from draws of writers with replacement.

    Parameters
    ----------
    table
        The atlas's table, with writers.
    measure
        As for :func:`between_writers`.
    seed
        Of the draws, the same for all digits.

    Returns
    -------
    ndarray
        ``(resamples, 10)`` float64, NaN where undefined.
    """
    sums = writer_sums(table, measure)
    counts, values = sums.counts, sums.sums
    mean_part = np.divide(values**2, counts, out=np.zeros_like(values), where=counts > 0)
    parts = np.stack([counts > 0, counts, counts**2, values, mean_part, sums.squares - mean_part])
    per_writer = parts.reshape(-1, parts.shape[2]).T
    again = resampled_sums(per_writer, resamples=RESAMPLES, seed=seed).T.reshape(*parts.shape[:2], -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, _ = _variance_ratio(again)
        return np.asarray(ratio / (1 + ratio)).T


def intraclass_correlation(counts: Values, sums: Values, squares: Values) -> tuple[float, float, float]:
    """Return ICC(1) of grouped values, and the ends of its 95 % interval, from the groups' sums.

    Parameters
    ----------
    counts, sums, squares
        ``(k,)`` float64 each: every group's number of values (at least 1), their sum, and the sum of their squares.

    Returns
    -------
    icc, low, high
        NaN where undefined, the interval also for fewer than three groups; see :func:`between_writers`.
    """
    from scipy.special import stdtrit

    k = len(counts)
    if k < 2 or counts.sum() <= k:
        return np.nan, np.nan, np.nan
    parts = np.stack([np.ones(k), counts, counts**2, sums, sums**2 / counts, squares - sums**2 / counts])
    together = parts.sum(axis=1)
    ratio, size = _variance_ratio(together)
    icc = float(ratio / (1 + ratio)) if np.isfinite(ratio) else float(np.sign(ratio))
    if k < 3:
        return icc, np.nan, np.nan
    without, _ = _variance_ratio(together[:, None] - parts)
    logs = np.log(np.maximum(1 + size * np.append(without, ratio), 1e-12))
    if not np.isfinite(logs).all():
        return icc, np.nan, np.nan
    pseudo = k * logs[-1] - (k - 1) * logs[:-1]
    reach = stdtrit(k - 1, (1 + LEVEL) / 2) * pseudo.std(ddof=1) / np.sqrt(k)
    low, high = np.expm1(pseudo.mean() + np.array([-reach, reach])) / size
    return icc, float(low / (1 + low)), float(high / (1 + high))


def _variance_ratio(sums: Values) -> tuple[Values, Values]:
    """Return the ratio of the variance between groups to that within, and the mean group size ``n0``.

    `sums` holds, along its first axis, the sums over the groups of 1, n, n², s, s²/n and the squares within. The
    ratio is infinite where nothing varies within groups, NaN where nothing varies at all.
    """
    k, total, total_of_squares, of_values, between, within = sums
    size = (total - total_of_squares / total) / (k - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean_square_between = (between - of_values**2 / total) / (k - 1)
        mean_square_within = np.maximum(within, 0) / (total - k)
        return (mean_square_between / mean_square_within - 1) / size, size
