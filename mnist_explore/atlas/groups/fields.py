"""What a group of digits can be asked for: every column of the atlas, under short names that follow from its entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mnist_explore.classes import in_use
from mnist_explore.columns import COLUMNS, Column
from mnist_explore.columns.entry import Kind

UNKNOWN_WORD = "unknown"
"""The value to ask for where a column is missing or does not apply."""

VALUE_WORDS: Mapping[str, Mapping[str, tuple[int, ...]]] = {"series": {"employees": (0, 1), "students": (4,)}}
"""Column → words for some of its numbers; NIST's series of Census Bureau employees and of high-school students."""

CLASS_COLUMNS = ("label", "predicted")
"""Columns whose numbers are classes."""

_UNITS = re.compile(r"_(px|deg)$")


@dataclass(frozen=True)
class Field:
    """One thing that can be asked.

    Parameters
    ----------
    name
        The column of the table; ``"right"`` and ``"disputed"`` have none and are worked out.
    short
        What texts call it, ``"slant"``.
    title
        What a page calls it.
    unit
        ``""`` for counts and names.
    kind
        What its values are: yes-no columns are asked by yes and no, categories by their values, all others by numbers
        and ranges.
    values
        The names it can have; empty for numbers and yes-no columns.
    """

    name: str
    short: str
    title: str
    unit: str
    kind: Kind
    values: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers, so that ranges can be asked."""
        return self.kind != "yes/no" and not self.values


def value_words(column: str) -> Mapping[str, tuple[int, ...]]:
    """Return the words for some of a column's numbers: of classes that are no digits their names as texts have them."""
    if column in CLASS_COLUMNS and not in_use().are_digits:
        return {text: (label,) for label, text in enumerate(in_use().texts)}
    return VALUE_WORDS.get(column, {})


def field_from(column: Column) -> Field:
    """Return what a column is asked by: its title where that is one word, else its name without the unit."""
    title = normal_name(column.title)
    short = title if column.title.isalpha() else _UNITS.sub("", column.name)
    named = column.dtype in ("category", "str")
    listed = re.split(r",\s*|\s+or\s+", column.range) if named else ()
    values = tuple(value.name for value in column.values) or tuple(listed)
    return Field(column.name, short, column.title, column.unit, column.kind, values)


RIGHT = Field("right", "right", "Classified right", "", "yes/no")
DISPUTED = Field("disputed", "disputed", "Disputed label", "", "yes/no")


def fields_from(columns: Iterable[Column]) -> tuple[Field, ...]:
    """Return everything that can be asked, in the columns' order, what is worked out last."""
    return (*(field_from(column) for column in columns), RIGHT, DISPUTED)


def names_from(columns: Iterable[Column]) -> dict[str, Field]:
    """Return every name that a field answers to: its short one, the column's with and without unit, the title.

    Raises
    ------
    ValueError
        If two fields answer to the same name.
    """
    columns = tuple(columns)
    titles = {column.name: column.title for column in columns}
    names: dict[str, Field] = {REGION: Field(REGION, REGION, "Region of the map", "", "identifier")}
    for field in fields_from(columns):
        own = (field.short, field.name, _UNITS.sub("", field.name), titles.get(field.name, field.short))
        for name in {normal_name(one) for one in own}:
            if names.setdefault(name, field) != field:
                raise ValueError(f"{name!r} could be {names[name].name!r} or {field.name!r}; give one another title")
    return names


def normal_name(text: str) -> str:
    """Return a name as names are compared: lower case, no apostrophes, ``_`` for blanks and hyphens.

    >>> normal_name("Network's answer"), normal_name("stroke-width")
    ('networks_answer', 'stroke_width')
    """
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"['’]", "", text.lower())).strip("_")


REGION = "region"
"""The name that areas of the map are asked by."""

FIELDS = fields_from(COLUMNS)
NAMES = names_from(COLUMNS)
BY_COLUMN = {field.name: field for field in FIELDS}
ORDER = {field.name: place for place, field in enumerate(FIELDS)}
"""Where a field stands in texts."""
