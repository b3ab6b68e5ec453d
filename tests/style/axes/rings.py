"""Made digits whose one difference is known: rings of given widths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def rings(
    widths: NDArray[np.floating],
    *,
    bars: NDArray[np.floating] | None = None,
    height: float = 9.5,
    pen: float = 1.2,
) -> NDArray[np.uint8]:
    """Return ``(N, 28, 28)`` uint8 rings, so many times as wide as high; a bar reaches so many pixels either way."""
    y, x = np.mgrid[:28, :28] - 13.5
    turn = np.linspace(0, 2 * np.pi, 200)
    images = np.zeros((len(widths), 28, 28), np.uint8)
    for place, width in enumerate(widths):
        reach = 0.0 if bars is None else float(bars[place])
        bar = np.linspace(-reach, reach, 50) if reach else np.zeros(0)
        down = np.r_[height * np.sin(turn), 0 * bar]
        across = np.r_[height * width * np.cos(turn), bar]
        away = np.sqrt(((y[..., None] - down) ** 2 + (x[..., None] - across) ** 2).min(axis=2))
        images[place] = np.rint(255 * np.clip(pen + 0.5 - away, 0, 1))
    return images
