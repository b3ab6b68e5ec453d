"""Ink along strokes' courses, as a round pen leaves it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mnist_explore.ink.normalisation import AROUND_PX, BOX_PX, centred

Course = NDArray[np.float64]
"""A stroke's course: ``(P, 2)`` row and column, P at least 2."""


def inked(courses: Sequence[Course], half_px: float, shape: tuple[int, int]) -> NDArray[np.float32]:
    """Return a round pen's ink along straight lines between the points of some courses.

    Parameters
    ----------
    courses
        At least one, in pixels.
    half_px
        Half of the pen's width in pixels.
    shape
        Height and width of the result.

    Returns
    -------
    ndarray
        Float32 in 0-1, the ink's rim one pixel soft.
    """
    begins = np.concatenate([course[:-1] for course in courses])[:, None]
    along = np.concatenate([course[1:] for course in courses])[:, None] - begins
    pixels = np.indices(shape).reshape(2, -1).T
    share = ((pixels - begins) * along).sum(axis=2) / np.maximum((along**2).sum(axis=2), 1e-9)
    away = np.linalg.norm(pixels - begins - np.clip(share, 0, 1)[..., None] * along, axis=2).min(axis=0)
    ink: NDArray[np.float32] = np.clip(half_px + 0.5 - away, 0, 1).astype(np.float32).reshape(shape)
    return ink


def penned(courses: Sequence[Course], half_px: float) -> NDArray[np.uint8]:
    """Return strokes as MNIST would show them: 20 pixels on the longer side, pen included, centred by mass.

    Parameters
    ----------
    courses
        At least one, in any unit.
    half_px
        Half of the pen's width in pixels of the result, below 9.

    Returns
    -------
    ndarray
        ``(28, 28)`` uint8, 255 = ink.
    """
    points = np.concatenate(courses)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (BOX_PX - 2 * half_px) / max(1e-6, *(high - low))
    height, width = np.maximum(1, np.rint((high - low) * scale + 2 * half_px)).astype(int) + 2 * AROUND_PX
    middle = np.array([height - 1, width - 1]) / 2
    placed = [(course - (low + high) / 2) * scale + middle for course in courses]
    return centred(inked(placed, half_px, (int(height), int(width))), around_px=AROUND_PX)
