"""Average pictures of groups, class by class."""

from __future__ import annotations

import numpy as np

from mnist_explore.analysis.variation.averages import class_averages, known_averages
from mnist_explore.atlas import Atlas
from mnist_explore.style.measures.upright import deslant


def test_class_averages_are_of_the_group(few_atlas: Atlas) -> None:
    """Each class's pictures are of its digits in the group alone; a class without any is blank and counted so."""
    digits, table = few_atlas.digits, few_atlas.table
    group = np.flatnonzero((digits.labels == 3) | ((digits.labels == 7) & (digits.split == 0)))
    found = class_averages(digits, table, group)
    assert found.classes == [3, 7]
    own = digits.images[(digits.labels == 7) & (digits.split == 0)]
    assert found.counts[7] == len(own) and found.counts[0] == 0
    assert np.abs(found.pictures["mean"][7] - own.mean(axis=0)).max() <= 0.5
    assert np.abs(found.pictures["spread"][7] - 2 * own.std(axis=0)).max() <= 0.51
    assert np.abs(found.pictures["median"][7] - np.median(own, axis=0)).max() <= 0.5
    upright = deslant(own, slant_deg=table["slant_deg"].to_numpy()[(digits.labels == 7) & (digits.split == 0)])
    assert np.abs(found.pictures["upright"][7] - upright.mean(axis=0)).max() < 5
    assert not any(picture[0].any() for picture in found.pictures.values())


def test_class_averages_of_all_are_those_that_ship(few_atlas: Atlas) -> None:
    """Worked out anew from all digits, means are those made when the atlas was built."""
    every = class_averages(few_atlas.digits, few_atlas.table, np.arange(len(few_atlas.digits)))
    known = known_averages(few_atlas.summary, few_atlas.digits)
    assert every.counts.tolist() == known.counts.tolist()
    for name in ("mean", "spread", "median"):
        assert np.abs(every.pictures[name].astype(int) - known.pictures[name]).max() <= 1, name


def test_class_averages_of_nobody(few_atlas: Atlas) -> None:
    """A group without digits has no classes and blank pictures."""
    found = class_averages(few_atlas.digits, few_atlas.table, np.array([], np.intp))
    assert found.classes == [] and not any(picture.any() for picture in found.pictures.values())
