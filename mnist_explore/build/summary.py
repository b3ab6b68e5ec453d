"""What is said of each digit as a whole, computed: its average pictures, and what its variation is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.variation.averages import plain_averages
from mnist_explore.analysis.variation.variance_shares import CAUSES, REST, share_variance, slant_corrected_means
from mnist_explore.atlas.summary import Summary
from mnist_explore.digits import Digits, class_rows

if TYPE_CHECKING:
    import pandas as pd


def summarise(digits: Digits, table: pd.DataFrame) -> Summary:
    """Return the pictures and the variance shares of the ten digits.

    Parameters
    ----------
    digits
        The digits.
    table
        Their atlas table.
    """
    pictures = {**class_pictures(digits), "upright": slant_corrected_means(digits, table)}
    causes = (*CAUSES, REST)
    shares = np.full((class_rows(digits.labels), len(causes)), np.nan)
    for digit in np.unique(digits.labels):
        try:
            shared = share_variance(digits, table, int(digit))
        except ValueError:  # a class of one digit, or of equal ones, has no variance to share out
            continue
        found = {cause.name: cause.share for cause in shared.causes}
        shares[digit] = [found.get(cause, 0.0) for cause in causes]
    return Summary(pictures, causes, shares)


def class_pictures(digits: Digits) -> dict[str, NDArray[np.uint8]]:
    """Return the mean, the spread and the median picture of every class.

    Returns
    -------
    dict
        ``"mean"``, ``"spread"``, ``"median"``: ``(10, 28, 28)`` uint8, as
        :func:`~mnist_explore.analysis.variation.averages.plain_averages` has them. A class without digits is blank.
    """
    shape = (class_rows(digits.labels), *digits.images.shape[1:])
    pictures = {name: np.zeros(shape, np.uint8) for name in ("mean", "spread", "median")}
    for digit in np.unique(digits.labels):
        for name, picture in plain_averages(digits.images[digits.labels == digit]).items():
            pictures[name][digit] = picture
    return pictures
