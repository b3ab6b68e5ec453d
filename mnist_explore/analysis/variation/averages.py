"""Average pictures of any group of digits, class by class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.summary import PICTURES, Summary
from mnist_explore.atlas.values import Indices
from mnist_explore.digits import SIDE_PX, Digits, class_rows

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class ClassAverages:
    """Average pictures of a group's digits, class by class.

    Parameters
    ----------
    pictures
        A name of :data:`~mnist_explore.atlas.summary.PICTURES` → ``(10, 28, 28)`` uint8, as in
        :class:`~mnist_explore.atlas.summary.Summary`; a class without digits is blank.
    counts
        ``(10,)`` int64, how many digits each class's pictures are of.
    """

    pictures: dict[str, NDArray[np.uint8]]
    counts: NDArray[np.int64]

    @property
    def classes(self) -> list[int]:
        """The classes that have digits, ascending."""
        return [int(digit) for digit in np.flatnonzero(self.counts)]


def class_averages(digits: Digits, table: pd.DataFrame, indices: Indices) -> ClassAverages:
    """Return the mean, the spread, the median and the slant-corrected mean of some digits, class by class.

    Parameters
    ----------
    digits
        The digits.
    table
        Their atlas table, with ``slant_deg``.
    indices
        The group.
    """
    from mnist_explore.style.measures.upright import upright_mean

    classes = class_rows(digits.labels)
    pictures = {name: np.zeros((classes, SIDE_PX, SIDE_PX), np.uint8) for name in PICTURES}
    labels, slants = digits.labels[indices], table["slant_deg"].to_numpy()[indices]
    for digit in np.unique(labels):
        own = labels == digit
        images = digits.images[indices[own]]
        for name, picture in plain_averages(images).items():
            pictures[name][digit] = picture
        pictures["upright"][digit] = np.rint(upright_mean(images, slant_deg=slants[own]))
    return ClassAverages(pictures, np.bincount(labels, minlength=classes))


def plain_averages(images: NDArray[np.uint8]) -> dict[str, NDArray[np.uint8]]:
    """Return the mean, the spread and the median of at least one picture, pixel by pixel.

    Parameters
    ----------
    images
        ``(n, 28, 28)`` uint8.

    Returns
    -------
    dict
        ``"mean"``, ``"median"``: ``(28, 28)`` uint8, 0-255. ``"spread"``: the same, each pixel's standard deviation
        scaled so that 127.5, the largest possible one, is full ink.
    """
    spread = np.rint(2 * images.std(axis=0, dtype=np.float32))
    found = {"mean": np.rint(images.mean(axis=0)), "spread": spread, "median": np.median(images, axis=0)}
    return {name: picture.astype(np.uint8) for name, picture in found.items()}


def known_averages(summary: Summary, digits: Digits) -> ClassAverages:
    """Return the average pictures of all digits, which were worked out when the atlas was built."""
    return ClassAverages(summary.pictures, np.bincount(digits.labels, minlength=class_rows(digits.labels)))
