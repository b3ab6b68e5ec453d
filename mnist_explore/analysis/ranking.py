"""Which of several is the most: said only as far as the digits of other people would say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mnist_explore.analysis.resampling import RESAMPLES
from mnist_explore.atlas.values import LEVEL, Values
from mnist_explore.statements import Rank
from mnist_explore.words import capitalised, listed

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

    def told(
        self, names: Sequence[str], *, most: str = "most", link: str = " in the ", of: int = 0, capital: bool = False
    ) -> Rank:
        """Return the same as a part of a statement, with what it rests on.

        Parameters
        ----------
        names, most, link
            As for :meth:`words`.
        of
            How many were compared; by default as many as there are names.
        capital
            Whether it begins a sentence.
        """
        said = self.words(names, most=most, link=link)
        said = capitalised(said) if capital else said
        rivals = tuple(names[place] for place in self.rivals)
        return Rank(said, names[self.first], rivals, of or len(names), RESAMPLES)


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


def place_words(ranks: tuple[int, int]) -> str:
    """Return between which places one lies, in numbers.

    >>> place_words((1, 1)), place_words((2, 5))
    ('place 1', 'a place from 2 to 5')
    """
    return f"place {ranks[0]}" if ranks[0] == ranks[1] else f"a place from {ranks[0]} to {ranks[1]}"
