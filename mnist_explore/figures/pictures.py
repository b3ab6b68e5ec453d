"""Figures of pictures, of the confusion matrix, and of one picture's probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.figures.colours import DIFFERENCE_SCALE, DIGIT_COLOURS, MARGIN
from mnist_explore.words import per_cent

if TYPE_CHECKING:
    import plotly.graph_objects as go


def confusion_figure(counts: NDArray[np.int64], *, rates: bool) -> go.Figure:
    """Return the confusion matrix, its diagonal left pale so that the errors are what is seen.

    Parameters
    ----------
    counts
        ``(10, 10)`` int64, rows = given, columns = answers.
    rates
        Show each cell as a share of its row in per cent, instead of a count.
    """
    import plotly.graph_objects as go

    shares = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    words = [_cell_words(counts[i, j], shares[i, j], rates=rates) for i in range(10) for j in range(10)]
    errors = np.where(np.eye(10, dtype=bool), np.nan, shares if rates else counts)
    figure = go.Figure(
        go.Heatmap(
            z=errors,
            colorscale=[[0, "rgba(228,87,86,0)"], [1, "rgba(228,87,86,0.7)"]],
            showscale=False,
            hoverinfo="skip",
            xgap=2,
            ygap=2,
        )
    )
    figure.add_trace(_cells(words))
    ticks = {"tickvals": list(range(10)), "fixedrange": True, "showgrid": False, "zeroline": False}
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 40, "b": 0},
        height=520,
        clickmode="event+select",
        dragmode=False,
        # Words as annotations keep the theme's colour, and keep it when a cell is picked: those of a trace would fade.
        annotations=[
            {"x": place % 10, "y": place // 10, "text": text, "showarrow": False}
            for place, text in enumerate(words)
            if text
        ],
        xaxis={"title": "answered, % of a row" if rates else "answered", "side": "top", **ticks},
        yaxis={"title": "given", "autorange": "reversed", **ticks},
    )
    return figure


def _cells(words: list[str]) -> go.Scatter:
    """Return one invisible square over each cell: a heat map cannot be clicked in Streamlit."""
    import plotly.graph_objects as go

    down, across = np.divmod(np.arange(100), 10)
    return go.Scatter(
        x=across,
        y=down,
        text=words,
        mode="markers",
        marker={"symbol": "square", "size": 34, "opacity": 0},
        hovertemplate="given %{y}, answered %{x}: %{text}<extra></extra>",
        showlegend=False,
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
    )


def _cell_words(count: int, share: float, *, rates: bool) -> str:
    """Return a cell's text: nothing for an empty cell, which lets the others be seen."""
    if count == 0:
        return ""
    return f"{share:.1f}" if rates else f"{count:,}"


def difference_figure(first: NDArray[np.uint8], second: NDArray[np.uint8], *, names: tuple[str, str]) -> go.Figure:
    """Return one picture minus another: orange where the first has more ink, blue where the second has.

    Parameters
    ----------
    first, second
        ``(28, 28)`` uint8.
    names
        What the two are called at the colour bar's ends, which stand at the largest difference.
    """
    import plotly.graph_objects as go

    difference = (first.astype(np.float32) - second.astype(np.float32)) / 255
    limit = max(float(np.abs(difference).max()), 0.01)
    figure = go.Figure(
        go.Heatmap(
            z=difference[::-1],
            zmin=-limit,
            zmax=limit,
            colorscale=DIFFERENCE_SCALE,
            hovertemplate="%{z:.0%} more ink<extra></extra>",
            colorbar={
                "tickvals": [-limit, 0, limit],
                "ticktext": [f"{limit:.0%} more in {names[1]}", "the same", f"{limit:.0%} more in {names[0]}"],
                "thickness": 12,
            },
        )
    )
    figure.update_layout(
        margin=MARGIN,
        height=380,
        xaxis={"visible": False, "fixedrange": True},
        yaxis={"visible": False, "fixedrange": True, "scaleanchor": "x"},
    )
    return figure


def probability_figure(probabilities: NDArray[np.float32]) -> go.Figure:
    """Return ten bars, one a digit, for one picture's probabilities ``(10,)`` in 0-1."""
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Bar(
            x=probabilities,
            y=[str(digit) for digit in range(10)],
            orientation="h",
            marker={"color": list(DIGIT_COLOURS)},
            text=[per_cent(value) for value in probabilities],
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        margin={"l": 0, "r": 90, "t": 8, "b": 0},
        height=330,
        xaxis={"range": [0, 1], "visible": False, "fixedrange": True},
        yaxis={"autorange": "reversed", "type": "category", "fixedrange": True},
    )
    return figure
