"""Which digits belong to a group."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.groups.conditions import Bound, Condition, Range
from mnist_explore.atlas.groups.fields import DISPUTED, REGION, RIGHT, UNKNOWN_WORD, Field
from mnist_explore.atlas.groups.group import Group
from mnist_explore.atlas.groups.regions import AXES, inside, on_grid
from mnist_explore.atlas.values import Indices

if TYPE_CHECKING:
    import pandas as pd

Mask = NDArray[np.bool_]

FEW = 8
"""Up to so many ranges are asked one by one; more are sorted, and each value looks up its own."""

ROUNDING = 1e-9
"""Percentiles that differ by less are equal."""


def members(table: pd.DataFrame, group: Group, *, disputed: Indices | None = None) -> Indices:
    """Return the digits of a group.

    Parameters
    ----------
    table
        The atlas's table.
    group
        What they have in common. Percentiles are those within the class, over all its digits in the table, equal
        values counted half, whatever else the group asks.
    disputed
        The digits whose label is disputed, for groups that ask it.

    Returns
    -------
    ndarray
        ``(n,)`` intp, ascending.

    Raises
    ------
    ValueError
        If the table lacks a column or a layout that is asked, or the group asks for disputed labels and they are not
        given.
    """
    found = np.ones(len(table), bool)
    for _, mask in masks(table, group, disputed=disputed):
        found &= mask
    return np.flatnonzero(found)


def others(table: pd.DataFrame, group: Group, *, disputed: Indices | None = None) -> Indices:
    """Return the digits of a group's classes and split that do not belong to it: what it is held against.

    Parameters, returns and exceptions are those of :func:`members`.
    """
    whole = Group(tuple(one for one in group.conditions if one.column in ("label", "split")))
    if whole == group:  # all of a class: held against the other classes
        whole = Group(tuple(one for one in group.conditions if one.column == "split"))
    return np.setdiff1d(members(table, whole), members(table, group, disputed=disputed), assume_unique=True)


def masks(table: pd.DataFrame, group: Group, *, disputed: Indices | None = None) -> Iterator[tuple[str, Mask]]:
    """Yield every part of a group, by its column or ``"region"``, with whether each digit fulfils it; ``(N,)`` bool.

    Parameters and exceptions are those of :func:`members`.
    """
    for one in group.conditions:
        yield one.column, _fulfilled(table, one, disputed)
    if group.region:
        if (missing := lacking(table, group)) is not None:
            raise ValueError(missing)
        across, up = AXES[group.layout]
        places = np.stack([table[across].to_numpy(), table[up].to_numpy()], axis=1)
        yield REGION, inside(on_grid(places), group.region)


def is_held(table: pd.DataFrame, field: Field) -> bool:
    """Tell whether a table has what a column says; disputed labels no table has, and they count as held."""
    return field == DISPUTED or ("predicted" if field == RIGHT else field.name) in table


def lacking(table: pd.DataFrame, group: Group) -> str | None:
    """Return why a group cannot be asked of these digits, a sentence without its stop; None if it can be."""
    if missing := lacking_columns(table, group):
        titles = " or ".join(field.title.lower() for field in missing)
        return f"no network has read these digits, so that nothing is known of {titles}"
    if not group.region or AXES[group.layout][0] in table:
        return None
    return "the region lies on another map, and these digits have only the map by pixels"


def lacking_columns(table: pd.DataFrame, group: Group) -> tuple[Field, ...]:
    """Return the columns that a group asks and a table does not have: those that a network answers."""
    return tuple(one.field for one in group.conditions if not is_held(table, one.field))


def yes_no_values(table: pd.DataFrame, column: str, *, disputed: Indices | None = None) -> NDArray[np.float64]:
    """Return a yes-no column, or what is worked out, as 1, 0 and NaN where it does not apply; ``(N,)`` float64.

    Raises
    ------
    ValueError
        As for :func:`members`.
    """
    if column == RIGHT.name:
        return np.asarray(_column(table, "predicted").to_numpy() == table["label"].to_numpy(), np.float64)
    if column == DISPUTED.name:
        if disputed is None:
            raise ValueError("the group asks for disputed labels, and which these are was not given")
        found = np.zeros(len(table))
        found[disputed] = 1
        return found
    return np.asarray(_column(table, column).to_numpy(dtype=np.float64, na_value=np.nan))


def number_values(table: pd.DataFrame, column: str) -> NDArray[np.number]:
    """Return a column of numbers in its own type, or as float64 with NaN where some are missing; ``(N,)``."""
    values = _column(table, column)
    if isinstance(values.dtype, np.dtype):
        return np.asarray(values.to_numpy())
    return np.asarray(values.to_numpy(dtype=np.float64, na_value=np.nan))


def _column(table: pd.DataFrame, column: str) -> pd.Series:
    """Return a column of the table."""
    if column not in table:
        raise ValueError(f"the table has no column {column!r}")
    return table[column]


def _fulfilled(table: pd.DataFrame, one: Condition, disputed: Indices | None) -> Mask:
    """Return which digits fulfil a condition."""
    if one.field.kind == "yes/no":
        answers = yes_no_values(table, one.column, disputed=disputed)
        asked = {"yes": answers == 1, "no": answers == 0, UNKNOWN_WORD: np.isnan(answers)}
        return np.asarray(np.logical_or.reduce([asked[str(part)] for part in one.parts]))
    if not one.field.numeric:
        return _named(_column(table, one.column), one)
    values = number_values(table, one.column)
    found = _missing(values) if UNKNOWN_WORD in one.parts else np.zeros(len(values), bool)
    ranges = [part for part in one.parts if isinstance(part, Range)]
    plain = [part for part in ranges if not part.percentile]
    if len(plain) > FEW:
        found |= _in_any(values, plain)
        plain = []
    for part in plain:
        found |= _within(values, part, None)
    ranked = [part for part in ranges if part.percentile]
    return found | _in_percentiles(values, table["label"].to_numpy(), ranked) if ranked else found


def _in_percentiles(values: NDArray[np.number], label: NDArray[np.integer], ranges: list[Range]) -> Mask:
    """Return which values lie in any of some ranges of percentiles within their class."""
    by_class = np.argsort(label, kind="stable")
    found = np.zeros(len(values), bool)
    for own in np.split(by_class, np.cumsum(np.bincount(label, minlength=1))[:-1]):
        among = values[own]
        ranked = np.sort(among[~_missing(among)])
        for part in ranges:
            found[own] |= _within(among, part, ranked)
    return found


def _missing(values: NDArray[np.number]) -> Mask:
    """Return which values are missing."""
    return np.isnan(values) if values.dtype.kind == "f" else np.zeros(len(values), bool)


def _named(values: pd.Series, one: Condition) -> Mask:
    """Return which digits have one of some names."""
    names = [part for part in one.parts if part != UNKNOWN_WORD]
    found = np.asarray(values.isin(names).to_numpy(dtype=bool))
    return found | np.asarray(values.isna().to_numpy()) if UNKNOWN_WORD in one.parts else found


def _in_any(values: NDArray[np.number], ranges: list[Range]) -> Mask:
    """Return which values lie in any of many ranges in the column's unit, ends included."""
    ends = [(-np.inf if part.low is None else part.low.value, np.inf if part.high is None else part.high.value)
            for part in ranges]  # fmt: skip
    low, high = np.array(sorted(ends)).T.astype(values.dtype if values.dtype.kind == "f" else np.float64)
    # Of all ranges that begin at or below a value, the one that reaches highest decides.
    reach = np.maximum.accumulate(high)
    place = np.searchsorted(low, values, side="right") - 1
    return (place >= 0) & (values <= reach[np.maximum(place, 0)])


def _within(values: NDArray[np.number], part: Range, ranked: NDArray[np.number] | None) -> Mask:
    """Return which values lie in a range; `ranked` are the class's values in order, for percentiles."""
    found = ~_missing(values)
    # A plain number takes the values' own type: 0.1 asks for what a column of float32 shows as 0.1.
    if part.low is not None:
        found &= values >= _threshold(part.low, ranked, lowest=True)
    if part.high is not None:
        found &= values <= _threshold(part.high, ranked, lowest=False)
    return found


def _threshold(bound: Bound, ranked: NDArray[np.number] | None, *, lowest: bool) -> float:
    """Return a bound in the column's unit: for a percentile the lowest, or highest, value that still fulfils it."""
    if not bound.percentile:
        return bound.value
    outside = np.inf if lowest else -np.inf
    if ranked is None or not len(ranked):
        return outside

    def percentile(place: int) -> float:
        value = ranked[place]
        return 50 * float(ranked.searchsorted(value) + ranked.searchsorted(value, side="right")) / len(ranked)

    if lowest:
        place = bisect_left(range(len(ranked)), bound.value - ROUNDING, key=percentile)
        return float(ranked[place]) if place < len(ranked) else outside
    place = bisect_right(range(len(ranked)), bound.value + ROUNDING, key=percentile)
    return float(ranked[place - 1]) if place else outside
