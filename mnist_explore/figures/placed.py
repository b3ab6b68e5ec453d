"""A small still map of writing styles, on which one digit glows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import class_rows
from mnist_explore.figures.colours import class_colour

SIDE_PX = 560
"""Sharp at a density of one and a half in a column 370 wide."""
RIM = 0.04
"""Of the map's width, left empty on every side."""
GLOW_PX = 26.0
RING_PX, RING_WIDTH_PX = 13.0, 3.0
GLOW = (255, 196, 0)
PALE = 0.55
"""Opacity of the map's dots, so that what glows stands out in light and dark themes."""


@dataclass(frozen=True, eq=False)
class StillMap:
    """A map as a picture.

    Parameters
    ----------
    pixels
        ``(560, 560, 4)`` uint8, red, green, blue and opacity; read-only.
    left, top, width
        The map's own place of the picture's upper left corner, and the picture's width in the map's unit.
    """

    pixels: NDArray[np.uint8]
    left: float
    top: float
    width: float

    def where(self, x: float, y: float) -> tuple[float, float]:
        """Return the column and row of a place; beyond the picture's rim, the rim's nearest."""
        across, down = (x - self.left) / self.width * SIDE_PX, (self.top - y) / self.width * SIDE_PX
        return min(max(across, 0.0), SIDE_PX - 1.0), min(max(down, 0.0), SIDE_PX - 1.0)


def still_map(x: NDArray[np.float32], y: NDArray[np.float32], labels: NDArray[np.uint8]) -> StillMap:
    """Return a map as a picture, every digit a dot in its class's colour.

    Parameters
    ----------
    x, y
        ``(N,)`` places, N at least 1.
    labels
        ``(N,)`` uint8, a class each.

    Raises
    ------
    ValueError
        If there are no digits.
    """
    if not len(labels):
        raise ValueError("a map needs at least one digit")
    middle = (float(x.min()) + float(x.max())) / 2, (float(y.min()) + float(y.max())) / 2
    width = max(float(np.ptp(x)), float(np.ptp(y)), 1e-6) * (1 + 2 * RIM)
    left, top = middle[0] - width / 2, middle[1] + width / 2
    column = np.clip(((x - left) / width * SIDE_PX).astype(np.intp), 0, SIDE_PX - 2)
    row = np.clip(((top - y) / width * SIDE_PX).astype(np.intp), 0, SIDE_PX - 2)
    shades = [class_colour(label) for label in range(class_rows(labels))]
    colours = np.array([[int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in shades], np.uint8)
    pixels = np.zeros((SIDE_PX, SIDE_PX, 4), np.uint8)
    for down, right in ((0, 0), (0, 1), (1, 0), (1, 1)):
        pixels[row + down, column + right, :3] = colours[labels]
        pixels[row + down, column + right, 3] = round(255 * PALE)
    pixels.setflags(write=False)
    return StillMap(pixels, left, top, width)


def glowing(still: StillMap, x: float, y: float) -> NDArray[np.uint8]:
    """Return ``(560, 560, 4)`` uint8, the map with a ring and a glow around one place."""
    column, row = still.where(x, y)
    down, across = np.mgrid[:SIDE_PX, :SIDE_PX]
    away = np.hypot(across - column, down - row)
    ring = np.clip(RING_WIDTH_PX / 2 + 0.5 - np.abs(away - RING_PX), 0, 1)
    light = np.maximum(0.75 * np.clip(1 - away / GLOW_PX, 0, 1), ring)[..., None]
    base = still.pixels.astype(np.float64)
    shown = np.empty_like(base)
    shown[..., :3] = base[..., :3] * (1 - light) + np.array(GLOW) * light
    # The ring is dark on its outer side, so that it is seen on white paper too.
    rim = np.clip(1.5 - np.abs(away - RING_PX - RING_WIDTH_PX / 2 - 1), 0, 1)[..., None]
    shown[..., :3] *= 1 - 0.8 * rim
    shown[..., 3:] = np.maximum(base[..., 3:], 255 * np.maximum(light, rim))
    return np.rint(shown).astype(np.uint8)
