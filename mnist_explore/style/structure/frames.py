"""Digits brought into a common frame, and the directions of their edges there: what structure is told by."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.style.measures.moments import slants_deg
from mnist_explore.warping.sampling import bilinear

FRAME_PX = 24
"""Side of a frame; two of its pixels on every side are margin."""
WINDOW_PX = 16
"""Side of the window at the left end of a seven's bar."""
DIRECTIONS = 8
"""Edge directions told apart, over half a turn."""
PAPER = 64
"""Greys above this belong to the box that is fitted into the frame: faint ends of strokes are wanted."""
FINE_PX = 28
"""Points across the frame that networks see."""
SMOOTHING = 0.4
"""Standard deviation of a cell's Gaussian window, as a share of the step between cells."""


def stretched(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return digits sheared upright, their box stretched to fill the frame both ways.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.

    Returns
    -------
    ndarray
        ``(N, 24, 24)`` float32 in 0..1.
    """
    shear = np.tan(np.radians(slants_deg(images))).astype(np.float32)
    top, bottom, left, right = _boxes(images, shear)
    step_y = (bottom - top + 1) / (FRAME_PX - 4)
    step_x = np.maximum(right - left + 1, 6) / (FRAME_PX - 4)  # a one stays narrow
    return _sampled(images, (top + bottom) / 2, (left + right) / 2, step_y, step_x, shear=shear, side=FRAME_PX)


def upright(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return digits as written, slant and proportions kept, their box centred and scaled into the frame.

    Returns
    -------
    ndarray
        ``(N, 24, 24)`` float32 in 0..1.
    """
    shear = np.zeros(len(images), np.float32)
    top, bottom, left, right = _boxes(images, shear)
    step = np.maximum(np.maximum(bottom - top + 1, 8), right - left + 1) / (FRAME_PX - 4)
    return _sampled(images, (top + bottom) / 2, (left + right) / 2, step, step, shear=shear, side=FRAME_PX)


def fine_upright(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return digits as :func:`upright` does, on the finer grid of :func:`upright_grid`, ``(N, 28, 28)``."""
    greys: NDArray[np.float32] = bilinear(images, *upright_grid(images)) / 255
    return greys


def upright_grid(images: NDArray[np.uint8], *, side: int = FINE_PX) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return where in each picture the points of a finer upright frame lie: slant and proportions kept.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    side
        Points across the frame; the digit's box takes all but four.

    Returns
    -------
    tuple
        ``(N, side, side)`` float32 each: rows and columns, in pixels.
    """
    top, bottom, left, right = _boxes(images, np.zeros(len(images), np.float32))
    step = np.maximum(np.maximum(bottom - top + 1, 8), right - left + 1) / (side - 4)
    grid = (np.arange(side, dtype=np.float32) - (side - 1) / 2) * step[:, None]
    y, x = ((top + bottom) / 2)[:, None] + grid, ((left + right) / 2)[:, None] + grid
    shape = (len(images), side, side)
    return np.broadcast_to(y[:, :, None], shape), np.broadcast_to(x[:, None, :], shape)


def left_ends(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return a window on the left end of what lies in each digit's upper half: on a seven, the end of its bar.

    Its side is 0.6 of the digit's height.

    Returns
    -------
    ndarray
        ``(N, 16, 16)`` float32 in 0..1.
    """
    ink = images > 100
    rows, columns = np.arange(SIDE_PX)[:, None], np.arange(SIDE_PX)
    lines = ink.max(2)
    top = lines.argmax(1)
    height = SIDE_PX - lines[:, ::-1].argmax(1) - top
    upper = ink & (rows <= (top + 0.5 * height)[:, None, None])
    left = upper.max(1).argmax(1)
    end = upper & (columns <= left[:, None, None] + 2)
    middle = (end.sum(2) @ np.arange(SIDE_PX)) / np.maximum(end.sum((1, 2)), 1)
    step = 0.6 * height / WINDOW_PX
    shear = np.zeros(len(images), np.float32)
    return _sampled(images, middle, left + 0.22 * height, step, step, shear=shear, side=WINDOW_PX)


def edge_directions(frames: NDArray[np.float32], *, step: int = 3) -> NDArray[np.float32]:
    """Return how strong edges of every direction are around every grid point, as a unit vector's square roots.

    Histograms of oriented gradients without hard cells: every gradient is shared between the two nearest of
    eight directions and, by a Gaussian, between grid points. A fill, a corner or a crossing shows as directions
    that a plain stroke does not have there.

    Parameters
    ----------
    frames
        ``(N, S, S)`` float32 in 0..1.
    step
        Pixels between grid points.

    Returns
    -------
    ndarray
        ``(N, 8 * (S // step)**2)`` float32 in 0..1; direction varies slowest, then the row.

    References
    ----------
    Dalal and Triggs, "Histograms of oriented gradients for human detection", CVPR 2005.
    https://doi.org/10.1109/CVPR.2005.177
    """
    down, across = np.gradient(frames, axis=(1, 2))
    strength = np.hypot(down, across)
    turn = (np.arctan2(down, across) % np.pi) * (DIRECTIONS / np.pi)
    lower = np.floor(turn)
    share = turn - lower
    pool = _pooling(frames.shape[1], step)
    cells = [
        pool @ (strength * ((lower % DIRECTIONS == k) * (1 - share) + ((lower + 1) % DIRECTIONS == k) * share)) @ pool.T
        for k in range(DIRECTIONS)
    ]
    flat = np.stack(cells, axis=1).reshape(len(frames), -1)
    norms = np.linalg.norm(flat, axis=1, keepdims=True)
    unit: NDArray[np.float32] = np.sqrt(flat / np.maximum(norms, 1e-6)).astype(np.float32)
    return unit


@lru_cache
def _pooling(side: int, step: int) -> NDArray[np.float32]:
    """Return the ``(side // step, side)`` matrix of Gaussian windows around the grid points; rows sum to one."""
    centres = np.arange(step // 2, side, step)[: side // step]
    window = np.exp(-0.5 * ((np.arange(side) - centres[:, None]) / (SMOOTHING * step)) ** 2)
    pooling: NDArray[np.float32] = (window / window.sum(1, keepdims=True)).astype(np.float32)
    return pooling


def _boxes(images: NDArray[np.uint8], shear: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
    """Return top, bottom, left and right of each sheared digit, ``(N,)`` each; the whole picture if blank."""
    ink = images > PAPER
    ink |= ~ink.any((1, 2), keepdims=True)
    lines = ink.max(2)
    top = lines.argmax(1)
    bottom = SIDE_PX - 1 - lines[:, ::-1].argmax(1)
    rows = np.arange(SIDE_PX, dtype=np.float32)[:, None] - (SIDE_PX - 1) / 2
    place = np.arange(SIDE_PX, dtype=np.float32) + shear[:, None, None] * rows
    left = np.where(ink, place, np.inf).min((1, 2))
    right = np.where(ink, place, -np.inf).max((1, 2))
    return tuple(side.astype(np.float32) for side in (top, bottom, left, right))


def _sampled(
    images: NDArray[np.uint8],
    middle_y: NDArray[np.floating],
    middle_x: NDArray[np.floating],
    step_y: NDArray[np.floating],
    step_x: NDArray[np.floating],
    *,
    shear: NDArray[np.float32],
    side: int,
) -> NDArray[np.float32]:
    """Return `images` on a grid of ``side`` points around the middle, sheared back by `shear`; paper outside."""
    grid = np.arange(side, dtype=np.float32) - (side - 1) / 2
    y = (middle_y[:, None] + grid * step_y[:, None])[:, :, None]
    x = (middle_x[:, None] + grid * step_x[:, None])[:, None, :] - shear[:, None, None] * (y - (SIDE_PX - 1) / 2)
    greys: NDArray[np.float32] = (
        bilinear(images, np.broadcast_to(y, x.shape).astype(np.float32), x.astype(np.float32)) / 255
    )
    return greys
