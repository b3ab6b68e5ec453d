"""Thin and prune line pictures of many digits at once, one bit per pixel and 8 digits to the byte.

Grids here are ``(H, W, B)`` uint8: each bit of the last axis is one digit's pixel, and the outermost rows and
columns are paper. scikit-image's ``thin`` draws the very same lines, one picture at a time, and took some eighteen
times as long here.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_, xor

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint8]

CLOCKWISE = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))
"""(rows down, columns right) to the eight pixels around a pixel, from the upper one."""


def pack(ink: NDArray[np.bool_]) -> Bits:
    """Return ``(N, H, W)`` bool as a grid of bits ``(H + 2, W + 2, ceil(N / 8))``, with a ring of paper."""
    return _ringed(np.packbits(ink.transpose(1, 2, 0), axis=-1))


def unpack(grid: Bits, count: int) -> NDArray[np.bool_]:
    """Return a grid of bits as ``(count, H, W)`` bool, without the ring."""
    bits = np.unpackbits(grid[1:-1, 1:-1], axis=-1, count=count)
    return np.ascontiguousarray(bits.transpose(2, 0, 1)).view(bool)


def thinned(grid: Bits) -> Bits:
    """Return ink thinned to lines one pixel wide, with as many pieces and holes as before.

    The lines are those of scikit-image's ``thin``, pixel by pixel, which takes one picture at a time and some sixty
    times as long.

    References
    ----------
    Guo and Hall, "Parallel thinning with two-subiteration algorithms", CACM 32 (1989), algorithm A1.
    """
    grid = grid.copy()
    centre = grid[1:-1, 1:-1]  # a view: what is taken from it leaves the grid
    turned, unchanged = False, 0
    # Pixels are peeled from two opposite sides in turn, until neither side has one to give.
    while unchanged < 2:
        gone = centre & _peelable(_ring(grid, turned=turned))
        centre ^= gone
        unchanged = 0 if gone.any() else unchanged + 1
        turned = not turned
    return grid


def line_ends(grid: Bits) -> Bits:
    """Return ``(H, W, B)``, the pixels of a thin grid at which a line ends: a single neighbour, or two adjacent."""
    ring = _ring(grid)
    once, twice = _at_least(_run_starts(ring), 2)
    crowded = _at_least(ring, 3)[-1]
    return _ringed(grid[1:-1, 1:-1] & once & ~twice & ~crowded)


def line_junctions(grid: Bits) -> Bits:
    """Return ``(H, W, B)``, the pixels of a thin grid at which three or more lines meet.

    These are pixels with three separate neighbours, and blocks of two by two, which thinning leaves only where
    lines cross.
    """
    ring = _ring(grid)
    block = ring[2] & ring[3] & ring[4]
    return _ringed(grid[1:-1, 1:-1] & (_at_least(_run_starts(ring), 3)[-1] | block))


def widened(grid: Bits) -> Bits:
    """Return the ink and the eight pixels around each of its pixels."""
    return _ringed(reduce(or_, _ring(grid), grid[1:-1, 1:-1]))


def pruned(grid: Bits, length: int) -> Bits:
    """Return a thin grid without the side branches of at most `length` pixels.

    Every line is shortened at its ends by `length` pixels, then grown back where an end is left to grow from: a
    branch that was taken away down to its junction is not. No piece vanishes.
    """
    short = grid.copy()
    for _ in range(length):
        _shorten(short)
    short = thinned(short)  # a branch's last pixel, leaning against the line it came from, is no end
    tips = line_ends(short) | _dots(short)
    for _ in range(length):
        tips = widened(tips) & grid & ~short
        short |= tips
    return short


def _shorten(grid: Bits) -> None:
    """Take the last pixel off every line, in place; of a line of two pixels one stays."""
    ends = line_ends(grid)
    beside_a_later_end = reduce(or_, _ring(ends)[2:6])
    grid[1:-1, 1:-1] &= ~(ends[1:-1, 1:-1] & ~beside_a_later_end)


def _dots(grid: Bits) -> Bits:
    """Return the ink pixels without any ink around them."""
    return _ringed(grid[1:-1, 1:-1] & ~reduce(or_, _ring(grid)))


def _ring(grid: Bits, *, turned: bool = False) -> list[Bits]:
    """Return the eight neighbours of every inner pixel, clockwise from the upper one, or the lower one if turned."""
    height, width = grid.shape[:2]
    ring = [grid[1 + y : height - 1 + y, 1 + x : width - 1 + x] for y, x in CLOCKWISE]
    return ring[4:] + ring[:4] if turned else ring


def _ringed(inner: Bits) -> Bits:
    """Return a grid from its inner pixels: a ring of paper around them."""
    height, width, size = inner.shape
    grid = np.zeros((height + 2, width + 2, size), np.uint8)
    grid[1:-1, 1:-1] = inner
    return grid


def _run_starts(ring: list[Bits]) -> list[Bits]:
    """Return, for each of the eight neighbours, whether it is paper and the next one ink."""
    return [~here & after for here, after in zip(ring, ring[1:] + ring[:1], strict=True)]


def _at_least(terms: list[Bits], most: int) -> list[Bits]:
    """Return whether at least 1, 2, … `most` of the terms are set."""
    counts = [np.zeros_like(terms[0]) for _ in range(most)]
    for term in terms:
        # From the highest count down, so that a term is counted once: "at least 3" grows where 2 were there before it.
        for more, fewer in zip(counts[:0:-1], counts[-2::-1], strict=True):
            more |= fewer & term
        counts[0] |= term
    return counts


def _peelable(ring: list[Bits]) -> Bits:
    """Return where Guo and Hall's three conditions hold: one run of ink, 2-3 pairs of neighbours, an open side."""
    # The ring's pixels p1..p8 in pairs, (p1 or p2), (p3 or p4), … and, from the next one on, (p2 or p3), (p4 or p5), …
    pairs = [[ring[i] | ring[(i + 1) % 8] for i in range(start, start + 8, 2)] for start in (0, 1)]
    # C(p) = 1: exactly one of four runs of ink begins. The XOR is set by one or three; of three, two stand together.
    runs = [~ring[2 * i] & pairs[1][i] for i in range(4)]
    one_run = reduce(xor, runs) & ~((runs[0] & runs[1]) | (runs[2] & runs[3]))
    # 2 <= N(p) <= 3: the smaller of both counts of pairs with ink is two or three, so that no end and no inside goes.
    two_pairs = _at_least(pairs[0], 2)[-1] & _at_least(pairs[1], 2)[-1]
    four_pairs = reduce(and_, pairs[0] + pairs[1])
    # The side that is being peeled is open.
    closed = (ring[0] | ring[1] | ~ring[3]) & ring[2]
    peelable: Bits = one_run & two_pairs & ~four_pairs & ~closed
    return peelable
