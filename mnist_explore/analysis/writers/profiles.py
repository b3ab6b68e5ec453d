"""Who wrote the digits: the list of writers, and one writer's hand in pictures and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.writers.habits import Habit, find_habits
from mnist_explore.atlas.values import measure_values
from mnist_explore.digits import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 8
"""How many of a writer's most and least usual digits a profile names."""


@dataclass(frozen=True)
class Profile:
    """One writer.

    Parameters
    ----------
    writer
        The writer's number.
    series
        NIST's HSF series, or None.
    split
        ``"train"`` or ``"test"``: MNIST keeps a writer's digits in one part; ``""`` for one with digits in both.
    indices
        ``(n,)`` all digits of the writer, by label, then in the data set's order.
    labels
        ``(n,)`` uint8, their labels.
    habits
        What sets the writer apart, the strongest habit first.
    usual, unusual
        ``(m,)`` the writer's digits that look most, and least, like others of their class, the extreme one first;
        empty without typicality.
    """

    writer: int
    series: int | None
    split: str
    indices: NDArray[np.intp]
    labels: NDArray[np.uint8]
    habits: tuple[Habit, ...]
    usual: NDArray[np.intp]
    unusual: NDArray[np.intp]


def list_writers(table: pd.DataFrame) -> pd.DataFrame:
    """Return every known writer.

    Returns
    -------
    DataFrame
        ``writer`` (int64, ascending), ``series`` (Int8), ``split`` (str) and ``digits`` (int64, how many they
        wrote); no rows when no writer is known.
    """
    known = table.loc[table["writer"].notna(), ["writer", "series", "split"]]
    found = known.groupby("writer").agg(series=("series", "first"), split=("split", "first"), digits=("split", "size"))
    types = {"writer": "int64", "series": "Int8", "split": "object", "digits": "int64"}
    return found.reset_index().astype(types)


def writer_profile(
    table: pd.DataFrame, writer: int, *, measures: Sequence[str], typicality: str = "typicality", fewest: int = 3
) -> Profile:
    """Return one writer's digits, habits, and most and least usual digits.

    Parameters
    ----------
    table
        The atlas's table.
    writer
        A number of :func:`list_writers`.
    measures
        What habits are looked for in; names for :func:`~mnist_explore.atlas.values.measure_values`.
    typicality
        The column that says how usual a digit is; a table without it gives no usual and unusual digits.
    fewest
        Of a class with fewer digits of this writer no habit is told, since one digit is no habit.

    Raises
    ------
    ValueError
        If nobody of that number wrote a digit of the table, or a measure is no column of numbers.
    """
    wrote = (table["writer"] == writer).to_numpy(dtype=bool, na_value=False)
    if not wrote.any():
        raise ValueError(f"writer must be a writer of the table, not {writer!r}")
    indices = np.flatnonzero(wrote)
    labels = table["label"].to_numpy()
    indices = indices[np.argsort(labels[indices], kind="stable")]
    usual, unusual = _by_typicality(table, indices, typicality)
    series = int(table["series"].fillna(UNKNOWN).iloc[indices[0]])
    return Profile(
        writer=int(writer),
        series=None if series == UNKNOWN else series,
        split=_split_of(table, indices),
        indices=indices,
        labels=labels[indices],
        habits=find_habits(table, writer, measures, fewest=fewest),
        usual=usual,
        unusual=unusual,
    )


def _by_typicality(
    table: pd.DataFrame, indices: NDArray[np.intp], typicality: str
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the digits highest and the digits lowest in typicality, at most half of them each."""
    if typicality not in table:
        return indices[:0], indices[:0]
    values = measure_values(table, typicality)[indices]
    ranked = indices[np.argsort(-values, kind="stable")][: np.count_nonzero(~np.isnan(values))]
    shown = min(SHOWN, len(ranked) // 2)
    return ranked[:shown], ranked[::-1][:shown]


def _split_of(table: pd.DataFrame, indices: NDArray[np.intp]) -> str:
    """Return the one split that some digits are in, "" for both."""
    found = table["split"].iloc[indices].unique()
    return str(found[0]) if len(found) == 1 else ""
