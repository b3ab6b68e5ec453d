"""A fan holds the digits nearest to each angle, and nothing that leans otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.variation.fan import fan_out
from mnist_explore.atlas import load_atlas
from mnist_explore.digits import Digits
from tests.atlas.tables import table_of


def test_fan_out_nearest() -> None:
    """Ones at every degree from -50 to 50, steps of 10: within the hundredths, ring by ring the two nearest."""
    table = table_of([1] * 101 + [7], slant_deg=[*np.arange(-50.0, 51.0), 0.0])
    fan = fan_out(table, 1, step_deg=10, rings=2)
    assert fan.angles_deg.tolist() == [*range(-40, 50, 10)] * 2
    assert fan.rings.tolist() == [0] * 9 + [1] * 9
    slants = table["slant_deg"].to_numpy()[fan.indices]
    assert (slants[:9] == fan.angles_deg[:9]).all() and (np.abs(slants[9:] - fan.angles_deg[9:]) == 1).all()
    assert 101 not in fan.indices and len(set(fan.indices)) == 18


def test_fan_out_leaves_gaps() -> None:
    """Where no digit leans by about the angle, the place stays empty."""
    fan = fan_out(table_of([1, 1, 1], slant_deg=[-10.0, 0.2, 10.0]), 1, step_deg=3, rings=2)
    assert fan.indices.tolist() == [0, 1, 2]
    assert fan.angles_deg.tolist() == [-9, 0, 9] and fan.rings.tolist() == [0, 0, 0]


@pytest.mark.mnist
def test_fan_out_of_real_ones(mnist: Digits) -> None:
    """MNIST's ones fill every place of three rings, each within half a step of its angle."""
    table = load_atlas(mnist).table
    fan = fan_out(table, 1)
    assert len(fan.indices) == 3 * len(np.unique(fan.angles_deg)) and (np.diff(np.unique(fan.angles_deg)) == 2.5).all()
    assert (np.abs(table["slant_deg"].to_numpy()[fan.indices] - fan.angles_deg) <= 1.25).all()
    assert (mnist.labels[fan.indices] == 1).all()
