"""What the plain methods do with pictures that are rows of numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import pixel_rows

Rows = NDArray[np.float32]

CHUNK = 1_000
"""Digits read at once: what a chunk is compared with stays within some 100 MB."""


def squares_between(rows: Rows, points: Rows) -> Rows:
    """Return the squared Euclidean distances of ``(N, d)`` rows to ``(M, d)`` points, ``(N, M)``."""
    squares: Rows = (rows**2).sum(axis=1)[:, None] - 2 * (rows @ points.T) + (points**2).sum(axis=1)
    return squares


def in_chunks(answer: Callable[[Rows], NDArray[np.uint8]], images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the answers for all pictures, computed some rows at a time."""
    parts = [answer(pixel_rows(images[start : start + CHUNK])) for start in range(0, len(images), CHUNK)]
    return np.concatenate([np.empty(0, np.uint8), *parts])
