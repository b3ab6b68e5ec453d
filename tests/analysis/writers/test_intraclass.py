"""How much of a measure's variation lies between writers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.analysis.writers.intraclass import between_writers, intraclass_correlation, resampled_correlations
from mnist_explore.digits import Digits
from mnist_explore.style.measures import areas_px, slants_deg
from tests.atlas.tables import atlas_table, people, table_of

SHROUT_FLEISS = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float)
"""Table 2 of Shrout & Fleiss (1979): six targets, four judges; their ICC(1,1) is .17."""


def test_between_writers_shrout_and_fleiss() -> None:
    """The published example gives its published ICC(1,1), 0.17 (0.1657 from its mean squares 11.24 and 6.26)."""
    table = table_of([4] * 24, writer=np.repeat(np.arange(6), 4), score=SHROUT_FLEISS.ravel())
    row = between_writers(table, ["score"]).iloc[0]
    assert row["icc"] == pytest.approx((11.2417 - 6.2639) / (11.2417 + 3 * 6.2639), abs=1e-4)
    assert (row["digit"], row["writers"], row["digits"]) == (4, 6, 24)
    assert row["low"] < row["icc"] < row["high"]


def test_between_writers_unequal_groups_by_hand() -> None:
    """Writers with 1, 2 and 3 digits: mean squares and n0 worked by hand."""
    # Groups (0), (2, 4), (6, 8, 10): total 30 of 6, mean 5. Between: 25 + 2·4 + 3·9 = 60, over 2 = 30.
    # Within: 2 + 8 = 10, over 3. n0 = (6 - 14/6) / 2 = 11/6.
    table = table_of([1] * 6, writer=[5, 7, 7, 9, 9, 9], score=[0.0, 2, 4, 6, 8, 10])
    expected = (30 - 10 / 3) / (30 + (11 / 6 - 1) * 10 / 3)
    assert between_writers(table, ["score"])["icc"].iloc[0] == pytest.approx(expected)


@pytest.mark.parametrize("icc", [0.05, 0.4, 0.8])
def test_between_writers_recovers_a_known_correlation(icc: float) -> None:
    """Simulated writers with a known ICC: the estimate is near it, and about 95 % of the intervals hold it."""
    rng = np.random.default_rng(3)
    held, estimates = [], []
    for _ in range(200):
        writer, values = people(rng, writers=60, icc=icc)
        counts, sums = np.bincount(writer).astype(float), np.bincount(writer, values)
        estimate, low, high = intraclass_correlation(counts, sums, np.bincount(writer, values**2))
        estimates.append(estimate)
        held.append(low <= icc <= high)
    assert np.mean(estimates) == pytest.approx(icc, abs=0.02)
    assert 0.90 <= np.mean(held) <= 0.99


def test_between_writers_unit_and_origin_do_not_matter() -> None:
    """Degrees or radians, from zero or from a million: the same correlation and interval."""
    writer, values = people(np.random.default_rng(0), writers=30, icc=0.5)
    table = table_of([2] * len(writer), writer=writer, a=values, b=1e6 - 57.3 * values)
    first, second = between_writers(table, ["a", "b"])[["icc", "low", "high"]].to_numpy()
    np.testing.assert_allclose(first, second, rtol=1e-6)


def test_between_writers_extremes() -> None:
    """Writers who never vary: 1; the same spread in every writer: below 0; no variation at all: not defined."""
    writer = np.repeat(np.arange(5), 4)
    table = table_of([0] * 20, writer=writer, person=writer * 0.1, moment=np.tile([1.0, 2, 3, 4], 5), same=[0.1] * 20)
    icc = between_writers(table, ["person", "moment", "same"])["icc"]
    assert icc[0] == pytest.approx(1)
    assert icc[1] == pytest.approx(-1 / 3)  # -1 / (n - 1), the least there is
    assert np.isnan(icc[2])


def test_between_writers_leaves_out_what_does_not_apply() -> None:
    """Only classes that a yes-no column applies to have a row, and missing values are not counted."""
    crossed = pd.array([True, True, False, False, pd.NA, pd.NA], dtype="boolean")
    table = table_of([7, 7, 7, 7, 7, 1], writer=[1, 1, 2, 2, 2, 2], crossed=crossed)
    found = between_writers(table, ["crossed"])
    assert found["digit"].tolist() == [7]
    assert found["digits"].tolist() == [4]
    assert found["icc"].iloc[0] == pytest.approx(1)


def test_between_writers_without_writers() -> None:
    """Without known writers there is nothing to tell, and no row."""
    assert between_writers(table_of([1, 2], slant_deg=[1.0, 2.0]), ["slant_deg"]).empty


def test_between_writers_unknown_measure() -> None:
    """A measure that is no column is named."""
    with pytest.raises(ValueError, match="'colour'"):
        between_writers(table_of([1]), ["colour"])


@pytest.mark.slow
@pytest.mark.mnist
def test_between_writers_on_mnist(mnist: Digits) -> None:
    """Writers explain 0.58-0.79 of the slant within a digit, 0.56 of the twos' ink and 0.62 of the ones'."""
    thin = np.flatnonzero((mnist.labels == 1) | (mnist.labels == 2))
    area = np.full(len(mnist), np.nan)
    area[thin] = areas_px(mnist.images[thin])
    table = atlas_table(mnist, slant_deg=slants_deg(mnist.images), area_px=area)
    found = between_writers(table, ["slant_deg", "area_px"])
    found = found[found["group"] == "all"]
    assert found.groupby("measure").size().to_dict() == {"area_px": 2, "slant_deg": 10}
    slant, ink = (found.loc[found["measure"] == name, "icc"] for name in ("slant_deg", "area_px"))
    assert slant.between(0.575, 0.79).all()
    assert ink.tolist() == pytest.approx([0.62, 0.56], abs=0.02)
    assert ((found["low"] < found["icc"]) & (found["icc"] < found["high"])).all()
    assert (found["high"] - found["low"]).max() < 0.1


def two_groups(*, apart: float) -> pd.DataFrame:
    """Return 60 employees and 60 students with 8 ones each, the groups' slants `apart` degrees, own ones 1 by 1."""
    rng = np.random.default_rng(5)
    writer = np.repeat(np.arange(120), 8)
    slant = rng.normal(size=120)[writer] + rng.normal(size=960) + apart * (writer >= 60)
    return table_of([1] * 960, writer, np.where(writer >= 60, 4, 0), slant_deg=slant)


def test_between_writers_pools_what_sets_groups_apart() -> None:
    """Half of each group's variation lies between its writers; 6° between the groups make it far more pooled."""
    found = between_writers(two_groups(apart=6.0), ["slant_deg"]).set_index("group")["icc"]
    assert found["employees"] == pytest.approx(0.5, abs=0.12) and found["students"] == pytest.approx(0.5, abs=0.12)
    assert found["all"] > 0.85
    alike = between_writers(two_groups(apart=0.0), ["slant_deg"]).set_index("group")["icc"]
    assert alike["all"] == pytest.approx(0.5, abs=0.1)


def test_between_writers_of_one_group_alone() -> None:
    """Where nobody of a group wrote, all writers together are told and no group."""
    table = two_groups(apart=1.0)
    assert set(between_writers(table[table["series"] == 4], ["slant_deg"])["group"]) == {"all"}


def test_resampled_correlations_scatter_as_the_interval_says() -> None:
    """Their middle is the estimate and 95 % of them span about the jackknife's interval; other classes have none."""
    table = two_groups(apart=0.0)
    again = resampled_correlations(table, "slant_deg")
    row = between_writers(table, ["slant_deg"]).iloc[0]
    assert np.median(again[:, 1]) == pytest.approx(row["icc"], abs=0.02)
    low, high = np.quantile(again[:, 1], (0.025, 0.975))
    assert high - low == pytest.approx(row["high"] - row["low"], rel=0.2)
    assert np.isnan(again[:, 2]).all()
