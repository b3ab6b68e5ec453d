"""Pictures that are no digit, so that the network learns to be unsure of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.ink.normalisation import placed_digit
from mnist_explore.model.training.pen import inked

TURNED = (2, 3, 4, 5, 6, 7, 9)
"""Digits that are none when they lie on their side; 0, 1 and 8 would be read by many as they stand."""
MIRRORED = (3, 4, 7, 9)
"""Digits that are none in a mirror: a mirrored 2 or 5 passes for the other, a 6 for a tailed 0."""
STROKES = (2, 3, 3, 4, 4, 5)
"""How many strokes a made-up sign has, as often as it stands here."""
BENT = 0.3
"""Share of strokes that are bent."""
PEN_PX = (0.8, 2.0)
"""Least and largest half of a pen's width."""
OVERLAP_PX = (-2, 1)
"""Least and largest distance of two digits that touch, in rows where they are nearest; below 0 they overlap."""
OFFSET_PX = 3
"""Most that one of them stands higher than the other."""
LEAST_BROAD = 0.8
"""Two digits narrower together than this share of their height may look like one: a one beside a one is much of a 4."""
_ALONG = np.linspace(0.0, 1.0, 9)
"""Where along a stroke its course is worked out."""


def non_digits(
    images: NDArray[np.uint8], labels: NDArray[np.integer], *, generator: np.random.Generator, signs: bool = True
) -> NDArray[np.uint8]:
    """Return as many pictures that are no digit, each of a random kind.

    The kinds: an even page from empty to full, noise of any density and grain, a digit whose quarters were shuffled,
    one lying on its side, one in a mirror, and signs of a few strokes that meet and cross by chance; they stand for
    blank pages, dirt, scribbles and letters. No foreign picture is needed for them.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8: digits to make some of them from.
    labels
        ``(N,)`` integers in 0-9.
    generator
        Where the randomness comes from.
    signs
        Whether a third of them are made-up signs, or none.

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
        kind = generator.integers(12 if signs else 8)
        if kind == 0:
            made[place] = generator.integers(256) * generator.integers(2)
        elif kind in (1, 2):
            made[place] = _noise(generator)
        elif kind in (3, 4) and label in TURNED:
            made[place] = np.rot90(image, generator.choice((1, 3)))
        elif kind == 5 and label in MIRRORED:
            made[place] = image[:, ::-1]
        elif kind < 8:
            made[place] = _shuffled(image, generator)
        else:
            made[place] = sign(generator)
    return made


def pairs(images: NDArray[np.uint8], count: int, *, generator: np.random.Generator) -> NDArray[np.uint8]:
    """Return pictures of two digits that touch, which are no digit.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8: digits to make them from, N at least 1.
    count
        How many.
    generator
        Where the randomness comes from. By its leave one in a hundred tries may be narrow, so that digits which are
        narrow throughout, as ones are, make pairs too.

    Returns
    -------
    ndarray
        ``(count, 28, 28)`` uint8, sized and centred as MNIST's digits.
    """
    made: list[NDArray[np.uint8]] = []
    while len(made) < count:
        left, right = images[generator.integers(len(images), size=2)]
        ink = _touching(left, np.roll(right, generator.integers(-OFFSET_PX, OFFSET_PX + 1), axis=0), generator)
        rows, columns = (np.flatnonzero(ink.any(axis)) for axis in (1, 0))
        if np.ptp(columns) >= LEAST_BROAD * np.ptp(rows) or generator.random() < 0.01:
            made.append(placed_digit(np.asarray(ink / 255, np.float32)))
    return np.stack(made)


def _touching(left: NDArray[np.uint8], right: NDArray[np.uint8], generator: np.random.Generator) -> NDArray[np.uint8]:
    """Return two digits side by side, ``(28, 84)``, that touch or nearly do in some row where both have ink."""
    ends = np.where(left.any(axis=1), SIDE_PX - (left[:, ::-1] > 0).argmax(axis=1), -SIDE_PX)
    begins = np.where(right.any(axis=1), (right > 0).argmax(axis=1), 2 * SIDE_PX)
    # Where no row has ink of both they would pass each other: the right one begins no further left than the middle.
    nearest = max(int((ends - begins).max()), SIDE_PX // 2 - int(begins.min()))
    at = max(0, nearest + int(generator.integers(*OVERLAP_PX, endpoint=True)))
    canvas = np.zeros((SIDE_PX, 3 * SIDE_PX), np.uint8)
    canvas[:, :SIDE_PX] = left
    canvas[:, at : at + SIDE_PX] = np.maximum(canvas[:, at : at + SIDE_PX], right)
    return canvas


def sign(generator: np.random.Generator) -> NDArray[np.uint8]:
    """Return a sign of a few strokes between points of a grid of three by three, as letters have them.

    Its longer side is 20 pixels, its shape from slim to square. By chance a few resemble a digit.

    Returns
    -------
    ndarray
        ``(28, 28)`` uint8, 255 = ink.
    """
    strokes = _strokes(generator)
    strokes *= np.array([1.0, generator.uniform(0.4, 1.0)])
    low, high = strokes.min(axis=(0, 1)), strokes.max(axis=(0, 1))
    strokes = (strokes - (low + high) / 2) * 20 / max(1e-6, *(high - low)) + SIDE_PX / 2 - 0.5
    ink = inked(list(strokes), generator.uniform(*PEN_PX), (SIDE_PX, SIDE_PX))
    made: NDArray[np.uint8] = np.rint(255 * ink).astype(np.uint8)
    return made


def _strokes(generator: np.random.Generator) -> NDArray[np.float64]:
    """Return strokes' courses, ``(S, 9, 2)`` row and column about 0-2; most begin where another touched the grid."""
    touched = [int(generator.integers(9))]
    strokes = []
    for _ in range(generator.choice(STROKES)):
        first = int(generator.choice(touched)) if generator.random() < 0.7 else int(generator.integers(9))
        second = (first + int(generator.integers(1, 9))) % 9
        touched += [first, second, (first + second) // 2]
        begin, end = (np.array(divmod(node, 3)) + generator.normal(0, 0.1, 2) for node in (first, second))
        bulge = generator.choice((-0.6, 0.6)) if generator.random() < BENT else 0.0
        middle = (begin + end) / 2 + bulge * (end - begin)[::-1] * (1, -1)
        rest = 1 - _ALONG[:, None]
        strokes.append(rest**2 * begin + 2 * rest * (1 - rest) * middle + (1 - rest) ** 2 * end)
    return np.stack(strokes)


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
