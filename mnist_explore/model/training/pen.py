"""Ink along strokes' courses, as a round pen leaves it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mnist_explore.ink.normalisation import AROUND_PX, BOX_PX, centred

Course = NDArray[np.float64]
"""A stroke's course: ``(P, 2)`` row and column, P at least 2."""


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
        ``(28, 28)`` uint8, 255 = ink; the pen's rim is one pixel soft.
    """
    points = np.concatenate(courses)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (BOX_PX - 2 * half_px) / max(1e-6, *(high - low))
    size = np.maximum(1, np.rint((high - low) * scale + 2 * half_px)).astype(int) + 2 * AROUND_PX
    middle = (low + high) / 2
    placed = [(course - middle) * scale + (size - 1) / 2 for course in courses]
    begins = np.concatenate([course[:-1] for course in placed])[:, None]
    along = np.concatenate([course[1:] for course in placed])[:, None] - begins
    pixels = np.indices(tuple(size)).reshape(2, -1).T
    share = ((pixels - begins) * along).sum(axis=2) / np.maximum((along**2).sum(axis=2), 1e-9)
    away = np.linalg.norm(pixels - begins - np.clip(share, 0, 1)[..., None] * along, axis=2).min(axis=0)
    ink = np.clip(half_px + 0.5 - away, 0, 1).astype(np.float32).reshape(tuple(size))
    return centred(ink, around_px=AROUND_PX)
