"""A map of writing styles as a figure: its places and its frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.figures.colours import MARGIN

if TYPE_CHECKING:
    import plotly.graph_objects as go

MAP_UNIT = 100
"""Map places are sent to the browser as int16 hundredths: a third of what float32 with decimals would cost."""


def map_places(x: NDArray[np.float32], y: NDArray[np.float32]) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Return map places as int16 in units of 1 / :data:`MAP_UNIT`."""
    limit = np.iinfo(np.int16).max
    return tuple(np.clip(np.rint(values * MAP_UNIT), -limit, limit).astype(np.int16) for values in (x, y))  # type: ignore[return-value]


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
