"""What pages call a column's values: one digit's below its picture, or those that a row has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.atlas.groups import Field
from mnist_explore.atlas.groups.fields import CLASS_COLUMNS, UNKNOWN_WORD, value_words
from mnist_explore.atlas.groups.membership import number_values, yes_no_values
from mnist_explore.atlas.values import Indices
from mnist_explore.classes import in_use
from mnist_explore.columns import BY_NAME
from mnist_explore.words import TITLES, with_unit

if TYPE_CHECKING:
    import pandas as pd

PLAIN = "plain"
"""A digit that lacks what goes without saying."""


def value_name(field: Field, value: str) -> str:
    """Return what a value of a column is called where the column stands beside it: ``crossed``, ``plain``, ``bar``."""
    entry = BY_NAME.get(field.name)
    if entry is None:
        return value
    if field.name in CLASS_COLUMNS and (label := in_use().label_of(value)) is not None:
        return in_use().name(label)
    if field.kind == "yes/no":
        pair = entry.words.digit if value in ("yes", "no") else None
        return value if pair is None else pair[value == "yes"] or PLAIN
    named = {one.name: one.words.digit for one in entry.values}
    said = named.get(value)
    return said[1] if said and said[1] else value


def value_word(field: Field, value: str) -> str:
    """Return what a value of a column is called by itself.

    >>> from mnist_explore.atlas.groups import FIELDS
    >>> series, writer, crossed = (
    ...     next(one for one in FIELDS if one.name == name) for name in ("series", "writer", "crossed")
    ... )
    >>> value_word(series, "4"), value_word(writer, "2154"), value_word(crossed, "no")
    ('students, series 4', 'Writer 2154', 'digits without a bar')
    """
    if field.name in CLASS_COLUMNS and not in_use().are_digits:
        return f"{field.title} {value_name(field, value)}"
    for word, numbers in value_words(field.name).items():
        if value in map(str, numbers):
            return f"{word}, {field.title.lower()} {value}"
    entry = BY_NAME.get(field.name)
    if entry and entry.words.group and value in ("yes", "no"):
        return entry.words.group[value == "yes"].format("digits")
    name = value_name(field, value)
    return f"{field.title}: {value}" if field.kind == "yes/no" else name if name != value else f"{field.title} {value}"


def extreme_words(measure: str, lowest: float, highest: float) -> tuple[str, str]:
    """Return what the digits with the least and the most of a measure are called, to follow "the sevens".

    Parameters
    ----------
    measure
        An amount or a count.
    lowest, highest
        Its values at both ends.

    >>> extreme_words("slant_deg", -20, 60), extreme_words("holes", 0, 3)
    (('that lean farthest left', 'that lean farthest right'), ('with the fewest holes', 'with the most holes'))
    >>> extreme_words("slant_deg", 4, 60), extreme_words("slant_deg", -20, -1)[1]
    (('that lean least to the right', 'that lean farthest right'), 'that lean least to the left')
    """
    column = BY_NAME[measure]
    fewest = "fewest" if column.kind == "count" else "least"
    title = column.title.lower()
    least, most = column.words.extremes or (f"with the {fewest} {title}", f"with the most {title}")
    beyond_zero = column.words.extremes_beyond_zero or (least, most)
    return beyond_zero[0] if lowest > 0 else least, beyond_zero[1] if highest < 0 else most


def value_texts(table: pd.DataFrame, indices: Indices, field: Field) -> list[str]:
    """Return what a column says of each digit, with its unit; "" for a digit that is none, index -1.

    Parameters
    ----------
    table
        The atlas's table.
    indices
        ``(n,)`` digits.
    field
        The column.
    """
    if field.kind == "yes/no":
        answers = yes_no_values(table, field.name)[indices].tolist()
        texts = [value_name(field, UNKNOWN_WORD if one != one else "yes" if one else "no") for one in answers]
    elif not field.numeric:
        names = table[field.name].astype("object").to_numpy()[indices].tolist()
        texts = [UNKNOWN_WORD if name is None or name != name else value_name(field, str(name)) for name in names]
    else:
        numbers = number_values(table, field.name)[indices].astype(np.float64).tolist()
        texts = [UNKNOWN_WORD if one != one else _number(field, one) for one in numbers]
    return [text if index >= 0 else "" for text, index in zip(texts, indices.tolist(), strict=True)]


def _number(field: Field, value: float) -> str:
    """Return a number with its unit: amounts rounded, all else whole."""
    if field.name in CLASS_COLUMNS:
        return TITLES[int(value)]
    if field.kind not in ("amount", "place"):
        return f"{value:.0f}"
    return with_unit(value, field.unit) if field.unit else f"{value:.2f}"
