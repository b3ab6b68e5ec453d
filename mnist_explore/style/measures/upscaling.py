"""Digits on a four times finer grid, so that lengths and areas are measured to a fraction of a pixel.

Arrays here keep the digits on the *last* axis, ``(row, column, digit)``: every whole-array operation then runs
along contiguous memory, and 8 digits share a byte once a picture is one bit per pixel.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX

SCALE = 4
"""Fine pixels per pixel of the digit, along each axis."""

SOLID = 127.5
"""Half ink: what a picture without any contrast is compared with."""

CHUNK = 256
"""Digits upscaled at a time: 13 MB of float32."""

BLOCK = 64
"""Digits multiplied at a time: so small a product stays on one core, where the caller's threads share the others."""


def checked_images(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return `images` as it is, after checking that it is ``(N, 28, 28)`` uint8.

    Raises
    ------
    ValueError
        If it is not.
    """
    images = np.asarray(images)
    if images.ndim != 3 or images.shape[1:] != (SIDE_PX, SIDE_PX) or images.dtype != np.uint8:
        raise ValueError(f"images must be (N, 28, 28) uint8, not {images.shape} {images.dtype}")
    return images


def chunks(count: int, *, size: int = CHUNK) -> Iterator[slice]:
    """Yield slices of at most `size` that together cover ``range(count)`` in order."""
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


@lru_cache
def upscaling_matrix(*, scale: int = SCALE) -> NDArray[np.float32]:
    """Return the matrix that upscales a row or a column of 28 pixels: cubic spline, then a Gaussian.

    The Gaussian's standard deviation is a third of a pixel, which is the smoothing that belongs to a Gaussian
    pyramid with this step [1]_ and keeps the pixel grid's staircase out of the strokes' outline.

    Returns
    -------
    ndarray
        ``(28 * scale, 28)`` float32; rows sum to one, borders are mirrored.

    References
    ----------
    .. [1] Castro et al., "Morpho-MNIST: Quantitative Assessment and Diagnostics for Representation Learning",
       JMLR 20 (2019), section 3.1. https://jmlr.org/papers/v20/19-033.html
    """
    from scipy import ndimage

    spline = ndimage.zoom(np.eye(SIDE_PX), (scale, 1), order=3, mode="reflect", grid_mode=True)
    matrix = ndimage.gaussian_filter1d(spline, scale / 3, axis=0, mode="reflect").astype(np.float32)
    matrix.setflags(write=False)
    return np.asarray(matrix)


def upscaled(images: NDArray[np.uint8], *, scale: int = SCALE) -> NDArray[np.float32]:
    """Return digits on a `scale` times finer grid.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.

    Returns
    -------
    ndarray
        ``(28 * scale, 28 * scale, N)`` float32, about 0-255: the spline overshoots a little beside sharp edges.
    """
    matrix = upscaling_matrix(scale=scale)
    fine = np.empty((len(matrix), len(matrix), len(images)), np.float32)
    for block in chunks(len(images), size=BLOCK):
        columns_first = images[block].transpose(2, 1, 0).astype(np.float32)
        columns = np.matmul(matrix, columns_first)  # (column, fine row, digit)
        np.matmul(matrix, columns.transpose(1, 0, 2), out=fine[..., block])
    return fine


def inked(images: NDArray[np.uint8], *, scale: int = SCALE) -> NDArray[np.bool_]:
    """Return which fine pixels are ink: those at least half way from the digit's paper to its fullest ink.

    Fullest ink is the digit's own after upscaling, but no more than before: an overshoot of the spline is not
    darker ink. A picture without contrast is all ink from grey 128 on, else blank.

    Returns
    -------
    ndarray
        ``(28 * scale, 28 * scale, N)`` bool.
    """
    fine = upscaled(images, scale=scale)
    paper, full = (edge(images, axis=(1, 2)).astype(np.float32) for edge in (np.min, np.max))
    contrast = full > paper
    np.minimum(full, fine.max(axis=(0, 1)), out=full)
    return np.asarray(fine >= np.where(contrast, (paper + full) / 2, np.float32(SOLID)))


def fine_pixel_counts(ink: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return how many pixels of each digit's ``(H, W, N)`` ink are set, ``(N,)``, for W up to 255."""
    rows = ink.view(np.uint8).sum(axis=1, dtype=np.uint8)  # bytes all the way are many times as fast as a cast
    counts: NDArray[np.intp] = rows.sum(axis=0, dtype=np.intp)
    return counts
