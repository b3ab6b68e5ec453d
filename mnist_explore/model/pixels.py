"""Pictures as rows of numbers, and what the plain methods do with rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]

CHUNK = 1_000
"""Digits read at once: what a chunk is compared with stays within some 100 MB."""


def pixel_rows(images: NDArray[np.uint8]) -> Rows:
    """Return ``(N, 28, 28)`` uint8 pictures as ``(N, 784)`` float32 in 0-1, 1 = full ink."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)


def squares_between(rows: Rows, points: Rows) -> Rows:
    """Return the squared Euclidean distances of ``(N, d)`` rows to ``(M, d)`` points, ``(N, M)``."""
    squares: Rows = (rows**2).sum(axis=1)[:, None] - 2 * (rows @ points.T) + (points**2).sum(axis=1)
    return squares


def in_chunks(answer: Callable[[Rows], NDArray[np.uint8]], images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the answers for all pictures, computed some rows at a time."""
    parts = [answer(pixel_rows(images[start : start + CHUNK])) for start in range(0, len(images), CHUNK)]
    return np.concatenate([np.empty(0, np.uint8), *parts])
