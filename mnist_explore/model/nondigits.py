"""Pictures that are no digit, so that the network learns to be unsure of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX

TURNED = (2, 3, 4, 5, 6, 7, 9)
"""Digits that are none when they lie on their side; 0, 1 and 8 would be read by many as they stand."""
MIRRORED = (3, 4, 7, 9)
"""Digits that are none in a mirror: a mirrored 2 or 5 passes for the other, a 6 for a tailed 0."""


def non_digits(
    images: NDArray[np.uint8], labels: NDArray[np.integer], *, generator: np.random.Generator
) -> NDArray[np.uint8]:
    """Return as many pictures that are no digit, each of a random kind.

    The kinds: an even page from empty to full, noise of any density and grain, a digit whose quarters were shuffled,
    one lying on its side, and one in a mirror; they stand for blank pages, dirt, scribbles and letters. No foreign
    picture is needed for them.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8: digits to make some of them from.
    labels
        ``(N,)`` integers in 0-9.
    generator
        Where the randomness comes from.

    Returns
    -------
    ndarray
        ``(N, 28, 28)`` uint8.

    References
    ----------
    Hendrycks, Mazeika and Dietterich, "Deep anomaly detection with outlier exposure", ICLR 2019, arXiv:1812.04606.
    """
    made = np.empty_like(images)
    for place, (image, label) in enumerate(zip(images, labels, strict=True)):
        kind = generator.integers(8)
        if kind == 0:
            made[place] = generator.integers(256) * generator.integers(2)
        elif kind in (1, 2):
            made[place] = _noise(generator)
        elif kind in (3, 4) and label in TURNED:
            made[place] = np.rot90(image, generator.choice((1, 3)))
        elif kind == 5 and label in MIRRORED:
            made[place] = image[:, ::-1]
        else:
            made[place] = _shuffled(image, generator)
    return made


def _noise(generator: np.random.Generator) -> NDArray[np.uint8]:
    """Return independent grains of one to four pixels, as much ink as chance will have it."""
    grain = int(generator.integers(1, 5))
    side = -(-SIDE_PX // grain)
    inked = generator.random((side, side)) < generator.random()
    grey = np.where(inked, generator.integers(0 if generator.random() < 0.5 else 255, 256, (side, side)), 0)
    return np.kron(grey, np.ones((grain, grain)))[:SIDE_PX, :SIDE_PX].astype(np.uint8)


def _shuffled(image: NDArray[np.uint8], generator: np.random.Generator) -> NDArray[np.uint8]:
    """Return a digit with its middle 20 pixels' four quarters in another order, none where it was."""
    middle, half = slice(4, 24), 10
    quarters = image[middle, middle].reshape(2, half, 2, half).swapaxes(1, 2).reshape(4, half, half)
    order = (np.arange(4) + generator.integers(1, 4)) % 4
    made = np.zeros_like(image)
    made[middle, middle] = quarters[order].reshape(2, 2, half, half).swapaxes(1, 2).reshape(2 * half, 2 * half)
    return made
