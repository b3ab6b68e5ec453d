"""The figure of an answer's reasons: a digit's ink, coloured by what it speaks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.figures.colours import DIFFERENCE_SCALE

if TYPE_CHECKING:
    import plotly.graph_objects as go

AGAINST, NEUTRAL, FOR = DIFFERENCE_SCALE[0][1], "#a8a29a", DIFFERENCE_SCALE[-1][1]
"""Blue and orange, which the colour-blind tell apart too; the grey between stands out from both themes' paper."""
LEAST = 0.05
"""The share, in probability, below which no ink gets its full colour: five points are not worth a shout."""


def attribution_figure(
    image: NDArray[np.uint8], shares: NDArray[np.float64], *, names: tuple[str, str, str]
) -> go.Figure:
    """Return a digit's ink, orange where it speaks for an answer, blue where against, grey where it matters little.

    Colour grows with the square root of a share against the largest, so that a small share still shows its side;
    opacity is the ink's.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8, 255 = full ink.
    shares
        ``(28, 28)``, for each pixel the share of its piece of ink, in probability, -1 to 1; paper's is not shown.
    names
        What the legend calls orange, grey and blue ink.
    """
    import plotly.graph_objects as go

    figure = go.Figure(
        go.Image(
            z=_coloured(image, shares),
            colormodel="rgba",
            text=np.where(image > 0, _points(shares), "paper"),
            hovertemplate="%{text}<extra></extra>",
        )
    )
    for name, colour in zip(names, (FOR, NEUTRAL, AGAINST), strict=True):
        figure.add_trace(
            go.Scatter(
                x=[None],
                y=[None],
                mode="markers",
                marker={"symbol": "square", "size": 12, "color": colour},
                name=name,
            )
        )
    side = {"visible": False, "fixedrange": True}
    figure.update_layout(
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        height=300,
        xaxis={**side, "range": [-0.5, image.shape[1] - 0.5]},
        yaxis={**side, "range": [image.shape[0] - 0.5, -0.5], "scaleanchor": "x"},
        legend={"orientation": "h", "x": 0.5, "xanchor": "center", "y": 0, "yanchor": "top", "itemclick": False,
                "itemdoubleclick": False},
    )  # fmt: skip
    return figure


def _coloured(image: NDArray[np.uint8], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``(28, 28, 4)``: red, green and blue in 0-255 by share, opacity in 0-1 by ink."""
    limit = max(float(np.abs(shares[image > 0]).max(initial=0)), LEAST)
    strength = np.clip(shares / limit, -1, 1)[..., None]
    colour = _rgb(NEUTRAL) * (1 - np.abs(strength)) + np.where(strength > 0, _rgb(FOR), _rgb(AGAINST)) * np.abs(
        strength
    )
    return np.concatenate([colour.round(), image[..., None] / 255], axis=2)


def _rgb(colour: str) -> NDArray[np.float64]:
    """Return ``#rrggbb`` as three numbers in 0-255."""
    return np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)], np.float64)


def _points(shares: NDArray[np.float64]) -> NDArray[np.str_]:
    """Return shares in words: signed percentage points."""
    return np.char.add(np.char.mod("%+.1f", 100 * shares), " points")
