"""The map of writing styles as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.figures.colours import DIGIT_COLOURS, MARGIN, SLANT_SCALE

if TYPE_CHECKING:
    import plotly.graph_objects as go

MAP_UNIT = 100
"""Map places are sent to the browser as int16 hundredths: a third of what float32 with decimals would cost."""


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
    return map_layout(figure)


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
    return map_layout(figure)


def map_layout(figure: go.Figure) -> go.Figure:
    """Return a map with equal scales, without axes, and a legend with large dots."""
    figure.update_layout(
        margin=MARGIN,
        height=620,
        dragmode="lasso",
        legend={"itemsizing": "constant", "orientation": "h", "y": -0.02},
        xaxis={"visible": False},
        yaxis={"visible": False, "scaleanchor": "x"},
        uirevision="map",
    )
    return figure


def still(figure: go.Figure) -> go.Figure:
    """Return a copy of a figure on which dragging does nothing, so that a finger can scroll the page."""
    import plotly.graph_objects as go

    return go.Figure(figure).update_layout(dragmode=False)
