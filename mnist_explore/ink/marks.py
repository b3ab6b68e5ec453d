"""What is written in a picture: marks with their place and picture, and the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["digit", "touching digits", "mark"]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Mark:
    """One thing written.

    Parameters
    ----------
    kind
        ``"digit"``, ``"touching digits"`` that could not be told apart, or ``"mark"``: a comma, a rule, a smudge.
    box
        Left, top, right and bottom in the picture's pixels.
    image
        ``(28, 28)`` uint8, sized and centred as MNIST's digits; of marks too.
    row
        The row of writing it stands in, from 0 at the top.
    """

    kind: Kind
    box: Box
    image: NDArray[np.uint8]
    row: int = 0


@dataclass(frozen=True, eq=False)
class Reading:
    """What is written in a picture, in reading order, and the steps that led to it.

    Parameters
    ----------
    marks
        Row by row, each from left to right.
    flattened
        ``(h, w)`` uint8, the picture without its ground and rules, 255 = most ink; what lay around the page is cut.
    ink
        ``(h, w)`` uint8, the same where a stroke was found, 0 elsewhere.
    polarity
        Whether the ink is lighter or darker than its ground.
    region
        Left, top, right and bottom of what `flattened` shows, in the picture's pixels.
    """

    marks: tuple[Mark, ...]
    flattened: NDArray[np.uint8]
    ink: NDArray[np.uint8]
    polarity: Literal["light_on_dark", "dark_on_light"]
    region: Box

    @property
    def digits(self) -> tuple[Mark, ...]:
        """The digits among the marks."""
        return tuple(mark for mark in self.marks if mark.kind == "digit")

    @property
    def touching(self) -> bool:
        """Whether there are digits that could not be told apart."""
        return any(mark.kind == "touching digits" for mark in self.marks)


def in_reading_order(marks: list[Mark]) -> list[Mark]:
    """Return marks row by row, each from left to right, with their rows' numbers.

    A digit begins a new row when less than half of it (or of the row, if that is lower) stands beside the row so
    far; marks join the nearest row.
    """
    rows: list[list[Mark]] = []
    tall = sorted((mark for mark in marks if mark.kind != "mark"), key=lambda mark: mark.box[1] + mark.box[3])
    for mark in tall or marks:
        beside = [_shared(mark, row) for row in rows]
        if beside and max(beside) >= 0.5:
            rows[beside.index(max(beside))].append(mark)
        else:
            rows.append([mark])
    for mark in marks:
        if mark.kind == "mark" and tall:
            middle = (mark.box[1] + mark.box[3]) / 2
            min(rows, key=lambda row: _away(middle, row)).append(mark)
    rows.sort(key=lambda row: min(mark.box[1] for mark in row if mark.kind != "mark" or not tall))
    return [
        replace(mark, row=number)
        for number, row in enumerate(rows)
        for mark in sorted(row, key=lambda mark: mark.box[0] + mark.box[2])
    ]


def _shared(mark: Mark, row: list[Mark]) -> float:
    """Return what share of a mark's height, or of the nearest of a row's if that is lower, is beside it."""
    near = min(row, key=lambda other: abs(other.box[0] - mark.box[0]))
    shared = min(mark.box[3], near.box[3]) - max(mark.box[1], near.box[1])
    return shared / min(mark.box[3] - mark.box[1], near.box[3] - near.box[1])


def _away(middle: float, row: list[Mark]) -> float:
    """Return how far a height is from the middle of a row's digits."""
    digits = [mark for mark in row if mark.kind != "mark"] or row
    return abs(middle - sum(mark.box[1] + mark.box[3] for mark in digits) / (2 * len(digits)))
