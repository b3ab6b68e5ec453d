"""Which columns of a table are labels and which are pixels, by their names."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from mnist_explore.errors import DataError, plain

LABELS = ("label", "labels", "class", "digit", "target", "y", "character")
WRITERS = ("writer", "writer_id", "writers", "author", "user")
PIXEL = re.compile(r"(pixel|px|p|x|f|feature|column)?[ _-]?\d+([x_,-]\d+)?", re.IGNORECASE)
FEWEST_PIXELS = 16
"""A picture of 4 × 4, the smallest that is taken for one."""


def label_column(names: Sequence[str], *, source: str) -> int:
    """Return the place of the column of labels.

    Raises
    ------
    DataError
        If none is named as labels are.
    """
    low = [name.strip().lower() for name in names]
    for wanted in LABELS:
        if wanted in low:
            return low.index(wanted)
    held = ", ".join(plain(name, most=16) for name in names[:4])
    raise DataError(
        f"{source} has no column of labels: it has {held}{', …' if len(names) > 4 else ''}; name one of them label."
    )


def writer_column(names: Sequence[str]) -> str | None:
    """Return the column that says who wrote each picture, None where there is none."""
    by_low = {name.strip().lower(): name for name in names}
    return next((by_low[wanted] for wanted in WRITERS if wanted in by_low), None)


def pixel_columns(names: Sequence[str], label: int, *, source: str) -> list[int]:
    """Return the places of the pixels' columns, which are a square number of them.

    Raises
    ------
    DataError
        If they are not, with or without columns that are not named as pixels are (a row's number, a file's name).
    """
    places = [place for place in range(len(names)) if place != label]
    named = [place for place in places if PIXEL.fullmatch(names[place].strip())]
    for chosen in (named, places):
        if len(chosen) >= FEWEST_PIXELS and math.isqrt(len(chosen)) ** 2 == len(chosen):
            return chosen
    count = len(named or places)
    raise DataError(
        f"{source} has {count:,} column{'' if count == 1 else 's'} of pixels beside the labels; 784 (28 × 28), or "
        "another square, are needed."
    )
