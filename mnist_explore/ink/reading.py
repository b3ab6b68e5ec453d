"""One or several digits in a picture: where each is, what it looks like in 28×28, and what else is there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import in_use
from mnist_explore.errors import PictureError
from mnist_explore.ink.background import ADVICE, PAGE_FROM_PX, Polarity, ink_levels, ink_polarity, reduced
from mnist_explore.ink.grouping import Classify, Group, Judge, grouped
from mnist_explore.ink.marks import Box, Mark, Reading, in_reading_order
from mnist_explore.ink.splitting import split
from mnist_explore.ink.strokes import find_strokes
from mnist_explore.ink.surroundings import Ground, grounds

WORKING_SIDE_PX = 256
"""Twelve times a digit's final 20 pixels: finer detail cannot be seen in the result of one that fills the picture."""
CLOSER_PX = 56
"""Digits lower than this at the working size are looked at more closely, if the picture has more pixels ..."""
CLOSE_PX = 90
"""... so that they are about as high as this."""
CLEAR = 0.8
"""Confidence of the least sure digit from which a ground is taken without trying the others."""
DOUBTFUL = 0.6
"""Confidence below which the ink is looked for in the ground's place."""
MARGIN = 0.05
"""A ground tried later is taken if it is surer by more than this."""
REVERSED_MARGIN = 0.3
"""... and ink in the ground's place only if it is surer by this."""
CUT_OFF = 0.3
"""A ground whose digits run out of it counts this much: a shadow's edge goes through them."""
UNCLEAR = 0.8
"""Confidence below which a digit is said to be unclear: on pictures made from training digits 0.3 % of right answers
and nearly all wrong ones are below, and 82 % of letters and scribbles (``python -m benchmarks.ink``)."""
DOT = 0.15
"""Solid round or square ink whose sides are under this share of the picture's is a dot."""


class DotError(PictureError):
    """The ink is one tap of the pen: no other ground will make a digit of it."""


def least_clear() -> float:
    """Return the confidence below which an answer is not clear, for the classes in use.

    :data:`UNCLEAR` was chosen for digits. How sure a network of other pictures is where it is right differs with them,
    so that its likeliest answer counts, and how sure it is stands beside it.
    """
    return UNCLEAR if in_use().are_digits else 0.0


def find_digits(
    picture: NDArray[np.uint8], *, polarity: Polarity = "auto", classify: Classify | None = None
) -> Reading:
    """Return what is written in a grey picture.

    Parameters
    ----------
    picture
        ``(H, W)`` uint8 grey.
    polarity
        Whether the ink is lighter or darker than its ground; by default it is found out.
    classify
        From ``(N, 28, 28)`` uint8 to ``(N, 10)`` probabilities. With it, strokes are joined, touching digits cut and
        doubtful grounds chosen as the digits become most plausible; without it, by geometry alone.

    Raises
    ------
    PictureError
        If there is no ink in the picture, only a dot, or too many marks for a few digits.
    ValueError
        If `picture` or `polarity` is not as above.
    """
    if picture.ndim != 2 or picture.dtype != np.uint8 or picture.size == 0:
        raise ValueError(f"picture must be (H, W) uint8, not {picture.shape} {picture.dtype}")
    if polarity not in get_args(Polarity):
        raise ValueError(f"polarity must be one of {get_args(Polarity)}, not {polarity!r}")
    best: tuple[float, Reading] | None = None
    error: PictureError | None = None
    small = reduced(picture, WORKING_SIDE_PX)
    for ground, least, margin in _tries(small, polarity, sees=classify is not None):
        if best is not None and best[0] >= least:
            break
        try:
            score, reading = _read(picture, ground, classify)
        except DotError:
            raise
        except PictureError as caught:
            error = error or caught
            continue
        if best is None or score > best[0] + margin:
            best = (score, reading)
    if best is None:
        raise error or PictureError(f"No ink stands out from the ground of the picture. {ADVICE}")
    return best[1]


def _tries(small: NDArray[np.uint8], polarity: Polarity, *, sees: bool) -> list[tuple[Ground, float, float]]:
    """Return the grounds to try, in order, each with two scores.

    The first is what makes trying it needless, the second by how much it must be surer than those before. Ink is
    looked for in the ground's place only where a classifier can tell what it finds there.
    """
    tries: list[tuple[Ground, float, float]] = []
    for ground in grounds(small):
        if ground.inside is not None:
            tries += [(ground, CLEAR, MARGIN)] * (polarity in ("auto", ground.polarity))
        else:
            whole = ink_polarity(small) if polarity == "auto" else polarity
            tries.append((replace(ground, polarity=whole), CLEAR, MARGIN))
            if polarity == "auto" and sees:
                other: Polarity = "dark_on_light" if whole == "light_on_dark" else "light_on_dark"
                tries.append((replace(ground, polarity=other), DOUBTFUL, REVERSED_MARGIN))
    return tries


@dataclass(frozen=True, eq=False)
class _View:
    """A cut of the picture, its ground's surroundings painted over, and what it takes to get back."""

    grey: NDArray[np.uint8]
    region: Box
    edge: NDArray[np.bool_] | None = None
    """Where the ground ends within the picture."""

    @property
    def scale(self) -> float:
        """Pixels of the picture for each of the view's."""
        return (self.region[2] - self.region[0]) / int(self.grey.shape[1])

    def outer(self, box: tuple[int, int, int, int]) -> Box:
        """Return a box of the view in the picture's pixels."""
        left, top, right, bottom = (side * self.scale for side in box)
        return left + self.region[0], top + self.region[1], right + self.region[0], bottom + self.region[1]


def _read(picture: NDArray[np.uint8], ground: Ground, classify: Classify | None) -> tuple[float, Reading]:
    """Return how plausible what is written on a ground is, in 0-1, and what it is."""
    view = _view(picture, ground)
    assert ground.polarity != "auto"
    levels = ink_levels(view.grey, polarity=ground.polarity)
    judge = Judge(levels, find_strokes(levels), classify)
    closer = CLOSE_PX / judge.tallest
    if judge.tallest < CLOSER_PX and view.scale > 1:
        view = _view(picture, ground, side=round(max(view.grey.shape) * min(closer, view.scale)))
        levels = ink_levels(view.grey, polarity=ground.polarity)
        judge = Judge(levels, find_strokes(levels), classify)
    marks, confidence = _marks(judge, view)
    if view.edge is not None and max(view.grey.shape) >= PAGE_FROM_PX and _runs_out(judge, view.edge):
        confidence *= CUT_OFF
    ink = np.where(judge.strokes.labels > 0, levels.above, np.uint8(0))
    return confidence, Reading(marks, levels.above, ink, ground.polarity, view.region)


def _view(picture: NDArray[np.uint8], ground: Ground, *, side: int = WORKING_SIDE_PX) -> _View:
    """Return the picture's part that a ground covers, its longer side at most `side` pixels."""
    height, width = picture.shape
    if ground.inside is None:
        return _View(reduced(picture, side), (0, 0, width, height))
    rows, columns = (np.flatnonzero(ground.inside.any(axis)) for axis in (1, 0))
    down, right = height / ground.inside.shape[0], width / ground.inside.shape[1]
    top, bottom = round(rows[0] * down), round((rows[-1] + 1) * down)
    left, end = round(columns[0] * right), round((columns[-1] + 1) * right)
    grey = reduced(np.ascontiguousarray(picture[top:bottom, left:end]), side)
    inside = ground.inside[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return _painted(grey, inside, (left, top, end, bottom))


def _painted(grey: NDArray[np.uint8], inside: NDArray[np.bool_], region: Box) -> _View:
    """Return a view with what lies outside a ground, and its blurred edge, in the levels of the nearest inside."""
    from PIL import Image
    from scipy.ndimage import binary_erosion, distance_transform_edt

    mask = np.asarray(Image.fromarray(inside).resize(grey.shape[::-1], Image.Resampling.NEAREST))
    kept = binary_erosion(mask, np.ones((3, 3)), max(1, max(grey.shape) // 85))
    if not kept.any():
        return _View(grey, region)
    nearest = distance_transform_edt(~kept, return_distances=False, return_indices=True)
    return _View(grey[tuple(nearest)], region, kept & ~binary_erosion(kept, np.ones((3, 3)), 2))


def _marks(judge: Judge, view: _View) -> tuple[tuple[Mark, ...], float]:
    """Return the marks in reading order, and the least digit's confidence."""
    groups = grouped(judge)
    tallest = max(judge.size(group)[0] for group in groups)
    digits = [group for group in groups if not judge.is_mark(group) and judge.size(group)[0] >= 0.4 * tallest]
    digits = [group for group in digits if not any(judge.encloses(group, other) for other in digits)]
    _check_not_a_dot(judge, digits)
    found: list[tuple[Mark, float]] = []
    for group in groups:
        if group in digits:
            found += [(Mark(piece.kind, view.outer(piece.box), piece.image), piece.confidence)
                      for piece in split(judge, group)]  # fmt: skip
        else:
            found.append((Mark("mark", view.outer(judge.strokes.box(group)), judge.image(group)), 1.0))
    marks = in_reading_order([mark for mark, _ in found])
    return tuple(marks), min((sure for mark, sure in found if mark.kind != "mark"), default=0.0)


def _runs_out(judge: Judge, edge: NDArray[np.bool_]) -> bool:
    """Return whether a stroke of some weight reaches the edge of its ground."""
    reaching = np.unique(judge.strokes.labels[edge])
    return bool((judge.strokes.weights[reaching[reaching > 0] - 1] > 0.1 * judge.strokes.weights.max()).any())


def _check_not_a_dot(judge: Judge, digits: list[Group]) -> None:
    """Refuse a single small solid blob."""
    if len(digits) != 1:
        return
    height, width = judge.size(digits[0])
    mask = judge.strokes.mask(digits[0])
    small = max(height, width) < DOT * max(mask.shape) and min(height, width) > 0.6 * max(height, width)
    if small and mask.sum() > 0.7 * height * width:
        raise DotError(f"The picture shows only a dot. {ADVICE}")


def ink_digit(
    picture: NDArray[np.uint8], *, polarity: Polarity = "auto", classify: Classify | None = None
) -> NDArray[np.uint8]:
    """Return the digit of a grey picture as MNIST would show it.

    MNIST's own digits come back nearly as they were.

    Parameters
    ----------
    picture
        ``(H, W)`` uint8 grey with one digit on it.
    polarity, classify
        As of :func:`find_digits`.

    Returns
    -------
    NDArray[np.uint8]
        ``(28, 28)``, 0 = paper, 255 = full ink.

    Raises
    ------
    PictureError
        If there is no ink in the picture, or it is a dot, several digits, or many marks.
    ValueError
        If `picture` or `polarity` is not as above.
    """
    reading = find_digits(picture, polarity=polarity, classify=classify)
    if reading.touching:
        raise PictureError("The picture shows digits that touch each other. Crop it to one digit.")
    if len(reading.digits) > 1:
        count = {2: "two"}.get(len(reading.digits), str(len(reading.digits)))
        raise PictureError(f"The picture shows {count} figures, not one digit. Crop it to one digit.")
    if not reading.digits:
        raise PictureError(f"What stands out in the picture is no digit. {ADVICE}")
    return reading.digits[0].image
