"""Variants of labelled digits to learn structure from: they teach what does not matter to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.warping.boldness import change_widths
from mnist_explore.warping.sampling import bilinear

TURN_RAD = 0.1
SHEAR = 0.1
BOLDNESS = 0.5
"""Largest share of a one-pixel dilation (or erosion) mixed into a digit."""
BEND_POINTS = 5
"""Across and down: where displacements are drawn, linear between them."""


def warped(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return copies turned and sheared by up to 6°, stretched by a tenth, shifted by half a pixel, bolder or finer.

    Returns
    -------
    ndarray
        ``(N, 28, 28)`` uint8.
    """
    y, x = np.broadcast_to(np.indices((SIDE_PX, SIDE_PX), np.float32)[:, None], (2, len(images), SIDE_PX, SIDE_PX))
    copies: NDArray[np.uint8] = np.round(variants(images, y, x, rng, stretch=(0.9, 1.12), shift_px=0.5)).astype(
        np.uint8
    )
    return copies


def variants(
    images: NDArray[np.uint8],
    y: NDArray[np.float32],
    x: NDArray[np.float32],
    rng: np.random.Generator,
    *,
    stretch: tuple[float, float],
    shift_px: float,
    bend_px: float = 0.0,
) -> NDArray[np.float32]:
    """Return frames of digits turned, sheared, stretched, shifted, bent a little, and bolder or finer.

    Milder than :func:`mnist_explore.warping.distortion.distort`, which may make a structure come and go, and with the
    first-order form of its turn: the shipped detectors were learned with it, and are learned again with it.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    y, x
        ``(N, H, W)`` float32: where the undistorted frames' points lie, in pixels.
    rng
        Draws each digit's distortion.
    stretch
        The least and the greatest factor of height, and of width.
    shift_px
        The farthest, down and right.
    bend_px
        Standard deviation of the elastic distortion, at :data:`BEND_POINTS` across and down.

    Returns
    -------
    ndarray
        ``(N, H, W)`` float32 in 0-255.
    """
    count = len(images)

    def drawn(low: float, high: float) -> NDArray[np.float32]:
        return rng.uniform(low, high, (count, 1, 1)).astype(np.float32)

    def displaced(along: NDArray[np.float32]) -> NDArray[np.float32]:
        moved = drawn(*stretch) * along + drawn(-shift_px, shift_px)
        return moved + _bends(y.shape, rng, bend_px) if bend_px else moved

    middle_y, middle_x = y.mean((1, 2), keepdims=True), x.mean((1, 2), keepdims=True)
    down, across = y - middle_y, x - middle_x
    turn, shear = drawn(-TURN_RAD, TURN_RAD), drawn(-SHEAR, SHEAR)
    rows = middle_y + displaced(down + turn * across)
    columns = middle_x + displaced(across + (shear - turn) * down)
    shares = drawn(-BOLDNESS, BOLDNESS)
    result: NDArray[np.float32] = change_widths(bilinear(images, rows, columns), shares, by="cross")
    return result


def _bends(shape: tuple[int, ...], rng: np.random.Generator, bend_px: float) -> NDArray[np.float32]:
    """Return smooth random fields, as many, high and wide as `shape` says: drawn at a few points, linear between."""
    count, high, wide = shape
    coarse = rng.standard_normal((count, BEND_POINTS, BEND_POINTS)).astype(np.float32)
    down, across = (_between(side) for side in (high, wide))
    return np.asarray(bend_px * (down @ coarse @ across.T), np.float32)


def _between(side: int) -> NDArray[np.float32]:
    """Return the weights of the points at each of `side` places, ``(side, points)``, rows sum to 1."""
    places = np.linspace(0, BEND_POINTS - 1, side)[:, None]
    weights: NDArray[np.float32] = np.maximum(1 - np.abs(places - np.arange(BEND_POINTS)), 0).astype(np.float32)
    return weights
