"""One entry per measure: what every column means, what computes it, and what is said of it, for all that lists any.

The entries are in ``columns.toml``; ``entry.py`` says what their keys mean. Nothing else names measures for a list: a
page, a statistic or a sentence asks :func:`measures_of` or :func:`traits`.
"""

from mnist_explore.columns.entry import Column, Kind, Stage, Trait, Value, Words
from mnist_explore.columns.lists import (
    BY_NAME,
    COLUMNS,
    SHAPES,
    columns_of,
    functions_of,
    imported,
    measures_of,
    traits,
)

__all__ = [
    "BY_NAME",
    "COLUMNS",
    "SHAPES",
    "Column",
    "Kind",
    "Stage",
    "Trait",
    "Value",
    "Words",
    "columns_of",
    "functions_of",
    "imported",
    "measures_of",
    "traits",
]
