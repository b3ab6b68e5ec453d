"""A group of digits: one small question to the atlas, with one text form that an address bar can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.groups.conditions import Bound, Condition, Range, condition, exactly, shown
from mnist_explore.atlas.groups.fields import BY_COLUMN, NAMES, ORDER, REGION, normal_name
from mnist_explore.atlas.groups.regions import AXES, PIXELS, Polygon, fitting, polygon, region_from_text, region_text

MOST_TEXT = 8_000
"""Characters of a group's text: servers between a browser and the app take addresses of about that length."""

MOST_CONDITIONS = 50


@dataclass(frozen=True)
class Group:
    """Some digits, named by what they have in common.

    A digit belongs to it when every condition holds and it lies in one of the areas. Groups are equal when they ask
    the same; they can be keys of a cache. ``str`` gives the form of the address bar, :func:`parse` reads it.

    Parameters
    ----------
    conditions
        One a column at most; kept in the columns' order.
    region
        Areas of the map, from :func:`~mnist_explore.atlas.groups.regions.polygon`; empty for the whole map.
    layout
        Which of the :data:`~mnist_explore.atlas.groups.regions.AXES` the areas lie on; ``"pixels"`` without areas.

    Raises
    ------
    ValueError
        If a column is asked twice, there is no such layout, or the text form would be too long.

    Examples
    --------
    >>> str(Group().asking("digit", "7").asking("crossed", "yes").asking("slant", "20.."))
    'digit=7&slant=20..&crossed=yes'
    """

    conditions: tuple[Condition, ...] = ()
    region: tuple[Polygon, ...] = ()
    layout: str = PIXELS

    def __post_init__(self) -> None:
        """Put the conditions in order and hold the group to what an address can carry."""
        ordered = tuple(sorted(self.conditions, key=lambda one: ORDER[one.column]))
        columns = [one.column for one in ordered]
        if len(set(columns)) < len(columns):
            raise ValueError(f"each column can be asked once, not {', '.join(columns)}")
        object.__setattr__(self, "conditions", ordered)
        object.__setattr__(self, "region", tuple(polygon(area) for area in self.region))
        if self.layout not in AXES:
            raise ValueError(f"there is no layout {self.layout!r}")
        if self.region:
            region_from_text(region_text(self.layout, self.region))  # refuses what no text may hold
        else:
            object.__setattr__(self, "layout", PIXELS)
        if len(str(self)) > MOST_TEXT:
            raise ValueError(f"a group's text can have {MOST_TEXT:,} characters, and this takes {len(str(self)):,}")

    def __str__(self) -> str:
        """Return the form of the address bar, ``digit=7&crossed=yes``; nothing in it needs an escape."""
        return "&".join(f"{name}={value}" for name, value in self.pairs)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Name and value of every part of the text form, in order: the parameters of an address."""
        found = [(one.field.short, one.value_text()) for one in self.conditions]
        return (*found, (REGION, region_text(self.layout, self.region))) if self.region else tuple(found)

    @property
    def spaced(self) -> str:
        """The form of the command line, ``digit=7 crossed=yes``."""
        return " ".join(f"{name}={value}" for name, value in self.pairs)

    @property
    def addressed(self) -> str:
        """The form of one parameter of an address, ``digit~7 crossed~yes``: browsers show ``=`` in one as ``%3D``."""
        return " ".join(f"{name}~{value}" for name, value in self.pairs)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are asked, in order."""
        return tuple(one.column for one in self.conditions)

    def of(self, column: str) -> Condition | None:
        """Return the condition on a column, or None."""
        return next((one for one in self.conditions if one.column == column), None)

    def asking(self, name: str, value: str) -> Group:
        """Return the group with one condition more, or with another in its place.

        Parameters
        ----------
        name
            Any name of a column, ``"slant"``.
        value
            As in texts, ``"20.."``.

        Raises
        ------
        ValueError
            If there is no such name, or it cannot have that value.
        """
        return self._with(_part(name, value))

    def without(self, name: str) -> Group:
        """Return the group without the condition on a column, or without its region.

        Raises
        ------
        ValueError
            If there is no such name.
        """
        column = _field_name(name)
        if column == REGION:
            return replace(self, region=())
        return replace(self, conditions=tuple(one for one in self.conditions if one.column != column))

    def _with(self, part: Condition | tuple[str, tuple[Polygon, ...]]) -> Group:
        """Return the group with a part, a condition or a layout's areas, in the place of the one of the same name."""
        if isinstance(part, tuple):
            return replace(self, layout=part[0], region=part[1])
        others = tuple(one for one in self.conditions if one.column != part.column)
        return replace(self, conditions=(*others, part))


def group_of_indices(indices: NDArray[np.integer]) -> Group:
    """Return the group of some digits, named one by one, runs of neighbours as ranges.

    Raises
    ------
    ValueError
        If there are none, or so many that no address holds them.
    """
    own = np.unique(np.asarray(indices))
    breaks = np.flatnonzero(np.diff(own) > 1) + 1
    runs = np.split(own, breaks) if len(own) else []
    parts = [exactly(run[0]) if len(run) == 1 else Range(Bound(run[0]), Bound(run[-1])) for run in runs]
    return Group((Condition("index", tuple(parts)),))


def group_of_areas(areas: Sequence[Iterable[Sequence[float]]]) -> Group:
    """Return the group of the digits inside areas that were drawn on the map, corners thinned where there are many."""
    return Group(region=fitting(areas))


def parse(text: str) -> tuple[Group, tuple[str, ...]]:
    """Return the group that a text names, and one sentence about every part that had to be left out.

    Parameters
    ----------
    text
        Conditions ``name=value``, or ``name~value``, with ``&`` or blanks between them; nothing is trusted. Values
        are ``yes``, ``no``, names, numbers, ranges (``20..``, ``..p10``, ends included, ``p`` for percentiles within
        the class), ``unknown``, or several of them with commas, of which one must hold.

    Returns
    -------
    group, notes
        The group of what could be read, and sentences without markup.
    """
    if len(text) > 3 * MOST_TEXT:
        return Group(), (f"The group's text has {len(text):,} characters, too many, and was left out.",)
    pairs = []
    for part in re.split(r"[&\s]+", text.strip().removeprefix("?")):
        if part:
            name, *value = re.split("[=~]", part, maxsplit=1)
            pairs.append((unquote(name), unquote(value[0]) if value else None))
    return parse_pairs(pairs)


def parse_pairs(pairs: Iterable[tuple[str, str | None]]) -> tuple[Group, tuple[str, ...]]:
    """Return the group that an address's parameters name, as :func:`parse` does.

    Parameters
    ----------
    pairs
        Name and value of each; a value of None was not given.
    """
    group, notes, seen = Group(), [], set[str]()
    for number, (name, value) in enumerate(pairs):
        if number >= MOST_CONDITIONS:
            notes.append(f"Only the first {MOST_CONDITIONS} conditions were read.")
            break
        try:
            if value is None:
                raise ValueError("it needs a name and a value, as in digit=7")
            column = _field_name(name)
            if column in seen:
                raise ValueError("it was asked before, and the first holds")
            group = group._with(_part(name, value))
            seen.add(column)
        except ValueError as error:
            notes.append(f"“{shown(name if value is None else f'{name}={value}')}” was left out: {error}.")
    return group, tuple(notes)


def exact_group(text: str) -> Group:
    """Return the group that a text names, where nothing may be left out.

    Raises
    ------
    ValueError
        With the sentences about all parts that cannot be read.
    """
    group, notes = parse(text)
    if notes:
        raise ValueError(" ".join(notes))
    return group


def _field_name(name: str) -> str:
    """Return the column, or the region, that a name means."""
    field = NAMES.get(normal_name(name[:50]))
    if field is None:
        raise ValueError(f"there is no column of that name; {_near(name)}")
    return field.name


def _near(name: str) -> str:
    """Return which names are near to one that is none, or where to look."""
    from difflib import get_close_matches

    close = get_close_matches(normal_name(name[:50]), NAMES, n=1)
    return f"the nearest is {close[0]}" if close else "`export --describe` lists them"


def _part(name: str, value: str) -> Condition | tuple[str, tuple[Polygon, ...]]:
    """Return what a name and a value ask."""
    column = _field_name(name)
    return region_from_text(value.strip()) if column == REGION else condition(BY_COLUMN[column], value)
