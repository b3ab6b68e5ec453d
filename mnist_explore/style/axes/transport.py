"""Digits in coordinates in which moving and bending strokes is a straight line: the transport of their centre lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.style.families.shapes import upright_points
from mnist_explore.style.measures.upscaling import checked_images, chunks

ANGLES = 12
"""Directions that the centre lines are projected on, 15° apart."""

QUANTILES = 16
"""Taken of each projection."""

COORDINATES = ANGLES * QUANTILES

_APART = 64.0
"""Between two digits' projections where they are sorted together: none reaches farther than the square root of 784."""


def transport_coordinates(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return digits in coordinates in which strokes that move, widen or bend are nearly straight lines.

    Each digit is thinned to its centre lines and sheared upright
    (:func:`~mnist_explore.style.families.shapes.upright_points`), moved to its centre and brought to one size. Its
    pixels are projected on 12 directions; the coordinates are the quantiles of the projections. Distances between
    digits are then sliced Wasserstein distances: how far ink has to move, not how many pixels differ.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, 0 = paper, 255 = full ink.

    Returns
    -------
    NDArray[np.float32]
        ``(N, 192)`` float32, direction by direction from across to down, in units of the root mean square distance of
        the centre lines from their centre; 0 where the digit is blank.

    Raises
    ------
    ValueError
        If `images` is not ``(N, 28, 28)`` uint8.

    References
    ----------
    Kolouri, Park & Rohde (2016), The Radon cumulative distribution transform and its application to image
    classification, IEEE Transactions on Image Processing 25(2); the reference distribution here is the uniform one.
    """
    images = checked_images(images)
    found = np.zeros((len(images), COORDINATES), np.float32)
    for chunk in chunks(len(images), size=2048):
        found[chunk] = coordinates_of(*upright_points(images[chunk]), count=len(images[chunk]))
    return found


def coordinates_of(
    digit: NDArray[np.intp], y: NDArray[np.floating], x: NDArray[np.floating], *, count: int
) -> NDArray[np.float32]:
    """Return the ``(count, 192)`` float32 coordinates of digits of which the upright points are known already."""
    pixels = np.bincount(digit, minlength=count)
    found = np.zeros((count, ANGLES, QUANTILES))
    if not len(digit):
        return found.reshape(count, COORDINATES).astype(np.float32)
    y, x = _at_one_size(digit, y, x, pixels=np.maximum(pixels, 1))
    # Where in the sorted list of all points each digit's quantiles lie: between two of its own pixels.
    starts = np.cumsum(pixels) - pixels
    levels = (np.arange(QUANTILES) + 0.5) / QUANTILES
    last = np.maximum(pixels - 1, 0)[:, None]
    place = np.clip(levels * pixels[:, None] - 0.5, 0, last)
    whole = place.astype(np.intp)
    # A blank digit's places may lie beyond the list; what is found there is taken out again below.
    near, far = (np.minimum(starts[:, None] + step, len(digit) - 1) for step in (whole, np.minimum(whole + 1, last)))
    for number, angle in enumerate(np.pi * np.arange(ANGLES) / ANGLES):
        apart = _APART * digit
        # Digits lie apart and ascend, so that one sort of all points sorts each digit's.
        projections = np.sort(x * np.cos(angle) + y * np.sin(angle) + apart) - apart
        found[:, number] = projections[near] + (place - whole) * (projections[far] - projections[near])
    found[pixels == 0] = 0
    return found.reshape(count, COORDINATES).astype(np.float32)


def _at_one_size(
    digit: NDArray[np.intp], y: NDArray[np.floating], x: NDArray[np.floating], *, pixels: NDArray[np.intp]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return points from their digit's centre, in units of their root mean square distance from it."""

    def mean(values: NDArray[np.floating]) -> NDArray[np.float64]:
        return np.asarray(np.bincount(digit, values, minlength=len(pixels)) / pixels)

    y, x = y - mean(y)[digit], x - mean(x)[digit]
    size = np.sqrt(mean(y**2 + x**2))
    size[size == 0] = 1  # a single pixel has no size
    return y / size[digit], x / size[digit]
