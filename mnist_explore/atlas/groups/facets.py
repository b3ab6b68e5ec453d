"""What a group could be narrowed to: how many digits every value of every column would leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.groups.fields import DISPUTED, FIELDS, Field, value_words
from mnist_explore.atlas.groups.group import Group
from mnist_explore.atlas.groups.membership import Mask, is_held, masks, number_values, yes_no_values
from mnist_explore.atlas.values import Indices

if TYPE_CHECKING:
    import pandas as pd

BINS = 24
"""Of a histogram, at most: what fits beside a control."""


@dataclass(frozen=True, eq=False)
class ValueCounts:
    """How many digits every value of a column would leave.

    Parameters
    ----------
    field
        The column.
    counts
        Value, as texts have it, → digits of the group, but for its own condition on this column, that have it; only
        values that occur among all digits, numbers ascending, ``"yes"`` before ``"no"``.
    """

    field: Field
    counts: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class Histogram:
    """How a column of numbers is distributed over a group, but for the group's own condition on it.

    Parameters
    ----------
    field
        The column.
    edges
        ``(bins + 1,)`` float64, ascending. They depend on the table and the classes asked for alone, so that the
        picture stands still while one narrows.
    counts
        ``(bins,)`` int64; the last bin includes its upper edge.
    """

    field: Field
    edges: NDArray[np.float64]
    counts: NDArray[np.int64]


def facets(
    table: pd.DataFrame, group: Group, *, disputed: Indices | None = None
) -> tuple[ValueCounts | Histogram, ...]:
    """Return what every column could narrow a group to, in the columns' order.

    Columns of yes and no and of categories get counts, columns of amounts and counts a histogram; writers and
    indices, of which there are too many, get nothing. Columns that the table lacks are left out, and disputed labels
    where they are not given.

    Parameters
    ----------
    table, group, disputed
        As for :func:`~mnist_explore.atlas.groups.membership.members`.
    """
    asked = dict(masks(table, group, disputed=disputed))
    failures = np.zeros(len(table), np.uint8)
    for mask in asked.values():
        failures += ~mask
    whole = asked.get("label", np.ones(len(table), bool))
    found: list[ValueCounts | Histogram] = []
    for field in FIELDS:
        if field.kind == "identifier" or not _present(table, field, disputed):
            continue
        # All other conditions hold: none fails, or this one alone does.
        among = failures == 0 if field.name not in asked else failures == ~asked[field.name]
        if field.kind == "yes/no":
            found.append(_yes_no(field, yes_no_values(table, field.name, disputed=disputed), among))
        elif field.kind == "category":
            found.append(_categories(field, table, among))
        else:
            found.append(_histogram(field, number_values(table, field.name), among, whole))
    return tuple(found)


def _present(table: pd.DataFrame, field: Field, disputed: Indices | None) -> bool:
    """Return whether the table has what a field asks."""
    return disputed is not None if field == DISPUTED else is_held(table, field)


def _yes_no(field: Field, values: NDArray[np.float64], among: Mask) -> ValueCounts:
    """Return how many digits have yes and how many no."""
    answers = {"yes": values == 1, "no": values == 0}
    return ValueCounts(field, {word: int((mask & among).sum()) for word, mask in answers.items()})


def _categories(field: Field, table: pd.DataFrame, among: Mask) -> ValueCounts:
    """Return how many digits have each value of a category."""
    if not field.numeric:
        column = table[field.name]
        counts = {name: int(((column == name).to_numpy(dtype=bool, na_value=False) & among).sum())
                  for name in field.values}  # fmt: skip
        return ValueCounts(field, counts)
    values = number_values(table, field.name)
    known = values == values
    numbers = np.where(known, values, 0).astype(np.intp)
    everywhere = np.bincount(numbers[known])
    here = np.bincount(numbers[known & among], minlength=len(everywhere)).tolist()
    by_number = {number: here[number] for number in np.flatnonzero(everywhere).tolist()}
    counts = {}
    for word, named in value_words(field.name).items():
        if any(number in by_number for number in named):
            counts[word] = sum(by_number.pop(number, 0) for number in named)
    return ValueCounts(field, counts | {str(number): count for number, count in by_number.items()})


def _histogram(field: Field, values: NDArray[np.number], among: Mask, whole: Mask) -> Histogram:
    """Return the histogram of the digits in `among`, on edges from those in `whole`; others lie in the end bins."""
    known = values == values
    base = values[known & whole]
    if not len(base):
        return Histogram(field, np.array([0.0, 1.0]), np.zeros(1, np.int64))
    low, high = float(base.min()), float(base.max())
    if field.kind == "count" and high - low < BINS:
        low, high, bins = low - 0.5, high + 0.5, int(high - low) + 1
    else:
        low, high, bins = low, high if high > low else low + 1, BINS
    place = ((values[known & among].astype(np.float64) - low) * (bins / (high - low))).astype(np.intp)
    counts = np.bincount(np.clip(place, 0, bins - 1), minlength=bins)
    return Histogram(field, np.linspace(low, high, bins + 1), counts.astype(np.int64))
