"""Which of several is the most: said only as far as the digits of other people would say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_explore.analysis.comparing.clusters import MOST_SINGLE, resampled_sums
from mnist_explore.atlas.values import LEVEL, Indices, Values
from mnist_explore.words import listed

RESAMPLES = 999
"""Draws of writers: a share of one in twenty is then known within some 1.4 points."""

AS_GOOD = 0.05
"""Another is told beside the first where it is as good in this share of the resamples: one in twenty."""

NAMED = 4
"""How many are named before the rest are counted."""

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class Lead:
    """Which of several stands first, and which others may.

    Parameters
    ----------
    first
        Its place among them; of equal ones the first.
    rivals
        The places of those that are as good in one of twenty resamples or more, the best first.
    """

    first: int
    rivals: tuple[int, ...]

    def words(self, names: Sequence[str], *, most: str = "most", link: str = " in the ") -> str:
        """Return who stands first in words, "among the" before it where that is not sure.

        Parameters
        ----------
        names
            Of all that were compared.
        most, link
            What they lead in, and what stands before the names.

        >>> Lead(1, ()).words(["ones", "twos", "fives"]), Lead(1, (2,)).words(["ones", "twos", "fives"])
        ('most in the twos', 'among the most in the twos and fives')
        """
        together = [names[place] for place in (self.first, *self.rivals)]
        left = len(together) - NAMED
        said = listed([*together[:NAMED], f"{left} more"] if left > 0 else together)
        return f"{'among the ' if self.rivals else ''}{most}{link}{said}"


def lead(values: Values, again: Values) -> Lead:
    """Return which of several values is the highest, and which others are as high in one of twenty resamples.

    Parameters
    ----------
    values
        ``(k,)``, at least one finite; NaN is lower than all. Negate both to ask for the lowest.
    again
        ``(resamples, k)``, the same from other draws of the writers.

    Raises
    ------
    ValueError
        If no value is finite.

    References
    ----------
    Goldstein & Spiegelhalter (1996), League tables and their limitations: statistical issues in comparisons of
    institutional performance, JRSS A 159: 385-443.
    """
    known = np.isfinite(values)
    if not known.any():
        raise ValueError("values must have a finite one among them to be the highest")
    first = int(np.where(known, values, -np.inf).argmax())
    with np.errstate(invalid="ignore"):
        as_good = (again >= again[:, [first]]).mean(axis=0)
    rivals = np.flatnonzero(known & ((as_good >= AS_GOOD) | (values == values[first])))
    ranked = rivals[np.argsort(-values[rivals], kind="stable")]
    return Lead(first, tuple(int(place) for place in ranked if place != first))


def rank_range(again: Values, place: int) -> tuple[int, int]:
    """Return between which ranks one of several lies in 95 % of the resamples; 1 is the highest value.

    Parameters
    ----------
    again
        ``(resamples, k)``.
    place
        Of the one that is asked for, 0 to k - 1. Where others equal it, its best rank is before and its worst behind
        them.
    """
    own = again[:, [place]]
    best, worst = 1 + (again > own).sum(axis=1), (again >= own).sum(axis=1)
    return (
        int(np.quantile(best, (1 - LEVEL) / 2, method="inverted_cdf")),
        int(np.quantile(worst, (1 + LEVEL) / 2, method="inverted_cdf")),
    )


def rank_words(ranks: tuple[int, int]) -> str:
    """Return a range of ranks in words.

    >>> rank_words((1, 1)), rank_words((3, 5))
    ('first', 'between third and fifth')
    """
    low, high = (ORDINALS[rank - 1] if rank <= len(ORDINALS) else f"{rank}th" for rank in ranks)
    return low if low == high else f"between {low} and {high}"


def resampled_ratios(numerators: Values, denominators: Values, codes: Indices, *, seed: int = 0) -> Values:
    """Return ratios of sums over digits, from draws of writers with replacement.

    Parameters
    ----------
    numerators, denominators
        ``(n, k)``, what each digit adds to both; where a denominator's sum is 0 the ratio is NaN.
    codes
        ``(n,)`` who wrote each digit; digits of unknown writers, below 0, are drawn as
        :data:`~mnist_explore.analysis.comparing.clusters.MOST_SINGLE` random parts, which leaves their variance as it
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
