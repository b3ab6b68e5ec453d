"""Made digits whose one difference is known: rings of given widths."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def rings(
    widths: NDArray[np.floating],
    *,
    tails: NDArray[np.floating] | None = None,
    height: float = 9.5,
    pen: float = 1.2,
) -> NDArray[np.uint8]:
    """Return ``(N, 28, 28)`` uint8 rings, `widths` times as wide as high, with a tail of a given length below."""
    y, x = np.mgrid[:28, :28] - 13.5
    turn = np.linspace(0, 2 * np.pi, 200)
    images = np.zeros((len(widths), 28, 28), np.uint8)
    for place, width in enumerate(widths):
        length = 0.0 if tails is None else float(tails[place])
        down = np.r_[height * np.sin(turn), np.full(50, height)]
        across = np.r_[height * width * np.cos(turn), np.linspace(0, length, 50)]
        away = np.sqrt(((y[..., None] - down) ** 2 + (x[..., None] - across) ** 2).min(axis=2))
        images[place] = np.rint(255 * np.clip(pen + 0.5 - away, 0, 1))
    return images
