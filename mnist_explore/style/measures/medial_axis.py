"""The medial axes of many digits at once: the centre lines of their strokes, with the distance to the outline.

Two observations make this fast without compiled code. Whether a pixel is farther from paper than some distance
is an erosion, and an erosion of pictures with one bit per pixel costs an AND per offset, 8 digits to the byte.
And pixels whose rows and columns are both even (or both odd, and so on) are no neighbours of each other, so that
all of them can be thinned at once as if one after another. scikit-image's ``medial_axis``, whose definition this is,
took some 120 times as long here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.style.measures.upscaling import SCALE

NEIGHBOURS = ((0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1), (1, 0), (1, 1))
"""(rows down, columns right) to the eight pixels around a pixel, counter-clockwise from the right one."""

Offsets = tuple[tuple[int, tuple[tuple[int, int], ...]], ...]


@dataclass(frozen=True)
class MedialAxes:
    """Centre-line pixels of `count` digits.

    Parameters
    ----------
    digit
        ``(P,)`` index of the digit that each centre-line pixel belongs to.
    distance
        ``(P,)`` distance from the pixel's centre to the nearest paper pixel's centre, in fine pixels.
    links
        ``(P,)`` length of the steps from this pixel to those on its right and below it, in fine pixels: 1 for a
        straight step, the square root of 2 for a diagonal one. Their sum is the axis's length.
    count
        How many digits there are, blank ones included.
    """

    digit: NDArray[np.intp]
    distance: NDArray[np.float64]
    links: NDArray[np.float64]
    count: int


def medial_axes(ink: NDArray[np.bool_]) -> MedialAxes:
    """Return the medial axes of digits: what is left when ink is taken away from outside in, but never cut.

    Pixels are visited once, nearest to paper first and among the outermost corners last. A pixel goes if its ink
    neighbours stay connected to each other without it, unless it ends a line. Beyond the picture is paper.

    Parameters
    ----------
    ink
        ``(H, W, N)`` bool.

    Returns
    -------
    MedialAxes
        8-connected lines, about one pixel wide, with a branch into every corner of the outline.

    References
    ----------
    The definition is that of `skimage.morphology.medial_axis`, which Castro et al. measure strokes with
    ("Morpho-MNIST", JMLR 20 (2019), section 3.2); only the order of visits among equals differs.
    """
    ink = _cropped(ink)
    ranks, squares = distance_ranks(ink)
    _, width, count = ink.shape
    steps = np.array([(down * width + right) * count for down, right in NEIGHBOURS])
    flat = ink.reshape(-1).view(np.uint8)
    at = np.flatnonzero(ink)
    at, bounds = _visits(at, ranks.reshape(-1).take(at), flat=flat, steps=steps, shape=ink.shape)
    _thin(flat, at, bounds=bounds, steps=steps)
    at = at[flat.take(at).view(bool)]
    right, below_left, below, below_right = (flat.take(at + steps[side]) for side in (0, 5, 6, 7))
    links = (right + below) + np.sqrt(2) * (below_left + below_right)
    return MedialAxes(at % count, np.sqrt(squares.take(ranks.reshape(-1).take(at))), links, count)


def distance_ranks(ink: NDArray[np.bool_]) -> tuple[NDArray[np.unsignedinteger], NDArray[np.int64]]:
    """Return each ink pixel's exact distance to the nearest paper pixel, as a rank among possible distances.

    Parameters
    ----------
    ink
        ``(H, W, N)`` bool with no ink in the outermost rows and columns.

    Returns
    -------
    ranks
        ``(H, W, N)`` uint8, or uint16 where strokes are very bold: 0 on paper.
    squares
        ``(R,)`` the squared distance, in fine pixels, that each rank stands for.
    """
    height, width, count = ink.shape
    packed = np.packbits(ink, axis=-1)
    left = packed.copy()
    squares, planes, both_sides = [0], [left.copy()], [packed]
    for square, offsets in _offsets():
        # No border cases: a pixel nearer to the border than an offset is long was dropped by a shorter one.
        for down, right in offsets:
            if right == len(both_sides):
                both_sides.append(packed[:, : width - 2 * right] & packed[:, 2 * right :])
            centre = left[down : height - down, right : width - right]
            centre &= both_sides[right][: height - 2 * down]
            if down:
                centre &= both_sides[right][2 * down :]
        squares.append(square)
        # A Gray code counts how many of the nested erosions a pixel is in, with one XOR per erosion.
        bit = (len(squares) & -len(squares)).bit_length() - 1
        if bit == len(planes):
            planes.append(np.zeros_like(left))
        planes[bit] ^= left
        if not left.any():
            break
    return _from_gray(planes, count=count), np.array(squares)


def _from_gray(planes: list[NDArray[np.uint8]], *, count: int) -> NDArray[np.unsignedinteger]:
    """Return ``(H, W, count)`` numbers from the bit planes of their Gray code, lowest bit first."""
    running = np.zeros_like(planes[0])
    height, width, size = running.shape
    numbers = np.zeros((height, width, size * 8), np.uint8 if len(planes) <= 8 else np.uint16)
    for plane in reversed(planes):
        running ^= plane
        numbers += numbers
        numbers |= np.unpackbits(running.reshape(-1)).reshape(numbers.shape)
    return np.ascontiguousarray(numbers[..., :count])


def _cropped(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the box that holds all digits' ink, with a ring of paper around it.

    It begins at an even row and column, whatever the other digits are: pixels are visited by parity, and a digit
    is to measure the same alone and in any company.
    """
    rows, columns = (np.flatnonzero(ink.any(axis=axes)) for axes in ((1, 2), (0, 2)))
    if len(rows):
        top, left = rows[0] - rows[0] % 2, columns[0] - columns[0] % 2
        ink = ink[top : rows[-1] + 1, left : columns[-1] + 1]
    return np.pad(ink, ((1, 1), (1, 1), (0, 0)))


def _visits(
    at: NDArray[np.intp],
    ranks: NDArray[np.unsignedinteger],
    *,
    flat: NDArray[np.uint8],
    steps: NDArray[np.intp],
    shape: tuple[int, ...],
) -> tuple[NDArray[np.intp], list[int]]:
    """Return ink positions in the order of visits, and where each group that is visited at once begins.

    A group shares the distance, the number of ink neighbours where that matters, and the parity of row and column.
    """
    height, width, count = shape
    parity = np.add.outer(2 * (np.arange(height) % 2), np.arange(width) % 2).astype(np.int32)
    turn = ranks.astype(np.int32) + 10
    # Only pixels at distance 1 or the square root of 2 have paper around them: visited in turns 0-7 and 8-11.
    outer = np.flatnonzero(ranks <= 2)
    outer_at, near = at[outer], np.zeros(len(outer), np.uint8)
    for step in steps:
        near += flat.take(outer_at + step)
    turn[outer] = np.where(ranks[outer] == 1, 7, 15) - near
    turn *= 4
    turn += parity.reshape(-1).take(at // count)
    turns, at = _sorted_together(turn, at)
    return at, [0, *(np.flatnonzero(turns[1:] != turns[:-1]) + 1).tolist(), len(at)]


def _sorted_together(first: NDArray[np.int32], second: NDArray[np.intp]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Return both arrays, non-negative and the second ascending, sorted by the first and then by the second.

    One sort of the two in a single number, in as few bits as hold both, costs less than an argsort and two
    permutations.
    """
    bits = int(second[-1]).bit_length() if len(second) else 0
    fits = bits + int(first.max(initial=0)).bit_length() <= 32
    keys: NDArray[Any] = first.astype(np.uint32 if fits else np.uint64)
    keys <<= keys.dtype.type(bits)
    keys |= second.astype(keys.dtype)
    keys.sort()
    return keys >> keys.dtype.type(bits), (keys & keys.dtype.type((1 << bits) - 1)).astype(np.intp)


def _thin(flat: NDArray[np.uint8], at: NDArray[np.intp], *, bounds: list[int], steps: NDArray[np.intp]) -> None:
    """Visit the groups of positions in order and clear, in `flat`, the pixels that may go."""
    # For each group: fetch all its pixels' eight neighbours, make one number of each eight, and look up who may go.
    may_go = removable()
    largest = max(end - start for start, end in pairwise(bounds))
    around = np.tile(steps, largest)
    for start, end in pairwise(bounds):
        here = at[start:end]
        near = here.repeat(8)
        near += around[: len(near)]
        codes = np.packbits(flat.take(near))
        flat[here[may_go.take(codes)]] = 0


@lru_cache
def removable() -> NDArray[np.bool_]:
    """Return, for each of the 256 neighbourhoods, whether its centre may go.

    The first of :data:`NEIGHBOURS` is the highest bit. The centre may go if at least two neighbours are ink and
    all of them are 8-connected without it.
    """
    near = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(bool)
    straight = near[:, ::2]
    pieces = (~straight & (near[:, 1::2] | np.roll(straight, -1, axis=1))).sum(axis=1)
    return np.asarray((near.sum(axis=1) >= 2) & ((pieces == 1) | straight.all(axis=1)))


@lru_cache
def _offsets() -> Offsets:
    """Return squared distance → the (rows, columns) that far away, nearest first, as far as any ink can be."""
    reach = range(SIDE_PX * SCALE // 2 + 2)
    by_square: dict[int, list[tuple[int, int]]] = {}
    for down in reach:
        for right in reach:
            by_square.setdefault(down**2 + right**2, []).append((down, right))
    return tuple((square, tuple(by_square[square])) for square in sorted(by_square) if square)
