"""One digit, and a group of digits, that show themselves as pictures in a notebook."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.asked import asked_rows
from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.values import Indices
from mnist_explore.classes import in_use
from mnist_explore.digits import Digits
from mnist_explore.sprites import tiles

if TYPE_CHECKING:
    import pandas as pd

DIGIT_SCALE, GROUP_SCALE = 5, 2
"""Screen pixels for one of a digit's own, of one digit and of many."""
SHOWN, COLUMNS = 200, 20
"""Digits of a group that are shown, and how many in a row."""


@dataclass(frozen=True, eq=False)
class ShownDigit:
    """One digit of a data set.

    Parameters
    ----------
    index
        Its number in the data set.
    label
        Its class.
    image
        ``(28, 28)`` uint8, 0 = paper, 255 = full ink.
    """

    index: int
    label: int
    image: NDArray[np.uint8]

    def __repr__(self) -> str:
        """Return what a terminal shows."""
        return f"digit number {self.index:,}, labelled {in_use().name(self.label)}"

    def _repr_png_(self) -> bytes:
        """Return the picture that Jupyter shows."""
        return enlarged_png(self.image, scale=DIGIT_SCALE)


@dataclass(frozen=True, eq=False)
class ShownGroup:
    """A group of digits.

    Parameters
    ----------
    frame
        Their rows of the atlas's table.
    images
        ``(n, 28, 28)`` uint8, in the same order.
    sentence
        What group it is, in words.
    """

    frame: pd.DataFrame
    images: NDArray[np.uint8]
    sentence: str

    def __len__(self) -> int:
        """Return how many digits there are."""
        return len(self.frame)

    def __repr__(self) -> str:
        """Return what a terminal shows."""
        return self.sentence

    def _repr_png_(self) -> bytes:
        """Return up to :data:`SHOWN` of the digits as one picture, evenly drawn."""
        shown = queries.evenly(np.arange(len(self.images)), SHOWN)
        columns = min(COLUMNS, max(1, len(shown)))
        return enlarged_png(tiles(self.images[shown], columns=columns), scale=GROUP_SCALE)

    def _repr_html_(self) -> str:
        """Return the sentence and the picture, which Jupyter prefers."""
        more = f" {SHOWN} of them, evenly drawn:" if len(self) > SHOWN else ""
        return f"<p>{escape(self.sentence)}{more}</p>{picture_html(self._repr_png_(), alt=self.sentence)}"


def digit_at(digits: Digits, index: int) -> ShownDigit:
    """Return one digit by its number.

    Raises
    ------
    IndexError
        If there is no digit of that number.
    """
    if not 0 <= index < len(digits):
        raise IndexError(f"there are {len(digits):,} digits, from 0 on: none has the number {index:,}")
    return ShownDigit(int(index), int(digits.labels[index]), digits.images[index])


def group_of(atlas: Atlas, text: str) -> ShownGroup:
    """Return a group of digits, ``group_of(atlas, "digit=7 crossed=yes slant=20..")``.

    Parameters
    ----------
    atlas
        Digits and their table.
    text
        As for :func:`~mnist_explore.analysis.asked.asked_rows`, whose errors it has, too.
    """
    frame, sentence = asked_rows(atlas, text)
    indices: Indices = frame["index"].to_numpy()
    return ShownGroup(frame, atlas.digits.images[indices], sentence)


def enlarged_png(image: NDArray[np.uint8], *, scale: int) -> bytes:
    """Return a picture as PNG, dark ink on white, each of its pixels a square of `scale` pixels.

    Parameters
    ----------
    image
        ``(height, width)`` uint8, 255 = full ink.
    """
    from PIL import Image

    target = io.BytesIO()
    Image.fromarray(np.kron(255 - image, np.ones((scale, scale), np.uint8))).save(target, "PNG")
    return target.getvalue()


def picture_html(png: bytes, *, alt: str) -> str:
    """Return a picture as an HTML element that holds it."""
    address = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    return f'<img src="{address}" alt="{escape(alt)}" style="max-width: 100%; border-radius: 4px">'
