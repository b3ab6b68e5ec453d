"""One digit's ink, sized and centred in 28×28 pixels by MNIST's rule."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.ink.ground import Polarity, find_ink

BOX_PX = 20
CENTRE_PX = 14
"""Index of the pixel that holds a digit's centre of mass: all 60,000 training digits' lie in 13.5-14.5."""
EDGE = 0.1
"""Least ink that counts for the box: at this level the longer side of 99.98 % of the training digits is 20."""
THINNEST_PX = 1.43
"""The stroke width, as :func:`stroke_width_px` has it, that 99 % of the training digits exceed: thinner is redrawn."""
REDRAWN_PX = 1.63
"""The stroke width that 95 % of the training digits exceed: redrawn strokes have it."""


def ink_digit(picture: NDArray[np.uint8], *, polarity: Polarity = "auto") -> NDArray[np.uint8]:
    """Return the digit of a grey picture as MNIST would show it.

    Parameters
    ----------
    picture
        ``(H, W)`` uint8 grey with one digit on it.
    polarity
        Whether the ink is lighter or darker than its ground; by default it is found out.

    Returns
    -------
    NDArray[np.uint8]
        ``(28, 28)``, 0 = paper, 255 = full ink.

    Raises
    ------
    PictureError
        If there is no ink in the picture, or it is a dot, two digits side by side, or many marks.
    ValueError
        If `picture` or `polarity` is not as above.

    References
    ----------
    Y. LeCun, C. Cortes, C. Burges, "The MNIST database", http://yann.lecun.com/exdb/mnist/: "size normalized to
    fit in a 20x20 pixel box while preserving their aspect ratio … centered in a 28x28 image by computing the
    center of mass of the pixels, and translating the image so as to position this point at the center".
    """
    return centred(boxed(find_ink(picture, polarity=polarity)))


def boxed(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ink cropped to its box and scaled, aspect kept, so that the longer side is 20 pixels.

    Parameters
    ----------
    ink
        ``(H, W)`` float32 in 0-1, not all zero.

    Returns
    -------
    NDArray[np.float32]
        ``(h, w)`` in 0-1; the larger of `h` and `w` is 20.
    """
    from PIL import Image

    height, width = (int(np.ptp(np.flatnonzero((ink > EDGE).any(axis)))) + 1 for axis in (1, 0))
    scale = BOX_PX / max(height, width)
    whole = _thickened(ink[_extent(ink > 0)], scale=scale)
    height, width = (min(SIDE_PX, max(1, round(side * scale))) for side in whole.shape)
    kernel = Image.Resampling.HAMMING if scale < 1 else Image.Resampling.BICUBIC
    small = np.clip(np.asarray(Image.fromarray(whole).resize((width, height), kernel)), 0, 1)
    peak = float(np.percentile(small[small > EDGE], 95))
    full: NDArray[np.float32] = small / np.float32(peak) if peak < 0.9 else small
    return full


def _extent(mask: NDArray[np.bool_]) -> tuple[slice, slice]:
    """Return the slices of the smallest box that holds all of a mask."""
    rows, columns = (np.flatnonzero(mask.any(axis)) for axis in (1, 0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


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
    pad = int(np.ceil(reach)) + 1
    ink = np.pad(ink, pad)
    distance, nearest = distance_transform_edt(ink <= 0.5, return_indices=True)
    grown = np.clip(reach + 1 - distance, 0, 1).astype(np.float32) * ink[tuple(nearest)]
    drawn: NDArray[np.float32] = np.maximum(ink, grown)
    return drawn


def centred(digit: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return a small digit in 28×28, shifted by whole pixels so that its centre of mass lies in pixel (14, 14).

    Parameters
    ----------
    digit
        ``(h, w)`` in 0-1, at most 20×20, not all zero.

    Returns
    -------
    NDArray[np.uint8]
        ``(28, 28)``; a digit whose mass lies far to one side is stopped at the rim.
    """
    height, width = digit.shape
    total = digit.sum()
    row = float(digit.sum(axis=1) @ np.arange(height) / total)
    column = float(digit.sum(axis=0) @ np.arange(width) / total)
    top = min(max(round(CENTRE_PX - row), 0), SIDE_PX - height)
    left = min(max(round(CENTRE_PX - column), 0), SIDE_PX - width)
    placed = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    placed[top : top + height, left : left + width] = np.clip(digit * 255 + 0.5, 0, 255)
    return placed
