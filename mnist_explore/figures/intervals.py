"""Lines from an interval's lower end to its upper, through what was estimated."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

WHISKER = "#808890"
"""A grey that stands out from paper, in the light and in the dark; it is the nines' own colour, too."""


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
