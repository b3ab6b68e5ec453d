"""The entries, and the lists that are derived from them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from mnist_explore.columns.entry import Column, Kind, Stage, Trait, Value, Words

LAST = 1_000
"""Of columns that have no place in lists: after those that have one."""


def _entry(raw: Mapping[str, Any]) -> Column:
    """Return the column that one entry of the file describes."""
    lists = {key: tuple(given) for key, given in raw.items() if key in ("classes", "follows_from")}
    values = tuple(
        Value(one["name"], _words(one["words"]), one.get("is_plain", False)) for one in raw.get("values", ())
    )
    return Column(**{**raw, **lists, "words": _words(raw.get("words", {})), "values": values})


def _words(raw: Mapping[str, Any]) -> Words:
    """Return the words that one entry of the file gives."""
    pairs: dict[str, Any] = {key: tuple(said) if isinstance(said, list) else said for key, said in raw.items()}
    return Words(**pairs)


_FILE = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))

COLUMNS = tuple(_entry(raw) for raw in _FILE["column"])
"""All columns, in the order of exports."""

SHAPES = tuple(_entry(raw) for raw in _FILE["shape"])
"""What is measured of shapes, and told of families; not kept for every digit."""

BY_NAME = {column.name: column for column in COLUMNS}


def columns_of(stage: Stage) -> tuple[str, ...]:
    """Return the names of the columns that a stage computes, in the table's order."""
    return tuple(column.name for column in COLUMNS if column.stage == stage)


def measures_of(
    *kinds: Kind, stages: Collection[Stage] = (), is_style: bool | None = None, told: str = ""
) -> tuple[str, ...]:
    """Return the names of columns, in the order in which people read them.

    Parameters
    ----------
    kinds
        Their kinds; none for any.
    stages
        The stages that compute them; empty for any.
    is_style
        Whether they tell how a digit is written; None for both.
    told
        A field of :class:`Words` that they must have, such as ``"tenths"``.

    >>> measures_of("amount", is_style=True)[:2], measures_of("count")
    (('slant_deg', 'thickness_px'), ('holes', 'ends', 'junctions'))
    """
    found = [
        column
        for column in COLUMNS
        if (not kinds or column.kind in kinds)
        and (not stages or column.stage in stages)
        and is_style in (None, column.is_style)
        and (not told or getattr(column.words, told))
    ]
    return tuple(column.name for column in sorted(found, key=lambda column: column.order or LAST))


def traits(*, plain: bool = False) -> tuple[Trait, ...]:
    """Return what a digit has or lacks: the yes/no columns of style, then the values of its categories.

    Parameters
    ----------
    plain
        Whether the values that are left where no other holds are among them.
    """
    style = [column for column in COLUMNS if column.is_style]
    answers = [Trait(one.name, one.name, None, one.classes, one.words) for one in style if one.kind == "yes/no"]
    values = [
        Trait(value.name, column.name, value.name, column.classes, value.words)
        for column in style
        for value in column.values
        if plain or not value.is_plain
    ]
    return (*answers, *values)


def functions_of(stage: Stage) -> dict[str, tuple[Column, ...]]:
    """Return ``"module:name"`` of every function of a stage → the columns that it computes, in its order."""
    found: dict[str, tuple[Column, ...]] = {}
    for column in COLUMNS:
        if column.stage == stage and column.function:
            found[column.function] = (*found.get(column.function, ()), column)
    return found


def imported(function: str) -> Callable[..., Any]:
    """Return the function that ``"module:name"`` stands for."""
    module, _, name = function.partition(":")
    return cast(Callable[..., Any], getattr(import_module(module), name))
