"""A digit sheared, scaled or turned about its centre of mass, kept within the picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX

EDGE = 26
"""Least grey that must stay in the picture: MNIST's boxes are drawn around ink from a tenth of full on."""
PADDING_PX = 4
"""Paper around the picture, so that the spline that is fitted to it ends on paper."""
TAPS = np.sqrt(1 / 8) * np.array([-1, 0, 1])
"""Three equal taps with the variance of a box one wide."""


def moved(image: NDArray[np.uint8], matrices: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return a digit with its ink's points, seen from the centre of mass, multiplied by each matrix.

    A cubic spline is sampled at the new pixels' centres, so that the unit matrix changes nothing. Where a matrix
    shrinks, samples are averaged over as much as a larger pixel covers more, lest thin strokes fall through.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8, not blank.
    matrices
        ``(V, 2, 2)`` from (down, right) to (down, right), invertible.

    Returns
    -------
    NDArray[np.uint8]
        ``(V, 28, 28)``.

    References
    ----------
    Unser (1999), Splines: a perfect fit for signal and image processing, IEEE Signal Processing Magazine 16.
    """
    from scipy import ndimage

    grid = np.indices((SIDE_PX, SIDE_PX)).reshape(2, -1)
    middle = grid @ image.reshape(-1) / image.sum(dtype=np.float64)
    matrices, centres = _within_picture(image, matrices, middle)
    spline = ndimage.spline_filter(np.pad(image.astype(np.float64), PADDING_PX))
    found = np.empty((len(matrices), SIDE_PX, SIDE_PX), np.uint8)
    for at, (matrix, centre) in enumerate(zip(matrices, centres, strict=True)):
        inverse = np.linalg.inv(matrix)
        source = inverse @ (grid - centre[:, None]) + middle[:, None] + PADDING_PX
        reach = np.sqrt(max(np.linalg.det(inverse) - 1, 0.0))
        taps = reach * TAPS if reach > 0 else np.zeros(1)
        seen = [
            ndimage.map_coordinates(spline, source + np.array([[down], [right]]), order=3, prefilter=False)
            for down in taps
            for right in taps
        ]
        found[at] = np.clip(np.rint(np.mean(seen, axis=0)), 0, 255).reshape(SIDE_PX, SIDE_PX)
    return found


def _within_picture(
    image: NDArray[np.uint8], matrices: NDArray[np.float64], middle: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the matrices, made smaller where the ink would not fit, and where the centre of mass goes, ``(V, 2)``."""
    ink = np.argwhere(image >= min(EDGE, image.max())) - middle
    last = SIDE_PX - 1

    def box(scaled: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        placed = ink @ scaled.transpose(0, 2, 1)
        return placed.min(axis=1), placed.max(axis=1)

    low, high = box(matrices)
    longest = (high - low).max(axis=1)
    matrices = matrices * np.minimum(1, last / np.maximum(longest, 1e-9))[:, None, None]
    low, high = box(matrices)
    # A digit of the data set that touches the rim already is not to be moved for it.
    centres = np.clip(middle, np.minimum(-low, middle), np.maximum(last - high, middle))
    outside = (centres + low < -1e-6) | (centres + high > last + 1e-6)
    return matrices, np.where(outside, np.clip(middle, -low, np.maximum(last - high, -low)), centres)
