"""Effects and their intervals: by hand, and that they cover as often as they say when people repeat themselves."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from mnist_explore.analysis.comparing.clusters import clusters
from mnist_explore.analysis.comparing.effects import compared_measures, measured_effects
from mnist_explore.analysis.resampling import MOST_SINGLE, resampled_sums
from tests.atlas.tables import people, table_of


def effects(table: pd.DataFrame, first: np.ndarray, second: np.ndarray, **options: object) -> pd.DataFrame:
    """Return how two groups differ in all measures, by measure."""
    asked = compared_measures(table, first, second)
    groups = clusters(table, first, second)
    return measured_effects(table, first, second, groups, measures=asked, **options).set_index("measure")


def test_measured_effects_by_hand() -> None:
    """1, 2, 3 against 4, 6, 8: 2 and 6 on average, 4 apart, which is 4 / √2.5 · (1 - 3/15) in standard deviations."""
    table = table_of([7] * 6, slant_deg=[1.0, 2, 3, 4, 6, 8], crossed=pd.array([True, True, False, False, None, True]))
    row = effects(table, np.arange(3), np.arange(3, 6)).loc["slant_deg"]
    assert (row["first_mean"], row["second_mean"], row["difference"]) == (2, 6, -4)
    assert (row["first_median"], row["second_median"], row["first_spread"], row["second_spread"]) == (2, 6, 1, 2)
    assert row["effect"] == pytest.approx(-4 / math.sqrt(2.5) * 0.8)
    share = effects(table, np.arange(3), np.arange(3, 6)).loc["crossed"]
    assert (share["first_count"], share["second_count"], share["second_mean"]) == (3, 2, 0.5)
    assert share["effect"] == pytest.approx(2 * math.asin(math.sqrt(2 / 3)) - math.pi / 2)


def test_measured_effects_swapped() -> None:
    """Groups in the other order have the opposite differences, the same p-values, and intervals mirrored."""
    rng = np.random.default_rng(0)
    writer, values = people(rng, writers=60, icc=0.4)
    table = table_of([3] * len(writer), writer=writer, slant_deg=values, holes=rng.poisson(1, len(writer)))
    half = np.flatnonzero(writer < 30), np.flatnonzero(writer >= 20)
    one, other = effects(table, *half), effects(table, *half[::-1])
    assert one["effect"].to_numpy() == pytest.approx(-other.loc[one.index, "effect"].to_numpy())
    assert one["low"].to_numpy() == pytest.approx(-other.loc[one.index, "high"].to_numpy())
    assert one["p"].to_numpy() == pytest.approx(other.loc[one.index, "p"].to_numpy())


def test_measured_effects_intervals_cover() -> None:
    """Of 200 pairs of groups the interval holds the truth in 90 to 99 %; were writers unknown, in less than 75 %."""
    rng = np.random.default_rng(1)
    held = {"known": 0, "unknown": 0}
    for _ in range(200):
        parts = [people(rng, writers=25, icc=0.6, shift=shift) for shift in (0.5, 0.0)]
        writer = np.concatenate([parts[0][0], 100 + parts[1][0]])
        values = np.concatenate([parts[0][1], parts[1][1]])
        groups = np.arange(len(parts[0][0])), np.arange(len(parts[0][0]), len(values))
        for case, who in (("known", writer), ("unknown", None)):
            row = effects(table_of([3] * len(values), writer=who, slant_deg=values), *groups, resamples=199)
            held[case] += row.loc["slant_deg", "difference_low"] <= 0.5 <= row.loc["slant_deg", "difference_high"]
    assert 180 <= held["known"] <= 198
    assert held["unknown"] < 150


def test_measured_effects_overlap_and_shared_people() -> None:
    """Two groups with nine tenths in common differ more surely than two as large without any, by the same people."""
    rng = np.random.default_rng(2)
    writer = np.tile(np.arange(100), 20)
    table = table_of([3] * 2000, writer=writer, slant_deg=rng.normal(size=100)[writer] + rng.normal(size=2000))
    apart = effects(table, np.arange(0, 1000), np.arange(1000, 2000)).loc["slant_deg"]
    common = effects(table, np.arange(0, 1000), np.arange(100, 1100)).loc["slant_deg"]
    assert common["high"] - common["low"] < 0.5 * (apart["high"] - apart["low"])


def test_measured_effects_of_sure_shares() -> None:
    """Where all of one group have it and none of the other, the interval has the width of the people's number."""
    crossed = pd.array([True] * 40 + [False] * 40, dtype="boolean")
    table = table_of([7] * 80, writer=np.repeat(np.arange(20), 4), crossed=crossed)
    row = effects(table, np.arange(40), np.arange(40, 80)).loc["crossed"]
    assert row["effect"] == pytest.approx(math.pi)
    assert row["high"] - row["low"] == pytest.approx(2 * 2.262 * math.sqrt(0.2), rel=1e-3)  # t of 9 degrees: 2.262
    assert 0 < row["p"] < 0.001


def test_measured_effects_count_people_who_answer() -> None:
    """Of 100 people of whom 3 wrote sevens, all crossed, the interval is that of 3 people and 2 degrees of freedom."""
    label = np.array([7] * 3 + [1] * 97 + [7] * 100)
    crossed = pd.array([True] * 3 + [None] * 97 + [False, True] * 50, dtype="boolean")
    table = table_of(label, writer=np.arange(200), crossed=crossed)
    row = effects(table, np.arange(100), np.arange(100, 200)).loc["crossed"]
    assert row["high"] - row["low"] == pytest.approx(2 * 4.303 * math.sqrt(1 / 3 + 1 / 100), rel=1e-3)  # t of 2: 4.303
    assert compared_measures(table, np.arange(100), np.arange(100, 200), fewest=4) == ()


def test_measured_effects_adjusts_what_was_not_chosen() -> None:
    """What groups were chosen by has no adjusted p-value, stands last, and does not ease the others'."""
    rng = np.random.default_rng(3)
    columns = {name: rng.normal(size=400) for name in ("slant_deg", "width_px", "height_px")}
    table = table_of([3] * 400, writer=np.arange(400) // 4, **columns)
    slanted = np.argsort(columns["slant_deg"])
    found = effects(table, slanted[:200], slanted[200:], chosen_by={"slant_deg"})
    assert found.index[-1] == "slant_deg" and np.isnan(found.loc["slant_deg", "p_adjusted"])
    p = np.sort(found["p"].to_numpy()[:2])
    assert found["p_adjusted"].min() == pytest.approx(min(2 * p[0], p[1]))


def test_measured_effects_nothing_varies() -> None:
    """A measure with one value for all has no effect and no interval's width; p is 1."""
    table = table_of([3] * 60, writer=np.arange(60), holes=np.ones(60), ends=np.repeat([1.0, 2.0], 30))
    found = effects(table, np.arange(30), np.arange(30, 60))
    assert found.loc["holes", ["effect", "p"]].tolist() == [0, 1]
    assert found.loc["ends", "effect"] == -np.inf


def test_compared_measures_from_entries() -> None:
    """Measures of style that both groups have are compared, names value by value; nothing given, no place."""
    table = table_of([1, 1, 7, 7], slant_deg=[1.0, 2, 3, 4], form=pd.Series(["bar", "flag", None, None], dtype="str"),
                     crossed=pd.array([None, None, True, False], dtype="boolean"), standard=[True] * 4,
                     predicted=[1, 1, 7, 7], tsne_x=[0.0] * 4, family=[0, 1, 0, 1])  # fmt: skip
    assert compared_measures(table, np.array([0]), np.array([1])) == (
        "slant_deg", "form=bar", "form=flag", "standard")  # fmt: skip
    assert compared_measures(table, np.array([0]), np.array([2])) == ("slant_deg", "standard")


def test_clusters_of_unknown_and_few_people() -> None:
    """Known people are clusters, unknown ones' digits one each, dealt into at most 1,000; few people's one each."""
    table = table_of([3] * 3000, writer=[*np.arange(100).repeat(10), *[None] * 1990, *[500] * 10])
    first, second = np.arange(1000), np.arange(1000, 2990)
    found = clusters(table, first, second)
    assert (found.first_count, found.second_count, found.count) == (100, MOST_SINGLE, 100 + MOST_SINGLE)
    assert found.one_by_one == (False, False)
    assert (found.first == np.arange(1000) // 10).all() and np.bincount(found.second).max() == 2
    alone = clusters(table, first, np.arange(2990, 3000))
    assert alone.one_by_one == (False, True) and alone.second_count == 10


def test_resampled_sums_vary_as_sums_do() -> None:
    """Over 4,000 draws sums have the mean of the data and the variance n · var; the same seed, the same sums."""
    per_cluster = np.random.default_rng(4).normal(size=(50, 2)) + 3
    drawn = resampled_sums(per_cluster, resamples=4000, seed=5)
    assert drawn.mean(axis=0) == pytest.approx(per_cluster.sum(axis=0), rel=0.01)
    assert drawn.std(axis=0) == pytest.approx(np.sqrt(50) * per_cluster.std(axis=0), rel=0.05)
    assert (drawn == resampled_sums(per_cluster, resamples=4000, seed=5)).all()
