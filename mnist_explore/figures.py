"""Plotly figures: arrays in, figures out. Colours follow the page's theme except where digits have their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.words import per_cent

if TYPE_CHECKING:
    import plotly.graph_objects as go

DIGIT_COLOURS = (
    "#4c78a8",
    "#f58518",
    "#54a24b",
    "#e45756",
    "#39b5b2",
    "#b279a2",
    "#d6a800",
    "#ff7f9f",
    "#9d755d",
    "#808890",
)
"""One colour a digit, 0-9, legible on white and on near-black; ``.streamlit/config.toml`` has the same ten."""

SLANT_SCALE = ((0.0, "#2b6cb0"), (0.5, "#b8b8b8"), (1.0, "#c2571a"))
"""Left-leaning is blue, upright grey, right-leaning orange."""

_DIFFERENCE_SCALE = ((0.0, "#2b6cb0"), (0.5, "rgba(128,128,128,0)"), (1.0, "#c2571a"))

MAP_UNIT = 100
"""Map places are sent to the browser as int16 hundredths: a third of what float32 with decimals would cost."""

_MARGIN = {"l": 0, "r": 0, "t": 8, "b": 0}


def map_places(x: NDArray[np.float32], y: NDArray[np.float32]) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Return map places as int16 in units of 1 / :data:`MAP_UNIT`."""
    limit = np.iinfo(np.int16).max
    return tuple(np.clip(np.rint(values * MAP_UNIT), -limit, limit).astype(np.int16) for values in (x, y))  # type: ignore[return-value]


def style_map_by_digit(
    x: NDArray[np.float32], y: NDArray[np.float32], labels: NDArray[np.uint8], *, only: int | None = None
) -> go.Figure:
    """Return the map coloured by class: one trace a digit, so that a click on the legend hides it.

    Parameters
    ----------
    x, y
        ``(N,)`` float32 places.
    labels
        ``(N,)`` uint8 in 0-9.
    only
        Show this class alone; by default all ten.
    """
    import plotly.graph_objects as go

    across, up = map_places(x, y)
    figure = go.Figure()
    for digit in range(10) if only is None else [only]:
        own = labels == digit
        figure.add_trace(
            go.Scattergl(
                x=across[own],
                y=up[own],
                mode="markers",
                name=f"{digit} ({int(own.sum()):,})",
                marker={"size": 3, "color": DIGIT_COLOURS[digit], "opacity": 0.7},
                hoverinfo="name",
            )
        )
    return _map_layout(figure)


def style_map_by_slant(x: NDArray[np.float32], y: NDArray[np.float32], slant_deg: NDArray[np.float32]) -> go.Figure:
    """Return the map coloured by slant, clipped to 45° either way."""
    import plotly.graph_objects as go

    across, up = map_places(x, y)
    figure = go.Figure(
        go.Scattergl(
            x=across,
            y=up,
            mode="markers",
            name="slant",
            showlegend=False,
            hoverinfo="skip",
            marker={
                "size": 3,
                "opacity": 0.8,
                "color": np.clip(np.rint(slant_deg), -45, 45).astype(np.int8),
                "colorscale": SLANT_SCALE,
                "cmin": -45,
                "cmax": 45,
                "colorbar": {"title": "slant", "ticksuffix": "°", "thickness": 12, "tickvals": [-45, -20, 0, 20, 45]},
            },
        )
    )
    return _map_layout(figure)


def _map_layout(figure: go.Figure) -> go.Figure:
    """Return a map with equal scales, without axes, and a legend with large dots."""
    figure.update_layout(
        margin=_MARGIN,
        height=620,
        dragmode="lasso",
        legend={"itemsizing": "constant", "orientation": "h", "y": -0.02},
        xaxis={"visible": False},
        yaxis={"visible": False, "scaleanchor": "x"},
        uirevision="map",
    )
    return figure


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

    totals = counts.sum(axis=1, keepdims=True)
    shares = 100 * counts / np.maximum(totals, 1)
    errors = np.where(np.eye(10, dtype=bool), np.nan, shares if rates else counts)
    words = [[_cell_words(counts[i, j], shares[i, j], rates) for j in range(10)] for i in range(10)]
    unit = "%" if rates else ""
    figure = go.Figure(
        go.Heatmap(
            z=errors,
            customdata=words,
            colorscale=[[0, "rgba(228,87,86,0)"], [1, "rgba(228,87,86,0.95)"]],
            showscale=False,
            hovertemplate="given %{y}, answered %{x}: %{customdata}<extra></extra>",
            xgap=2,
            ygap=2,
        )
    )
    across, down = np.meshgrid(np.arange(10), np.arange(10))
    # Words of their own keep the theme's colour; a heat map would choose one that fades on a dark page.
    figure.add_trace(
        go.Scatter(
            x=across.ravel(),
            y=down.ravel(),
            text=[word for row in words for word in row],
            mode="text",
            hoverinfo="skip",
            showlegend=False,
        )
    )
    # A heat map cannot be clicked in Streamlit: invisible squares over its cells can.
    figure.add_trace(
        go.Scatter(
            x=across.ravel(),
            y=down.ravel(),
            mode="markers",
            marker={"symbol": "square", "size": 34, "opacity": 0},
            customdata=np.stack([down.ravel(), across.ravel()], axis=1),
            hovertemplate="given %{y}, answered %{x}<extra></extra>",
            showlegend=False,
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
        )
    )
    ticks = {"tickvals": list(range(10)), "fixedrange": True, "showgrid": False, "zeroline": False}
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 40, "b": 0},
        height=520,
        clickmode="event+select",
        dragmode=False,
        xaxis={"title": f"answered {unit}".strip(), "side": "top", **ticks},
        yaxis={"title": "given", "autorange": "reversed", **ticks},
    )
    return figure


def _cell_words(count: int, share: float, rates: bool) -> str:
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
            colorscale=_DIFFERENCE_SCALE,
            hovertemplate="%{z:.0%} more ink<extra></extra>",
            colorbar={
                "tickvals": [-limit, 0, limit],
                "ticktext": [f"{limit:.0%} more in {names[1]}", "the same", f"{limit:.0%} more in {names[0]}"],
                "thickness": 12,
            },
        )
    )
    figure.update_layout(
        margin=_MARGIN,
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
