"""Figures that are also controls: cells of the confusion matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from mnist_explore.classes import in_use
from mnist_explore.figures import mark_cell
from mnist_explore.ui.base.address import pin
from mnist_explore.ui.components.choices import choose_class
from mnist_explore.words import TEXTS

if TYPE_CHECKING:
    import plotly.graph_objects as go


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
        given = choose_class("Labelled", range(len(in_use())), default=default[0], key=names[0])
    with right:
        answer = choose_class("Classified as", range(len(in_use())), default=default[1], key=names[1])
    if (given, answer) != default:
        # Together they are one choice: when one was made, the other does not follow the sidebar any more.
        for name, digit in zip(names, (given, answer), strict=True):
            pin(name, text=TEXTS[digit])
    chart.plotly_chart(
        mark_cell(figure, given, answer),
        key=f"{key}_chart",
        on_select=take_click,
        selection_mode="points",
        alt=alt,
        config={"displayModeBar": False},
    )
    return given, answer


def clicked_cell(event: Any) -> tuple[int, int] | None:
    """Return the (given, answer) of a click on the confusion matrix; None for anything that is not one."""
    try:
        point = event["selection"]["points"][0]
        cell = (int(point["y"]), int(point["x"]))
    except (KeyError, IndexError, TypeError, ValueError, OverflowError):
        return None
    return cell if all(0 <= digit < len(in_use()) for digit in cell) else None
