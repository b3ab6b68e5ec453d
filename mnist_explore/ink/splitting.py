"""Digits that run into each other: cut where little ink is in the way, if the pieces are then clear digits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mnist_explore.ink.background import PAGE_FROM_PX, soft_ink
from mnist_explore.ink.grouping import Group, Judge
from mnist_explore.ink.normalisation import placed_digit
from mnist_explore.ink.seams import find_seams

LEAST_CUTS, CUTS_FOR_HEIGHT = 6, 6
"""How many cuts are tried, those with the least ink in the way: so many, and for each height of width so many more."""
SLIMMEST, BROADEST = 0.04, 1.35
"""Least and largest width of a piece, in heights."""
SURE, NARROW = 0.97, 0.95
"""A group of this confidence, and at most this many times as wide as high, is one digit without looking further."""
WIDE_COST, WIDE = 3.0, 1.1
"""What it costs a single digit to be wider than this many heights, for each height."""
CUT_COST = 1.5
"""What a cut costs ..."""
THROUGH_COST = 4.0
"""... and what each height of ink in its way costs besides."""
LEAST_PIECE = 0.85
"""Confidence below which a piece is not taken for a digit."""
WIDEST = 1.5
"""Wider than this share of its height, a group that cannot be cut into digits is several that touch."""
CLEAR = 0.9
"""... unless the classifier is so sure of it, and it is not half as wide again."""
UNSPLIT = 0.9
"""How plausible digits that touch are, for the confidence in them as one: ink all the same."""
DOUBTFUL = ((0.9, 0.5), (0.7, 0.3))
"""Wider than the first share of its height and less sure than the second: likewise. Of 2,545 digits of training writers
kept from a network half trained 6 are, of 800 pairs made of them, in one look, 27 are not."""
SLIVER = 0.08
"""A part of a piece with less than this share of its ink is the neighbour's."""


@dataclass(frozen=True, eq=False)
class Piece:
    """A digit, or several that could not be told apart: box in the view's pixels, picture, and confidence."""

    kind: Literal["digit", "touching digits"]
    box: tuple[int, int, int, int]
    image: NDArray[np.uint8]
    confidence: float


def split(judge: Judge, group: Group) -> list[Piece]:
    """Return one group of strokes as the digits it most plausibly is."""
    height, width = judge.size(group)
    sure = judge.confidence(group)
    whole = Piece("digit", judge.strokes.box(group), judge.image(group), sure)
    broad = width / height
    small = max(judge.strokes.labels.shape) < PAGE_FROM_PX
    if not judge.sees:
        return [whole if small or broad <= 2 else _touching(whole)]
    if (sure >= SURE and broad <= NARROW) or broad < 0.35:
        return [whole]
    if small and (sure >= CLEAR or broad < WIDEST):
        return [whole]
    cost = -float(np.log(max(sure, 1e-9))) + WIDE_COST * max(0.0, broad - WIDE)
    best, pieces = _best_cut(judge, group)
    if best < cost:
        return pieces
    doubtful = any(broad > wide and sure < least for wide, least in DOUBTFUL)
    if broad > (WIDEST if sure < CLEAR else 1.4 * WIDEST) or doubtful:
        return [_touching(whole)]
    return [whole]


def _touching(piece: Piece) -> Piece:
    """Return a piece as digits that touch."""
    return Piece("touching digits", piece.box, piece.image, UNSPLIT * piece.confidence)


def _best_cut(judge: Judge, group: Group) -> tuple[float, list[Piece]]:
    """Return the least cost of cutting a group into digits, and its pieces; infinite where none leaves clear digits."""
    left, top, right, bottom = judge.strokes.box(group)
    inked = judge.strokes.mask(group)[top:bottom, left:right]
    height, width = inked.shape
    seams = find_seams(inked, most=LEAST_CUTS + int(CUTS_FOR_HEIGHT * width / height))
    edges = [np.zeros(height, np.intp), *(seam.columns for seam in seams), np.full(height, width)]
    across = np.arange(width)
    pieces: dict[tuple[int, int], Piece] = {}
    for start, end in combinations(range(len(edges)), 2):
        if (start, end) != (0, len(edges) - 1):
            inside = inked & (across >= edges[start][:, None]) & (across < edges[end][:, None])
            used = np.flatnonzero(inside.any(axis=0))
            if len(used) and SLIMMEST * height <= np.ptp(used) + 1 <= BROADEST * height:
                found = _piece(judge, inside, (left, top))
                if found is not None:
                    pieces[start, end] = found
    _judge_pieces(judge, pieces)
    return _cheapest(pieces, [0.0, *(seam.ink for seam in seams), 0.0])


def _piece(judge: Judge, part: NDArray[np.bool_], corner: tuple[int, int]) -> Piece | None:
    """Return a cut-out piece without slivers; None where nothing as high as a digit is left.

    `part` is the cut in the group's own box, whose `corner` is left and top in the view.
    """
    from scipy.ndimage import label

    labels, count = label(part, np.ones((3, 3)))
    if count == 0:
        return None
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    kept = (sizes >= SLIVER * sizes.sum())[labels]
    rows, columns = (np.flatnonzero(kept.any(axis)) for axis in (1, 0))
    if len(rows) == 0 or np.ptp(rows) + 1 < 0.4 * len(part):
        return None
    left, top = corner
    window = np.s_[top : top + part.shape[0], left : left + part.shape[1]]
    levels = replace(judge.levels, above=judge.levels.above[window])
    image = placed_digit(soft_ink(levels, kept, others=(judge.strokes.labels[window] > 0) & ~kept))
    box = (left + int(columns[0]), top + int(rows[0]), left + int(columns[-1]) + 1, top + int(rows[-1]) + 1)
    return Piece("digit", box, image, 0.0)


def _judge_pieces(judge: Judge, pieces: dict[tuple[int, int], Piece]) -> None:
    """Put the classifier's confidence into every piece."""
    if pieces:
        chances = judge.ask(np.stack([piece.image for piece in pieces.values()]))
        for (place, piece), sure in zip(list(pieces.items()), chances.max(axis=1), strict=True):
            pieces[place] = Piece("digit", piece.box, piece.image, float(sure))


def _cheapest(pieces: dict[tuple[int, int], Piece], inks: list[float]) -> tuple[float, list[Piece]]:
    """Return the least cost of any row of pieces from the first bound to the last, and that row."""
    best: list[tuple[float, list[Piece]]] = [(0.0 if at == 0 else np.inf, []) for at in range(len(inks))]
    for end in range(1, len(inks)):
        for start in range(end):
            piece = pieces.get((start, end))
            if piece is None or piece.confidence < LEAST_PIECE:
                continue
            cut = CUT_COST + THROUGH_COST * inks[start] if start else 0.0
            cost = best[start][0] + cut - float(np.log(piece.confidence))
            if cost < best[end][0]:
                best[end] = (cost, [*best[start][1], piece])
    return best[-1]
