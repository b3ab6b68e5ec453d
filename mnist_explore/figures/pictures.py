"""Figures of pictures, and of one picture's probabilities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.figures.colours import DIFFERENCE_SCALE, MARGIN, class_colour
from mnist_explore.words import TITLES, per_cent

if TYPE_CHECKING:
    import plotly.graph_objects as go


MOST_BARS = 10
"""Probabilities that are shown: of more classes the likeliest ones."""


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
    """Return a bar for each class, or for the likeliest ten, for one picture's probabilities ``(classes,)`` in 0-1."""
    import plotly.graph_objects as go

    shown = range(len(probabilities))
    if len(probabilities) > MOST_BARS:
        shown = probabilities.argsort()[::-1][:MOST_BARS].tolist()
    figure = go.Figure(
        go.Bar(
            x=probabilities[list(shown)],
            y=[TITLES[digit] for digit in shown],
            orientation="h",
            marker={"color": [class_colour(digit) for digit in shown]},
            text=[per_cent(probabilities[digit]) for digit in shown],
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
