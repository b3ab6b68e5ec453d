"""What holds whatever the size and slant of a digit: its holes, and the ends and junctions of its strokes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.style.upscaling import checked_images, chunks

INK = 128
"""The lowest grey level that counts as ink here."""


def count_holes(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return how many holes each digit has: patches of paper that its ink closes off from the outside.

    Ink is grey 128 and above, 8-connected (strokes that touch at a corner close a hole); paper is 4-connected.
    A hole of a single pixel counts.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.

    Returns
    -------
    ndarray
        ``(N,)`` uint8. Blank and full ink: 0.

    Raises
    ------
    ValueError
        If `images` is not ``(N, 28, 28)`` uint8.
    """
    from scipy import ndimage

    images = checked_images(images)
    within_one_digit = np.zeros((3, 3, 3), bool)
    within_one_digit[1] = ndimage.generate_binary_structure(2, 1)
    holes = np.zeros(len(images), np.uint8)
    for chunk in chunks(len(images), size=4096):
        paper = np.pad(images[chunk] < INK, ((0, 0), (1, 1), (1, 1)), constant_values=True)
        labels, _ = ndimage.label(paper, structure=within_one_digit)
        # Patches are numbered in reading order, digit after digit; the first of each digit is its outside.
        last = labels.reshape(len(paper), -1).max(axis=1)
        holes[chunk] = np.diff(last, prepend=0) - 1
    return holes
