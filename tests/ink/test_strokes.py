"""One digit, or a sentence that says what else it is."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.errors import PictureError
from mnist_explore.ink import ink_digit
from tests.ink.drawings import seven


def test_ink_digit_two_digits() -> None:
    """Two figures side by side are refused as two."""
    with pytest.raises(PictureError, match="two figures"):
        ink_digit(np.hstack([seven(), seven()]))


def test_ink_digit_broken_digit() -> None:
    """A digit in two pieces, one above the other, is one digit with both pieces."""
    broken = seven()
    broken[150:170] = 0
    digit = ink_digit(broken)
    whole = ink_digit(seven())
    assert (digit > 128).sum() > 0.8 * (whole > 128).sum()


@pytest.mark.parametrize("side", [28, 400])
def test_ink_digit_dot(side: int) -> None:
    """A single tap of the pen is refused as a dot."""
    dot = np.zeros((side, side), np.uint8)
    dot[side // 2 : side // 2 + side // 14, side // 2 : side // 2 + side // 14] = 255
    with pytest.raises(PictureError, match="dot"):
        ink_digit(dot)


def test_ink_digit_many_marks() -> None:
    """A page full of writing is refused, with the number of its marks."""
    page = np.zeros((400, 400), np.uint8)
    for row in range(7):
        for column in range(7):
            page[12 + 55 * row : 42 + 55 * row, 20 + 55 * column : 28 + 55 * column] = 255
    with pytest.raises(PictureError, match="49 separate marks"):
        ink_digit(page)
