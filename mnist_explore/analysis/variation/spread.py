"""How one class of digits varies: spread, extremes, and a grid from one end to the other of two measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.values import Indices, Values, measure_values, members
from mnist_explore.digits import Digits

if TYPE_CHECKING:
    import pandas as pd


GRID = 7
"""Cells along each side of the grid that the page about variation shows of a class."""

QUANTILES = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)
"""Which quantiles a distribution states."""


@dataclass(frozen=True, eq=False)
class Distribution:
    """How one measure is distributed over digits.

    Parameters
    ----------
    edges
        ``(bins + 1,)`` float64, ascending, in the measure's unit.
    counts
        ``(bins,)`` int64, how many digits per bin; the last bin includes its upper edge.
    quantiles
        Share below, from :data:`QUANTILES`, → value.
    mean, deviation
        Mean and standard deviation (divisor n).
    """

    edges: Values
    counts: NDArray[np.int64]
    quantiles: dict[float, float]
    mean: float
    deviation: float


@dataclass(frozen=True, eq=False)
class QuantileGrid:
    """Digits from one end to the other of two measures.

    Parameters
    ----------
    indices
        ``(n, n)`` one digit per cell, -1 where no digit lies; rows and columns ascend in their measure.
    counts
        ``(n, n)`` int64, how many digits lie in each cell.
    row_edges, column_edges
        ``(n + 1,)`` float64, the quantiles that bound the rows and the columns, in their measure's unit.
    """

    indices: Indices
    counts: NDArray[np.int64]
    row_edges: Values
    column_edges: Values


def distribution(
    table: pd.DataFrame, digit: int | None, measure: str, *, bins: int = 40, edges: Values | None = None
) -> Distribution:
    """Return the histogram and the quantiles of one measure over one class, or over all digits for None.

    A measure of whole numbers with fewer values than `bins` gets one bin per whole number, centred on it.

    Parameters
    ----------
    bins
        How many, at least 1.
    edges
        ``(n,)`` ascending bounds to use instead, so that classes can be laid over each other.

    Raises
    ------
    ValueError
        If no digit of the class has a value, `bins` is below 1, or there is no such measure or class.
    """
    if bins < 1:
        raise ValueError(f"bins must be at least 1, not {bins}")
    _, values = _known(table, digit, measure)
    lowest, highest = values.min(), values.max()
    if edges is not None:
        edges = np.asarray(edges, np.float64)
    elif highest - lowest < bins and (values == np.rint(values)).all():
        edges = np.arange(lowest, highest + 2) - 0.5
    else:
        edges = np.histogram_bin_edges(values, bins)
    counts, edges = np.histogram(values, edges)
    quantiles = dict(zip(QUANTILES, np.quantile(values, QUANTILES).tolist(), strict=True))
    return Distribution(edges, counts.astype(np.int64), quantiles, float(values.mean()), float(values.std()))


def extremes(table: pd.DataFrame, digit: int | None, measure: str, *, count: int) -> tuple[Indices, Indices]:
    """Return the digits with the lowest and with the highest values of a measure, the most extreme first.

    Returns
    -------
    lowest, highest
        ``(count,)`` each, fewer where the class is smaller; equal values keep the data set's order.

    Raises
    ------
    ValueError
        If no digit of the class has a value, or there is no such measure or class.
    """
    indices, values = _known(table, digit, measure)
    lowest = indices[np.argsort(values, kind="stable")]
    highest = indices[np.argsort(-values, kind="stable")]
    return lowest[:count], highest[:count]


def grid_of(table: pd.DataFrame, digits: Digits, indices: Indices, *, rows: str, columns: str, n: int) -> QuantileGrid:
    """Return one typical digit of a group for every combination of two measures' quantiles within the group.

    Each measure is cut at its quantiles within the group into `n` parts of equal size. A cell shows its medoid:
    the digit with the least sum of squared pixel distances to the others of the cell, which is the one nearest to
    their mean picture.

    Parameters
    ----------
    table
        The atlas's table.
    digits
        The digits it describes.
    indices
        ``(m,)`` the group's digits.
    rows, columns
        Two measures.
    n
        Cells along each side, 1 or more.

    Raises
    ------
    ValueError
        If `n` is below 1, no digit has both values, or there is no such measure.

    References
    ----------
    Kaufman & Rousseeuw (1990), Finding Groups in Data, chapter 2, on medoids.
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, not {n}")
    pairs = np.stack([measure_values(table, measure)[indices] for measure in (rows, columns)])
    known = ~np.isnan(pairs).any(axis=0)
    if not known.any():
        raise ValueError(f"none of these digits has both {rows} and {columns}")
    indices, pairs = indices[known], pairs[:, known]
    edges = np.quantile(pairs, np.linspace(0, 1, n + 1), axis=1).T
    row, column = (np.searchsorted(edge[1:-1], values, side="right") for edge, values in zip(edges, pairs, strict=True))
    cell = row * n + column
    chosen = np.full(n * n, -1, np.intp)
    for number in np.unique(cell):
        inside = indices[cell == number]
        pictures = digits.images[inside].reshape(len(inside), -1).astype(np.float32)
        chosen[number] = inside[((pictures - pictures.mean(axis=0)) ** 2).sum(axis=1).argmin()]
    counts = np.bincount(cell, minlength=n * n).astype(np.int64)
    return QuantileGrid(chosen.reshape(n, n), counts.reshape(n, n), edges[0], edges[1])


def variation_ranking(table: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """Return how much every digit varies in every measure, and which digit varies most in which.

    The spread is the mean difference between two digits of the class drawn at random: it speaks the measure's unit,
    serves counts and yes-no answers as well as lengths, and an outlier weighs less than in a standard deviation.

    Parameters
    ----------
    table
        The atlas's table.
    measures
        Names for :func:`~mnist_explore.atlas.values.measure_values`.

    Returns
    -------
    DataFrame
        One row per digit and measure with at least two values: ``digit``, ``measure``, ``spread`` in the measure's
        unit, ``relative`` (the spread over the mean spread of the digits, NaN where none varies) and ``rank`` (1 =
        varies most in this measure); by measure, then rank.

    Raises
    ------
    ValueError
        If a measure is no column of numbers.

    References
    ----------
    Yitzhaki (2003), Gini's mean difference: a superior measure of variability for non-normal distributions,
    Metron 61: 285-316.
    """
    import pandas as pd

    label = table["label"].to_numpy()
    rows = []
    for order, measure in enumerate(measures):
        values = measure_values(table, measure)
        for digit in np.unique(label).tolist():
            own = values[label == digit]
            own = own[~np.isnan(own)]
            if len(own) >= 2:
                rows.append((order, digit, measure, mean_difference(own)))
    found = pd.DataFrame(rows, columns=["order", "digit", "measure", "spread"])
    found = found.astype({"digit": "uint8", "spread": "float64"})
    by_measure = found.groupby("order")["spread"]
    mean = by_measure.transform("mean")
    found["relative"] = found["spread"] / mean.where(mean > 0)
    found["rank"] = by_measure.rank(ascending=False, method="min").astype("int64")
    return found.sort_values(["order", "rank"], kind="stable", ignore_index=True).drop(columns="order")


def mean_difference(values: Values) -> float:
    """Return Gini's mean difference: the mean of ``|a - b|`` over all pairs of different values' places.

    Parameters
    ----------
    values
        ``(n,)`` float64, n at least 2, no NaN.
    """
    count = len(values)
    weights = 2 * np.arange(count) - count + 1
    return float(2 * (weights @ np.sort(values)) / (count * (count - 1)))


def _known(table: pd.DataFrame, digit: int | None, measure: str) -> tuple[Indices, Values]:
    """Return the digits of a class that have a value of the measure, and these values.

    Raises
    ------
    ValueError
        If there are none.
    """
    indices = members(table, digit)
    values = measure_values(table, measure)[indices]
    known = ~np.isnan(values)
    if not known.any():
        raise ValueError(f"no digit of class {digit} has {measure}")
    return indices[known], values[known]
