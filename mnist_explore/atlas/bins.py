"""Any column as a few bins, each of which a group can ask for: what a map is coloured by, and hides by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.groups.conditions import HIGHEST
from mnist_explore.atlas.groups.fields import UNKNOWN_WORD, Field, value_words
from mnist_explore.atlas.groups.membership import number_values, yes_no_values
from mnist_explore.atlas.values import Indices

if TYPE_CHECKING:
    import pandas as pd

MOST_STEPS = 8
"""Of an amount, between its ends: as many as a legend can tell apart."""

MOST_COUNTS = 7
"""Values of a count that have a bin each; those above share the last."""

OUTSIDE = 1.0
"""Percentile, from either end, beyond which values share the end's colour: else a few would leave the rest none."""


@dataclass(frozen=True, eq=False)
class Bins:
    """A column cut into bins.

    Parameters
    ----------
    field
        The column.
    texts
        What asks for each bin in a group: ``"7"``, ``"yes"``, ``"..20"``, ``"20..40"``, ``"unknown"``.
    kinds
        ``(N,)`` uint8, each digit's bin.
    values
        ``(N,)`` the numbers of an amount, a count or an identifier, NaN where missing; None for categories.
    low, high
        Of a column of numbers: the values at which its colours begin and end.
    marks
        Of an amount: the round numbers that it is cut at, or just beside.
    """

    field: Field
    texts: tuple[str, ...]
    kinds: NDArray[np.uint8]
    values: NDArray[np.number] | None = None
    low: float = 0.0
    high: float = 1.0
    marks: tuple[float, ...] = ()

    def asking(self, hidden: Collection[int]) -> str:
        """Return what a group asks so that it has all bins but those hidden, neighbours as one; "" for none.

        Parameters
        ----------
        hidden
            Places in `texts`.
        """
        parts: list[str] = []
        for place, text in enumerate(self.texts):
            if place in hidden:
                continue
            low, dots, high = text.partition("..")
            if dots and parts and place - 1 not in hidden and parts[-1].endswith(f"..{low}"):
                parts[-1] = parts[-1].removesuffix(low) + high
            else:
                parts.append(text)
        # All known numbers: a range needs an end.
        return ",".join(f"-{HIGHEST:.0f}.." if part == ".." else part for part in parts)


def bins_of(table: pd.DataFrame, field: Field, *, disputed: Indices | None = None) -> Bins:
    """Return a column cut into bins.

    Parameters
    ----------
    table
        The atlas's table.
    field
        Any of :data:`~mnist_explore.atlas.groups.FIELDS`.
    disputed
        The digits whose label is disputed, where the field asks for them.

    Raises
    ------
    ValueError
        If the field asks for disputed labels and they are not given.
    """
    if field.kind == "yes/no":
        answers = yes_no_values(table, field.name, disputed=disputed)
        kinds = np.where(np.isnan(answers), 2, np.where(answers == 1, 0, 1)).astype(np.uint8)
        return _without_unused(Bins(field, ("yes", "no", UNKNOWN_WORD), kinds))
    if not field.numeric:
        names = table[field.name].astype("object").to_numpy()
        places = {name: place for place, name in enumerate(field.values)}
        kinds = np.array([places.get(name, len(places)) for name in names], np.uint8)
        return _without_unused(Bins(field, (*field.values, UNKNOWN_WORD), kinds))
    values = number_values(table, field.name)
    return _categories(field, values) if field.kind == "category" else _ranges(field, values)


def _categories(field: Field, values: NDArray[np.number]) -> Bins:
    """Return a category of numbers, those that share a word in one bin."""
    known = np.unique(values[values == values]).astype(int).tolist()
    words = value_words(field.name)
    by_text: dict[str, tuple[int, ...]] = {
        word: own for word, own in words.items() if set(own) & set(known)
    }  # fmt: skip
    named = {number for own in by_text.values() for number in own}
    by_text |= {str(number): (number,) for number in known if number not in named}
    kinds = np.full(len(values), len(by_text), np.uint8)
    for place, own in enumerate(by_text.values()):
        kinds[np.isin(values, own)] = place
    return _without_unused(Bins(field, (*by_text, UNKNOWN_WORD), kinds))


def _ranges(field: Field, values: NDArray[np.number]) -> Bins:
    """Return a column of numbers, cut at round numbers that are no digit's own value."""
    present = values[values == values].astype(np.float64)
    low, high = np.percentile(present, [OUTSIDE, 100 - OUTSIDE]).tolist() if len(present) else (0.0, 1.0)
    high = high if high > low else low + 1
    if field.kind == "count":
        own = [float(number) for number in range(int(present.min(initial=0)), int(present.max(initial=0)) + 1)]
        marks, edges = [], [number - 0.5 for number in own[1 : MOST_COUNTS + 1]]
    else:
        cut = [(mark, _between(present, mark)) for mark in _round_numbers(low, high)]
        # Where many digits lie closer together than a text can tell, an edge may have had to go past the next one.
        known = dict(sorted((edge, mark) for mark, edge in reversed(cut) if edge is not None))
        marks, edges = list(known.values()), list(known)
    kinds = np.searchsorted(np.array(edges), np.nan_to_num(values.astype(np.float64))).astype(np.uint8)
    kinds[values != values] = len(edges) + 1
    ends = ["", *(f"{edge:.6f}".rstrip("0").rstrip(".") for edge in edges), ""]
    texts = tuple(f"{start}..{stop}" for start, stop in pairwise(ends))
    return Bins(field, (*texts, UNKNOWN_WORD), kinds, values, low, high, tuple(marks))


def _round_numbers(low: float, high: float) -> list[float]:
    """Return at most eight round numbers, equally far apart, between two values."""
    least = (high - low) / MOST_STEPS
    scale = 10.0 ** np.floor(np.log10(least))
    step = next(scale * factor for factor in (1, 2, 5, 10) if scale * factor >= least)
    numbers = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return [round(float(number), 6) + 0.0 for number in numbers]


def _between(values: NDArray[np.float64], edge: float) -> float | None:
    """Return an edge, below some value, that none equals: ranges include both ends, and a digit is in one bin.

    It is the one asked for, or the middle of the first gap above it that is wide enough for a number of six decimals;
    None where there is none.
    """
    as_stored = float(np.float32(edge))
    if not (values == edge).any() and not (values == as_stored).any():
        return edge if (values > edge).any() else None
    beyond = np.unique(values[values >= min(edge, as_stored)])
    middles = np.round((beyond[:-1] + beyond[1:]) / 2, 6)
    stored = middles.astype(np.float32).astype(np.float64)
    apart = (np.minimum(middles, stored) > beyond[:-1]) & (np.maximum(middles, stored) < beyond[1:])
    return float(middles[apart.argmax()]) if apart.any() else None


def _without_unused(bins: Bins) -> Bins:
    """Return bins without one for unknown values where there are none."""
    if (bins.kinds == len(bins.texts) - 1).any():
        return bins
    return Bins(bins.field, bins.texts[:-1], bins.kinds)
