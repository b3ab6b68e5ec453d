"""The connected parts of a picture's ink: which of them are the digit, and whether they are one digit at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import PictureError

SPECK = 0.01
"""Parts with less than this share of the largest part's ink are specks."""
LEAST_AREA_PX = 12
"""On a page of 256 pixels, ink whose largest part is smaller than this is grain."""
MOST_PARTS = 12
"""More parts of a tenth of the largest one's ink than this are no digit; MNIST's have six at most."""
SIDE_BY_SIDE = 0.7
"""Two parts in separate columns, both at least this share of the whole height, are two digits ..."""
GAP = 0.1
"""... if they are this share of the height apart. No training digit is both; one test digit is, a one with a stray
second line."""
DOT = 0.15
"""Solid round or square ink whose sides are under this share of the picture's is a dot."""
ADVICE = "Make it one digit, larger and with more contrast."


def digit_parts(core: NDArray[np.bool_], above: NDArray[np.uint8], *, page: bool) -> NDArray[np.bool_]:
    """Return the part of the ink's core that is the digit.

    Parameters
    ----------
    core
        ``(H, W)`` bool, where ink is at least half full.
    above
        ``(H, W)`` uint8, how far each pixel stands above the ground.
    page
        Whether the picture is large enough to show a page and what lies around it: then parts that run along a
        side of the picture are dropped, unless there are no others.

    Raises
    ------
    PictureError
        If nothing is left, or what is left is a dot, two digits side by side, or many marks.
    """
    from scipy.ndimage import find_objects, label

    parts, count = label(core, np.ones((3, 3)))
    least = LEAST_AREA_PX if page else 1
    if np.bincount(parts.ravel(), minlength=2)[1:].max() < least:
        raise PictureError(f"No ink stands out from the paper, its grain and its lines. {ADVICE}")
    weights = np.bincount(parts.ravel(), above.ravel(), count + 1).astype(np.float64)
    weights[0] = 0
    if page:
        weights = _without_surroundings(parts, weights)
    marks = int((weights >= 0.1 * weights.max()).sum())
    if marks > MOST_PARTS:
        raise PictureError(f"The picture shows {marks} separate marks, not one digit. Crop it to one digit.")
    kept = weights >= SPECK * weights.max()
    boxes = [box for box, keep in zip(find_objects(parts), kept[1:], strict=True) if keep]
    digit: NDArray[np.bool_] = kept[parts] & core
    _check_one_digit(boxes)
    _check_not_a_dot(digit, boxes)
    return digit


def _without_surroundings(parts: NDArray[np.int32], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the parts' weights, zero for the rims of what the page lies on."""
    surroundings = np.zeros(len(weights), bool)
    for side in (parts[0], parts[-1], parts[:, 0], parts[:, -1]):
        surroundings |= np.bincount(side, minlength=len(weights)) > 0.6 * len(side)
    others = np.where(surroundings, 0.0, weights)
    return others if others.max() >= 0.05 * weights.max() else weights


def _check_one_digit(boxes: list[tuple[slice, slice]]) -> None:
    """Refuse two tall parts side by side."""
    tops, bottoms, lefts, rights = _bounds(boxes)
    height = bottoms.max() - tops.min()
    tall = bottoms - tops >= SIDE_BY_SIDE * height
    if (lefts[tall][:, None] - rights[tall] >= GAP * height).any():
        raise PictureError("The picture shows two figures side by side. Crop it to one digit.")


def _check_not_a_dot(digit: NDArray[np.bool_], boxes: list[tuple[slice, slice]]) -> None:
    """Refuse a single small solid blob."""
    tops, bottoms, lefts, rights = _bounds(boxes)
    height, width = bottoms.max() - tops.min(), rights.max() - lefts.min()
    small = max(height, width) < DOT * max(digit.shape) and min(height, width) > 0.6 * max(height, width)
    if small and digit.sum() > 0.7 * height * width:
        raise PictureError(f"The picture shows only a dot. {ADVICE}")


def _bounds(boxes: list[tuple[slice, slice]]) -> NDArray[np.intp]:
    """Return the boxes' tops, bottoms, lefts and rights, ``(4, N)``."""
    return np.array([(rows.start, rows.stop, columns.start, columns.stop) for rows, columns in boxes]).T
