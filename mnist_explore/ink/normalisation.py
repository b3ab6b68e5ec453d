"""One digit's ink, sized and centred in 28×28 pixels by MNIST's rule."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX

BOX_PX = 20
CENTRE_PX = 14
"""Index of the pixel that holds a digit's centre of mass: all 60,000 training digits' lie in 13.5-14.5."""
AROUND_PX = (SIDE_PX - BOX_PX) // 2
"""What is looked at around the box, for ink too faint to be in it."""
FAINT = 0.9
"""Ink whose 95th percentile is below this was thinned out by scaling, and is made full."""
EDGE = 0.1
"""Least ink that counts for the box: at this level the longer side of 99.98 % of the training digits is 20."""
THINNEST_PX = 1.43
"""The stroke width, as :func:`stroke_width_px` has it, that 99 % of the training digits exceed: thinner is redrawn."""
REDRAWN_PX = 1.63
"""The stroke width that 95 % of the training digits exceed: redrawn strokes have it."""


def placed_digit(ink: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return one digit's ink as MNIST would show it.

    Parameters
    ----------
    ink
        ``(H, W)`` float32 in 0-1, somewhere above 0.1.

    Returns
    -------
    NDArray[np.uint8]
        ``(28, 28)``, 0 = paper, 255 = full ink.

    References
    ----------
    Y. LeCun, C. Cortes, C. Burges, "The MNIST database", http://yann.lecun.com/exdb/mnist/: "size normalized to
    fit in a 20x20 pixel box while preserving their aspect ratio … centered in a 28x28 image by computing the
    center of mass of the pixels, and translating the image so as to position this point at the center".
    """
    return centred(boxed(ink), around_px=AROUND_PX)


def boxed(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ink scaled, aspect kept, so that its box's longer side is 20 pixels, with 4 pixels around the box.

    Strokes that would come out thinner than MNIST's are drawn out, and ink that would come out faint is made full.

    Parameters
    ----------
    ink
        ``(H, W)`` float32 in 0-1, somewhere above 0.1.

    Returns
    -------
    NDArray[np.float32]
        ``(h + 8, w + 8)`` in 0-1; the larger of `h` and `w` is 20. The box's rim lies on the pixels' rim.
    """
    from PIL import Image

    rows, columns = (np.flatnonzero((ink > EDGE).any(axis)) for axis in (1, 0))
    scale = BOX_PX / (max(np.ptp(rows), np.ptp(columns)) + 1)
    reach = int(np.ceil((AROUND_PX + 1) / scale))
    thick = _thickened(np.pad(ink, reach), scale=scale)
    (top, height), (left, width) = (_grid(along + reach, scale) for along in (rows, columns))
    kernel = Image.Resampling.HAMMING if scale < 1 else Image.Resampling.BICUBIC
    box = (left, top, left + width / scale, top + height / scale)
    small = np.clip(np.asarray(Image.fromarray(thick).resize((width, height), kernel, box)), 0, 1)
    peak = float(np.percentile(small[small > EDGE], 95))
    full: NDArray[np.float32] = np.minimum(small / np.float32(peak), 1) if peak < FAINT else small
    return full


def _grid(along: NDArray[np.intp], scale: float) -> tuple[float, int]:
    """Return where the new pixels begin on one axis, and how many there are: the box's, and those around it."""
    length = int(np.ptp(along)) + 1
    count = max(1, round(length * scale))
    middle = along[0] + length / 2
    return middle - (count / 2 + AROUND_PX) / scale, count + 2 * AROUND_PX


def stroke_width_px(ink: NDArray[np.float32]) -> float:
    """Return the mean stroke width of ``(H, W)`` ink in 0-1: twice its area over its contour's length.

    The contour's length is the total variation (the sum of gradient lengths), so that soft rims need no threshold.

    References
    ----------
    L. Rudin, S. Osher, E. Fatemi, "Nonlinear total variation based noise removal algorithms", Physica D 60
    (1992) 259-268; for a shape, total variation is its perimeter (coarea formula).
    """
    padded = np.pad(ink, 1)
    right = padded[:-1, 1:] - padded[:-1, :-1]
    down = padded[1:, :-1] - padded[:-1, :-1]
    return 2 * float(ink.sum()) / float(np.hypot(right, down).sum())


def _thickened(ink: NDArray[np.float32], *, scale: float) -> NDArray[np.float32]:
    """Return ink with strokes that would be under :data:`THINNEST_PX` after scaling drawn out, else unchanged."""
    from scipy.ndimage import distance_transform_edt

    width = stroke_width_px(ink)
    if width * scale >= THINNEST_PX:
        return ink
    reach = (REDRAWN_PX / scale - width) / 2
    distance, nearest = distance_transform_edt(ink <= 0.5, return_indices=True)
    grown = np.clip(reach + 1 - distance, 0, 1).astype(np.float32) * ink[tuple(nearest)]
    drawn: NDArray[np.float32] = np.maximum(ink, grown)
    return drawn


def centred(digit: NDArray[np.float32], *, around_px: int = 0) -> NDArray[np.uint8]:
    """Return a small digit in 28×28, shifted by whole pixels so that its centre of mass lies in pixel (14, 14).

    Parameters
    ----------
    digit
        ``(h, w)`` in 0-1, at most 28×28, not all zero.
    around_px
        How many pixels on each side lie outside the digit's box and may be cut.

    Returns
    -------
    NDArray[np.uint8]
        ``(28, 28)``; a box whose mass lies far to one side is stopped at the rim.
    """
    canvas = np.zeros((3 * SIDE_PX, 3 * SIDE_PX), np.float32)
    height, width = digit.shape
    canvas[SIDE_PX : SIDE_PX + height, SIDE_PX : SIDE_PX + width] = digit
    starts = []
    for axis, length in ((1, height), (0, width)):
        mass = canvas.sum(axis=axis)
        start = round(float(mass @ np.arange(len(mass)) / mass.sum()) - CENTRE_PX)
        starts.append(min(max(start, length - around_px), SIDE_PX + around_px))
    window = canvas[starts[0] : starts[0] + SIDE_PX, starts[1] : starts[1] + SIDE_PX]
    placed: NDArray[np.uint8] = np.clip(window * 255 + 0.5, 0, 255).astype(np.uint8)
    return placed
