"""What every column of the atlas means: unit, range, definition and source, in one place."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Stage = Literal["given", "style", "family", "network", "map"]
"""Where a column comes from: given with the digits, or the stage of ``build`` that computes it."""


@dataclass(frozen=True)
class Column:
    """One column of the atlas.

    Parameters
    ----------
    name
        As in the table and in exports; the unit is part of it where there is one.
    title
        What a page calls it.
    unit
        ``""`` for counts and names.
    range
        Lowest to highest possible value, in words.
    dtype
        Of the column in the table, a pandas dtype.
    stage
        Which stage computes it.
    definition
        One sentence; when a value can be missing, it says why.
    source
        Paper or address the definition comes from.
    """

    name: str
    title: str
    unit: str
    range: str
    dtype: str
    stage: Stage
    definition: str
    source: str


def _read() -> tuple[Column, ...]:
    """Return the columns that ``columns.toml`` describes."""
    entries = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))["column"]
    return tuple(Column(**entry) for entry in entries)


COLUMNS = _read()
"""All columns, in the order of exports."""

BY_NAME = {column.name: column for column in COLUMNS}


def columns_of(stage: Stage) -> tuple[str, ...]:
    """Return the names of the columns that a stage computes, in the table's order."""
    return tuple(column.name for column in COLUMNS if column.stage == stage)
