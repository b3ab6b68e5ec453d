"""Where digits that touch could be cut: ways from the top of their ink to its bottom that cross little of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PAPER = 0.02
"""What a step over paper costs, a step through ink costing 1: of two ways through as much ink the shorter is taken."""
SIDEWAYS = 0.05
"""What a step costs that goes to the side as well as down."""
THROUGH = (0.2, 0.35, 0.5, 0.65, 0.8)
"""Heights at which ways are looked for: at each, through every column that is better than those beside it."""
MOST_INK = 0.5
"""Ways through more ink than this, in heights, are none."""
LEAST_BETWEEN = 0.03
"""Of two ways with less than this share of the ink between them the one through less ink is kept."""


@dataclass(frozen=True, eq=False)
class Seam:
    """A way from top to bottom.

    Parameters
    ----------
    columns
        ``(H,)`` int: what is right of the cut begins here, row by row.
    ink
        How much ink it goes through, in heights.
    """

    columns: NDArray[np.intp]
    ink: float


def find_seams(inked: NDArray[np.bool_], *, most: int) -> list[Seam]:
    """Return the ways that go through the least ink, from left to right.

    Parameters
    ----------
    inked
        ``(H, W)`` bool, cropped to the ink.
    most
        At most so many.

    Returns
    -------
    list of Seam
        No two with nearly the same ink to their left.

    References
    ----------
    Avidan and Shamir, "Seam carving for content-aware image resizing", ACM TOG 26(3), 2007 (the least costly way, by
    dynamic programming). Casey and Lecolinet, "A survey of methods and strategies in character segmentation", IEEE
    TPAMI 18(7), 1996 (cut in too many places, then choose by recognition).
    """
    step = np.where(inked, 1.0, PAPER)
    down, came = _costs(step)
    up, goes = _costs(step[::-1])
    through = down + up[::-1] - step
    height = len(inked)
    found: list[Seam] = []
    for share in THROUGH:
        row = int(share * (height - 1))
        for column in _minima(through[row], max(2, height // 12)):
            columns = _traced(came, goes, row, column)
            ink = float(inked[np.arange(height), columns].sum()) / height
            if ink <= MOST_INK:
                found.append(Seam(columns, ink))
    return _distinct(inked, found, most)


def _costs(step: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Return the least cost of a way from the top to each pixel, and by which side (-1, 0, 1) it came there."""
    cost, came = step.copy(), np.zeros(step.shape, np.int8)
    for row in range(1, len(step)):
        above = np.pad(cost[row - 1], 1, constant_values=np.inf)
        ways = np.stack([above[1:-1], above[:-2] + SIDEWAYS, above[2:] + SIDEWAYS])
        best = ways.argmin(axis=0)
        cost[row] += ways.min(axis=0)
        came[row] = np.array([0, -1, 1], np.int8)[best]
    return cost, came


def _minima(costs: NDArray[np.float64], reach: int) -> list[int]:
    """Return the columns off the rim that none within `reach` is cheaper than; of several alike, the middle one."""
    padded = np.pad(costs, reach, constant_values=np.inf)
    lowest = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    low = np.flatnonzero(costs <= lowest + 1e-9)
    runs = np.split(low, np.flatnonzero(np.diff(low) > 1) + 1)
    middles = [int(run[len(run) // 2]) for run in runs if len(run)]
    return [column for column in middles if 0 < column < len(costs) - 1]


def _traced(came: NDArray[np.int8], goes: NDArray[np.int8], row: int, column: int) -> NDArray[np.intp]:
    """Return the columns of the best way through a pixel."""
    columns = np.full(len(came), column, np.intp)
    for at in range(row, 0, -1):
        columns[at - 1] = columns[at] + came[at, columns[at]]
    for at in range(row, len(came) - 1):
        columns[at + 1] = columns[at] + goes[len(came) - 1 - at, columns[at]]
    return columns


def _distinct(inked: NDArray[np.bool_], seams: list[Seam], most: int) -> list[Seam]:
    """Return those through the least ink whose cuts differ, from left to right."""
    across = np.arange(inked.shape[1])
    total = inked.sum()
    kept: list[tuple[float, NDArray[np.bool_], Seam]] = []
    for seam in sorted(seams, key=lambda seam: seam.ink):
        left = inked & (across < seam.columns[:, None])
        share = float(left.sum() / total)
        if not LEAST_BETWEEN <= share <= 1 - LEAST_BETWEEN:
            continue
        if all((left ^ other).sum() > LEAST_BETWEEN * total for _, other, _ in kept):
            kept.append((share, left, seam))
        if len(kept) == most:
            break
    return [seam for _, _, seam in sorted(kept, key=lambda found: found[0])]
