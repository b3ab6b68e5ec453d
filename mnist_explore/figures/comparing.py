"""Figures of two groups held against each other: the first orange, round and solid, the second blue and otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.figures.colours import GROUP_COLOURS, MARGIN, TEXT
from mnist_explore.figures.intervals import Values, interval_rows, whiskers
from mnist_explore.figures.maps import MAP_UNIT, map_layout, map_places

if TYPE_CHECKING:
    import plotly.graph_objects as go

_SYMBOLS = ("circle", "diamond")
_DASHES = ("solid", "dash")
_PALE = "rgba(128,128,128,0.16)"
_PAIR_PX = 56
_OUTSIDE = 1.0
"""Per cent of the groups' digits that may lie outside the map's part on either side."""

_REACH = 1.0
"""The least that a figure of effects spans to either side: a large effect is 0.8."""


def effect_figure(
    names: Sequence[str], effects: Values, low: Values, high: Values, *, sure: NDArray[np.bool_], groups: Sequence[str]
) -> go.Figure:
    """Return one effect size with its interval a row, in the colour of the group that has more.

    Parameters
    ----------
    names
        In words, above each dot.
    effects, low, high
        ``(n,)`` in standard deviations, above 0 where the first group has more; infinite ones end at the scale's end.
    sure
        ``(n,)`` whether a difference is told; the others are drawn hollow and grey.
    groups
        What the two are called.
    """
    shown = np.abs(np.concatenate([effects, low, high]))
    reach = max(float(shown[np.isfinite(shown)].max(initial=0)) * 1.05, _REACH)
    parts = (np.clip(np.nan_to_num(values, nan=0.0), -reach, reach) for values in (effects, low, high))
    colours = [GROUP_COLOURS[0 if value > 0 else 1] for value in effects]
    figure = interval_rows(names, *parts, line=0.0, sure=sure, colours=colours)
    figure.update_xaxes(
        range=[-reach, reach],
        nticks=7,
        title=f"◀ more in {groups[1]} · standard deviations · more in {groups[0]} ▶",
    )
    return figure


def paired_share_figure(
    names: Sequence[str], first: Sequence[Values], second: Sequence[Values], *, groups: Sequence[str]
) -> go.Figure:
    """Return two shares with their intervals a row, the first group's above the second's.

    Parameters
    ----------
    names
        In words, above each pair.
    first, second
        Shares, lower and upper ends, ``(n,)`` each in 0-1.
    groups
        What the two are called.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    rows = np.arange(len(names))
    for place, (sides, name) in enumerate(zip((first, second), groups, strict=True)):
        share, low, high = (100 * values for values in sides)
        figure.add_trace(
            go.Scatter(
                x=share,
                y=rows + 0.02 + 0.26 * place,
                mode="markers",
                name=name,
                marker={"size": 10, "color": GROUP_COLOURS[place], "symbol": _SYMBOLS[place]},
                error_x=whiskers(share, low, high, color=GROUP_COLOURS[place]),
                hovertemplate=f"{name}: %{{x:.1f}} %<extra></extra>",
            )
        )
    figure.update_layout(
        margin={**MARGIN, "b": 48},
        height=_PAIR_PX * len(names) + 100,
        annotations=[
            {"x": 0, "xref": "paper", "xanchor": "left", "y": row - 0.32, "text": name, "showarrow": False}
            | {"font": {"color": TEXT}}
            for row, name in enumerate(names)
        ],
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"},
        xaxis={"range": [-2, 102], "ticksuffix": " %", "title": "share of the group's digits", "fixedrange": True},
        yaxis={"range": [len(names) - 0.45, -0.6], "visible": False, "fixedrange": True},
    )
    return figure


def overlaid_figure(
    edges: Values, first: Values, second: Values, *, groups: Sequence[str], unit: str, title: str
) -> go.Figure:
    """Return two groups' distributions of one measure over each other, in steps, each bin as it was counted.

    Parameters
    ----------
    edges
        ``(bins + 1,)`` ascending, in the measure's unit.
    first, second
        ``(bins,)`` share of either group in each bin, 0-1.
    groups
        What the two are called.
    unit, title
        Of the measure.
    """
    import plotly.graph_objects as go

    centres = (edges[:-1] + edges[1:]) / 2
    figure = go.Figure()
    for place, (share, name) in enumerate(zip((first, second), groups, strict=True)):
        figure.add_trace(
            go.Scatter(
                x=centres,
                y=100 * share,
                name=name,
                mode="lines",
                line={"color": GROUP_COLOURS[place], "width": 2.5, "shape": "hvh", "dash": _DASHES[place]},
                fill="tozeroy",
                fillcolor=_transparent(GROUP_COLOURS[place]),
                hovertemplate=f"{name}: %{{y:.1f}} % near %{{x:.1f}} {unit}<extra></extra>",
            )
        )
    figure.update_layout(
        margin={**MARGIN, "b": 40},
        height=340,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"},
        xaxis={"title": f"{title}{f' in {unit}' if unit else ''}", "fixedrange": True},
        yaxis={"title": "% of the group", "rangemode": "tozero", "fixedrange": True},
    )
    return figure


def two_group_map(
    all_places: NDArray[np.float32],
    first: NDArray[np.float32],
    second: NDArray[np.float32],
    *,
    groups: Sequence[str],
    seed: int = 0,
) -> go.Figure:
    """Return where two groups lie among all digits, in grey; a few that lie far away are left outside.

    Parameters
    ----------
    all_places, first, second
        ``(n, 2)`` float32 map places.
    groups
        What the two are called.
    seed
        Of the order in which dots are drawn, so that neither group covers the other.
    """
    import plotly.graph_objects as go

    both = np.concatenate([first, second])
    order = np.random.default_rng(seed).permutation(len(both))
    which = (np.arange(len(both)) >= len(first)).astype(np.uint8)[order]
    clouds = (
        (all_places, {"color": _PALE, "size": 3}),
        (both[order], {"color": which, "size": 4, "opacity": 0.75, "cmin": 0, "cmax": 1}
         | {"colorscale": [[0, GROUP_COLOURS[0]], [1, GROUP_COLOURS[1]]]}),
    )  # fmt: skip
    figure = go.Figure()
    for places, marker in clouds:
        x, y = map_places(places[:, 0], places[:, 1])
        figure.add_trace(
            go.Scattergl(x=x, y=y, mode="markers", marker=marker, hoverinfo="skip", showlegend=False)
        )  # fmt: skip
    for name, colour in zip(groups, GROUP_COLOURS, strict=True):
        figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", name=name, marker={"color": colour}))
    low, high = (MAP_UNIT * np.percentile(both, share, axis=0) for share in (_OUTSIDE, 100 - _OUTSIDE))
    rim = 0.15 * float((high - low).max()) + 1
    for axis, start, end in zip(("xaxis", "yaxis"), low - rim, high + rim, strict=True):
        figure.update_layout({axis: {"range": [float(start), float(end)]}})
    return map_layout(figure).update_layout(height=460, dragmode=False)


def _transparent(colour: str) -> str:
    """Return a colour, ``#rrggbb``, through which another can be seen."""
    return f"rgba({', '.join(str(int(colour[place : place + 2], 16)) for place in (1, 3, 5))}, 0.18)"
