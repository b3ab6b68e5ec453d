"""Whether a digit's main loop closes: holes at many grey levels, bays with a narrow mouth, and filled loops."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.style.structure.frames import PAPER
from mnist_explore.warping.boldness import narrower

LEVELS = (48, 80, 104, 128, 152, 184, 224)
"""Greys from which on a pixel is ink, one reading of the holes for each: a faint slit opens at the higher ones."""
INK = 120
RAYS = ((0, 1), (1, 2), (1, 1), (2, 1), (1, 0), (2, -1), (1, -1), (1, -2))
"""Half of the 16 directions looked in, as steps (down, right)."""
WALLS = (11, 13, 15)
"""Of 16 rays: from how many on that meet ink a patch of paper counts as walled in."""
DEPTH = 7
"""Times that ink is eroded at most."""


def loop_features(images: NDArray[np.uint8], labels: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return what tells a closed loop from a gapped and from a filled one.

    The main loop is the ring of a zero, the lower loop of a six, the upper one of a nine, the smaller of an
    eight's two, and of any other digit its largest hole.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    labels
        ``(N,)`` integers 0-9.

    Returns
    -------
    ndarray
        ``(N, 20)`` float32. Columns 0-6: the root of the main loop's area in pixels at each of :data:`LEVELS`;
        7: at how many of them it closes; 8: the highest of them over 128; 9-14: the root of the area of paper
        walled in by ink, where the loop is and elsewhere, for each of :data:`WALLS` (eights: the smaller and
        the larger of both halves); 15-17: how often ink can be eroded before it is gone, there, elsewhere, and
        the difference; 18: stroke width in px; 19: mean ink, 0-10.
    """
    loops = np.stack([_main_loops(images < level, images, labels) for level in LEVELS], axis=1)
    ink = images > INK
    main, other, eight = _regions(images, labels)
    walled = _walled(ink)
    columns = [loops, (loops > 0).sum(1)[:, None], (np.array(LEVELS) * (loops > 1)).max(1)[:, None] / 128]
    for walls in WALLS:
        bay = walled >= walls
        columns.append(_paired(np.sqrt((bay & main).sum((1, 2))), np.sqrt((bay & other).sum((1, 2))), eight))
    depth = _paired(*_depths(ink, main, other), eight)
    columns += [depth, depth[:, :1] - depth[:, 1:], _widths(ink)[:, None], ink.mean((1, 2))[:, None] * 10]
    return np.concatenate(columns, axis=1).astype(np.float32)


def _paired(main: NDArray[np.floating], other: NDArray[np.floating], eight: NDArray[np.bool_]) -> NDArray[np.floating]:
    """Return ``(N, 2)``: main and other; of eights, whose loops are both main ones, the smaller and the larger."""
    ordered = np.sort(np.stack([main, other], axis=1), axis=1)
    return np.where(eight[:, None], ordered, np.stack([main, other], axis=1))


def _heights(images: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return each digit's top row and its height less one, at least one, ``(N,)`` each."""
    lines = (images > PAPER).max(2)
    top = lines.argmax(1)
    return top, np.maximum(SIDE_PX - 1 - lines[:, ::-1].argmax(1) - top, 1)


def _regions(images: NDArray[np.uint8], labels: NDArray[np.integer]) -> tuple[NDArray[np.bool_], ...]:
    """Return where the main loop is to be looked for, the rest ``(N, 28, 1)`` each, and which digits are eights.

    Eights are cut in two halves.
    """
    top, height = _heights(images)
    y = (np.arange(SIDE_PX) - top[:, None]) / height[:, None]
    first = np.where(labels == 6, 0.5, 0)[:, None]
    last = np.where(labels == 9, 0.58, 1)[:, None]
    eight = labels == 8
    main = np.where(eight[:, None], y < 0.5, (y >= first) & (y <= last))[:, :, None]
    return main, ~main, eight


def _main_loops(
    paper: NDArray[np.bool_], images: NDArray[np.uint8], labels: NDArray[np.integer]
) -> NDArray[np.floating]:
    """Return the root of the main loop's area, ``(N,)``; 0 where it does not close."""
    # Of the two largest holes, those that lie where the class has its main loop; each class asks in its own way.
    area, middle = _two_largest_holes(paper)
    top, height = _heights(images)
    place = np.where(area > 0, (middle - top[:, None]) / (height[:, None] + 1), 0.5)
    lowest = np.where(area > 0, np.where(place > 0.4, area, 0), 0).max(1)
    highest = np.where(place < 0.62, area, 0).max(1)
    upper_half = np.where(place < 0.5, area, 0).max(1)
    lower_half = np.where(place >= 0.5, area, 0).max(1)
    both = (area > 0).all(1)
    smaller = np.where(both, area.min(1), np.minimum(upper_half, lower_half))
    areas: NDArray[np.floating] = np.select(
        [labels == 6, labels == 9, labels == 8], [lowest, highest, smaller], area[:, 0]
    )
    roots: NDArray[np.floating] = np.sqrt(areas)
    return roots


def _two_largest_holes(paper: NDArray[np.bool_]) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return areas and mean rows of each picture's two largest holes, ``(N, 2)`` each; 0 where there are fewer."""
    from scipy import ndimage

    within_one_picture = np.zeros((3, 3, 3), bool)
    within_one_picture[1] = ndimage.generate_binary_structure(2, 1)
    side = SIDE_PX + 2
    # 1. Connected components of paper, in all pictures at once; a ring of paper makes each outside one of them.
    padded = np.pad(paper, ((0, 0), (1, 1), (1, 1)), constant_values=True)
    pieces, count = ndimage.label(padded, structure=within_one_picture)
    # 2. Every component's area, mean row and picture, from a list of the paper's pixels.
    at = np.flatnonzero(pieces)
    piece = pieces.ravel()[at]
    areas = np.bincount(piece, minlength=count + 1)
    rows = np.bincount(piece, weights=at // side % side - 1, minlength=count + 1) / np.maximum(areas, 1)
    owner = np.zeros(count + 1, np.intp)
    owner[piece] = at // side**2
    # 3. Holes, which are no outside, sorted by picture and, within one, by area: a hole's rank is its place among them.
    holes = np.setdiff1d(np.arange(1, count + 1), pieces[:, 0, 0])
    holes = holes[np.lexsort((-areas[holes], owner[holes]))]
    rank = np.arange(len(holes)) - np.searchsorted(owner[holes], owner[holes])
    area, middle = np.zeros((2, len(paper), 2))
    kept = holes[rank < 2]
    area[owner[kept], rank[rank < 2]] = areas[kept]
    middle[owner[kept], rank[rank < 2]] = rows[kept]
    return area, middle


def _walled(ink: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return for every pixel of paper how many of 16 rays from it meet ink; 0 on ink.

    A ray is followed to the border in five shifts: each doubles how far is seen.
    """
    met = np.zeros(ink.shape, np.uint8)
    for down, right in (*RAYS, *((-down, -right) for down, right in RAYS)):
        seen = ink
        if abs(down) + abs(right) == 3:  # steps of a knight would jump over thin strokes
            seen = ink | _shifted(ink, int(np.sign(down)), int(np.sign(right)))
        reach = 1
        while reach < SIDE_PX:
            seen = seen | _shifted(seen, down * reach, right * reach)
            reach *= 2
        met += seen
    return np.where(ink, 0, met).astype(np.uint8)


def _shifted(marks: NDArray[np.bool_], down: int, right: int) -> NDArray[np.bool_]:
    """Return at every pixel the mark that lies `down` and `right` of it; nothing beyond the border."""
    shifted = np.zeros_like(marks)
    if max(abs(down), abs(right)) < SIDE_PX:
        rows, columns = slice(max(down, 0), SIDE_PX + min(down, 0)), slice(max(right, 0), SIDE_PX + min(right, 0))
        to_rows = slice(max(-down, 0), SIDE_PX + min(-down, 0))
        to_columns = slice(max(-right, 0), SIDE_PX + min(-right, 0))
        shifted[:, to_rows, to_columns] = marks[:, rows, columns]
    return shifted


def _depths(
    ink: NDArray[np.bool_], main: NDArray[np.bool_], other: NDArray[np.bool_]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return after how many erosions, by square and cross in turn, ink is gone from both regions, ``(N,)`` each."""
    inner, outer = np.zeros((2, len(ink)))
    left = ink
    for turn in range(DEPTH):
        inner += (left & main).any((1, 2))
        outer += (left & other).any((1, 2))
        left = narrower(left, by="cross" if turn % 2 else "square")
    return inner, outer


def _widths(ink: NDArray[np.bool_]) -> NDArray[np.floating]:
    """Return stroke widths in px, roughly: twice the ink over its outline, ``(N,)``."""
    outline = ink & ~narrower(ink, by="cross")
    widths: NDArray[np.floating] = 2 * ink.sum((1, 2)) / np.maximum(outline.sum((1, 2)), 1)
    return widths
