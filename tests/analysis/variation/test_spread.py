"""How one class varies: distribution, extremes, grid and ranking."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.analysis.variation.spread import (
    QuantileGrid,
    distribution,
    extremes,
    grid_of,
    mean_difference,
    variation_ranking,
)
from mnist_explore.digits import Digits
from mnist_explore.style.measures import slants_deg
from tests.atlas.tables import atlas_table, table_of

RNG = np.random.default_rng(5)
VALUES = RNG.normal(size=200)
LABELS = np.repeat([3, 8], 100)


def test_distribution_counts_every_digit_of_the_class_once() -> None:
    """The bins hold each digit of the class once, as numpy counts them, and the median is the middle value."""
    found = distribution(table_of(LABELS, x=VALUES), 8, "x", bins=7)
    assert found.counts.sum() == 100
    assert len(found.counts) == 7
    own = VALUES[100:]
    expected = [((own >= low) & (own < high)).sum() for low, high in zip(found.edges, found.edges[1:], strict=False)]
    expected[-1] += 1  # the last edge is the highest value
    assert found.counts.tolist() == expected
    assert (own < found.quantiles[0.5]).sum() == 50
    assert (found.quantiles[0.0], found.quantiles[1.0]) == (own.min(), own.max())
    assert (found.mean, found.deviation) == pytest.approx((own.mean(), own.std()))


def test_distribution_whole_numbers_get_a_bin_each() -> None:
    """Hole counts 0, 1, 1, 3 have the bins 0, 1, 2 and 3."""
    found = distribution(table_of([8] * 4, holes=np.array([0, 1, 1, 3], np.uint8)), None, "holes")
    assert found.counts.tolist() == [1, 2, 0, 1]
    assert found.edges.tolist() == [-0.5, 0.5, 1.5, 2.5, 3.5]


def test_distribution_refuses() -> None:
    """No bins, a class without digits, a column of names, and a class that does not exist are named."""
    table = table_of([3], x=[1.0], form=["bar"])
    for digit, measure, bins, words in ((3, "x", 0, "0"), (8, "x", 4, "8"), (3, "form", 4, "form"), (11, "x", 4, "11")):
        with pytest.raises(ValueError, match=words):
            distribution(table, digit, measure, bins=bins)


def test_extremes_of_the_class() -> None:
    """Lowest and highest of the class come first; ties keep their order; missing values are no extreme."""
    table = table_of([1, 1, 1, 1, 2, 1], x=[5.0, 1.0, 9.0, 1.0, -7.0, np.nan])
    lowest, highest = extremes(table, 1, "x", count=3)
    assert lowest.tolist() == [1, 3, 0]
    assert highest.tolist() == [2, 0, 1]


def grid_digits() -> tuple[Digits, pd.DataFrame]:
    """Return 90 threes on a 3 by 3 lattice of two measures, ten to a cell, and one eight that is beyond all."""
    rng = np.random.default_rng(0)
    rows, columns = np.repeat([0.0, 1, 2], 30), np.tile(np.repeat([0.0, 1, 2], 10), 3)
    images = rng.integers(0, 256, (91, 28, 28)).astype(np.uint8)
    labels = np.append(np.full(90, 3), 8).astype(np.uint8)
    digits = Digits("lattice", images, labels, np.zeros(91, np.uint8))
    noise = rng.uniform(0, 0.1, (2, 90))
    measures = {"slant_deg": np.append(rows + noise[0], 99), "thickness_px": np.append(columns + noise[1], 99)}
    return digits, atlas_table(digits, **measures)


def grid_of_class(
    table: pd.DataFrame,
    digits: Digits,
    digit: int,
    *,
    rows: str = "slant_deg",
    columns: str = "thickness_px",
    n: int = 7,
) -> QuantileGrid:
    """Return the grid of all digits of a class."""
    return grid_of(table, digits, np.flatnonzero(digits.labels == digit), rows=rows, columns=columns, n=n)


def test_grid_cells_hold_their_digits() -> None:
    """On a lattice every cell is found again: ten digits each, and the one shown belongs to its cell and class."""
    digits, table = grid_digits()
    grid = grid_of_class(table, digits, 3, n=3)
    assert grid.counts.tolist() == [[10] * 3] * 3
    assert (grid.indices // 30 == np.arange(3)[:, None]).all()
    assert (grid.indices % 30 // 10 == np.arange(3)).all()
    assert (np.diff(grid.row_edges) > 0).all()


def test_grid_shows_medoids() -> None:
    """The digit shown has the least sum of squared distances to its cell's digits."""
    digits, table = grid_digits()
    grid = grid_of_class(table, digits, 3, n=3)
    cell = np.arange(10, 20)  # first row, second column
    pixels = digits.images[cell].reshape(10, -1).astype(float)
    sums = ((pixels[:, None] - pixels[None]) ** 2).sum(axis=(1, 2))
    assert grid.indices[0, 1] == cell[sums.argmin()]


def test_grid_empty_cells() -> None:
    """Where the two measures are one, only the diagonal has digits."""
    digits, table = grid_digits()
    grid = grid_of_class(table, digits, 3, columns="slant_deg", n=3)
    assert ((grid.indices == -1) == ~np.eye(3, dtype=bool)).all()
    assert grid.counts.tolist() == np.diag([30, 30, 30]).tolist()


def test_grid_swapped_measures_transpose() -> None:
    """Exchanging rows and columns transposes the grid."""
    digits, table = grid_digits()
    one = grid_of_class(table, digits, 3, n=4)
    two = grid_of_class(table, digits, 3, rows="thickness_px", columns="slant_deg", n=4)
    assert np.array_equal(one.indices, two.indices.T)


def test_grid_refuses() -> None:
    """No cells, and a class without digits, are named."""
    digits, table = grid_digits()
    with pytest.raises(ValueError, match="n must"):
        grid_of_class(table, digits, 3, n=0)
    with pytest.raises(ValueError, match="none of these digits has both"):
        grid_of_class(table, digits, 5, n=7)


def test_mean_difference_is_the_mean_over_all_pairs() -> None:
    """0, 1 and 4: the three pairs differ by 1, 4 and 3, on average 8/3; random values agree with all pairs."""
    assert mean_difference(np.array([4.0, 0, 1])) == pytest.approx(8 / 3)
    pairs = np.abs(VALUES[:, None] - VALUES)[np.triu_indices(len(VALUES), 1)]
    assert mean_difference(VALUES) == pytest.approx(pairs.mean())


def test_variation_ranking_wider_class_first() -> None:
    """Twice the spread is first, with 4/3 and 2/3 of the mean spread; the unit changes neither."""
    half = VALUES[:100]
    x = np.append(half, 2 * half)
    found = variation_ranking(table_of(LABELS, x=x, y=1000 + 60 * x), ["x", "y"])
    assert found["digit"].tolist() == [8, 3, 8, 3]
    assert found["rank"].tolist() == [1, 2, 1, 2]
    assert found["relative"].tolist() == pytest.approx([4 / 3, 2 / 3, 4 / 3, 2 / 3])
    assert found["spread"].iloc[3] == pytest.approx(60 * found["spread"].iloc[1])


def test_variation_ranking_without_variation() -> None:
    """Where no digit varies, the relative spread is missing and all share the first rank."""
    found = variation_ranking(table_of(LABELS, x=np.ones(200)), ["x"])
    assert found["relative"].isna().all()
    assert found["rank"].tolist() == [1, 1]


@pytest.mark.slow
@pytest.mark.mnist
def test_grid_on_mnist(mnist: Digits) -> None:
    """The ones of a 7 by 7 grid lean more from row to row, have more ink from column to column."""
    ink = mnist.images.mean(axis=(1, 2))
    table = atlas_table(mnist, slant_deg=slants_deg(mnist.images), ink=ink)
    grid = grid_of_class(table, mnist, 1, columns="ink")
    assert grid.counts.sum() == (mnist.labels == 1).sum()
    assert (grid.indices >= 0).all()
    slant = table["slant_deg"].to_numpy()[grid.indices]
    assert (np.diff(slant, axis=0) > 0).all()
    assert (np.diff(ink[grid.indices], axis=1) > 0).all()
