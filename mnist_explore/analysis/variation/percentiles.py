"""Where one digit stands among its class, measure by measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.atlas.values import measure_values, members
from mnist_explore.columns import BY_NAME, measures_of
from mnist_explore.style.families.standard import WHOLE
from mnist_explore.words import with_unit

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Percentile:
    """One measure of one digit.

    Parameters
    ----------
    title
        What a page calls the measure.
    text
        The value with its unit.
    percentile
        How many per cent of the class lie below it, equal ones counted half: 0-100. Of typicality, which is such a
        share itself, the value.
    value, unit
        What the text says, unrounded.
    """

    title: str
    text: str
    percentile: float
    value: float
    unit: str


def ranked_measures() -> tuple[str, ...]:
    """Return the measures that every digit has a place in: the amounts of its style, and how usual it is.

    None that follows from others, of which nothing unusual is told, and none that the scan set.
    """
    every = measures_of("amount", stages=("style", "family"))
    hand = [name for name in every if BY_NAME[name].normalised != "set"]
    return tuple(name for name in hand if not set(BY_NAME[name].follows_from) & set(hand))


def percentiles_of(
    table: pd.DataFrame, values: Mapping[str, float], *, label: int, measures: Sequence[str]
) -> tuple[Percentile, ...]:
    """Return where a digit with these values stands among the digits of one class.

    Parameters
    ----------
    table
        The atlas's table.
    values
        Measure → value, of a data-set digit or a visitor's.
    label
        The class, 0-9, with at least one digit in the table.
    measures
        Which of them, in order.
    """
    own = members(table, label)
    found = []
    for measure in measures:
        among, value = measure_values(table, measure)[own], float(values[measure])
        # Typicality is such a share already, of the digits that it was fitted on: told twice, it is told alike.
        below = value if measure in WHOLE else np.mean(among < value) + np.mean(among == value) / 2
        column = BY_NAME[measure]
        found.append(Percentile(column.title, with_unit(value, column.unit), 100 * float(below), value, column.unit))
    return tuple(found)
