"""Employees against students."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.analysis.writers.groups import employees_against_students, resampled_effects
from mnist_explore.digits import Digits
from mnist_explore.style.measures import slants_deg
from tests.atlas.tables import atlas_table, people, table_of


def test_employees_against_students_by_hand() -> None:
    """Means 3 and 1, pooled standard deviation 1.1547, Hedges' correction for 6 degrees of freedom: g = 1.506."""
    table = table_of(
        [1] * 8, writer=[1, 1, 2, 2, 3, 3, 4, 4], series=[0, 0, 1, 1, 4, 4, 4, 4], x=[2.0, 4, 2, 4, 0, 2, 0, 2]
    )
    row = employees_against_students(table, ["x"]).iloc[0]
    assert (row["employees"], row["students"], row["difference"]) == pytest.approx((3, 1, 2))
    assert row["d"] == pytest.approx(2 / np.sqrt(8 / 6) * (1 - 3 / 23))


def test_employees_against_students_shares() -> None:
    """A yes-no measure gives shares, and Cohen's h: 2·asin(√0.75) - 2·asin(√0.25) is a third of pi."""
    crossed = pd.array([True, True, True, False, True, False, False, False], dtype="boolean")
    table = table_of([7] * 8, writer=[1, 1, 2, 2, 3, 3, 4, 4], series=[0] * 4 + [4] * 4, crossed=crossed)
    row = employees_against_students(table, ["crossed"]).iloc[0]
    assert (row["employees"], row["students"]) == pytest.approx((0.75, 0.25))
    assert row["d"] == pytest.approx(np.pi / 3)


def test_employees_against_students_swapped_groups_swap_the_sign() -> None:
    """Who is called employee decides the sign and nothing else."""
    rng = np.random.default_rng(1)
    writer, values = people(rng, writers=40, icc=0.5)
    series = np.where(writer < 20, 0, 4)
    names = ["difference", "difference_low", "difference_high", "d", "low", "high"]
    label = [5] * len(writer)
    one = employees_against_students(table_of(label, writer, series, x=values), ["x"])[names].iloc[0].to_numpy()
    two = employees_against_students(table_of(label, writer, 4 - series, x=values), ["x"])[names].iloc[0].to_numpy()
    np.testing.assert_allclose(two, -one[[0, 2, 1, 3, 5, 4]], atol=1e-12)


def test_employees_against_students_intervals_hold_the_truth() -> None:
    """About 95 % of the intervals hold the true difference, although one writer's digits resemble each other."""
    rng = np.random.default_rng(2)
    held = []
    for _ in range(150):
        writer, values = people(rng, writers=60, icc=0.7)
        series = np.where(writer < 30, 0, 4)
        table = table_of([3] * len(writer), writer, series, x=values + np.where(series == 0, 0.5, 0))
        row = employees_against_students(table, ["x"]).iloc[0]
        held.append((row["difference_low"] <= 0.5 <= row["difference_high"], row["low"] <= 0.5 <= row["high"]))
    assert (np.mean(held, axis=0) >= 0.9).all()
    assert (np.mean(held, axis=0) <= 0.995).all()


def test_employees_against_students_same_digits_twice_tell_nothing_new() -> None:
    """Every digit counted twice leaves the difference's interval as it was: the writers are what was sampled."""
    writer, values = people(np.random.default_rng(4), writers=30, icc=0.6)
    series = np.where(writer < 15, 0, 4)
    once = employees_against_students(table_of([3] * len(writer), writer, series, x=values), ["x"])
    doubled = table_of([3] * 2 * len(writer), np.tile(writer, 2), np.tile(series, 2), x=np.tile(values, 2))
    columns = ["difference", "difference_low", "difference_high"]
    twice = employees_against_students(doubled, ["x"])
    np.testing.assert_allclose(twice[columns].to_numpy(), once[columns].to_numpy())


def test_employees_against_students_one_group_only() -> None:
    """With one group, or no writers at all, nothing is compared."""
    assert employees_against_students(table_of([1, 1], [1, 2], [0, 0], x=[1.0, 2.0]), ["x"]).empty
    assert employees_against_students(table_of([1, 1], x=[1.0, 2.0]), ["x"]).empty


@pytest.mark.slow
@pytest.mark.mnist
def test_employees_against_students_on_mnist(mnist: Digits) -> None:
    """In the training digits, ones lean 19.7° and 4.4°, sevens 6.1° and -3.7°; employees lean more in every digit."""
    train = mnist.where_split("train")
    part = Digits("train", *(getattr(mnist, name)[train] for name in ("images", "labels", "split", "writer", "series")))
    table = atlas_table(part, slant_deg=slants_deg(part.images))
    found = employees_against_students(table, ["slant_deg"]).set_index("digit")
    assert found.loc[1, ["employees", "students"]].tolist() == pytest.approx([19.7, 4.4], abs=0.06)
    assert found.loc[7, ["employees", "students"]].tolist() == pytest.approx([6.1, -3.7], abs=0.06)
    assert (found["low"] > 0).all()


def test_resampled_effects_scatter_as_the_interval_says() -> None:
    """Their middle is the effect and 95 % of them span about its interval; a class of one group alone has none."""
    rng = np.random.default_rng(2)
    writer, values = people(rng, writers=120, icc=0.5)
    series = np.where(writer % 2, 4, 0)
    label = np.where(np.arange(len(writer)) % 3, 1, 7)
    table = table_of(label, writer, series, x=values + 0.5 * (series == 0))
    row = employees_against_students(table, ["x"]).set_index("digit").loc[1]
    again = resampled_effects(table, "x")
    assert np.median(again[:, 1]) == pytest.approx(row["d"], abs=0.05)
    low, high = np.quantile(again[:, 1], (0.025, 0.975))
    assert high - low == pytest.approx(row["high"] - row["low"], rel=0.2)
    assert np.isnan(again[:, 2]).all()
