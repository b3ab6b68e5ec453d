"""Which strokes are one digit: an open four's two, a five's and its bar, a broken line's pieces.

Parts are joined two at a time, the best pair first, as long as that makes the whole picture more plausible. How
plausible a group is as one digit, the caller's classifier says, if there is one, and the geometry of handwriting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from mnist_explore.ink.background import PAGE_FROM_PX, InkLevels, soft_ink
from mnist_explore.ink.normalisation import placed_digit
from mnist_explore.ink.strokes import Strokes

Classify = Callable[[NDArray[np.uint8]], NDArray[np.floating]]
"""From ``(N, 28, 28)`` uint8 digits to ``(N, 10)`` probabilities."""
Group = frozenset[int]

MARK_COST = 0.7
"""What a mark that is no digit costs: as much as a digit of which the classifier is half sure."""
UNSEEN_COST = 0.5
"""What a group costs where there is no classifier: two are joined only if they lie close."""
MOST_COST = 3.0
"""Beyond this (5 %) it no longer matters how unlikely a digit is."""
MARK_HEIGHT = 0.4
"""A group lower than this share of the tallest is no digit ..."""
FLAT = 4.0
"""... nor one that is so many times as wide as high."""
GAP_COST = 5.0
"""Cost of a gap between two joined parts, for each height of the tallest."""
TALL = 0.75
"""Two parts of at least this share of both's height ..."""
CLEAR = 0.08
"""... in columns at least this share of the height apart are two digits' ..."""
SMALL_CLEAR = 0.25
"""... in a picture too small for a page, this share: a pixel is much there ..."""
APART_COST = 2.0
"""... unless joining them makes this much of a difference."""
STACKED = 0.06
"""Two parts one above the other, at most this share of both's height apart, are a broken line's ..."""
STACKED_GAIN = 0.6
"""... rather than two rows'."""
BELOW_COST = 0.5
"""What it costs to join a small mark to what it stands below: a comma, a point, an underline."""
SEVERAL_COST = 1.5
"""What it costs several groups, close to each other, to be several digits and not one ..."""
ALONE = 0.95
"""... which two that are so sure by themselves are not asked to be ..."""
BROKEN = 0.04
"""... if they are further apart, in heights, than a pen leaves a gap in a line ..."""
FAR_GAIN = 8.0
"""... less for every height that lies between them ..."""
SMALL_COST = 3.0
"""... and more in a picture too small for a page."""
WIDE_COST, WIDEST = 4.0, 1.2
"""What it costs all of them to be one digit that is wider than this for its height ..."""
NARROW_COST, NARROWEST = 3.0, 2.0
"""... or higher than this for its width, and no one."""
MOST_PIECES = 20
"""More groups than this are not tried as one digit's pieces."""
ENCLOSED = 0.3
"""What lies within a group is written in a frame if it is at least this share of its height."""
UNDERLINE = 1.2
"""A flat line below a digit is no part of it if it is longer than the digit is wide by this factor."""
NEAR = 0.4
"""Parts further apart than this share of the tallest are never joined."""


class Judge:
    """Says how plausible a group of strokes is as one digit; asks the classifier once about each group.

    Parameters
    ----------
    levels, strokes
        Of the picture.
    classify
        The classifier, or None.
    """

    def __init__(self, levels: InkLevels, strokes: Strokes, classify: Classify | None) -> None:
        self.levels, self.strokes = levels, strokes
        self.tallest = int((strokes.boxes[:, 3] - strokes.boxes[:, 1]).max())
        self._classify = classify
        self._images: dict[Group, NDArray[np.uint8]] = {}
        self._chances: dict[Group, NDArray[np.floating]] = {}

    @property
    def sees(self) -> bool:
        """Whether there is a classifier."""
        return self._classify is not None

    def image(self, group: Group) -> NDArray[np.uint8]:
        """Return a group as ``(28, 28)`` uint8."""
        if group not in self._images:
            mask = self.strokes.mask(group)
            ink = soft_ink(self.levels, mask, others=(self.strokes.labels > 0) & ~mask)
            self._images[group] = placed_digit(ink)
        return self._images[group]

    def chances(self, group: Group) -> NDArray[np.floating]:
        """Return ``(10,)`` probabilities of a group; only where there is a classifier."""
        self.look(iter([group]))
        return self._chances[group]

    def confidence(self, group: Group) -> float:
        """Return how sure the classifier is of a group; 1 where there is none."""
        return float(self.chances(group).max()) if self.sees else 1.0

    def look(self, groups: Iterable[Group]) -> None:
        """Let the classifier see several groups at once."""
        new = [group for group in dict.fromkeys(groups) if group not in self._chances]
        if self._classify is not None and new:
            chances = self._classify(np.stack([self.image(group) for group in new]))
            self._chances.update(zip(new, chances, strict=True))

    def ask(self, images: NDArray[np.uint8]) -> NDArray[np.floating]:
        """Return ``(N, 10)`` probabilities of other pictures; only where there is a classifier."""
        if self._classify is None:
            raise ValueError("there is no classifier to ask")
        return self._classify(images)

    def size(self, group: Group) -> tuple[int, int]:
        """Return a group's height and width in pixels."""
        left, top, right, bottom = self.strokes.box(group)
        return bottom - top, right - left

    def encloses(self, group: Group, other: Group) -> bool:
        """Return whether a group lies around another that might be a digit: a circle, or a cell that is not closed."""
        left, top, right, bottom = self.strokes.box(group)
        inner = self.strokes.box(other)
        within = left < inner[0] and top < inner[1] and inner[2] < right and inner[3] < bottom
        return within and inner[3] - inner[1] >= ENCLOSED * (bottom - top)

    def underlines(self, group: Group, other: Group) -> bool:
        """Return whether a group is a line under another, longer than that is wide."""
        if not other:
            return False
        height, width = self.size(group)
        above = self.strokes.box(other)
        below = self.strokes.box(group)[1] > above[1] + 0.6 * (above[3] - above[1])
        return width > FLAT * height and width > UNDERLINE * (above[2] - above[0]) and below

    def is_mark(self, group: Group) -> bool:
        """Return whether a group is too low, or too flat, for a digit."""
        height, width = self.size(group)
        low = height < MARK_HEIGHT * self.tallest
        return (low and width < 1.5 * self.tallest) or (width > FLAT * height and height < 0.5 * self.tallest)

    def cost(self, group: Group) -> float:
        """Return how implausible a group is on its own."""
        if self.is_mark(group):
            return MARK_COST
        if not self.sees:
            return UNSEEN_COST
        return min(MOST_COST, -float(np.log(max(1e-9, self.confidence(group)))))


def grouped(judge: Judge) -> list[Group]:
    """Return the strokes in groups, one for each digit or mark, in no order."""
    apart = judge.strokes.distances()
    groups: list[Group] = [frozenset([part]) for part in range(len(judge.strokes))]
    while len(groups) > 1:
        pairs = [
            (one, other, gap)
            for one, other in combinations(groups, 2)
            if (gap := apart[np.ix_(sorted(one), sorted(other))].min()) <= NEAR * judge.tallest
        ]
        judge.look([*groups, *(one | other for one, other, _ in pairs if not _hopeless(judge, one, other))])
        gains = [(_gain(judge, one, other, float(gap)), index) for index, (one, other, gap) in enumerate(pairs)]
        best, index = max(gains, default=(0.0, -1))
        if best <= 0:
            break
        one, other, _ = pairs[index]
        groups = [group for group in groups if group not in (one, other)] + [one | other]
    whole: Group = frozenset().union(*groups)
    lines = [group for group in groups if judge.underlines(group, whole - group)]
    pieces = [group for group in groups if group not in lines]
    if 1 < len(pieces) <= MOST_PIECES and _wholly_one(judge, pieces, apart):
        return [frozenset().union(*pieces), *lines]
    return groups


def _wholly_one(judge: Judge, groups: list[Group], apart: NDArray[np.float64]) -> bool:
    """Return whether all groups together are more plausible as one digit than as several.

    A digit broken into many pieces is none before its last piece is joined, so that no pair of them gains.
    """
    if any(judge.encloses(one, other) for one in groups for other in groups):
        return False
    whole: Group = frozenset().union(*groups)
    height, width = judge.size(whole)
    tall = [judge.strokes.box(group) for group in groups if judge.size(group)[0] >= TALL * height]
    small = max(judge.strokes.labels.shape) < PAGE_FROM_PX
    clear = height * (SMALL_CLEAR if small else CLEAR)
    if any(right[0] - left[2] >= clear for left, right in pairwise(sorted(tall))):
        return False
    if not judge.sees:
        rows = sorted(judge.strokes.box(group)[1::2] for group in groups if not judge.is_mark(group))
        return all(lower[0] - upper[1] < clear for upper, lower in pairwise(rows)) and (small or width < 2 * height)
    alone = 0.0 if int(judge.chances(whole).argmax()) == 1 else NARROW_COST * max(0.0, height / width - NARROWEST)
    one = judge.cost(whole) + alone + WIDE_COST * max(0.0, width / height - WIDEST)
    gap = max(
        min(float(apart[np.ix_(sorted(group), sorted(other))].min()) for other in groups if other != group)
        for group in groups
    )
    if not small and gap > BROKEN * height and sum(_stands_alone(judge, group, height) for group in groups) > 1:
        return False
    several = sum(judge.cost(group) for group in groups) + SEVERAL_COST + (SMALL_COST if small else 0.0)
    return one < several - FAR_GAIN * gap / height


def _stands_alone(judge: Judge, group: Group, height: int) -> bool:
    """Return whether a group is surely a digit by itself; of a one, which any piece of a line may be, if it is tall."""
    tall = judge.size(group)[0] >= TALL * height
    return judge.confidence(group) >= ALONE and (tall or int(judge.chances(group).argmax()) != 1)


def _hopeless(judge: Judge, one: Group, other: Group) -> bool:
    """Return whether two groups are far too wide together for a digit."""
    height, width = judge.size(one | other)
    return width > 2.2 * height


def _gain(judge: Judge, one: Group, other: Group, gap: float) -> float:
    """Return by how much joining two groups makes the picture more plausible."""
    if _hopeless(judge, one, other) or judge.underlines(one, other) or judge.underlines(other, one):
        return -1.0
    gain = judge.cost(one) + judge.cost(other) - judge.cost(one | other)
    return gain - GAP_COST * gap / judge.tallest - _geometry_cost(judge, one, other)


def _geometry_cost(judge: Judge, one: Group, other: Group) -> float:
    """Return what speaks against two groups being one digit, in how they lie to each other."""
    (first, second) = (judge.strokes.box(group) for group in (one, other))
    height = max(first[3], second[3]) - min(first[1], second[1])
    least = min(first[3] - first[1], second[3] - second[1])
    clear = max(first[0], second[0]) - min(first[2], second[2])
    cost = 0.0
    beneath = max(first[1], second[1]) - min(first[3], second[3])
    if clear < 0 and 0 <= beneath <= STACKED * height:
        cost -= STACKED_GAIN
    if least >= TALL * height and clear >= CLEAR * height:
        cost += APART_COST
    small, large = sorted((first, second), key=lambda box: box[3] - box[1])
    if judge.is_mark(one) != judge.is_mark(other):
        beside = small[0] >= large[2] or small[2] <= large[0]
        low = (small[1] + small[3]) / 2 > large[1] + 0.6 * (large[3] - large[1])
        if (beside and low) or small[1] >= large[3]:
            cost += BELOW_COST
    return cost
