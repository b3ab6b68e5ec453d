"""A digit's strokes made wider or finer by moving their outline along its normals, on the four times finer grid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.style.measures.strokes import stroke_sizes_px
from mnist_explore.style.measures.upscaling import SCALE, inked, upscaled, upscaling_matrix

ROUNDS = 5
"""Drawings of a digit, each corrected by what the one before measured."""
CLOSE_PX = 0.02
"""An error in stroke width that is not worth another round; the measure itself moves by more with a pixel's grey."""

STEP = 2.0
"""Fine pixels between two looks along the outline's way: half a pixel, less than the softest stroke's rim."""

Fine = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Outline:
    """A digit on the finer grid, with the way out of its ink from everywhere.

    Parameters
    ----------
    grey
        ``(112, 112)`` about 0-255.
    down, right
        ``(112, 112)``, the unit normal of the nearest outline, away from the ink.
    """

    grey: Fine
    down: Fine
    right: Fine


def own_width_px(image: NDArray[np.uint8]) -> float:
    """Return the stroke width of a ``(28, 28)`` uint8 digit in pixels, as the atlas measures it."""
    return float(stroke_sizes_px(image[None])[2][0])


def with_stroke_widths(image: NDArray[np.uint8], wanted_px: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return a digit with its strokes as wide as wanted.

    The result is measured and corrected until it measures what is wanted: two strokes that grow into each other, or
    a stroke finer than a pixel, do not follow the outline's motion one to one.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8, not blank.
    wanted_px
        ``(V,)`` pixels.

    Returns
    -------
    NDArray[np.uint8]
        ``(V, 28, 28)``, of all that were tried the closest to what is wanted.
    """
    outline = _outline(image)
    own = own_width_px(image)
    best = np.repeat(image[None], len(wanted_px), axis=0)
    error = np.abs(own - wanted_px)
    by = wanted_px - own
    for _ in range(ROUNDS):
        rows = np.flatnonzero(error > CLOSE_PX)
        if not len(rows):
            break
        tried = np.stack([_widened(outline, by[row]) for row in rows])
        measured = stroke_sizes_px(tried)[2].astype(np.float64)
        closer = np.abs(measured - wanted_px[rows]) < error[rows]
        best[rows[closer]] = tried[closer]
        error[rows[closer]] = np.abs(measured - wanted_px[rows])[closer]
        by[rows] += wanted_px[rows] - measured
    return best


def _outline(image: NDArray[np.uint8]) -> Outline:
    """Return a digit's outline from the distances to ink and to paper."""
    from scipy import ndimage

    grey = upscaled(image[None])[..., 0].astype(np.float64)
    ink = inked(image[None])[..., 0]
    here = np.indices(ink.shape)
    _, to_ink = ndimage.distance_transform_edt(~ink, return_indices=True)
    # Beyond the picture is paper: full ink has an outline, too.
    _, to_paper = ndimage.distance_transform_edt(np.pad(ink, 1), return_indices=True)
    away = np.where(ink, to_paper[:, 1:-1, 1:-1] - 1 - here, here - to_ink).astype(np.float64)
    down, right = away / np.maximum(np.hypot(*away), 1e-9)
    return Outline(grey, down, right)


def _widened(outline: Outline, by_px: float) -> NDArray[np.uint8]:
    """Return a digit with its outline moved out by half of `by_px`, or in where it is negative.

    In widening every point takes the fullest ink on the way that the outline comes to it, in thinning the least: the
    dilation and the erosion by a disk, whose radius need not be a whole number of fine pixels. At 0 nothing changes.

    References
    ----------
    Sapiro, Kimmel, Shaked, Kimia & Bruckstein (1993), Implementing continuous-scale morphology via curve evolution,
    Pattern Recognition 26.
    """
    from scipy import ndimage

    reach = SCALE * by_px / 2
    row, column = np.indices(outline.grey.shape)
    grey, extreme = outline.grey, np.maximum if by_px > 0 else np.minimum
    steps = int(np.ceil(abs(reach) / STEP))
    for way in reach * np.arange(1, steps + 1) / max(steps, 1):
        source = [row - way * outline.down, column - way * outline.right]
        grey = extreme(grey, ndimage.map_coordinates(outline.grey, source, order=1, mode="constant"))
    down = _downscaling_matrix()
    return np.asarray(np.clip(np.rint(down @ grey @ down.T), 0, 255), np.uint8)


@lru_cache
def _downscaling_matrix() -> Fine:
    """Return ``(28, 112)``: the area average of the fine pixels, then the inverse of what upscaling blurs.

    Upscaling and then this gives a digit back exactly.
    """
    area = np.kron(np.eye(SIDE_PX), np.full((1, SCALE), 1 / SCALE))
    matrix = np.asarray(np.linalg.inv(area @ upscaling_matrix()) @ area, np.float64)
    matrix.setflags(write=False)
    return matrix
