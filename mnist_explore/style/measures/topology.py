"""What holds whatever the size and slant of a digit: its holes, and the ends and junctions of its strokes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.style.measures.strokes import INK, SPUR_PX
from mnist_explore.style.measures.thinning import line_ends, line_junctions, pack, pruned, thinned, unpack, widened
from mnist_explore.style.measures.upscaling import checked_images, chunks


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
    images = checked_images(images)
    holes = np.zeros(len(images), np.uint8)
    for chunk in chunks(len(images), size=4096):
        paper = np.pad(images[chunk] < INK, ((0, 0), (1, 1), (1, 1)), constant_values=True)
        holes[chunk] = _count_pieces(paper, diagonal=False) - 1  # the outside is no hole
    return holes


def count_ends_and_junctions(images: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return at how many places each digit's strokes end, and at how many they meet.

    Counted on the skeleton (:func:`strokes.skeletons`). A junction is where three or more lines meet; junctions
    with at most two pixels between them count once, because thinning draws one crossing as two forks.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.

    Returns
    -------
    ends
        ``(N,)`` uint8: 2 for a plain one, 0 for a closed zero. A dot has none.
    junctions
        ``(N,)`` uint8: 0 for a plain one, 1 where two strokes cross.

    Raises
    ------
    ValueError
        If `images` is not ``(N, 28, 28)`` uint8.
    """
    images = checked_images(images)
    ends, junctions = np.zeros((2, len(images)), np.uint8)
    for chunk in chunks(len(images), size=1024):
        count = len(images[chunk])
        lines = pruned(thinned(pack(images[chunk] >= INK)), SPUR_PX)
        ends[chunk] = np.count_nonzero(unpack(line_ends(lines), count), axis=(1, 2))
        junctions[chunk] = _count_pieces(unpack(widened(line_junctions(lines)), count), diagonal=True)
    return ends, junctions


def _count_pieces(marked: NDArray[np.bool_], *, diagonal: bool) -> NDArray[np.intp]:
    """Return how many connected pieces are marked in each of the ``(N, H, W)`` pictures, ``(N,)``."""
    from scipy import ndimage

    within_one_picture = np.zeros((3, 3, 3), bool)
    within_one_picture[1] = ndimage.generate_binary_structure(2, 2 if diagonal else 1)
    labels, _ = ndimage.label(marked, structure=within_one_picture)
    # Pieces are numbered in reading order, picture after picture.
    last = np.maximum.accumulate(labels.reshape(len(marked), -1).max(axis=1))
    return np.diff(last, prepend=0)
