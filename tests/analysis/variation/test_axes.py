"""Axes made visible: which digits stand along them, and whose digits lie at the ends."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.variation.axes import (
    PLACES,
    Hand,
    axis_percentiles,
    axis_strips,
    axis_title,
    strip_digits,
    writers_at_ends,
)
from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.styles import describe_digit
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.style.axes import transport_coordinates
from mnist_explore.style.axes.components import halved, principal_components, rotated, stabilities
from mnist_explore.style.axes.model import NAMES


@pytest.fixture(scope="module")
def atlas(mnist: Digits) -> Atlas:
    """Return MNIST's atlas, or skip where it does not fit."""
    try:
        return load_atlas(mnist)
    except ArtifactError as error:
        pytest.skip(str(error))


def test_strip_digits_are_ordinary_otherwise() -> None:
    """From end to end all digits differ and ascend, and each is the most ordinary of those near its place."""
    positions = np.random.default_rng(2).permutation(np.linspace(-2, 2, 3001))
    others = np.random.default_rng(3).normal(size=(3, 3001))
    chosen, near = strip_digits(positions, others)
    assert len(set(chosen.tolist())) == len(chosen) == len(PLACES) == len(near)
    assert (np.diff(positions[chosen]) > 0).all()
    for place, (one, around) in enumerate(zip(chosen, near, strict=True)):
        middle = np.quantile(positions, PLACES[place])
        assert middle == pytest.approx(-2 + 4 * PLACES[place])
        assert len(around) == 50 and abs(positions[around] - middle).max() < 0.04
        close = np.abs(positions - middle).argsort(kind="stable")[:50]
        least = np.square(others[:, close]).sum(axis=0).min()
        assert np.square(others[:, one]).sum() == pytest.approx(least)


def test_strip_digits_of_few() -> None:
    """Of fewer digits than places each is shown once."""
    chosen, _ = strip_digits(np.array([0.3, -1.0, 2.0]), np.zeros((1, 3)))
    assert chosen.tolist() == [1, 0, 2]


def test_writers_at_ends_are_those_farthest_on_average() -> None:
    """Averages are over a writer's digits; a writer of few, and an unknown one, are at no end."""
    writers = np.repeat([4, 8, 9, -1], [6, 5, 2, 7])
    positions = np.r_[np.full(6, 1.5), np.full(5, -1.0), np.full(2, 9.0), np.full(7, -9.0)]
    assert writers_at_ends(positions, writers) == ((Hand(8, -1.0, 5),), (Hand(4, 1.5, 6),))
    assert writers_at_ends(positions, np.full(20, -1)) == ((), ())


def test_axes_of_every_class_are_stable(atlas: Atlas) -> None:
    """Every class of MNIST has 2 to 5 axes, each found again in halves of the writers, of the larger share first."""
    axes = atlas.axes
    for digit in range(10):
        count = axes.count(digit)
        assert 2 <= count <= 5
        assert (axes.stabilities[digit, :count] >= 0.9).all() and (axes.visibilities[digit, :count] >= 0.85).all()
        assert (np.diff(axes.shares[digit, :count]) <= 0).all()


def test_axes_are_columns(atlas: Atlas) -> None:
    """A digit treated as a visitor's lies where its row says; a class's positions have spread 1, and the rest none."""
    table = atlas.table
    for index in range(0, len(table), 4_999):
        row = describe_digit(atlas.digits.images[index], int(table["label"][index]), atlas.styles, axes=atlas.axes)
        for name in NAMES:
            told = table[name][index]
            assert (row[name] is None) == (told is table[name].dtype.na_value), (index, name)
            assert row[name] is None or row[name] == pytest.approx(told, abs=0.011)
    train = table[table["split"] == "train"]
    for digit in range(10):
        own = train.loc[train["label"] == digit, list(NAMES)]
        count = atlas.axes.count(digit)
        assert own.iloc[:, count:].isna().all().all()
        values = own.iloc[:, :count].to_numpy(float)
        assert values.std(axis=0) == pytest.approx(np.ones(count), abs=0.08)
        assert np.abs(np.corrcoef(values.T) - np.eye(count)).max() < 0.1


def test_axes_that_structures_explain(atlas: Atlas) -> None:
    """Sevens have an axis from plain to crossed, fours one from closed to open, and digits lie on it as they are."""
    titles = {
        axis_title(atlas, digit, number): (digit, NAMES[number - 1])
        for digit in range(10)
        for number in range(1, atlas.axes.count(digit) + 1)
    }
    for words, structure in (("crossed sevens", "crossed"), ("open fours", "open_top")):
        digit, name = next(place for title, place in titles.items() if title.endswith(words))
        own = atlas.table[atlas.table["label"] == digit]
        low, high = own[own[name] <= own[name].quantile(0.1)], own[own[name] >= own[name].quantile(0.9)]
        assert high[structure].mean() > low[structure].mean() + 0.4


def test_axis_strips_go_from_end_to_end(atlas: Atlas) -> None:
    """The digits of a strip ascend along their axis and lie near the middle of the others."""
    for strip in axis_strips(atlas, 7):
        rows = atlas.table.iloc[strip.indices]
        along = rows[NAMES[strip.number - 1]].to_numpy(float)
        assert (np.diff(along) > 0).all() and along[0] < -1 and along[-1] > 1.5
        others = [name for name in NAMES[: atlas.axes.count(7)] if name != NAMES[strip.number - 1]]
        assert np.abs(rows[others].to_numpy(float)).mean() < 0.5
        assert (rows["label"] == 7).all() and strip.means.shape == (len(PLACES), 28, 28)
        assert strip.low[0].position < strip.low[-1].position < strip.high[-1].position < strip.high[0].position


def test_axis_percentiles_are_of_the_class(atlas: Atlas) -> None:
    """A digit's percentile on an axis is the share of its class that lies below it."""
    row = atlas.table.iloc[12].to_dict()
    found = axis_percentiles(atlas, row, label=row["label"])
    assert len(found) == atlas.axes.count(row["label"])
    own = atlas.table.loc[atlas.table["label"] == row["label"], "axis_1"].to_numpy(float)
    below = np.mean(own < row["axis_1"]) + np.mean(own == row["axis_1"]) / 2
    assert found[0].percentile == pytest.approx(100 * below)


@pytest.mark.slow
@pytest.mark.parametrize("digit", [0, 4, 8])
def test_axes_are_found_again_in_other_halves(digit: int, atlas: Atlas, mnist: Digits) -> None:
    """Fitted anew, with writers halved in other ways than those that chose the axes, the axes are there and stable."""
    rows = mnist.where_split("train")
    rows = rows[mnist.labels[rows] == digit]
    coordinates, writers = transport_coordinates(mnist.images[rows]), mnist.writer[rows]
    components, halves = principal_components(coordinates, writers), halved(coordinates, writers, seed=77)
    shipped = atlas.axes.weights[digit, : atlas.axes.count(digit)]
    best = 0
    for count in (2, 3, 4, 5, 6):
        factors = rotated(components, count)
        same = np.abs(np.corrcoef(coordinates @ shipped.T, coordinates @ factors.weights.T, rowvar=False))
        same = same[: len(shipped), len(shipped) :]
        if (same.max(axis=1) > 0.999).all():
            best = max(best, int((stabilities(factors, halves)[same.argmax(axis=1)] >= 0.9).sum()))
    assert best == len(shipped)
