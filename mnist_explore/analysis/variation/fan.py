"""Digits of one class fanned out: each at the angle that it leans by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.values import Indices, measure_values, members

if TYPE_CHECKING:
    import pandas as pd

ENDS = (1, 99)
"""Percentiles between which the fan is spread: all but the outermost hundredth on either side."""


@dataclass(frozen=True)
class Fan:
    """Digits in rings about one centre, each ring from the left to the right.

    Parameters
    ----------
    indices
        ``(n,)`` digits, the outermost ring first.
    angles_deg
        ``(n,)`` float64, the angle at which each stands, 0 = upright, above 0 = leaning to the right.
    rings
        ``(n,)`` ring of each, 0 = the outermost.
    """

    indices: Indices
    angles_deg: NDArray[np.float64]
    rings: NDArray[np.intp]


def fan_out(table: pd.DataFrame, digit: int, *, step_deg: float = 2.5, rings: int = 3) -> Fan:
    """Return digits of a class by their slant: at every step those whose measured slant is nearest to it.

    A place whose digit would lean by more than half a step less or more is left empty.

    Parameters
    ----------
    table
        The atlas's table; needs ``slant_deg``.
    digit
        The class, with at least one digit.
    step_deg
        From one angle to the next.
    rings
        Digits at every angle.
    """
    own = members(table, digit)
    slant = measure_values(table, "slant_deg")[own]
    low, high = np.nanpercentile(slant, ENDS) / step_deg
    angles = step_deg * np.arange(np.ceil(low), np.floor(high) + 1)
    apart = np.abs(slant[:, None] - angles)
    nearest = np.argsort(apart, axis=0, kind="stable")[:rings]
    near = np.take_along_axis(apart, nearest, axis=0) <= step_deg / 2
    ring, place = np.nonzero(near)
    return Fan(own[nearest[near]], angles[place], ring)
