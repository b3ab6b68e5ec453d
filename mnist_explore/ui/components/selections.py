"""Figures that are also controls: regions of the map, cells of the confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.groups import Group, group_of_areas
from mnist_explore.atlas.values import Indices
from mnist_explore.figures import MAP_UNIT, mark_cell, still
from mnist_explore.ui.base.address import key_now, pin, renew
from mnist_explore.ui.base.devices import is_telephone
from mnist_explore.ui.base.subject import drop_subject, tell_subject
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.links import show_group_links

if TYPE_CHECKING:
    import plotly.graph_objects as go

Box = tuple[float, float, float, float]
Lasso = list[tuple[float, float]]

SHOWN = 300
MOST_AREAS = 50
MOST_CORNERS = 2_000
"""Of all areas together: more than a hand draws. What the browser sends can be anything, and a corner costs time."""


@st.fragment
def show_map_with_gallery(atlas: Atlas, figure: go.Figure, *, only: int | None, key: str) -> None:
    """Show the map and, below it, the digits inside what the visitor drew on it.

    Parameters
    ----------
    figure
        From :mod:`mnist_explore.figures`, in units of 1 / ``MAP_UNIT``.
    only
        The class that the map shows alone, or None for all.
    key
        Of the chart.
    """
    boxes, lassos = _show_map(
        figure,
        alt=f"Map of writing styles of {len(atlas.digits):,} digits; digits written alike lie close together",
        key=key,
    )
    found = queries.inside(atlas.table, boxes=boxes, lassos=lassos)
    if only is not None:
        found = found[atlas.digits.labels[found] == only]
    if not boxes and not lassos:
        drop_subject(key=key)
        st.info("Nothing is selected yet: draw a loop or a box on the map.", icon=":material/gesture_select:")
        return
    st.markdown(_counted(atlas, found))
    if len(found):
        group = selected_group(boxes, lassos, only=only)
        tell_subject(group, key=key)
        show_group_links(group)
    else:
        drop_subject(key=key)
    # Evenly spread, so that a large region is not shown by its first few hundred digits alone.
    shown = queries.evenly(found, SHOWN)
    show_gallery(atlas, shown, key=f"{key}_gallery", alt=f"{len(shown)} of the {len(found):,} digits selected")


def selected_group(boxes: Sequence[Box], lassos: Sequence[Lasso], *, only: int | None) -> Group:
    """Return what was drawn on the map as a group, of all digits or of `only` one class."""
    corners = [[(x0, y0), (x1, y0), (x1, y1), (x0, y1)] for x0, y0, x1, y1 in boxes]
    group = group_of_areas([*corners, *lassos])
    return group if only is None else group.asking("digit", str(only))


def _show_map(figure: go.Figure, *, alt: str, key: str) -> tuple[list[Box], list[Lasso]]:
    """Show the map; return the boxes and lassos drawn on it last, in map units."""
    kept, now = f"{key}_regions", key_now(key)

    def take_selection() -> None:
        event: Any = st.session_state.get(now)
        st.session_state[kept] = regions(event.get("selection", {}) if event else {})

    def clear() -> None:
        renew(key)
        st.session_state[kept] = ([], [])

    if is_telephone() and not st.toggle("Draw with a finger, instead of scrolling", key=f"{key}_finger"):
        # With a selection to make, Streamlit takes every drag for one.
        st.plotly_chart(still(figure), key=f"{key}_still", config={"displayModeBar": False}, alt=alt)
    else:
        st.plotly_chart(
            figure,
            key=now,
            on_select=take_selection,
            selection_mode=("box", "lasso"),
            config={"scrollZoom": True, "displaylogo": False},
            alt=alt,
        )
    # Kept apart from the chart, which forgets what was drawn on it when it is coloured anew or left for another page.
    drawn: tuple[list[Box], list[Lasso]] = st.session_state.get(kept, ([], []))
    if any(drawn):
        st.button("Clear", key=f"{key}_clear", icon=":material/deselect:", on_click=clear)
    return drawn


def choose_cell(figure: go.Figure, *, default: tuple[int, int], key: str, alt: str) -> tuple[int, int]:
    """Show the confusion matrix and return the chosen cell as (given, answer), by click or by two lists.

    Parameters
    ----------
    figure
        From :func:`~mnist_explore.figures.confusion_figure`.
    default
        The cell shown before the visitor has chosen one.
    key
        The lists' values are in the address bar as ``{key}_given`` and ``{key}_answer``.
    """
    names = (f"{key}_given", f"{key}_answer")

    def take_click() -> None:
        cell = clicked_cell(st.session_state.get(f"{key}_chart"))
        if cell is not None:
            st.session_state[names[0]], st.session_state[names[1]] = cell

    chart = st.container()
    # The two lists do what a click does, for the keyboard and for links.
    left, right = st.columns(2)
    with left:
        given = choose("Labelled", range(10), default=default[0], key=names[0], look="list")
    with right:
        answer = choose("Classified as", range(10), default=default[1], key=names[1], look="list")
    if (given, answer) != default:
        # Together they are one choice: when one was made, the other does not follow the sidebar any more.
        for name, digit in zip(names, (given, answer), strict=True):
            pin(name, text=str(digit))
    chart.plotly_chart(
        mark_cell(figure, given, answer), key=f"{key}_chart", on_select=take_click, selection_mode="points", alt=alt
    )
    return given, answer


def clicked_cell(event: Any) -> tuple[int, int] | None:
    """Return the (given, answer) of a click on the confusion matrix; None for anything that is not one."""
    try:
        point = event["selection"]["points"][0]
        cell = (int(point["y"]), int(point["x"]))
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        return None
    return cell if all(0 <= digit <= 9 for digit in cell) else None


def regions(selection: Any) -> tuple[list[Box], list[Lasso]]:
    """Return the boxes and lassos of a selection in map units; whatever is not one is left out.

    Parameters
    ----------
    selection
        What the browser sent: ``{"box": [{"x": [x0, x1], "y": [y0, y1]}], "lasso": [{"x": […], "y": […]}]}``.
    """
    boxes = []
    for area in _areas(selection, "box"):
        x, y = area
        if len(x) >= 2 and len(y) >= 2:
            boxes.append((x[0], y[0], x[-1], y[-1]))
    lassos = [list(zip(x, y, strict=False)) for x, y in _areas(selection, "lasso")]
    return boxes, lassos


def _areas(selection: Any, kind: str) -> list[tuple[list[float], list[float]]]:
    """Return the coordinates of one kind of area, in map units."""
    found = []
    areas = selection.get(kind) if hasattr(selection, "get") else None
    areas = areas[:MOST_AREAS] if isinstance(areas, list) else []
    for area in areas:
        try:
            step = 1 + len(area["x"]) * len(areas) // MOST_CORNERS
            x, y = ([float(value) / MAP_UNIT for value in area[axis][::step]] for axis in ("x", "y"))
        except (TypeError, ValueError, KeyError, OverflowError):
            continue
        found.append((x, y))
    return found


def _counted(atlas: Atlas, found: Indices) -> str:
    """Return how many digits of each kind are selected, in words."""
    if not len(found):
        return "**No digits** lie in there."
    counts = atlas.table["label"].iloc[found].value_counts()
    kinds = ", ".join(f"{count:,} × {label}" for label, count in counts.items())
    return f"**{len(found):,} digits** selected: {kinds}"
