"""Figures of measures: distributions, places among a class, rankings, intervals, variance shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.figures.colours import CAUSE_COLOURS, CAUSE_TEXT, CELL_SCALE, MARGIN, TEXT, class_colour
from mnist_explore.figures.intervals import ROW_PX, Values, names_above, rows_axis, whiskers
from mnist_explore.words import TITLES, per_cent

if TYPE_CHECKING:
    import plotly.graph_objects as go


def distribution_figure(shares: Mapping[int, Values], edges: Values, *, unit: str, title: str) -> go.Figure:
    """Return one outline a digit over a measure.

    Parameters
    ----------
    shares
        Digit → ``(bins,)`` share of the digit's samples in each bin, 0-1.
    edges
        ``(bins + 1,)`` ascending, the same for all digits.
    unit, title
        Of the measure.
    """
    import plotly.graph_objects as go

    centres = (edges[:-1] + edges[1:]) / 2
    figure = go.Figure()
    for digit, share in shares.items():
        figure.add_trace(
            go.Scatter(
                x=centres,
                y=100 * share,
                name=TITLES[digit],
                mode="lines",
                line={"color": class_colour(digit), "width": 2.5, "shape": "hvh"},
                fill="tozeroy" if len(shares) == 1 else None,
                hovertemplate=f"{TITLES[digit]}: %{{y:.1f}} % near %{{x:.1f}} {unit}<extra></extra>",
            )
        )
    figure.update_layout(
        margin={**MARGIN, "b": 40},
        height=320,
        showlegend=len(shares) > 1,
        legend={"title": "digit"},
        xaxis={"title": f"{title}{f' in {unit}' if unit else ''}", "fixedrange": True},
        yaxis={"title": "% of the class in each bin", "rangemode": "tozero", "fixedrange": True},
    )
    return figure


def percentile_figure(names: Sequence[str], values: Sequence[str], percentiles: Values, *, colour: str) -> go.Figure:
    """Return one bar a measure: how many per cent of the class lie below this digit.

    Parameters
    ----------
    names
        Of the measures, the first at the top.
    values
        What each measures, with its unit.
    percentiles
        ``(n,)`` in 0-100.
    colour
        Of the bars.
    """
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Bar(
            x=percentiles,
            y=np.arange(len(names)),
            width=0.4,
            orientation="h",
            marker={"color": colour},
            text=[f"{value:.0f}" for value in percentiles],
            # A number beside a bar that ends just short of the middle would stand on the middle's line.
            textposition=["inside" if 43 <= value < 50 else "outside" for value in percentiles],
            textangle=0,
            cliponaxis=False,
            hoverinfo="skip",
        )
    )
    figure.add_vline(x=50, line={"width": 1, "dash": "dot", "color": "#888888"})
    figure.update_layout(
        margin={**MARGIN, "r": 28, "b": 28},
        height=ROW_PX * len(names) + 44,
        annotations=names_above([_with_value(*pair) for pair in zip(names, values, strict=True)]),
        xaxis={"range": [0, 100], "tickvals": [0, 50, 100], "ticksuffix": " %", "fixedrange": True},
        yaxis=rows_axis(len(names)),
    )
    return figure


def _with_value(name: str, value: str) -> str:
    """Return a measure's name with its value, before what an axis says of its ends: on a telephone that may be cut.

    >>> _with_value("Slant", "7°"), _with_value("Axis 1: narrow ↔ broad", "0.98")
    ('Slant  <b>7°</b>', 'Axis 1  <b>0.98</b>  narrow ↔ broad')
    """
    short, _, ends = name.partition(": ")
    return f"{short}  <b>{value}</b>{f'  {ends}' if ends else ''}"


def ranking_figure(relative: Values, digits: Sequence[int], names: Sequence[str]) -> go.Figure:
    """Return which digit varies most in what: rows are digits, columns measures, 1 is the digits' mean spread.

    Parameters
    ----------
    relative
        ``(len(digits), len(names))``; NaN where a measure does not vary or apply.
    """
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Heatmap(
            z=relative,
            x=list(names),
            y=[TITLES[digit] for digit in digits],
            zmin=0.4,
            zmax=1.6,
            zmid=1.0,
            colorscale=CELL_SCALE,
            colorbar={"title": "spread", "tickvals": [0.5, 1, 1.5], "ticksuffix": " ×", "thickness": 12},
            hovertemplate="%{y}s, %{x}: %{z:.2f} times the usual spread<extra></extra>",
            xgap=2,
            ygap=2,
        )
    )
    figure.add_trace(_unseen_cells(relative, digits, names))
    notes = [
        {"x": column, "y": row, "text": f"{value:.1f}", "showarrow": False, "font": {"color": TEXT, "size": 11}}
        for (row, column), value in np.ndenumerate(relative)
        if np.isfinite(value)
    ]
    figure.update_layout(
        margin={**MARGIN, "t": 40},
        height=max(380, 24 * len(digits) + 80),
        annotations=notes,
        xaxis={"side": "top", "fixedrange": True, "showgrid": False},
        yaxis={
            "autorange": "reversed",
            "type": "category",
            "title": "digit",
            "fixedrange": True,
            "showgrid": False,
        },
    )
    return figure


def _unseen_cells(relative: Values, digits: Sequence[int], names: Sequence[str]) -> go.Scatter:
    """Return unseen squares over a ranking's cells: a heatmap's own cannot be picked."""
    import plotly.graph_objects as go

    there = np.argwhere(np.isfinite(relative)).tolist()
    return go.Scatter(
        x=[names[column] for _, column in there],
        y=[TITLES[digits[row]] for row, _ in there],
        customdata=[column for _, column in there],
        mode="markers",
        marker={"symbol": "square", "size": 30, "opacity": 0},
        hoverinfo="skip",
        showlegend=False,
    )


def interval_figure(
    digits: Sequence[int], centre: Values, low: Values, high: Values, *, title: str, span: tuple[float, float]
) -> go.Figure:
    """Return one dot with its 95 % interval for each digit.

    Parameters
    ----------
    digits
        0-9 each.
    centre, low, high
        ``(len(digits),)``.
    title, span
        Of the axis: what is estimated, and between which values it is drawn.
    """
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Scatter(
            x=centre,
            y=[TITLES[digit] for digit in digits],
            mode="markers",
            marker={"size": 11, "color": [class_colour(digit) for digit in digits]},
            error_x=whiskers(centre, low, high),
            hovertemplate="%{y}s: %{x:.2f}<extra></extra>",
            showlegend=False,
        )
    )
    if span[0] < 0:
        figure.add_vline(x=0, line={"width": 1, "dash": "dot", "color": "#888888"})
    figure.update_layout(
        margin={**MARGIN, "b": 40},
        height=360,
        xaxis={"title": title, "range": list(span), "fixedrange": True},
        yaxis={"autorange": "reversed", "type": "category", "title": "digit", "fixedrange": True},
    )
    return figure


def share_figure(names: Sequence[str], shares: Values, low: Values, high: Values, *, colour: str) -> go.Figure:
    """Return one bar with its 95 % interval for each share, 0-1."""
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Bar(
            x=100 * shares,
            y=[f"{name}  <b>{per_cent(share)}</b>" for name, share in zip(names, shares, strict=True)],
            orientation="h",
            marker={"color": colour},
            error_x=whiskers(100 * shares, 100 * low, 100 * high, color=TEXT),
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        margin={**MARGIN, "r": 28, "b": 48},
        height=34 * len(names) + 76,
        xaxis={"range": [0, 100], "tickvals": [0, 25, 50, 75, 100], "title": "% of the class", "fixedrange": True},
        yaxis={"autorange": "reversed", "type": "category", "fixedrange": True},
    )
    return figure


def variance_shares_figure(digits: Sequence[int], shares: Mapping[str, Values]) -> go.Figure:
    """Return one stacked bar a digit: which causes share its pixel variance.

    Parameters
    ----------
    shares
        Cause → ``(len(digits),)`` share, 0-1; the causes of a digit sum to 1.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for place, ((cause, share), colour) in enumerate(zip(shares.items(), CAUSE_COLOURS, strict=False)):
        figure.add_trace(
            go.Bar(
                x=100 * share,
                y=[TITLES[digit] for digit in digits],
                name=cause,
                customdata=[place] * len(share),
                orientation="h",
                marker={"color": colour},
                text=[f"{100 * value:.0f}" if value > 0.04 else "" for value in share],
                textposition="inside",
                insidetextanchor="middle",
                insidetextfont={"color": CAUSE_TEXT[place]},
                textangle=0,
                hovertemplate=f"%{{y}}s, {cause}: %{{x:.1f}} %<extra></extra>",
            )
        )
    figure.update_layout(
        barmode="stack",
        margin={**MARGIN, "b": 32},
        height=30 * len(digits) + 110,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        xaxis={
            "range": [0, 100],
            "ticksuffix": " %",
            "title": "share of the variance of the pixels",
            "fixedrange": True,
        },
        yaxis={"autorange": "reversed", "type": "category", "title": "digit", "fixedrange": True},
    )
    return figure
