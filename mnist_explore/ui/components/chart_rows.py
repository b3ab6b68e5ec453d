"""Charts whose rows, bars and cells lead to their digits: by a click, or by a list for the keyboard and for links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from mnist_explore.ui.components.choices import choose

if TYPE_CHECKING:
    import plotly.graph_objects as go


def choose_row(figure: go.Figure, names: Sequence[str], *, label: str, key: str, alt: str) -> int:
    """Show a chart of one row of marks and return the place of the one chosen, at first the first.

    Parameters
    ----------
    figure
        Its first trace has one bar or dot for each name, in order.
    names
        Plain text, each another; the address bar's values of the choice.
    label
        What the list asks.
    key
        Of the chart; the list's, and the address bar's name, is ``{key}_row``.
    alt
        What the chart shows.
    """
    row = f"{key}_row"

    def take_click() -> None:
        place = clicked(st.session_state.get(key), "point_index")
        if place is not None and place < len(names):
            st.session_state[row] = names[place]

    _show(figure, take_click, key=key, alt=alt)
    chosen = choose(label, names, key=row, look="list", help="A click on the chart sets it, too.")
    return list(names).index(chosen)


def choose_mark(
    figure: go.Figure, rows: Sequence[str], columns: Sequence[str], *, labels: tuple[str, str],
    default: tuple[str, str], key: str, alt: str,
) -> tuple[str, str]:  # fmt: skip
    """Show a chart of rows and columns of marks, and return the row and the column chosen.

    Parameters
    ----------
    figure
        A mark has its row as ``y`` and its place in `columns` as ``customdata``.
    rows, columns
        What there is.
    labels
        What the two lists ask, for a row and for a column.
    default
        Row and column at first.
    key
        Of the chart; the lists', and the address bar's names, are ``{key}_row`` and ``{key}_column``.
    alt
        What the chart shows.
    """

    def take_click() -> None:
        event = st.session_state.get(key)
        row, column = _told(event, "y"), clicked(event, "customdata")
        if row in rows and column is not None and column < len(columns):
            st.session_state[f"{key}_row"], st.session_state[f"{key}_column"] = row, columns[column]

    _show(figure, take_click, key=key, alt=alt)
    left, right = st.columns(2)
    with left:
        row = choose(labels[0], rows, default=default[0], key=f"{key}_row", look="list")
    with right:
        column = choose(labels[1], columns, default=default[1], key=f"{key}_column", look="list")
    return row, column


def clicked(event: Any, name: str) -> int | None:
    """Return a whole number that the browser tells of the mark clicked, at least 0; None for anything else."""
    try:
        number = int(_told(event, name))
    except (ValueError, OverflowError):
        return None
    return number if number >= 0 else None


def _told(event: Any, name: str) -> str:
    """Return as text what the browser tells of the mark clicked, "" for nothing."""
    try:
        told = event["selection"]["points"][0][name]
        return str(told[0] if isinstance(told, list) else told)
    except (KeyError, IndexError, TypeError):
        return ""


def _show(figure: go.Figure, take_click: Any, *, key: str, alt: str) -> None:
    """Show a chart that can be clicked, in which what was not clicked does not fade."""
    figure.update_layout(clickmode="event+select", dragmode=False)
    figure.update_traces(unselected={"marker": {"opacity": 1}}, selector={"type": "bar"})
    figure.update_traces(unselected={"marker": {"opacity": 1}}, selector={"type": "scatter"})
    st.plotly_chart(
        figure, key=key, on_select=take_click, selection_mode="points", config={"displayModeBar": False}, alt=alt
    )
