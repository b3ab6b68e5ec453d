"""Figures of mistakes: the confusion matrix; rates and ratios, each a dot with its interval under its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.figures.colours import TEXT
from mnist_explore.figures.intervals import UNSURE, Values, interval_rows
from mnist_explore.words import TITLES

if TYPE_CHECKING:
    import plotly.graph_objects as go


CELL_PX = 24
"""Of a matrix of many classes."""
_STEPS = (1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 32, 64, 128, 256)


def confusion_figure(counts: NDArray[np.int64], *, rates: bool) -> go.Figure:
    """Return the confusion matrix, its diagonal left pale so that the errors are what is seen.

    Parameters
    ----------
    counts
        ``(classes, classes)`` int64, rows = labels, columns = predictions.
    rates
        Show each cell as a share of its row in per cent, instead of a count.
    """
    import plotly.graph_objects as go

    every = range(len(counts))
    shares = 100 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    words = [_cell_words(counts[i, j], shares[i, j], rates=rates) for i in every for j in every]
    errors = np.where(np.eye(len(every), dtype=bool), np.nan, shares if rates else counts)
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
    figure.add_trace(_cells(words, len(every)))
    names = {"tickvals": list(every), "ticktext": [TITLES[one] for one in every]}
    ticks = {**names, "fixedrange": True, "showgrid": False, "zeroline": False}
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 40, "b": 0},
        height=max(520, CELL_PX * len(every)),
        clickmode="event+select",
        dragmode=False,
        annotations=_cell_notes(words, len(every)),
        xaxis={
            "title": "classified as, % of a row" if rates else "classified as",
            "side": "top",
            "range": [-0.5, len(every) - 0.5],
            **ticks,
        },
        yaxis={"title": "labelled", "range": [len(every) - 0.5, -0.5], **ticks},
    )
    return figure


def mark_cell(figure: go.Figure, given: int, answer: int) -> go.Figure:
    """Return a confusion matrix with a frame about one cell: row `given`, column `answer`."""
    return figure.add_shape(
        type="rect", x0=answer - 0.5, x1=answer + 0.5, y0=given - 0.5, y1=given + 0.5, line={"color": TEXT, "width": 2}
    )


def _cell_notes(words: list[str], classes: int) -> list[dict[str, Any]]:
    """Return the cells' words as annotations: those keep the theme's colour when a cell is picked, a trace's fade."""
    return [
        {"x": place % classes, "y": place // classes, "text": text, "showarrow": False}
        | {"font": {"color": TEXT, "size": 12 if len(text) < 5 else 10}}
        for place, text in enumerate(words)
        if text
    ]


def _cells(words: list[str], classes: int) -> go.Scatter:
    """Return one invisible square over each cell: a heat map cannot be clicked in Streamlit."""
    import plotly.graph_objects as go

    down, across = np.divmod(np.arange(classes**2), classes)
    return go.Scatter(
        x=across,
        y=down,
        text=[
            f"labelled {TITLES[row]}, classified as {TITLES[column]}: {text}"
            for row, column, text in zip(down.tolist(), across.tolist(), words, strict=True)
        ],
        mode="markers",
        marker={"symbol": "square", "size": 34 if classes <= 10 else 340 // classes, "opacity": 0},
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
    )


def _cell_words(count: int, share: float, *, rates: bool) -> str:
    """Return a cell's text: nothing for an empty cell, which lets the others be seen."""
    if count == 0:
        return ""
    if rates:
        return f"{share:.1f}" if share >= 0.05 else "<0.1"
    return f"{count:,}"


def ratio_figure(
    names: Sequence[str], ratios: Values, low: Values, high: Values, *, sure: NDArray[np.bool_]
) -> go.Figure:
    """Return one dot with its interval a row, on a scale where doubling is one step; the line at 1 is no difference.

    Parameters
    ----------
    names
        In words, with the numbers that shall be read; above each dot, so that they take no width from it.
    ratios, low, high
        ``(n,)``, above 0 or 0; infinite ones end at the scale's end, and 0 at its beginning.
    sure
        ``(n,)`` whether a difference is more than chance; the others are drawn hollow and grey.
    """
    shown = np.concatenate([ratios, low, high])
    shown = np.append(shown[np.isfinite(shown) & (shown > 0)], [0.5, 2.0])
    first, last = max(float(shown.min()) / 1.2, _STEPS[0]), min(float(shown.max()) * 1.2, _STEPS[-1])
    logs = [np.log2(np.clip(values, first, last)) for values in (ratios, low, high)]
    figure = interval_rows(names, *logs, line=0.0, sure=sure)
    steps = [step for step in _STEPS if first <= step <= last]
    figure.update_xaxes(
        range=[np.log2(first), np.log2(last)],
        tickvals=[float(np.log2(step)) for step in steps],
        ticktext=[f"{step:g} ×" if step >= 1 else f"1/{1 / step:.0f} ×" for step in steps],
        title="error rate against the rest",
    )
    return figure


def rate_figure(
    names: Sequence[str],
    rates: Values,
    low: Values,
    high: Values,
    *,
    overall: float,
    sure: NDArray[np.bool_],
    joined: bool,
) -> go.Figure:
    """Return one error rate with its interval a row, and a line at the rate of all.

    Parameters
    ----------
    names
        In words, above each dot.
    rates, low, high
        ``(n,)`` in 0-1.
    overall
        The rate of all digits, 0-1.
    sure
        ``(n,)`` whether a difference is more than chance; the others are drawn hollow and grey.
    joined
        Draw a line from dot to dot, for rows that have an order.
    """
    shares = [100 * values for values in (rates, low, high)]
    figure = interval_rows(names, *shares, line=100 * overall, sure=sure)
    last = max(float(shares[2].max()), 100 * overall, 0.1)
    if joined:
        figure.data[0].update(mode="lines+markers", line={"color": UNSURE, "width": 1.5})
    figure.update_xaxes(
        range=[-0.03 * last, 1.03 * last], ticksuffix=" %", title="error rate; the line: all digits", nticks=6
    )
    return figure
