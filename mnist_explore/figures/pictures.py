"""Figures of pictures, and of one picture's probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.figures.colours import DIFFERENCE_SCALE, DIGIT_COLOURS, MARGIN
from mnist_explore.words import per_cent

if TYPE_CHECKING:
    import plotly.graph_objects as go


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

    difference = (first.astype(np.float32) - second.astype(np.float32)) / 2.55
    limit = max(float(np.abs(difference).max()), 1.0)
    figure = go.Figure(
        go.Heatmap(
            z=difference[::-1],
            zmin=-limit,
            zmax=limit,
            colorscale=DIFFERENCE_SCALE,
            hovertemplate="%{z:.0f} points of full ink<extra></extra>",
            colorbar={
                "tickvals": [-limit, 0, limit],
                "title": "points of full ink",
                "ticktext": [f"{limit:.0f} more in {names[1]}", "the same", f"{limit:.0f} more in {names[0]}"],
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
