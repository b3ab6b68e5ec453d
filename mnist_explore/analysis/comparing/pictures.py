"""Two groups' average pictures: as they are, stood upright, and how much each pixel varies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.values import Indices
from mnist_explore.digits import SIDE_PX, Digits

if TYPE_CHECKING:
    import pandas as pd

MOST = 10_000
"""Digits that a picture is averaged over at most, spread evenly over the group: a mean of so many is exact to 1.3 of
255 grey levels, and 70,000 digits would take a second."""


@dataclass(frozen=True, eq=False)
class AveragePictures:
    """Average pictures of a group; each ``(28, 28)`` uint8, 0 = paper, blank for a group without digits.

    Parameters
    ----------
    mean
        Of the digits as they are.
    upright
        Of the digits sheared upright, each by its own slant.
    spread
        Standard deviation of every pixel, in grey levels.
    digits
        How many digits they are of.
    """

    mean: NDArray[np.uint8]
    upright: NDArray[np.uint8]
    spread: NDArray[np.uint8]
    digits: int


def average_pictures(digits: Digits, table: pd.DataFrame, indices: Indices) -> AveragePictures:
    """Return the average pictures of some digits.

    Parameters
    ----------
    digits
        The digits.
    table
        Their atlas table, with ``slant_deg``.
    indices
        The group; of more than :data:`MOST` digits as many are taken, spread evenly.
    """
    from mnist_explore.style.measures.upright import upright_mean

    if not len(indices):
        blank = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
        return AveragePictures(blank, blank, blank, 0)
    taken = indices[np.linspace(0, len(indices) - 1, min(len(indices), MOST)).astype(np.intp)]
    images = digits.images[taken]
    straight = upright_mean(images, slant_deg=table["slant_deg"].to_numpy()[taken])
    pictures = (images.mean(axis=0), straight, images.std(axis=0, dtype=np.float32))
    mean, upright, spread = (np.rint(one).astype(np.uint8) for one in pictures)
    return AveragePictures(mean, upright, spread, len(taken))
