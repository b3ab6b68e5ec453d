"""The connected parts of a picture's ink: strokes, without what lies along the picture's sides, and without specks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import PictureError
from mnist_explore.ink.background import ADVICE, PAGE_FROM_PX, InkLevels

SPECK = 0.01
"""Parts with less than this share of the largest part's ink are specks."""
LEAST_AREA_PX = 12
"""On a page of 256 pixels, ink whose largest part is smaller than this is grain."""
GRAIN = 0.5
"""Ink that is no more than this share in parts of that size is grain."""
MOST_PARTS = 40
"""More parts than this, bridged where the pen left gaps, are a page of writing or a pattern."""
LIKELY_PARTS = 14
"""With more than this, parts that lie a pen's width apart are taken for a broken line's."""
GRAINY = 0.93
"""Ink that fills less than this share of itself with its smallest gaps closed is a pencil's or a crayon's."""
CONTOUR_POINTS = 64
"""Pixels of a part's contour that its distance to others is measured from."""


@dataclass(frozen=True, eq=False)
class Strokes:
    """The connected parts of ink, numbered from 0.

    Parameters
    ----------
    labels
        ``(H, W)`` int32, 1 + a pixel's part; 0 where there is none.
    boxes
        ``(N, 4)`` int, left, top, right, bottom (the last two beyond the part).
    weights
        ``(N,)`` float64, the sum of ink.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.intp]
    weights: NDArray[np.float64]

    def __len__(self) -> int:
        """Return how many parts there are."""
        return len(self.boxes)

    def mask(self, group: frozenset[int]) -> NDArray[np.bool_]:
        """Return ``(H, W)`` bool, where the parts of a group are."""
        chosen = np.zeros(len(self) + 1, bool)
        chosen[[1 + part for part in group]] = True
        mask: NDArray[np.bool_] = chosen[self.labels]
        return mask

    def box(self, group: frozenset[int]) -> tuple[int, int, int, int]:
        """Return a group's left, top, right and bottom."""
        boxes = self.boxes[sorted(group)]
        (left, top), (right, bottom) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return int(left), int(top), int(right), int(bottom)

    def distances(self) -> NDArray[np.float64]:
        """Return ``(N, N)`` float64, the least distances of the parts' pixels to each other, about, in pixels."""
        from scipy.ndimage import binary_erosion, find_objects
        from scipy.spatial.distance import cdist

        contours = []
        for number, box in enumerate(find_objects(self.labels), 1):
            part = self.labels[box] == number
            points = np.argwhere(part & ~binary_erosion(part)) + np.array([along.start for along in box])
            contours.append(points[:: -(-len(points) // CONTOUR_POINTS)])
        count = len(contours)
        apart = np.zeros((count, count))
        for one in range(count):
            for other in range(one):
                apart[one, other] = apart[other, one] = cdist(contours[one], contours[other]).min() - 1
        return apart


def find_strokes(levels: InkLevels) -> Strokes:
    """Return the parts of a picture's ink.

    Parts that run along a side of the picture are what the page lies on and are left out, unless there are no others;
    where there are very many, those a pen's width apart are one.

    Raises
    ------
    PictureError
        If nothing is left, or the parts are too many for digits.
    """
    from scipy.ndimage import label

    core = levels.core()
    page = max(core.shape) >= PAGE_FROM_PX
    labels, count = label(core, np.ones((3, 3)))
    areas = np.bincount(labels.ravel(), minlength=2)[1:]
    least = LEAST_AREA_PX if page else 1
    if areas[areas >= least].sum() <= GRAIN * areas.sum():
        raise PictureError(f"No ink stands out from the paper, its grain and its lines. {ADVICE}")
    reach = 0
    if page and _grainy(core):
        reach = 1
        labels, count = _bridged(core, reach)
    while True:
        weights = np.bincount(labels.ravel(), levels.above.ravel(), count + 1).astype(np.float64)
        weights[0] = 0
        if page:
            weights = _without_surroundings(labels, weights)
        kept = weights >= SPECK * weights.max()
        if kept.sum() <= LIKELY_PARTS or reach == max(2, max(core.shape) // 64):
            break
        reach += 1
        labels, count = _bridged(core, reach)
    if kept.sum() > MOST_PARTS:
        raise PictureError(
            f"The picture shows {int(kept.sum())} separate marks, not one digit or a few. Crop it to one digit."
        )
    return _numbered(labels, kept, weights)


def _grainy(core: NDArray[np.bool_]) -> bool:
    """Return whether ink is as full of small gaps as a pencil's or a crayon's."""
    from scipy.ndimage import binary_closing

    return bool(core.sum() < GRAINY * binary_closing(core, np.ones((3, 3)), 1).sum())


def _bridged(core: NDArray[np.bool_], reach: int) -> tuple[NDArray[np.int32], int]:
    """Return the core's parts, those up to twice `reach` apart as one."""
    from scipy.ndimage import binary_dilation, label

    labels, count = label(binary_dilation(core, np.ones((3, 3)), reach), np.ones((3, 3)))
    return np.where(core, labels, 0), count


def _numbered(labels: NDArray[np.int32], kept: NDArray[np.bool_], weights: NDArray[np.float64]) -> Strokes:
    """Return the parts kept."""
    from scipy.ndimage import find_objects

    names = np.where(kept, kept.cumsum(), 0).astype(np.int32)
    labels = names[labels]
    boxes = [(columns.start, rows.start, columns.stop, rows.stop) for rows, columns in find_objects(labels)]
    return Strokes(labels, np.array(boxes, np.intp).reshape(-1, 4), weights[kept])


def _without_surroundings(labels: NDArray[np.int32], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the parts' weights, zero for the rims of what the page lies on."""
    surroundings = np.zeros(len(weights), bool)
    for side in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        surroundings |= np.bincount(side, minlength=len(weights)) > 0.6 * len(side)
    others = np.where(surroundings, 0.0, weights)
    return others if others.max() >= 0.05 * weights.max() else weights
