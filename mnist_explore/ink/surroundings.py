"""What lies around a page: rims, frames, tables, boards' edges, form cells, circles; and which ground holds the ink.

A picture is split in light and dark once, by Otsu's threshold, and the connected components of both form a tree by
what lies inside what. A digit lies in a ground and holds at most empty holes. A component that is thin and holds a
ground with ink of its own is a frame; one that is solid and holds ink is a page on something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

LEAST_CONTRAST = 24
"""Grey levels between the means of light and dark, below which a picture has no parts worth telling apart."""
LEAST_SIDE_PX = 20
"""In smaller pictures a zero's outline is as rectangular as a page's."""
LEAST_SHARE = 0.12
"""A ground covers at least this share of the picture ..."""
LEAST_INSIDE = 0.25
"""... and within a frame, at least this share of the frame."""
SOLID = 0.5
"""A ground fills at least this share of its own outline: less is a frame, or a digit."""
INK_HEIGHT = 0.2
"""What makes the inside of a ring a ground is ink of at least this share of its height; less is a speck."""
RECTANGULAR = 0.87
"""A page is at least as rectangular as this; a zero's outline, an ellipse, is 0.785."""
LEAST_BREADTH = 0.3
"""A page's shorter side over its longer one; a bold one is less."""
STEP = 0.6
"""A page's edge is a step of at least this share of its contrast to what surrounds it; a soft shadow's is less."""
MOST = 4
"""Grounds that are tried, apart from the whole picture."""


@dataclass(frozen=True, eq=False)
class Ground:
    """A region in which ink may lie.

    Parameters
    ----------
    inside
        ``(H, W)`` bool, the ground with what lies on it; None for the whole picture.
    polarity
        Whether its ink is lighter or darker than it, or ``"auto"`` where only the pixels can tell.
    """

    inside: NDArray[np.bool_] | None
    polarity: Literal["auto", "light_on_dark", "dark_on_light"]


@dataclass(frozen=True, eq=False)
class _Part:
    """A connected component: its own pixels, the same with all it encloses, and whether it is light."""

    own: NDArray[np.bool_]
    filled: NDArray[np.bool_]
    light: bool
    box: tuple[slice, slice]

    @property
    def height(self) -> int:
        """Rows from its first to its last."""
        return int(self.box[0].stop - self.box[0].start)

    @property
    def width(self) -> int:
        """Columns from its first to its last."""
        return int(self.box[1].stop - self.box[1].start)

    @property
    def solid(self) -> float:
        """The share of its outline that is itself."""
        return float(self.own.sum() / self.filled.sum())


def grounds(picture: NDArray[np.uint8]) -> list[Ground]:
    """Return the regions of a ``(H, W)`` uint8 picture in which ink may lie, the most enclosed first.

    The last is the whole picture, and it is the only one unless something surrounds a page.

    References
    ----------
    N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9 (1979) 62-66.
    """
    parts = _large_parts(picture) if min(picture.shape) >= LEAST_SIDE_PX else []
    found: list[Ground] = []
    if parts:
        outer = max(parts, key=lambda part: (int(part.filled.sum()), int(part.own.sum())))
        pages = sorted((part for part in parts if part is not outer), key=lambda part: int(part.filled.sum()))
        pages = [part for part in pages if _is_page(part, parts)]
        if outer.solid >= SOLID and not all(_reaches(outer, side) for side in range(4)):
            pages.append(outer)
        for part in pages[:MOST]:
            inside = _hull(part)
            if (part is not outer or _leaves_a_side(inside)) and _has_an_edge(picture, inside, part):
                found.append(Ground(inside, "dark_on_light" if part.light else "light_on_dark"))
    return [*found, Ground(None, "auto")]


def _hull(part: _Part) -> NDArray[np.bool_]:
    """Return a part with all that lies between its own ends: a stroke that reaches its edge too."""
    from skimage.morphology import convex_hull_image

    inside = np.zeros(part.own.shape, bool)
    inside[part.box] = convex_hull_image(part.own[part.box])
    return inside


def _has_an_edge(picture: NDArray[np.uint8], inside: NDArray[np.bool_], part: _Part) -> bool:
    """Return whether the levels jump where a ground ends, as at a page's edge and not as in a lamp's fall-off."""
    from scipy.ndimage import binary_dilation, binary_erosion

    reach = max(1, max(picture.shape) // 64)
    within = inside & ~binary_erosion(inside, np.ones((3, 3)), reach, border_value=1)
    beyond = binary_dilation(inside, np.ones((3, 3)), reach) & ~inside
    if not within.any() or not beyond.any():
        return False
    jump = float(np.median(picture[within])) - float(np.median(picture[beyond]))
    other = picture[~part.own & ~inside]
    contrast = float(picture[part.own].mean()) - float(other.mean()) if other.size else 0.0
    return jump * contrast > 0 and abs(jump) >= max(LEAST_CONTRAST, STEP * abs(contrast))


def _leaves_a_side(inside: NDArray[np.bool_]) -> bool:
    """Return whether at least one side of the picture lies mostly outside."""
    return min(float(line.mean()) for line in (inside[0], inside[-1], inside[:, 0], inside[:, -1])) < 0.5


def _large_parts(picture: NDArray[np.uint8]) -> list[_Part]:
    """Return the components of either class whose outlines are large enough for a ground or a frame."""
    from scipy.ndimage import binary_fill_holes, find_objects, label
    from skimage.filters import threshold_otsu

    if picture.min() == picture.max():
        return []
    light = picture > threshold_otsu(picture)
    if float(picture[light].mean()) - float(picture[~light].mean()) < LEAST_CONTRAST:
        return []
    parts = []
    for shade in (light, ~light):
        labels, _ = label(shade, np.ones((3, 3)))
        for number, box in enumerate(find_objects(labels), 1):
            height, width = (along.stop - along.start for along in box)
            if height * width < LEAST_SHARE * picture.size:
                continue
            own = np.zeros(picture.shape, bool)
            own[box] = labels[box] == number
            filled = own.copy()
            filled[box] = binary_fill_holes(own[box])
            if filled.sum() >= LEAST_SHARE * picture.size or min(height, width) > 0.8 * min(picture.shape):
                parts.append(_Part(own, filled, shade is light, box))
    return parts


def _reaches(part: _Part, side: int) -> bool:
    """Return whether a part makes up most of one side of the picture: top, bottom, left, right."""
    line = (part.own[0], part.own[-1], part.own[:, 0], part.own[:, -1])[side]
    return bool(line.mean() > 0.5)


def _is_page(part: _Part, parts: list[_Part]) -> bool:
    """Return whether a part can be a page, a board or a cell's inside, and no digit.

    It is solid, and either as full as a rectangle is and holds something, or may hold something pale; or it lies in
    a ring and holds ink.
    """
    if part.solid < SOLID:
        return False
    holes = part.filled[part.box] & ~part.own[part.box]
    rows = np.flatnonzero(holes.any(axis=1))
    inked = len(rows) > 0 and np.ptp(rows) + 1 >= INK_HEIGHT * part.height
    if inked and any(_surrounds(ring, part) for ring in parts if ring.solid < SOLID):
        return True
    broad = min(part.height, part.width) > LEAST_BREADTH * max(part.height, part.width)
    return broad and rectangularity(part.filled[part.box]) >= RECTANGULAR


def _surrounds(ring: _Part, part: _Part) -> bool:
    """Return whether a part lies within a ring, and takes up most of it."""
    overlap = (ring.filled & part.own).sum()
    return bool(overlap > 0.98 * part.own.sum() and part.filled.sum() >= LEAST_INSIDE * ring.filled.sum())


def rectangularity(shape: NDArray[np.bool_]) -> float:
    """Return a ``(h, w)`` bool shape's area over that of the smallest rectangle, at any angle, around it.

    An ellipse has 0.785, a rectangle 1.

    References
    ----------
    P. L. Rosin, "Measuring rectangularity", Machine Vision and Applications 11 (1999) 191-196.
    """
    rows = np.flatnonzero(shape.any(axis=1))
    first, last = shape[rows].argmax(axis=1), shape.shape[1] - shape[rows, ::-1].argmax(axis=1)
    x = np.concatenate([first, last, first, last])
    y = np.concatenate([rows, rows, rows + 1, rows + 1])
    angles = np.deg2rad(np.arange(0, 90, 3))
    across = np.outer(np.cos(angles), x) + np.outer(np.sin(angles), y)
    along = np.outer(np.cos(angles), y) - np.outer(np.sin(angles), x)
    return float(shape.sum() / (np.ptp(across, axis=1) * np.ptp(along, axis=1)).min())
