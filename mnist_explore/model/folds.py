"""Reading the training digits by networks that never saw them, nor any other digit of the same writer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import UNKNOWN, Digits

FOLDS = 5


def fold_numbers(digits: Digits, *, folds: int = FOLDS, seed: int = 0) -> NDArray[np.int8]:
    """Deal the training digits into folds, whole writers at a time, with every class spread evenly.

    What is fitted without a fold reads that fold: a digit's answer then comes from a fit that saw neither it nor its
    writer. A digit of unknown writer counts as its own writer.

    Parameters
    ----------
    folds
        How many, at least 2.
    seed
        Sets which writers go together.

    Returns
    -------
    ndarray
        ``(N,)`` int8, 0 to `folds` - 1; -1 for test digits.

    Raises
    ------
    ValueError
        If there are fewer writers than folds, or `folds` is below 2.

    References
    ----------
    https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.StratifiedGroupKFold.html
    """
    from sklearn.model_selection import StratifiedGroupKFold

    chosen = digits.where_split("train")
    writer = digits.writer[chosen].astype(np.int64)
    writer = np.where(writer == UNKNOWN, -2 - np.arange(len(chosen)), writer)
    numbers = np.full(len(digits), -1, np.int8)
    dealt = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=seed)
    for number, (_, held) in enumerate(dealt.split(chosen, digits.labels[chosen], writer)):
        numbers[chosen[held]] = number
    return numbers
