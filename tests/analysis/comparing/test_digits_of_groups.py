"""Which digits show what sets groups apart, where groups lie, and what they look like on average."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.comparing import average_pictures, map_places, overlaid_distributions, separate
from mnist_explore.atlas import Atlas
from mnist_explore.style.measures.moments import slants_deg
from tests.atlas.tables import table_of


def test_separate_planted() -> None:
    """Groups two standard deviations apart: AUC as the normal law says, ends and middle where the measure has them."""
    rng = np.random.default_rng(0)
    slant = np.concatenate([rng.normal(2, 1, 600), rng.normal(0, 1, 600)])
    table = table_of([7] * 1200, writer=np.arange(1200) // 4, slant_deg=slant, width_px=rng.normal(size=1200))
    found = separate(table, np.arange(600), np.arange(600, 1200))
    assert found.auc == pytest.approx(0.921, abs=0.02)  # Φ(2 / √2)
    assert set(found.first) < set(range(600)) and set(found.second) < set(range(600, 1200))
    assert slant[found.first].min() > 3.5 and slant[found.second].max() < -1.5
    assert np.abs(slant[np.r_[found.first_between, found.second_between]] - 1).max() < 0.5
    assert found.measures == ("slant_deg", "width_px")


def test_separate_leaves_out() -> None:
    """Digits of both groups are shown as neither's, and what groups were chosen by is not used: then AUC is 0.5."""
    rng = np.random.default_rng(1)
    slant, ends = np.sort(rng.normal(size=900)), rng.normal(size=900)
    table = table_of([7] * 900, writer=np.arange(900) // 3, slant_deg=slant, ends=ends)
    found = separate(table, np.arange(0, 500), np.arange(400, 900), chosen_by={"slant_deg"})
    assert found.measures == ("ends",) and found.auc == pytest.approx(0.5, abs=0.06)
    assert not set(range(400, 500)) & set(np.r_[found.first, found.second, found.first_between].tolist())
    with pytest.raises(ValueError, match="20 digits of its own"):
        separate(table, np.arange(50), np.arange(900))


def test_map_places_by_hand() -> None:
    """Two of four digits in a common cell: overlap a half; half of each group lies in one cell of 16 square units."""
    table = table_of([7] * 8, tsne_x=[0, 0, 40, 40, 0, 0, 80, 80.0], tsne_y=[0, 0, 40, 40, 0, 0, 80, 80.0])
    found = map_places(table, np.arange(4), np.arange(4, 8))
    assert found.centres.tolist() == [[20, 20], [40, 40]]
    assert (found.areas.tolist(), found.overlap) == ([16, 16], 0.5)
    with pytest.raises(ValueError, match="nowhere"):
        map_places(table, np.arange(0), np.arange(4))


def test_map_places_of_the_same_digits(few_atlas: Atlas) -> None:
    """A group overlaps wholly with itself; a class takes less room than all."""
    threes = np.flatnonzero(few_atlas.table["label"].to_numpy() == 3)
    same = map_places(few_atlas.table, threes, threes)
    assert same.overlap == pytest.approx(1) and same.areas[0] == same.areas[1]
    every = map_places(few_atlas.table, threes, np.arange(240))
    assert every.areas[0] < every.areas[1] and every.overlap < 1


def test_overlaid_distributions_by_hand() -> None:
    """Whole numbers get a bin each, others equal bins over both groups' range; missing values count nowhere."""
    table = table_of([7] * 5, holes=[0, 0, 1, 1, 3], slant_deg=[0.0, 1.5, np.nan, 10.0, 4.0])
    whole = overlaid_distributions(table, np.arange(3), np.arange(2, 5), "holes")
    assert whole.edges.tolist() == [-0.5, 0.5, 1.5, 2.5, 3.5]
    assert whole.first.tolist() == pytest.approx([2 / 3, 1 / 3, 0, 0])
    assert whole.second.tolist() == pytest.approx([0, 2 / 3, 0, 1 / 3])
    slant = overlaid_distributions(table, np.arange(3), np.arange(3, 5), "slant_deg", bins=5)
    assert slant.edges.tolist() == [0, 2, 4, 6, 8, 10]
    assert (slant.first.tolist(), slant.second.tolist()) == ([1, 0, 0, 0, 0], [0, 0, 0.5, 0, 0.5])
    with pytest.raises(ValueError, match="no digit with slant_deg"):
        overlaid_distributions(table, np.array([2]), np.arange(2), "slant_deg")
    with pytest.raises(ValueError, match="at least 1"):
        overlaid_distributions(table, np.arange(3), np.arange(3), "holes", bins=0)


def test_average_pictures(few_atlas: Atlas) -> None:
    """Mean and spread are those of the pixels; stood upright, the mean leans less than as the digits are."""
    digits, table = few_atlas.digits, few_atlas.table
    own = np.flatnonzero(digits.labels == 1)
    found = average_pictures(digits, table, own)
    assert np.abs(found.mean - digits.images[own].astype(float).mean(axis=0)).max() <= 0.5
    assert np.abs(found.spread - digits.images[own].astype(float).std(axis=0)).max() <= 0.51
    assert found.digits == len(own)
    leaning = np.abs(slants_deg(np.stack([found.mean, found.upright])))
    assert leaning[1] < 1 < leaning[0]
    assert not average_pictures(digits, table, own[:0]).mean.any()
