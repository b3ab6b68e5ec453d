"""Two groups' distributions of one measure, on the same bins, to be laid over each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.atlas.values import Indices, Values, measure_values

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class OverlaidDistributions:
    """How one measure is distributed over two groups.

    Parameters
    ----------
    edges
        ``(bins + 1,)`` float64, ascending, in the measure's unit, from the lowest value to the highest of both groups.
    first, second
        ``(bins,)`` float64, each bin's share of the group's digits that have a value; they sum to 1.
    """

    edges: Values
    first: Values
    second: Values


def overlaid_distributions(
    table: pd.DataFrame, first: Indices, second: Indices, measure: str, *, bins: int = 40
) -> OverlaidDistributions:
    """Return two groups' distributions of a measure.

    A measure of whole numbers with fewer values than `bins` gets one bin per whole number, centred on it.

    Parameters
    ----------
    table
        The atlas's table.
    first, second
        Digits of either group.
    measure
        A name for :func:`~mnist_explore.atlas.values.measure_values`.
    bins
        How many, at least 1.

    Raises
    ------
    ValueError
        If `bins` is below 1, a group has no value of the measure, or there is no such measure.
    """
    if bins < 1:
        raise ValueError(f"bins must be at least 1, not {bins}")
    values = measure_values(table, measure)
    sides = [values[own][~np.isnan(values[own])] for own in (first, second)]
    if not all(map(len, sides)):
        raise ValueError(f"a group has no digit with {measure}")
    both = np.concatenate(sides)
    low, high = both.min(), both.max()
    if high - low < bins and (both == np.rint(both)).all():
        edges = np.arange(low, high + 2) - 0.5
    else:
        edges = np.histogram_bin_edges(both, bins)
    shares = [np.histogram(own, edges)[0] / len(own) for own in sides]
    return OverlaidDistributions(edges, shares[0], shares[1])
