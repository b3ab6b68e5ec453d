"""Views of a digit for a network that is unsure of it: moved, turned, sheared and resized a little.

Which views, and from when on a network counts as unsure, was chosen on training digits read out of fold.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX

UNSURE_BELOW = 0.9
"""A network whose highest probability is below this looks again: at some seven of MNIST's digits in a thousand."""
SHIFTS_PX = tuple((down, across) for down in (-1, 0, 1) for across in (-1, 0, 1) if down or across)
TURNS_RAD = (0.08, 0.16)
SHEARS = (0.1, 0.2)
SCALES = (0.92, 1.08)
VIEWS = len(SHIFTS_PX) + 2 * len(TURNS_RAD) + 2 * len(SHEARS) + 3 * len(SCALES)
"""How many."""
_LEAST = 1e-9
"""The lowest probability whose logarithm is averaged."""


def views(images: NDArray[np.uint8] | NDArray[np.floating]) -> NDArray[np.float32]:
    """Return every digit as :func:`view_maps` shows it, resampled bilinearly, paper outside.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` in 0-255.

    Returns
    -------
    ndarray
        ``(N, V, 28, 28)`` float32 in 0-255.
    """
    places, shares = _samples()
    padded = np.pad(images.astype(np.float32), ((0, 0), (1, 1), (1, 1))).reshape(len(images), -1)
    seen = sum(padded[:, place] * share for place, share in zip(places, shares, strict=True))
    return np.asarray(seen, np.float32).reshape(len(images), -1, SIDE_PX, SIDE_PX)


def view_maps() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the views' affine maps about the picture's centre: where in the digit each of a view's pixels comes from.

    Returns
    -------
    tuple of ndarray
        ``(V, 2, 2)`` matrices and ``(V, 2)`` shifts in pixels; row before column.
    """
    stay = np.eye(2)
    moved = [(stay, np.array(by, np.float64)) for by in SHIFTS_PX]
    turned = [np.array([[np.cos(by), np.sin(by)], [-np.sin(by), np.cos(by)]]) for by in _both(TURNS_RAD)]
    sheared = [np.array([[1.0, 0.0], [by, 1.0]]) for by in _both(SHEARS)]
    sized = [np.diag(by) for scale in SCALES for by in ((scale, 1.0), (1.0, scale), (scale, scale))]
    maps = moved + [(matrix, np.zeros(2)) for matrix in (*turned, *sheared, *sized)]
    return np.stack([matrix for matrix, _ in maps]), np.stack([shift for _, shift in maps])


def agreed(chances: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the normalised geometric mean of what a network makes of several views.

    Parameters
    ----------
    chances
        ``(N, V, K)`` probabilities.

    Returns
    -------
    ndarray
        ``(N, K)`` float32 in 0-1, rows sum to 1.
    """
    logits = np.log(np.maximum(chances, _LEAST)).mean(axis=1)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return result


def _both(sizes: tuple[float, ...]) -> list[float]:
    """Return every size with either sign."""
    return [sign * size for size in sizes for sign in (1, -1)]


@cache
def _samples() -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the four pixels of a digit with a border of one that each of the views' pixels lies between.

    Returns
    -------
    tuple of ndarray
        Two arrays ``(4, V * 784)``: the pixels' flat indices, and their shares, which sum to 1.
    """
    matrices, shifts = view_maps()
    middle, side = (SIDE_PX - 1) / 2, SIDE_PX + 2
    grid = np.indices((SIDE_PX, SIDE_PX)).reshape(2, -1) - middle
    places = np.clip(matrices @ grid + shifts[..., None] + middle + 1, 0, side - 1.001)
    corner = np.floor(places).astype(np.intp)
    down, across = (part.ravel() for part in np.moveaxis(places - corner, 1, 0))
    first = (corner[:, 0] * side + corner[:, 1]).ravel()
    indices = np.stack([first, first + 1, first + side, first + side + 1])
    shares = np.stack([(1 - down) * (1 - across), (1 - down) * across, down * (1 - across), down * across])
    return indices, shares.astype(np.float32)
