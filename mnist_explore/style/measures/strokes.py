"""The centre lines of a digit's strokes: how long they are, and how far the ink reaches on both sides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.style.measures.medial_axis import medial_axes
from mnist_explore.style.measures.thinning import pack, pruned, thinned, unpack
from mnist_explore.style.measures.upscaling import SCALE, checked_images, chunks, fine_pixel_counts, inked

INK = 128
"""The lowest grey level that counts as ink on the digit's own pixel grid."""

SPUR_PX = 3
"""Side branches of a skeleton up to this length come from a bump in the outline, not from the pen."""


def stroke_sizes_px(images: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return the area, the length and the thickness of each digit's strokes.

    Ink is told from paper on a four times finer grid (:func:`upscaling.inked`). The length is that of the ink's
    medial axis, counting 1 for straight and the square root of 2 for diagonal steps; the thickness is twice the
    mean distance from the axis to paper.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, 0 = paper, 255 = full ink.

    Returns
    -------
    area_px
        ``(N,)`` float32 square pixels in 0-784.
    length_px
        ``(N,)`` float32 pixels; 0 if blank.
    thickness_px
        ``(N,)`` float32 pixels; 0 if blank. Beyond the picture is paper: full ink has a thickness, too.

    Raises
    ------
    ValueError
        If `images` is not ``(N, 28, 28)`` uint8.

    References
    ----------
    Castro et al., "Morpho-MNIST", JMLR 20 (2019), section 3.2. https://jmlr.org/papers/v20/19-033.html
    """
    images = checked_images(images)
    area, length, thickness = np.zeros((3, len(images)), np.float32)
    for chunk in chunks(len(images)):
        # 1. Ink on the fine grid, ``(row, column, digit)``, and its area.
        ink = inked(images[chunk])
        area[chunk] = fine_pixel_counts(ink) / SCALE**2
        # 2. The axis pixels of all these digits in one list, each with its digit, distance to paper and steps onward.
        axes = medial_axes(ink)
        # 3. Sums by digit: steps make the length, and twice the mean distance is the thickness.
        pixels = np.bincount(axes.digit, minlength=axes.count)
        length[chunk] = np.bincount(axes.digit, axes.links, axes.count) / SCALE
        thickness[chunk] = 2 / SCALE * np.bincount(axes.digit, axes.distance, axes.count) / np.maximum(pixels, 1)
    return area, length, thickness


def skeletons(images: NDArray[np.uint8], *, spur_px: int = SPUR_PX) -> NDArray[np.bool_]:
    """Return the strokes' centre lines on the digits' own pixel grid, one pixel wide and without spurs.

    Ink is grey 128 and above. Each piece of ink is thinned to 8-connected lines with the same holes; side
    branches of at most `spur_px` pixels are taken off.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    spur_px
        Longest branch, in pixels, to take off; 0 keeps all.

    Returns
    -------
    ndarray
        ``(N, 28, 28)`` bool; blank where the digit is.

    Raises
    ------
    ValueError
        If `images` is not ``(N, 28, 28)`` uint8.

    References
    ----------
    Thinning: Guo and Hall, CACM 32 (1989), algorithm A1.
    """
    images = checked_images(images)
    lines = np.empty(images.shape, bool)
    for chunk in chunks(len(images), size=1024):
        grid = pruned(thinned(pack(images[chunk] >= INK)), spur_px)
        lines[chunk] = unpack(grid, len(images[chunk]))
    return lines
