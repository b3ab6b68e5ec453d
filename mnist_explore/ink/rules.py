"""The rules of lined and squared paper, and of forms: what runs straight from one side of a picture to the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

REPEATED = 3
"""So many lines from side to side are paper's, however dark ..."""
PALE = 0.7
"""... fewer only if they are paler than this share of full ink: one may be a digit's own stroke."""
THICKEST = 0.025
"""A rule is at most this share of the picture's height thick; a tight crop's strokes are thicker."""
CROSSED = 0.35
"""What is darker than the rule by more than this share of full ink is a stroke on it."""


def without_rules(above: NDArray[np.uint8], full: int, *, faintest: int) -> NDArray[np.uint8]:
    """Return the picture without lines from rim to rim: fainter than the ink, or three or more of them."""
    for turned in (above, above.T):
        rules = _rules(turned, full, faintest)
        above = np.where(rules if turned is above else rules.T, np.uint8(0), above)
    return above


def _rules(above: NDArray[np.uint8], full: int, faintest: int) -> NDArray[np.bool_]:
    """Return where nearly level lines run from the left rim to the right one."""
    from scipy.ndimage import find_objects, label

    width = above.shape[1]
    if (above > faintest).any(axis=0).mean() < 0.9:
        return np.zeros(above.shape, bool)
    lines = opened(above, 1, int(0.3 * width) | 1)
    parts, _ = label(lines > faintest, np.ones((3, 3)))
    across = [
        1 + index
        for index, (_, columns) in enumerate(find_objects(parts))
        if columns.stop - columns.start > 0.9 * width
    ]
    thickest = max(2.0, THICKEST * above.shape[0])
    across = [number for number in across if _thickness(parts == number) <= thickest]
    if not across or (len(across) < REPEATED and np.median(lines[np.isin(parts, across)]) > PALE * full):
        return np.zeros(above.shape, bool)
    rules = np.zeros(above.shape, bool)
    for number in across:
        rules |= _rule(parts == number, lines, above, full)
    return rules


def _rule(part: NDArray[np.bool_], lines: NDArray[np.uint8], above: NDArray[np.uint8], full: int) -> NDArray[np.bool_]:
    """Return the pixels of one line that are the rule's own, and no stroke's that crosses it or runs along it."""
    along = part.any(axis=0)
    level = float(np.median(np.where(part, lines, 0).max(axis=0)[along]))
    crossing = opened(above, 2 * _thickness(part) + 3, 1) > 0.5 * full
    rule: NDArray[np.bool_] = part & (above < level + CROSSED * full) & ~crossing
    return rule


def _thickness(part: NDArray[np.bool_]) -> int:
    """Return how many pixels of a line, at most of its places, lie above each other."""
    thick = part.sum(axis=0)
    return int(np.median(thick[thick > 0]))


def opened(levels: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Return the morphological opening by a window of odd sides, of a picture that goes on beyond its rim.

    Minima and maxima over a window come from those over its halves: ten whole-array steps and not a window's
    worth, fifteen times as fast as a general filter.
    """
    beyond = np.pad(levels, ((height - 1,) * 2, (width - 1,) * 2), mode="edge")
    for extreme in (np.minimum, np.maximum):
        for side, turned in ((height, False), (width, True)):
            beyond = beyond.T if turned else beyond
            span = 1
            while span < side:
                step = min(span, side - span)
                beyond = extreme(beyond[:-step], beyond[step:])
                span += step
            beyond = beyond.T if turned else beyond
    return beyond
