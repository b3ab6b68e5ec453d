"""Which digits of a group are on screen, in which order, and how they are laid out: chosen, and worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.arrangement import Row, ordered, rows_by, shuffled
from mnist_explore.atlas.groups import FIELDS, Field, Group
from mnist_explore.atlas.groups.fields import DISPUTED
from mnist_explore.atlas.groups.membership import is_held
from mnist_explore.atlas.values import Indices, Values
from mnist_explore.columns import BY_NAME, measures_of
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import assign, remembered
from mnist_explore.ui.components.choices import choose, choose_page, choose_size
from mnist_explore.ui.components.filters import CONTROL_PX, family_titles
from mnist_explore.ui.components.folding import fold
from mnist_explore.ui.components.sheet import Axis
from mnist_explore.ui.components.values import value_texts, value_word

AS_THEY_COME, AT_RANDOM = "as they come", "at random"
LOWEST, HIGHEST = "lowest first", "highest first"
ONE_SHEET, IN_ROWS, AS_GRID = "one sheet", "in rows", "as a grid"
NOTHING = "nothing"
OPEN, SELECT = "opens its card", "selects it"
HOW_TO_SELECT = (
    "Shift-click, Shift with the arrow keys, Ctrl-click and dragging the mouse select several digits at any time."
)
COUNTS = [100, 300, 500, 1000, 2000]
SIDES = [5, 7, 10, 15, 20, 30, 40]
DRAWS = 1_000_000
LEAST_IN_A_ROW = 12
"""Digits that each of many rows shows at least; the rows that do not fit go to the next page."""


@dataclass(frozen=True, eq=False)
class Layout:
    """The digits on screen, and how they lie.

    Parameters
    ----------
    indices
        ``(n,)`` digits in order, -1 for an empty place of a grid.
    words
        One sentence: which these are, and in which order.
    rows
        Heading and number of digits of each row; none for one sheet.
    axes
        Columns and rows of a grid, or None.
    captions
        One a digit, or none.
    cell_px
        Width of a digit on screen.
    by_tap
        Whether a click or tap on a digit selects it, instead of opening its card.
    """

    indices: Indices
    words: str
    rows: tuple[tuple[str, int], ...]
    axes: tuple[Axis, Axis] | None
    captions: tuple[str, ...]
    cell_px: int
    by_tap: bool


def choose_layout(atlas: Atlas, group: Group) -> Layout:
    """Let the visitor choose order, rows or a grid, size and captions; return what is then on screen.

    Parameters
    ----------
    group
        The digits; there is at least one.
    """
    found = cache.group_members(atlas, group)
    with (
        fold("Order, rows and size", key="samples_look", icon=":material/grid_view:", is_open=False),
        st.container(horizontal=True, gap="small"),
    ):
        with _place():
            arranged = choose("Arrange", [ONE_SHEET, IN_ROWS, AS_GRID], key="samples_arrange")
        if arranged == AS_GRID:
            across, down, side = _choose_grid(atlas, found)
        else:
            count, found, order = _choose_order(atlas, found)
        by = _choose_rows(atlas) if arranged == IN_ROWS else None
        with _place():
            size = choose_size("Size, pixels", range(24, 129, 4), key="samples_size", default=44)
        caption = _choose_caption(atlas)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        by_tap = choose("A click or tap", [OPEN, SELECT], key="samples_tap", help=HOW_TO_SELECT) == SELECT
        axes: tuple[Axis, Axis] | None = None
        rows: tuple[tuple[str, int], ...] = ()
        if arranged == AS_GRID:
            indices, axes, words = _grid(atlas, group, across, down, side)
        elif by is not None:
            indices, rows, words = _in_rows(atlas, group, rows_by(atlas.table, found, by), by, count)
        else:
            page = choose_page(len(found), size=count, key="samples_page")
            indices = found[page]
            words = f"Numbers {page.start + 1:,} to {page.start + len(indices):,} of {len(found):,}"
    words = words if arranged == AS_GRID else f"{words}, {order}"
    return Layout(indices, words, rows, axes, _captions(atlas, indices, caption), size, by_tap)


def _place() -> DeltaGenerator:
    """Return a place for one control."""
    return st.container(width=CONTROL_PX)


def _asked(atlas: Atlas) -> list[Field]:
    """Return what digits can be sorted, put in rows and captioned by; which are disputed takes seconds to find."""
    return [field for field in FIELDS if field != DISPUTED and is_held(atlas.table, field)]


def _by_title(fields: Sequence[Field]) -> dict[str, Field]:
    """Return what pages call columns → the column."""
    return {field.title: field for field in fields}


def _choose_order(atlas: Atlas, found: Indices) -> tuple[int, Indices, str]:
    """Let the visitor choose how many digits are shown at a time and in which order; return them all in that order."""
    with _place():
        count = choose("Digits at a time", COUNTS, key="samples_shown", default=300, look="list")
    titles = _by_title(_asked(atlas))
    with _place():
        order = choose("Order", [AS_THEY_COME, AT_RANDOM, *titles], key="samples_order", look="list")
    if order == AS_THEY_COME:
        return count, found, "in the data set's order"
    if order == AT_RANDOM:
        seed = remembered("samples_draw", range(DRAWS), default=0)
        with _place():
            st.button(
                "Draw others", key="samples_others", icon=":material/casino:", on_click=assign,
                args=("samples_draw", (seed + 1) % DRAWS),
            )  # fmt: skip
        return count, shuffled(found, seed=seed), "in random order"
    with _place():
        first = choose("First", [LOWEST, HIGHEST], key="samples_first")
    sorted_ = ordered(atlas.table, found, titles[order], descending=first == HIGHEST)
    said = BY_NAME[titles[order].name].words.sorted if titles[order].name in BY_NAME else None
    return count, sorted_, f"the {said[first == HIGHEST]} first" if said else f"by {order.lower()}, the {first}"


def _choose_rows(atlas: Atlas) -> Field:
    """Let the visitor choose what rows are made by: anything that is named or counted rather than measured."""
    kinds = ("category", "yes/no", "count", "identifier")
    titles = _by_title([field for field in _asked(atlas) if field.kind in kinds and field.name != "index"])
    with _place():
        return titles[choose("Rows by", list(titles), key="samples_rows", look="list")]


def _choose_grid(atlas: Atlas, found: Indices) -> tuple[str, str, int]:
    """Let the visitor choose the two measures of a grid, and how many digits stand along each side."""
    # A class may have fewer style axes than there are columns of them.
    there = (name for name in measures_of("amount", "count") if atlas.table[name].iloc[found].notna().any())
    titles = {BY_NAME[name].title: name for name in there}
    names = list(titles)
    with _place():
        across = choose("Across", names, key="samples_across", look="list", default=names[1])
    with _place():
        down = choose("Down", names, key="samples_down", look="list")
    with _place():
        side = choose("Digits a side", SIDES, key="samples_side", default=10, look="list")
    return titles[across], titles[down], side


def _choose_caption(atlas: Atlas) -> Field | None:
    """Let the visitor choose what stands below each digit."""
    titles = _by_title(_asked(atlas))
    with _place():
        return titles.get(choose("Below each digit", [NOTHING, *titles], key="samples_caption", look="list"))


def _captions(atlas: Atlas, indices: Indices, field: Field | None) -> tuple[str, ...]:
    """Return what stands below each digit."""
    return () if field is None else tuple(value_texts(atlas.table, indices, field))


def _in_rows(
    atlas: Atlas, group: Group, rows: list[Row], field: Field, count: int
) -> tuple[Indices, tuple[tuple[str, int], ...], str]:
    """Return the digits of as many rows as fit on a page, each row's share of the digits that are shown."""
    share = max(LEAST_IN_A_ROW, count // len(rows))
    page = choose_page(len(rows), size=max(1, count // share), key="samples_page")
    names = {str(family): name for (_, family), name in family_titles(atlas, group).items()}
    shown, heads = [], []
    for row in rows[page]:
        part = row.indices[:share]
        name = names.get(row.value) if field.name == "family" else None
        more = f", the first {len(part)}" if len(part) < len(row.indices) else ""
        heads.append((f"{name or value_word(field, row.value)}: {len(row.indices):,}{more}", len(part)))
        shown.append(part)
    words = f"Rows {page.start + 1:,} to {page.start + len(heads):,} of {len(rows):,} by {field.title.lower()}"
    return np.concatenate(shown), tuple(heads), words


def _grid(atlas: Atlas, group: Group, across: str, down: str, side: int) -> tuple[Indices, tuple[Axis, Axis], str]:
    """Return a typical digit of every cell of a grid, its axes, and what it shows in words."""
    grid = cache.group_grid(atlas, group, rows=down, columns=across, size=side)
    axes = (_axis(across, grid.column_edges), _axis(down, grid.row_edges))
    words = (
        f"{BY_NAME[down].title} grows downwards, {BY_NAME[across].title.lower()} to the right, each cut into {side} "
        "parts of equally many digits; a cell shows its medoid, the digit nearest to the cell's mean picture, and is "
        "empty where no digit lies"
    )
    return grid.indices.ravel(), axes, words


def _axis(measure: str, edges: Values) -> Axis:
    """Return one side of a grid, with the value at which each of its parts begins, not at all of many."""
    column = BY_NAME[measure]
    span = abs(float(edges[-1]) - float(edges[0]))
    decimals = 0 if span >= 20 else 1 if span >= 2 else 2
    stride = -(-(len(edges) - 1) // 10)
    ticks = tuple(
        f"{round(float(edge), decimals) + 0.0:.{decimals}f}".replace("-", "−") if place % stride == 0 else ""
        for place, edge in enumerate(edges[:-1])
    )
    return Axis(f"{column.title}, {column.unit}" if column.unit else column.title, ticks)
