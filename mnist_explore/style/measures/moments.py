"""How a digit leans, how much ink it has, how wide and high it is: sums over its pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.style.measures.upscaling import (
    SCALE,
    checked_images,
    chunks,
    fine_pixel_counts,
    inked,
    upscaling_matrix,
)

TAIL = 0.01
"""The share of ink that may lie beyond each side of a digit's box."""

HALF_PX = 2
"""Upscaling for the box: sums of ink are interpolated, so that a finer grid would change nothing."""

STEPS = 8
"""Parts of a pixel in which rows shift when only their mean is asked: twice as many would change no grey level."""

HALVINGS = 8
"""Bisection steps for a side of the box: from about 80 half pixels to a third of one, then a straight line."""


def slants_deg(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return each digit's slant: the angle by which its ink is sheared away from upright.

    The shear is the horizontal drift of the ink per row, ``-cov(x, y) / var(y)`` with y pointing down and grey
    levels as weights; the slant is its arc tangent.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, 0 = paper, 255 = full ink.

    Returns
    -------
    ndarray
        ``(N,)`` float32 degrees in -90..90; **positive: leaning to the right**, like italics. A blank picture,
        and ink within a single row, have slant 0.

    Raises
    ------
    ValueError
        If `images` is not ``(N, 28, 28)`` uint8.

    References
    ----------
    Castro et al., "Morpho-MNIST", JMLR 20 (2019), section 3.2. https://jmlr.org/papers/v20/19-033.html
    """
    _, _, shear = sheared_moments(checked_images(images))
    return np.degrees(np.arctan(shear)).astype(np.float32) + np.float32(0)  # no -0.0


def areas_px(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the area each digit's strokes cover, to a sixteenth of a pixel.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.

    Returns
    -------
    ndarray
        ``(N,)`` float32 square pixels in 0-784: fine pixels that are ink (:func:`upscaling.inked`), over 16.
        Blank 0, full ink 784.

    Raises
    ------
    ValueError
        If `images` is not ``(N, 28, 28)`` uint8.

    References
    ----------
    Castro et al., "Morpho-MNIST", JMLR 20 (2019), section 3.2. https://jmlr.org/papers/v20/19-033.html
    """
    images = checked_images(images)
    areas = np.zeros(len(images), np.float32)
    for chunk in chunks(len(images)):
        areas[chunk] = fine_pixel_counts(inked(images[chunk])) / SCALE**2
    return areas


def box_sizes_px(images: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the width and the height of each digit, the width measured along its slant.

    The box is a parallelogram with two level sides and two as slanted as the digit. Beyond each side lies 1 % of
    the ink, so that a stray pixel does not make a digit larger.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.

    Returns
    -------
    width_px
        ``(N,)`` float32 pixels, along a row; 0 if blank.
    height_px
        ``(N,)`` float32 pixels in 0-28; 0 if blank.

    Raises
    ------
    ValueError
        If `images` is not ``(N, 28, 28)`` uint8.

    References
    ----------
    Castro et al., "Morpho-MNIST", JMLR 20 (2019), section 3.2. https://jmlr.org/papers/v20/19-033.html
    """
    images = checked_images(images)
    width, height = np.zeros((2, len(images)), np.float32)
    for chunk in chunks(len(images), size=512):
        _, mean_row, shear = sheared_moments(images[chunk])
        pixels, matrix = images[chunk].astype(np.float32), upscaling_matrix(scale=HALF_PX)
        drift = HALF_PX * shear[:, None] * (np.arange(SIDE_PX) - (SIDE_PX - 1) / 2 - mean_row[:, None])
        width[chunk] = _inner_range(pixels @ matrix.T, drift) / HALF_PX
        rows = (matrix @ pixels).clip(0).sum(axis=2)[:, None]
        height[chunk] = _inner_range(rows, np.zeros((len(rows), 1))) / HALF_PX
    return width, height


def proportions(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the width of each digit over its height, both of the box of :func:`box_sizes_px`.

    The box leans with the digit, so that this is the proportion of the digit set upright. MNIST brought the longer
    side of every digit to 20 px before anyone could measure: width and height tell that, and this tells the hand.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.

    Returns
    -------
    ndarray
        ``(N,)`` float32, 0 and up: 1 where a digit is as broad as tall; 0 where it has no ink, or no height.

    Raises
    ------
    ValueError
        If `images` is not ``(N, 28, 28)`` uint8.

    References
    ----------
    LeCun, Bottou, Bengio & Haffner (1998), Gradient-based learning applied to document recognition, Proc. IEEE 86,
    section III.A, on the size normalisation.
    """
    width, height = box_sizes_px(images)
    return np.divide(width, height, out=np.zeros_like(width), where=height > 0)


def _inner_range(ink: NDArray[np.float32], drift: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distance between the two sides beyond each of which :data:`TAIL` of the ink lies.

    Parameters
    ----------
    ink
        ``(N, R, C)``, ink in each row's cells; below 0 (the spline's undershoot) counts as none.
    drift
        ``(N, R)``, by how many cells each row is to be moved to the right first.
    """
    # 1. How much ink lies left of every cell's border, row by row: between borders it is read on a straight line.
    count, rows, cells = ink.shape
    up_to = np.zeros((count, rows, cells + 1), np.float32)
    np.cumsum(ink.clip(0), axis=2, out=up_to[..., 1:])
    mass = up_to[..., -1].sum(axis=1)
    first = np.arange(count * rows).reshape(count, rows) * (cells + 1)
    flat = up_to.reshape(-1)
    # 2. Both sides of all digits at once, ``(2, N)``: below `low` lies too little ink, below `high` enough.
    reach = np.abs(drift).max(axis=1, initial=0)
    share = np.outer((TAIL, 1 - TAIL), mass)
    low, high = np.stack([-reach, -reach]), np.stack([cells + reach, cells + reach])
    low_ink, high_ink = np.zeros_like(low), np.stack([mass, mass])
    # 3. Bisection: move the middle into every row's own cells, take what lies left of it there, and sum over the rows.
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        place = np.clip(middle[..., None] - drift, 0, cells * (1 - 1e-6))
        cell = place.astype(np.intp)
        place -= cell
        cell += first
        left = flat.take(cell)
        cell += 1
        ink_here = (left + (flat.take(cell) - left) * place).sum(axis=2)
        short = ink_here < share
        low, low_ink = np.where(short, middle, low), np.where(short, ink_here, low_ink)
        high, high_ink = np.where(short, high, middle), np.where(short, high_ink, ink_here)
    sides = low + (high - low) * (share - low_ink) / np.maximum(high_ink - low_ink, 1e-9)
    return np.where(mass > 0, sides[1] - sides[0], 0.0)


def sheared_moments(images: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return mass, the ink's mean row measured from row 13.5, and shear (0 where it is undefined), each ``(N,)``."""
    # All nine sums over rows and columns are one product from either side. Measured from the centre of the picture, so
    # that the products stay small and float32 is exact enough.
    powers = (np.arange(SIDE_PX) - (SIDE_PX - 1) / 2).astype(np.float32) ** np.arange(3, dtype=np.float32)[:, None]
    sums = np.empty((len(images), 3, 3))  # of ink times y**row times x**column
    for chunk in chunks(len(images), size=4096):
        sums[chunk] = powers @ images[chunk].astype(np.float32) @ powers.T
    mass = sums[:, 0, 0]
    (_, mean_x, _), (mean_y, mean_xy, _), (mean_yy, _, _) = np.moveaxis(sums, 0, -1) / np.maximum(mass, 1)
    spread = mean_yy - mean_y**2
    upright = spread < 1e-3  # ink in one row only: float32 leaves a little above zero
    shear = np.where(upright, 0.0, -(mean_xy - mean_x * mean_y) / np.where(upright, 1.0, spread))
    return mass, mean_y, shear
