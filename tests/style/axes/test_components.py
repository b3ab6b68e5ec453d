"""Components and their rotation: writers weigh alike, a simple structure is found again, and noise is not stable."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.style.axes.components import (
    Components,
    halved,
    principal_components,
    rotated,
    stabilities,
    writer_weights,
)

RANDOM = np.random.default_rng(5)


def test_writer_weights_are_fair() -> None:
    """A writer of three digits weighs as much as one of one, and digits of unknown writers weigh as writers do."""
    assert writer_weights(np.array([7, 7, 7, 2, -1, -1])) == pytest.approx(
        [1 / 12, 1 / 12, 1 / 12, 1 / 4, 1 / 4, 1 / 4]
    )


def test_principal_components_are_those_of_fair_writers() -> None:
    """A hundred copies of a writer's digit change nothing."""
    rows = RANDOM.normal(size=(60, 8)).astype(np.float32) * np.arange(8, 0, -1, dtype=np.float32)
    once = principal_components(rows, np.arange(60))
    copied = principal_components(
        np.r_[rows, np.repeat(rows[:1], 100, axis=0)], np.r_[np.arange(60), np.zeros(100, int)]
    )
    assert copied.variances == pytest.approx(once.variances)
    assert np.abs((copied.directions * once.directions).sum(axis=1)) == pytest.approx(np.ones(6))


def test_rotated_finds_a_simple_structure() -> None:
    """Loadings that each live on coordinates of their own, mixed by a turn, are unmixed again."""
    simple = np.zeros((2, 10))
    simple[0, :4], simple[1, 6:] = 1.0, 0.9
    turn = np.array([[np.cos(0.6), -np.sin(0.6)], [np.sin(0.6), np.cos(0.6)]])
    # Principal components of equal variances could as well be these, turned by any angle.
    directions = turn @ (simple / np.linalg.norm(simple, axis=1, keepdims=True))
    found = rotated(Components(np.zeros(10), directions, np.array([4.0, 4.0]), 10.0), 2)
    cosines = np.abs(found.loadings @ simple.T) / np.outer(
        np.linalg.norm(found.loadings, axis=1), np.linalg.norm(simple, axis=1)
    )
    assert np.sort(cosines.max(axis=1)) == pytest.approx([1, 1], abs=1e-6)
    assert cosines.min() < 1e-4 and found.shares == pytest.approx([0.4, 0.4])


@pytest.mark.parametrize("count", [2, 4, 6])
def test_rotated_positions_are_uncorrelated(count: int) -> None:
    """Positions have variance 1 and no correlation, shares sum to those of the components, the largest first."""
    rows = (RANDOM.normal(size=(300, 12)) @ RANDOM.normal(size=(12, 12))).astype(np.float32)
    writers = RANDOM.integers(0, 40, 300)
    components = principal_components(rows, writers)
    found = rotated(components, count)
    positions = (rows - components.centre) @ found.weights.T
    assert (positions * writer_weights(writers)[:, None]).T @ positions == pytest.approx(np.eye(count), abs=1e-6)
    assert found.shares.sum() == pytest.approx(components.variances[:count].sum() / components.total)
    assert (np.diff(found.shares) <= 0).all()


def test_stabilities_tell_structure_from_noise() -> None:
    """Two strong directions are found in every half of the writers; of pure noise none is."""
    noise = RANDOM.normal(size=(400, 30)).astype(np.float32)
    strong = noise.copy()
    strong[:, :3] += 4 * RANDOM.normal(size=(400, 1)).astype(np.float32)
    strong[:, 20:24] += 4 * RANDOM.normal(size=(400, 1)).astype(np.float32)
    writers = np.arange(400) // 4
    for rows, low, high in ((strong, 0.95, 1.0), (noise, 0.0, 0.7)):
        found = stabilities(rotated(principal_components(rows, writers), 2), halved(rows, writers))
        assert ((found >= low) & (found <= high + 1e-9)).all(), found


def test_halved_keeps_writers_whole() -> None:
    """No writer is in both halves: where each writer has a coordinate of their own, each half varies in its own."""
    writers = np.repeat(np.arange(6), 5)
    rows = (np.eye(6)[writers] * RANDOM.normal(size=(30, 1))).astype(np.float32)
    for one, other in halved(rows, writers, splits=3):
        spread = [np.abs(half.directions.T * np.sqrt(half.variances)).sum(axis=1) > 1e-3 for half in (one, other)]
        assert (spread[0] ^ spread[1]).all()
