"""Digits of a group put in an order, and in rows: what a sheet of them shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.groups import Field
from mnist_explore.atlas.groups.fields import CLASS_COLUMNS, UNKNOWN_WORD
from mnist_explore.atlas.groups.membership import number_values, yes_no_values
from mnist_explore.atlas.values import Indices
from mnist_explore.words import TEXTS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Row:
    """The digits that have one value of a column.

    Parameters
    ----------
    value
        A name, ``"yes"`` or ``"no"``, or a number: ``"4"``, and not the word for it; ``"unknown"`` where it is missing.
    indices
        ``(n,)`` intp, in the order in which they were given.
    """

    value: str
    indices: Indices


def ordered(table: pd.DataFrame, indices: Indices, field: Field, *, descending: bool = False) -> Indices:
    """Return digits sorted by a column.

    Parameters
    ----------
    table
        The atlas's table.
    indices
        ``(n,)`` the digits; those of equal value keep their order, whichever way is sorted.
    field
        What is sorted by: numbers by size, no before yes, names by the alphabet.
    descending
        Whether the highest come first. Digits without a value come last either way.

    Returns
    -------
    ndarray
        ``(n,)`` intp.
    """
    ranks = _ranks(table, field)[indices]
    keys = np.where(np.isnan(ranks), np.inf, -ranks if descending else ranks)
    return indices[np.argsort(keys, kind="stable")]


def shuffled(indices: Indices, *, seed: int) -> Indices:
    """Return digits in a random order, the same for the same seed and digits."""
    return np.random.default_rng(seed).permutation(indices)


def rows_by(table: pd.DataFrame, indices: Indices, field: Field) -> list[Row]:
    """Return digits in rows by the values of a column, in the values' order, those without a value last.

    Parameters are those of :func:`ordered`.
    """
    ranks = _ranks(table, field)[indices]
    names = _names(table, field)
    missing = np.isnan(ranks)
    values, place = np.unique(ranks[~missing], return_inverse=True)
    order = np.argsort(place, kind="stable")
    own = np.split(indices[~missing][order], np.cumsum(np.bincount(place, minlength=len(values))))[:-1]
    found = [Row(_said(value, names, field), part) for value, part in zip(values, own, strict=True)]
    return [*found, Row(UNKNOWN_WORD, indices[missing])] if missing.any() else found


def _said(rank: float, names: list[str], field: Field) -> str:
    """Return the value that a rank stands for."""
    if names:
        return names[int(rank)]
    if field.name in CLASS_COLUMNS:
        return TEXTS[int(rank)]
    return f"{rank:.0f}" if rank == int(rank) else f"{rank:g}"


def _ranks(table: pd.DataFrame, field: Field) -> NDArray[np.float64]:
    """Return what a column is sorted by, ``(N,)`` float64, NaN where it has no value."""
    if field.kind == "yes/no":
        return yes_no_values(table, field.name)
    if field.numeric:
        return number_values(table, field.name).astype(np.float64)
    names = _names(table, field)
    codes = {name: float(place) for place, name in enumerate(names)}
    return np.asarray(table[field.name].astype("object").map(codes).to_numpy(dtype=np.float64, na_value=np.nan))


def _names(table: pd.DataFrame, field: Field) -> list[str]:
    """Return the names that a column's ranks stand for; none of a column of numbers."""
    if field.kind == "yes/no":
        return ["no", "yes"]
    if field.numeric:
        return []
    return list(dict.fromkeys([*field.values, *sorted(str(name) for name in table[field.name].dropna().unique())]))
