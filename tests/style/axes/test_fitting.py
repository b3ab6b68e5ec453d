"""Fitting axes: a direction that was made is found, named and oriented; what cannot be seen or trusted is none."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.style.axes import StyleAxes, fit_axes, transport_coordinates
from mnist_explore.style.axes.fitting import explain
from mnist_explore.style.axes.model import NAMES
from mnist_explore.style.axes.visibility import edge_histograms, told_apart
from tests.style.axes.rings import rings

COUNT = 240
RANDOM = np.random.default_rng(11)
WIDTHS, BARS = RANDOM.uniform(0.4, 0.8, COUNT), RANDOM.uniform(8, 10, COUNT) * (RANDOM.random(COUNT) < 0.5)


@pytest.fixture(scope="module")
def fitted() -> tuple[StyleAxes, np.ndarray]:
    """Return axes fitted to rings of known widths and bars, taken for zeros, and the rings' positions."""
    images = rings(WIDTHS, bars=BARS)
    coordinates, labels = transport_coordinates(images), np.zeros(COUNT, np.uint8)
    axes = fit_axes(
        coordinates, images, labels, np.arange(COUNT) // 4,
        measures={"slenderness": -WIDTHS, "noise": RANDOM.normal(size=COUNT)}, traits={"barred": BARS > 0},
    )  # fmt: skip
    return axes, axes.positions(coordinates, labels)


def test_fit_axes_finds_what_was_made(fitted: tuple[StyleAxes, np.ndarray]) -> None:
    """The width is an axis that grows with its measure; the bar is one that grows with its trait."""
    axes, positions = fitted
    found = axes.explained_by[0].tolist()
    assert {"slenderness", "barred"} <= set(found) and "noise" not in found
    slender, barred = found.index("slenderness"), found.index("barred")
    assert np.corrcoef(positions[:, slender], -WIDTHS)[0, 1] > 0.95
    assert np.median(positions[BARS > 0, barred]) > np.median(positions[BARS == 0, barred]) + 0.5
    assert axes.strengths[0, barred] > 0.85


def test_fit_axes_keeps_to_its_rules(fitted: tuple[StyleAxes, np.ndarray]) -> None:
    """What is kept is stable and seen, the larger share first; positions are to a hundredth, NaN beyond the last."""
    axes, positions = fitted
    count = axes.count(0)
    assert (axes.stabilities[0, :count] >= 0.9).all() and (axes.visibilities[0, :count] >= 0.85).all()
    assert (np.diff(axes.shares[0]) <= 0).all() and 0 < axes.shares[0].sum() <= 1
    assert np.isnan(positions[:, count:]).all() and np.isfinite(positions[:, :count]).all()
    assert positions[:, :count] == pytest.approx(np.round(positions[:, :count], 2), abs=1e-5)
    assert [axes.count(digit) for digit in range(1, 10)] == [0] * 9


def test_fit_axes_of_noise_are_none() -> None:
    """Of pictures of random ink no axis is kept, nor of fewer digits than are enough."""
    images = RANDOM.integers(0, 255, (120, 28, 28)).astype(np.uint8)
    noise = RANDOM.normal(size=(120, 192)).astype(np.float32)
    for rows in (120, 90):
        axes = fit_axes(
            noise[:rows], images[:rows], np.full(rows, 4, np.uint8), np.arange(rows), measures={}, traits={}
        )
        assert axes.count(4) == 0


def test_axes_of_one_digit_are_its_row(fitted: tuple[StyleAxes, np.ndarray]) -> None:
    """A digit alone lies where it does among all, and after a way through a file as well."""
    axes, positions = fitted
    again = StyleAxes.from_bytes(axes.to_bytes())
    for row in (0, 100):
        ring = rings(WIDTHS[row : row + 1], bars=BARS[row : row + 1])
        found = again.of_digit(transport_coordinates(ring)[0], 0)
        assert list(found) == list(NAMES)
        values = np.array([np.nan if value is None else value for value in found.values()])
        assert values == pytest.approx(positions[row], abs=0.011, nan_ok=True)
    assert set(again.of_digit(np.zeros(192, np.float32), 9).values()) == {None}


def test_explain_prefers_a_trait_that_follows() -> None:
    """A trait that the axis tells apart explains it; else the measure of half its variance; else nothing."""
    positions = np.linspace(-1, 1, 200)
    has, weak = positions < -0.5, RANDOM.normal(size=200)
    told = explain(positions, {"same": -2 * positions}, {"left": has})
    assert (told.name, told.strength, told.sign) == ("left", 1.0, -1.0)
    told = explain(positions, {"same": -2 * positions, "weak": weak}, {"rare": np.arange(200) < 2})
    assert (told.name, told.sign) == ("same", -1.0) and told.strength == pytest.approx(1)
    assert explain(positions, {"weak": weak, "flat": np.ones(200)}, {}).name == ""
    assert explain(positions, {}, {}) == explain(positions, {"flat": np.ones(200)}, {})


def test_told_apart_sees_what_is_there() -> None:
    """Looks that follow the positions are told apart always, looks of chance by chance, too few not at all."""
    positions = RANDOM.permutation(400).astype(float)
    assert told_apart(positions, positions[:, None].astype(np.float32)) == 1.0
    assert 0.4 < told_apart(positions, RANDOM.normal(size=(400, 5)).astype(np.float32)) < 0.6
    assert told_apart(positions[:80], positions[:80, None].astype(np.float32)) == 0.5


def test_edge_histograms_see_orientation() -> None:
    """An upright and a lying bar have their edges in other orientations; a blank picture has none."""
    images = np.zeros((3, 28, 28), np.uint8)
    images[0, 4:24, 12:16] = images[1, 12:16, 4:24] = 255
    found = edge_histograms(images)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1, 0], abs=1e-5)
    parts = found.reshape(3, 6, 49).sum(axis=2)
    assert parts[0].argmax() == 0 and parts[1].argmax() == 3
