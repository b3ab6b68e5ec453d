"""Any column of the atlas as numbers, its words, and its sums per writer: what the statistics are made of."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import in_use
from mnist_explore.columns import BY_NAME
from mnist_explore.digits import class_rows

if TYPE_CHECKING:
    import pandas as pd

Values = NDArray[np.float64]
Indices = NDArray[np.intp]
LEVEL = 0.95
"""Of every interval that is told."""
Z_VALUE = NormalDist().inv_cdf((1 + LEVEL) / 2)
"""Standard deviations to either side of a normal distribution's middle that hold so much of it, 1.96."""


def measure_values(table: pd.DataFrame, measure: str) -> Values:
    """Return one measure of every digit as numbers.

    Parameters
    ----------
    table
        The atlas's table.
    measure
        A column of numbers or of yes and no, or ``"column=value"``, which asks a column of names, such as
        ``"form=base"``.

    Returns
    -------
    ndarray
        ``(N,)`` float64; yes is 1 and no is 0; NaN where the measure is missing or does not apply.

    Raises
    ------
    ValueError
        If there is no such column, or it holds names and no value was asked.
    """
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    name, _, wanted = measure.partition("=")
    if name not in table:
        raise ValueError(f"measure must be a column of the table, not {measure!r}")
    column = table[name]
    if wanted:
        asked = (column.astype("object") == wanted).to_numpy(dtype=np.float64)
        return np.where(column.isna().to_numpy(), np.nan, asked)
    if not (is_numeric_dtype(column) or is_bool_dtype(column)):
        raise ValueError(f"{measure!r} holds names; ask for one of them, as in {measure + '=' + _example(column)!r}")
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def is_yes_no(table: pd.DataFrame, measure: str) -> bool:
    """Return whether a measure is a question with the answers yes and no, so that its mean is a share."""
    from pandas.api.types import is_bool_dtype

    return "=" in measure or (measure in table and bool(is_bool_dtype(table[measure])))


def title_of(measure: str) -> str:
    """Return what sentences call a measure: its column's title in lower case, or the name without its unit."""
    name, _, wanted = measure.partition("=")
    known = BY_NAME.get(name)
    title = known.title.lower() if known else name.removesuffix("_px").removesuffix("_deg").replace("_", " ")
    return f"{title} {wanted}".strip()


HIGHEST_NUMBER = 1_000_000
"""Of a writer, up to which there is a look-up of all numbers."""


def members(table: pd.DataFrame, digit: int | None) -> NDArray[np.intp]:
    """Return the indices of one class's digits, or of all digits for None; ``(n,)``, ascending.

    Raises
    ------
    ValueError
        If `digit` is none of 0-9 and no class of these digits.
    """
    if digit is None:
        return np.arange(len(table))
    labels = table["label"].to_numpy()
    if not 0 <= digit < max(class_rows(labels), len(in_use())):
        raise ValueError(f"digit must be a class or None, not {digit!r}")
    return np.flatnonzero(labels == digit)


@dataclass(frozen=True, eq=False)
class WriterSums:
    """A measure summed over every writer's digits of each class.

    Parameters
    ----------
    writers
        ``(W,)`` int64, the writers' numbers, ascending.
    counts
        ``(10, W)`` float64, how many digits with a value of the measure.
    centres
        ``(10,)`` float64, the mean over all digits of the class, NaN for a class without values.
    sums, squares
        ``(10, W)`` float64, sums of the values and of their squares, both after subtracting the class's centre,
        so that no digits cancel.
    """

    writers: NDArray[np.int64]
    counts: Values
    centres: Values
    sums: Values
    squares: Values


def writer_sums(table: pd.DataFrame, measure: str, *, among: NDArray[np.bool_] | None = None) -> WriterSums:
    """Return a measure's sums per class and writer; digits without a known writer are left out.

    Parameters
    ----------
    table, measure
        As for :func:`measure_values`.
    among
        ``(N,)`` the digits to sum over; by default all. The list of writers is that of all.
    """
    codes, writers = writer_codes(table)
    values = measure_values(table, measure)
    label = table["label"].to_numpy().astype(np.intp)
    known = np.flatnonzero(~np.isnan(values) & (codes >= 0) & (True if among is None else among))
    label, codes, values = label[known], codes[known], values[known]
    cell, shape = label * len(writers) + codes, (class_rows(table["label"].to_numpy()), len(writers))

    def per_cell(weights: Values | None = None) -> Values:
        counted = np.bincount(cell, weights, minlength=shape[0] * shape[1])
        return counted.reshape(shape).astype(np.float64)

    counts = per_cell()
    total = counts.sum(axis=1)
    centres = np.where(total > 0, np.bincount(label, values, minlength=shape[0]) / np.maximum(total, 1), np.nan)
    values = values - centres[label]
    values[np.abs(values) <= 1e-12 * np.abs(centres[label])] = 0.0  # all values equal: rounding is no variation
    return WriterSums(writers, counts, centres, per_cell(values), per_cell(values**2))


def writer_codes(table: pd.DataFrame) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return each digit's position in the list of writers, -1 where unknown, and the list, ascending."""
    writer = table["writer"].to_numpy(dtype=np.int64, na_value=-1)
    if len(writer) and writer.min() >= -1 and writer.max() <= HIGHEST_NUMBER:
        # By a look-up, many times faster than sorting: pages ask for it time and again.
        is_there = np.bincount(writer + 1) > 0
        codes = (np.cumsum(is_there) - 1)[writer + 1]
        writers = np.flatnonzero(is_there) - 1
    else:
        writers, codes = np.unique(writer, return_inverse=True)
    unknown = int(np.searchsorted(writers, 0))
    return codes.astype(np.intp, copy=False) - unknown, writers[unknown:]


def _example(column: pd.Series) -> str:
    """Return a value that occurs in a column of names."""
    return str(column.dropna().iloc[0]) if column.notna().any() else "value"
