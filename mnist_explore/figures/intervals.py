"""Lines from an interval's lower end to its upper, through what was estimated; and rows of them under their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.figures.colours import MARGIN, TEXT

if TYPE_CHECKING:
    import plotly.graph_objects as go

Values = NDArray[np.float64]

WHISKER = "#808890"
"""A grey that stands out from paper, in the light and in the dark; it is the nines' own colour, too."""

SURE, UNSURE = "#d1603d", WHISKER
"""Of a difference that is more than chance, and of one that may be chance; both legible on white and near-black."""

ROW_PX = 46
"""Of a row with its name above it."""


def whiskers(centre: Values, low: Values, high: Values, **looks: object) -> dict[str, Any]:
    """Return Plotly's words for intervals about markers; `looks` (colour, thickness ...) are Plotly's, too.

    Parameters
    ----------
    centre, low, high
        ``(n,)``: the markers and the intervals' ends, in the axis's unit.
    """
    return {
        "type": "data",
        "symmetric": False,
        "array": high - centre,
        "arrayminus": centre - low,
        "width": 4,
        "thickness": 1.5,
        "color": WHISKER,
        **looks,
    }


def names_above(names: Sequence[str]) -> list[dict[str, Any]]:
    """Return rows' names as annotations, each above its row at the left: there they take no width from the rows.

    Annotations keep the theme's colour in light and dark, and stand over what is drawn on a narrow screen.
    """
    return [
        {"x": 0, "xref": "paper", "xanchor": "left", "y": place - 0.42, "text": name, "showarrow": False}
        | {"font": {"color": TEXT}}
        for place, name in enumerate(names)
    ]


def rows_axis(count: int) -> dict[str, Any]:
    """Return the axis of rows 0 to `count` - 1, the first at the top, with room for their names."""
    return {"range": [count - 0.5, -0.75], "visible": False, "fixedrange": True}


def interval_rows(
    names: Sequence[str],
    centre: Values,
    low: Values,
    high: Values,
    *,
    line: float,
    sure: NDArray[np.bool_],
    colours: Sequence[str] = (),
) -> go.Figure:
    """Return one dot with its interval a row, each row's name above it at the left, and a line that it is held against.

    Parameters
    ----------
    names
        In words, with the numbers that shall be read; above each dot, so that they take no width from it.
    centre, low, high
        ``(n,)``, in the axis's unit.
    line
        Where the line stands.
    sure
        ``(n,)`` whether a difference is more than chance; the others are drawn hollow and grey.
    colours
        Of the rows that are sure; by default one for all.
    """
    import plotly.graph_objects as go

    figure = go.Figure(_dots(names, centre, low, high, sure, colours))
    figure.update_layout(
        margin={**MARGIN, "b": 48},
        height=ROW_PX * len(names) + 72,
        annotations=names_above(names),
        shapes=[
            {"type": "line", "x0": line, "x1": line, "y0": place - 0.2, "y1": place + 0.25, "layer": "below"}
            | {"line": {"width": 2, "color": UNSURE}}
            for place in range(len(names))
        ],
        xaxis={"fixedrange": True, "zeroline": False},
        yaxis=rows_axis(len(names)),
    )
    return figure


def _dots(
    names: Sequence[str], centre: Values, low: Values, high: Values, sure: NDArray[np.bool_], colours: Sequence[str]
) -> go.Scatter:
    """Return the dots, hollow and grey where a difference may be chance, with their intervals."""
    import plotly.graph_objects as go

    own = np.where(sure, np.array(colours or [SURE] * len(names)), UNSURE).tolist()
    symbols = np.where(sure, "circle", "circle-open").tolist()
    return go.Scatter(
        x=centre,
        y=np.arange(len(names)),
        mode="markers",
        marker={"size": 10, "color": own, "symbol": symbols, "line": {"width": 2, "color": own}},
        error_x=whiskers(centre, low, high),
        text=list(names),
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
