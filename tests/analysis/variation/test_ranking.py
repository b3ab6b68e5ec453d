"""Spreads from other draws of the writers."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.variation.ranking import mean_distances, resampled_spreads
from mnist_explore.analysis.variation.spread import mean_difference, variation_ranking
from tests.atlas.tables import people, table_of


def test_mean_distances_by_hand() -> None:
    """Of 1, 3 and 8 the mean distances to the other two are 4.5, 3.5 and 6; they average to the mean difference."""
    values = np.array([3.0, 8.0, 1.0])
    assert mean_distances(values).tolist() == [3.5, 6.0, 4.5]
    assert mean_difference(values) == pytest.approx(np.mean([3.5, 6.0, 4.5]))


def test_resampled_spreads_scatter_as_true_resamples_do() -> None:
    """The scatter is that of Gini's mean difference computed anew on each draw of the writers."""
    rng = np.random.default_rng(1)
    writer, values = people(rng, writers=80, icc=0.6)
    other = rng.normal(size=len(values))
    table = table_of(np.repeat([4, 9], len(values)), np.tile(writer, 2), x=np.append(values, other))
    found = resampled_spreads(table, ["x"])[:, 0]
    rows = [np.flatnonzero(writer == one) for one in range(80)]
    anew = []
    for _ in range(400):
        drawn = np.concatenate([rows[one] for one in rng.integers(80, size=80)])
        pair = [mean_difference(one[drawn]) for one in (values, other)]
        anew.append(2 * pair[0] / sum(pair))
    assert found[:, 4].std() == pytest.approx(np.std(anew), rel=0.15)
    spread = variation_ranking(table, ["x"]).set_index("digit")["relative"]
    assert found[:, 4].mean() == pytest.approx(spread[4], abs=0.02)
    assert np.isnan(found[:, 3]).all()


def test_resampled_spreads_where_nothing_varies() -> None:
    """Equal values have no spread to compare."""
    assert np.isnan(resampled_spreads(table_of([1, 1, 2, 2], x=np.ones(4)), ["x"])).all()
