"""Digits drawn by program, so that the network learns habits that are rare among MNIST's writers.

No picture of anybody's is behind them: kinds of strokes (:mod:`mnist_explore.model.training.glyphs`), by hands of many
slants, widths and pens.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.model.training.glyphs import GLYPHS
from mnist_explore.model.training.pen import penned

POINTS = 48
"""Points of a course, evenly along it."""
ROUNDING = (0.2, 2.0)
"""Least and largest standard deviation, in points, that a hand's corners are rounded by."""
WOBBLE = 0.014
"""Standard deviation of a course's slow wandering, in heights."""
SLANT, SLANT_SPREAD = 0.1, 0.2
"""Mean and standard deviation of how far a hand's tops lie to the right, in heights."""
WIDTH = 0.15
"""Standard deviation of the natural logarithm of how wide a hand writes."""
PEN_PX = (0.7, 1.9)
"""Least and largest half of a pen's width; fine pens, as people draw with on screens, are as frequent as bold ones."""


def drawn_digits(count: int, *, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return digits of all kinds, each kind about as often as its share says, in random order.

    Parameters
    ----------
    count
        How many.
    seed
        The same seed gives the same digits.

    Returns
    -------
    tuple of ndarray
        ``(N, 28, 28)`` uint8 pictures, sized and centred as MNIST's, 255 = ink, and ``(N,)`` uint8 labels.
    """
    generator = np.random.default_rng((seed, count))
    glyphs = list(GLYPHS.values())
    shares = np.array([glyph.share for glyph in glyphs])
    chosen = [glyphs[place] for place in generator.choice(len(glyphs), count, p=shares / shares.sum())]
    images = np.empty((count, 28, 28), np.uint8)
    for place, glyph in enumerate(chosen):
        images[place] = penned(by_a_hand(glyph.draw(generator), generator), generator.uniform(*PEN_PX))
    return images, np.array([glyph.digit for glyph in chosen], np.uint8)


def by_a_hand(strokes: list[NDArray[np.float64]], generator: np.random.Generator) -> list[NDArray[np.float64]]:
    """Return strokes as one hand writes them: rounded, wandering, leaning, wide or narrow.

    Parameters
    ----------
    strokes
        ``(P, 2)`` each, x to the right before y down, the digit's height about 1.

    Returns
    -------
    list of ndarray
        ``(48, 2)`` each, row before column.
    """
    from scipy.ndimage import gaussian_filter1d

    rounding, slant = generator.uniform(*ROUNDING), generator.normal(SLANT, SLANT_SPREAD)
    wide = np.exp(generator.normal(0, WIDTH))
    drift = generator.normal(0, WOBBLE, (2, 3, 3))
    made = []
    for stroke in strokes:
        x, y = gaussian_filter1d(_evenly(stroke), rounding, axis=0, mode="nearest").T
        waves = np.stack([np.sin(np.pi * (k * y + j * x)) for k in range(3) for j in range(3)])
        right, down = drift.reshape(2, 9) @ waves
        made.append(np.stack([y + down, wide * (x + right) + slant * (0.5 - y)], axis=1))
    return made


def _evenly(stroke: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a course at points evenly along it."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(stroke, axis=0), axis=1))])
    at = np.linspace(0, along[-1], POINTS)
    return np.stack([np.interp(at, along, stroke[:, axis]) for axis in (0, 1)], axis=1)
