"""How a digit leans and how much ink it has: sums over its pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.style.upscaling import SCALE, checked_images, chunks, inked


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
    _, _, shear = _sheared_moments(checked_images(images))
    return np.degrees(np.arctan(shear)).astype(np.float32)


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
        areas[chunk] = np.count_nonzero(inked(images[chunk]), axis=(0, 1)) / SCALE**2
    return areas


def _sheared_moments(images: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return mass, the ink's mean row measured from row 13.5, and shear (0 where it is undefined), each ``(N,)``."""
    # Measured from the centre of the picture, so that the products stay small and float32 is exact enough.
    y, x = np.mgrid[:SIDE_PX, :SIDE_PX].reshape(2, -1) - (SIDE_PX - 1) / 2
    weights = np.stack([np.ones_like(x), x, y, x * y, y * y], axis=1).astype(np.float32)
    sums = np.empty((len(images), 5))
    for chunk in chunks(len(images), size=4096):
        sums[chunk] = images[chunk].reshape(-1, SIDE_PX**2).astype(np.float32) @ weights
    mass = sums[:, 0]
    mean_x, mean_y, mean_xy, mean_yy = (sums[:, 1:] / np.maximum(mass, 1)[:, None]).T
    spread = mean_yy - mean_y**2
    upright = spread < 1e-3  # ink in one row only: float32 leaves a little above zero
    shear = np.where(upright, 0.0, -(mean_xy - mean_x * mean_y) / np.where(upright, 1.0, spread))
    return mass, mean_y, shear
