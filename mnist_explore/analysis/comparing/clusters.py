"""Whose digits two groups are made of, and how such groups vary when other people write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.analysis.resampling import MOST_SINGLE
from mnist_explore.atlas.values import Indices, writer_codes

if TYPE_CHECKING:
    import pandas as pd

FEWEST_WRITERS = 10
"""A group by fewer people says nothing of other people: its digits then count as drawn one by one from theirs."""


@dataclass(frozen=True, eq=False)
class Clusters:
    """Digits of two groups by who wrote them.

    Parameters
    ----------
    first, second
        ``(n,)`` intp each, the cluster of every digit of the group; a digit of both groups has one.
    count
        How many clusters there are.
    first_count, second_count
        How many of them have digits of the group.
    one_by_one
        For either group, whether it is by so few people that its intervals are for more digits by the same.
    """

    first: Indices
    second: Indices
    count: int
    first_count: int
    second_count: int
    one_by_one: tuple[bool, bool]


def clusters(table: pd.DataFrame, first: Indices, second: Indices, *, seed: int = 0) -> Clusters:
    """Return two groups' digits by writer; digits of unknown writers are each their own, or dealt at random.

    Parameters
    ----------
    table
        The atlas's table.
    first, second
        Digits; they may overlap.
    seed
        Of the dealing.
    """
    codes, writers = writer_codes(table)
    codes = codes.copy()
    few = []
    for group in (first, second):
        known = np.unique(codes[group][codes[group] >= 0])
        few.append(0 < len(known) < FEWEST_WRITERS)
    for group, is_few in zip((first, second), few, strict=True):
        if is_few:
            codes[group] = -1
    single = np.union1d(first, second)
    single = single[codes[single] < 0]
    codes[single] = len(writers) + np.random.default_rng(seed).permutation(len(single)) % MOST_SINGLE
    found, together = np.unique(np.concatenate([codes[first], codes[second]]), return_inverse=True)
    own, other = together[: len(first)], together[len(first) :]
    return Clusters(own, other, len(found), len(np.unique(own)), len(np.unique(other)), (few[0], few[1]))
