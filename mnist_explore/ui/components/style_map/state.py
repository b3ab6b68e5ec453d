"""What a map shows, as the address says it: the browser writes it there, and the server reads it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.bins import Bins, bins_of
from mnist_explore.atlas.groups import FIELDS, Field, Group
from mnist_explore.atlas.groups.fields import DISPUTED
from mnist_explore.atlas.groups.membership import is_held, lacking
from mnist_explore.atlas.groups.regions import AXES, PIXELS, Polygon, region_from_text
from mnist_explore.errors import ArtifactError
from mnist_explore.ui.base import cache, digit_cache
from mnist_explore.ui.base.address import DIGIT, whole_number
from mnist_explore.ui.base.arriving import browser_text
from mnist_explore.words import TEXTS

MADE = "yours"
"""What the address calls a layout that a visitor has had made; another visitor's page has none, and shows its first."""

MOST_TEXT = 500
"""Characters of what is hidden."""

BY_SHORT = {field.short: field for field in FIELDS}


@dataclass(frozen=True)
class MapState:
    """What is selected on a map.

    Parameters
    ----------
    regions
        The areas drawn.
    group
        The digits inside them that are not hidden; None where nothing is selected, or all of it is hidden.
    hidden
        The columns by which digits are hidden.
    """

    regions: tuple[Polygon, ...]
    group: Group | None
    hidden: tuple[Field, ...] = ()


def map_state(atlas: Atlas, *, only: int | None) -> MapState:
    """Return what is selected; what of the address cannot be read is said in a sentence each, and left out.

    Parameters
    ----------
    only
        The class chosen in the sidebar, None for all.
    """
    colour = browser_text("map_colour")
    if colour and colour not in fields_on(atlas):
        st.warning("The address asks for a map_colour that is no column of these digits; it was ignored.")
    if browser_text("map_layout") not in ("", MADE, *AXES):
        st.warning("The address asks for a map_layout that there is not; it was ignored.")
    layout, regions = _regions(atlas, browser_text("map_region"), only=only)
    hidden = _hidden(atlas, browser_text("map_hidden"))
    if not regions:
        return MapState((), None, tuple(bins.field for bins, _ in hidden))
    group: Group | None = Group(region=regions, layout=layout)
    for bins, kinds in hidden:
        asked = bins.asking(kinds)
        if only is not None and bins.field.short == DIGIT:
            asked = TEXTS[only] if TEXTS[only] in asked.split(",") else ""
        group = group.asking(bins.field.short, asked) if group is not None and asked else None
    if group is not None and only is not None and not group.of("label"):
        group = group.asking(DIGIT, TEXTS[only])
    return MapState(regions, group, tuple(bins.field for bins, _ in hidden))


def fields_on(atlas: Atlas) -> dict[str, Field]:
    """Return the columns that a map of these digits can be coloured by, by their short names."""
    return {name: field for name, field in BY_SHORT.items() if is_held(atlas.table, field)}


def column_bins(atlas: Atlas, field: Field) -> Bins:
    """Return a column as the map's legend has it.

    Raises
    ------
    ArtifactError
        If it asks for disputed labels and the methods' answers are not there.
    """

    def cut() -> Bins:
        return bins_of(atlas.table, field, disputed=cache.disputed_digits(atlas) if field == DISPUTED else None)

    return cache.made_for_map(atlas, f"bins {field.name}", _make=cut)


def _regions(atlas: Atlas, text: str, *, only: int | None) -> tuple[str, tuple[Polygon, ...]]:
    """Return the layout and the areas that the address names; nothing where there is no such layout now."""
    if not text:
        return PIXELS, ()
    try:
        layout, regions = region_from_text(text)
    except ValueError as error:
        st.warning(f"The address asks for a map_region that cannot be read: {error}; it was ignored.")
        return PIXELS, ()
    if layout in [one.name for one in digit_cache.layouts(atlas, only=only)]:
        return layout, regions
    if lacking(atlas.table, Group(region=regions, layout=layout)) is None:
        st.warning("The selection lies on the map of one digit alone: choose that digit to see it.")
    else:
        st.warning("The selection was left out: these digits have only the map by pixels.")
    return PIXELS, ()


def _hidden(atlas: Atlas, text: str) -> list[tuple[Bins, set[int]]]:
    """Return the columns by which digits are hidden, with the bins that are."""
    found = []
    for part in filter(None, text[:MOST_TEXT].split("~")):
        name, *kinds = part.split(".")
        field = fields_on(atlas).get(name)
        try:
            bins = column_bins(atlas, field) if field else None
        except ArtifactError as error:
            st.warning(f"Nothing is hidden by disputed labels: {error}")
            continue
        numbers = {whole_number(kind, range(len(bins.texts))) for kind in kinds} if bins else set()
        if bins is None or None in numbers:
            st.warning("The address asks for map_hidden, and names what there is not; it was ignored.")
            continue
        found.append((bins, {number for number in numbers if number is not None}))
    return [(bins, kinds) for bins, kinds in found if kinds]
