"""A digit's shape: the course of its strokes once slant, stroke width and size are taken out."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.style.measures.moments import slants_deg
from mnist_explore.style.measures.strokes import skeletons
from mnist_explore.style.measures.upscaling import checked_images, chunks

SHAPE_PX = 24
"""Side of a shape."""

HEIGHT_PX, WIDTH_PX = 20, 16
"""The box that every shape's centre lines fill, so that 2 to 4 pixels are left on each side for the pen."""

NARROWEST = 0.45
"""Shapes narrower than this share of their height keep it: filling the box would turn a one's wobble into a shape."""

PEN_PX = 1.2
"""Standard deviation of the pen that redraws the centre lines; centre lines are known to half a pixel, scaled up."""

SPECK = 1 / 8
"""Pieces shorter than this share of the digit's centre lines are left out: a speck beside a digit is none of its shape,
but would stretch the box. The bar of a five that was lifted off is about a sixth."""

DARKNESS = 6.0
"""How soon ink saturates: a stroke one centre line deep is drawn at about 0.86, so that crossings weigh no more."""


def shapes(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return digits with slant, stroke width and size taken out: what is left is where their strokes run.

    Each digit is thinned to its centre lines (:func:`~mnist_explore.style.measures.strokes.skeletons`); these are
    sheared upright by the digit's slant (:func:`~mnist_explore.style.measures.moments.slants_deg`), stretched to a box
    of 20 by 16 pixels, and drawn with one pen. A digit narrower than 0.45 of its height is not stretched beyond that
    share.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, 0 = paper, 255 = full ink.

    Returns
    -------
    NDArray[np.float32]
        ``(N, 24, 24)`` float32 in 0-1; blank where the digit is.

    Raises
    ------
    ValueError
        If `images` is not ``(N, 28, 28)`` uint8.

    References
    ----------
    Shearing upright and scaling width and height apart are the moment and linear normalisations of Liu, Nakashima,
    Sako & Fujisawa (2004), Handwritten digit recognition: investigation of normalization and feature extraction
    techniques, Pattern Recognition 37.
    """
    images = checked_images(images)
    drawn = np.empty((len(images), SHAPE_PX, SHAPE_PX), np.float32)
    for chunk in chunks(len(images), size=2048):
        drawn[chunk] = shapes_of(*upright_points(images[chunk]), count=len(images[chunk]))
    return drawn


def shapes_of(
    digit: NDArray[np.intp], y: NDArray[np.floating], x: NDArray[np.floating], *, count: int
) -> NDArray[np.float32]:
    """Return the ``(count, 24, 24)`` float32 shapes of digits of which :func:`upright_points` are known already."""
    y, x, scale = _boxed(digit, y, x, count=count)
    return _drawn(digit, y, x, weight=scale, count=count)


def upright_points(
    images: NDArray[np.uint8],
) -> tuple[NDArray[np.intp], NDArray[np.floating], NDArray[np.floating]]:
    """Return the pixels of digits' centre lines, sheared upright by each digit's slant.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, 0 = paper, 255 = full ink.

    Returns
    -------
    digit
        ``(P,)`` intp, whose pixel each is, ascending; a blank digit has none.
    y, x
        ``(P,)`` floats, pixels down and to the right of the picture's middle.
    """
    digit, row, column = np.nonzero(_without_specks(skeletons(images)))
    y, x = row - (SIDE_PX - 1) / 2, column - (SIDE_PX - 1) / 2
    # The slant is measured on the ink: how densely centre lines are set with pixels changes as they are sheared.
    shear = np.tan(np.radians(slants_deg(images).astype(np.float64)))
    return digit, y, x + shear[digit] * y


def _without_specks(lines: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return ``(N, 28, 28)`` centre lines without the pieces that are too short to belong to the digit."""
    from scipy import ndimage

    within_one_digit = np.zeros((3, 3, 3), bool)
    within_one_digit[1] = True
    pieces, count = ndimage.label(lines, structure=within_one_digit)
    sizes = np.bincount(pieces.reshape(-1), minlength=count + 1)
    return np.asarray(lines & (sizes[pieces] >= SPECK * lines.sum(axis=(1, 2))[:, None, None]))


def _boxed(
    digit: NDArray[np.intp], y: NDArray[np.floating], x: NDArray[np.floating], *, count: int
) -> tuple[NDArray[np.floating], NDArray[np.floating], NDArray[np.floating]]:
    """Return each upright point's place in the stretched shape, and by how much its digit was stretched."""
    (top, bottom), (left, right) = _extremes(digit, y, count=count), _extremes(digit, x, count=count)
    height = np.maximum(bottom - top, SIDE_PX / 8)
    width = np.maximum(right - left, NARROWEST * height)
    down, across = HEIGHT_PX / height, WIDTH_PX / width
    y = (y - ((top + bottom) / 2)[digit]) * down[digit]
    x = (x - ((left + right) / 2)[digit]) * across[digit]
    # Points lie a pixel apart: a stroke that is stretched has fewer of them per pixel, so that each counts for more.
    return y, x, np.sqrt(down * across)[digit]


def _extremes(
    digit: NDArray[np.intp], values: NDArray[np.floating], *, count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and the highest value of each digit, 0 and 0 where it has none; `digit` ascends."""
    low, high = np.zeros((2, count))
    present, starts = np.unique(digit, return_index=True)
    if len(present):
        low[present] = np.minimum.reduceat(values, starts)
        high[present] = np.maximum.reduceat(values, starts)
    return low, high


def _drawn(
    digit: NDArray[np.intp],
    y: NDArray[np.floating],
    x: NDArray[np.floating],
    *,
    weight: NDArray[np.floating],
    count: int,
) -> NDArray[np.float32]:
    """Return ``(count, 24, 24)`` float32 in 0-1, the points drawn with a Gaussian pen; each is shared by 4 pixels."""
    middle, last = (SHAPE_PX - 1) / 2, SHAPE_PX - 1
    y, x = np.clip(y + middle, 0, last - 1e-6), np.clip(x + middle, 0, last - 1e-6)
    top, left = y.astype(np.intp), x.astype(np.intp)
    below, right = y - top, x - left
    first = (digit * SHAPE_PX + top) * SHAPE_PX + left
    ink = np.zeros(count * SHAPE_PX**2)
    for step, share in (
        (0, (1 - below) * (1 - right)),
        (1, (1 - below) * right),
        (SHAPE_PX, below * (1 - right)),
        (SHAPE_PX + 1, below * right),
    ):
        ink += np.bincount(first + step, share * weight, minlength=len(ink))
    pen = _pen()
    soft = pen @ ink.reshape(count, SHAPE_PX, SHAPE_PX).astype(np.float32) @ pen
    return np.asarray(1 - np.exp(-DARKNESS * soft))


@lru_cache
def _pen() -> NDArray[np.float32]:
    """Return the ``(24, 24)`` matrix that blurs a row or a column; symmetric, the ink's mass is kept inside."""
    step = np.subtract.outer(np.arange(SHAPE_PX), np.arange(SHAPE_PX))
    pen = np.exp(-(step**2) / (2 * PEN_PX**2)) / (PEN_PX * np.sqrt(2 * np.pi))
    pen = pen.astype(np.float32)
    pen.setflags(write=False)
    return np.asarray(pen)
