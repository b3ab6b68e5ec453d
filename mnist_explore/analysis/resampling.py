"""Draws of writers, again and again: how far sums and ratios would change had other people written."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.values import Indices, Values

RESAMPLES = 999
"""Draws of writers: standard errors from so many are within some 2 % of those from infinitely many, and a share of one
in twenty is within some 1.4 points."""

MOST_SINGLE = 1_000
"""Clusters that digits of unknown writers, or drawn one by one, are dealt into at most. Dealing independent digits
at random leaves the variance of their sums as it is."""


def resampled_sums(per_cluster: Values, *, resamples: int, seed: int) -> Values:
    """Return sums over clusters drawn with replacement, as many as there are, again and again.

    Parameters
    ----------
    per_cluster
        ``(clusters, S)`` sums over each cluster's digits.
    resamples
        How often to draw.
    seed
        Of the draws.

    Returns
    -------
    ndarray
        ``(resamples, S)`` float64.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap Methods and their Application, section 3.8: clusters, not their members, are
    drawn.
    """
    count = len(per_cluster)
    drawn = np.random.default_rng(seed).integers(count, size=(resamples, count), dtype=np.int32)
    drawn += np.arange(resamples, dtype=np.int32)[:, None] * count
    times: NDArray[np.int64] = np.bincount(drawn.ravel(), minlength=resamples * count)
    return np.asarray(times.reshape(resamples, count).astype(np.float64) @ per_cluster)


def resampled_ratios(numerators: Values, denominators: Values, codes: Indices, *, seed: int = 0) -> Values:
    """Return ratios of sums over digits, from draws of writers with replacement.

    Parameters
    ----------
    numerators, denominators
        ``(n, k)``, what each digit adds to both; where a denominator's sum is 0 the ratio is NaN.
    codes
        ``(n,)`` who wrote each digit; digits of unknown writers, below 0, are drawn as
        :data:`MOST_SINGLE` random parts, which leaves their variance as it
        is.
    seed
        Of the draws.

    Returns
    -------
    ndarray
        ``(RESAMPLES, k)`` float64.
    """
    units = units_of(codes, seed=seed)
    count = int(units.max(initial=0)) + 1
    columns = np.concatenate([numerators, denominators], axis=1, dtype=np.float64)
    per_unit = np.stack([np.bincount(units, column, count) for column in columns.T], axis=1).astype(np.float64)
    above, below = np.split(resampled_sums(per_unit, resamples=RESAMPLES, seed=seed), 2, axis=1)
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below != 0)


def units_of(codes: Indices, *, seed: int = 0) -> Indices:
    """Return which unit every digit is drawn with: its writer, or one of many random parts where that is unknown.

    Parameters
    ----------
    codes
        ``(n,)``, negative where the writer is unknown.
    seed
        Of the dealing.
    """
    unknown = np.flatnonzero(codes < 0)
    units = codes.copy()
    units[unknown] = codes.max(initial=-1) + 1 + np.random.default_rng(seed).permutation(len(unknown)) % MOST_SINGLE
    return np.unique(units, return_inverse=True)[1]
