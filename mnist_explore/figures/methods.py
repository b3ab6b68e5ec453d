"""Methods of reading digits side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.figures.colours import MARGIN
from mnist_explore.figures.intervals import Values, whiskers

if TYPE_CHECKING:
    import plotly.graph_objects as go

OURS_COLOUR, OTHERS_COLOUR = "#c2571a", "#4c78a8"
NONE = 0.5
"""Where none at all stands on a scale of powers, which has no place for it; its text says 0."""
TICKS = (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000)


def errors_figure(names: Sequence[str], errors: Values, low: Values, high: Values, *, count: int) -> go.Figure:
    """Return how many digits each method misclassifies, with a 95 % interval, on a scale of powers.

    Parameters
    ----------
    names
        Of the methods, the first at the top; the last, ours, has a colour of its own.
    errors
        ``(n,)`` digits misclassified, at least 0.
    low, high
        ``(n,)`` the interval's ends, in digits.
    count
        Digits asked.
    """
    import plotly.graph_objects as go

    shown = np.maximum(errors, NONE)
    figure = go.Figure(
        go.Scatter(
            x=shown,
            y=list(names),
            mode="markers+text",
            text=[f"<b>{value:,.0f}</b> ({a:,.0f}–{b:,.0f})" for value, a, b in zip(errors, low, high, strict=True)],
            textposition="top center",
            marker={"size": 13, "color": [OTHERS_COLOUR] * (len(names) - 1) + [OURS_COLOUR]},
            error_x=whiskers(shown, np.minimum(np.maximum(low, NONE), shown), np.maximum(high, shown)),
            cliponaxis=False,
            hovertemplate=f"%{{y}}: %{{text}} of {count:,} misclassified<extra></extra>",
            showlegend=False,
        )
    )
    # The text above the outermost points is wider than they are.
    span = [np.log10(0.7 * max(NONE, float(low.min()))), np.log10(6 * float(high.max()))]
    figure.update_layout(
        margin={**MARGIN, "t": 24, "b": 44},
        height=52 * len(names) + 70,
        xaxis={
            "type": "log",
            "title": f"misclassified, of {count:,}",
            "tickvals": TICKS,
            "ticktext": [f"{tick:,}" for tick in TICKS],
            "tickangle": 0,
            "range": span,
            "fixedrange": True,
        },
        yaxis={"autorange": "reversed", "type": "category", "fixedrange": True, "ticks": ""},
    )
    return figure
