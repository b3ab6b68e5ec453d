"""Setting training digits aside to decide by, so that no writer is on both sides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import UNKNOWN, Digits

VALIDATION_SHARE = 1 / 24
"""All that a training itself decides by them is one temperature: among 25 draws of 2,500 digits it varied by 7 %."""


def split_validation(
    digits: Digits, *, seed: int = 0, share: float = VALIDATION_SHARE
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Divide the training digits into those to learn from and those to decide by.

    Whole writers are set aside until at least `share` of the digits is; a digit of unknown writer counts as its own
    writer.

    Returns
    -------
    tuple of ndarray
        Two ascending arrays of indices into `digits`; together all training digits, with no writer in both.

    Raises
    ------
    ValueError
        If there are fewer than 20 training digits, or all are one writer's.
    """
    chosen = digits.where_split("train")
    if len(chosen) < 20:
        raise ValueError(f"training needs at least 20 training digits, not {len(chosen)}")
    writer = digits.writer[chosen].astype(np.int64)
    writer = np.where(writer == UNKNOWN, -2 - np.arange(len(chosen)), writer)
    _, hand = np.unique(writer, return_inverse=True)
    counts = np.bincount(hand)
    if len(counts) < 2:
        raise ValueError("all training digits are one writer's; validation needs another writer")
    order = np.random.default_rng(seed).permutation(len(counts))
    before = np.cumsum(counts[order]) - counts[order]
    aside = order[(before < share * len(chosen))][: len(counts) - 1]
    mask = np.isin(hand, aside)
    return chosen[~mask], chosen[mask]
