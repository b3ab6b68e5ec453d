"""Trends of the error rate along a measure: found where there are any, and by chance as often as said."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.errors.trends import trend

RANK = (np.arange(2000) + 0.5) / 2000
ALONE = np.full(2000, -1)


def errors(rate: np.ndarray, seed: int) -> np.ndarray:
    """Return errors drawn at a rate, ``(n,)`` of 0 and 1."""
    return (np.random.default_rng(seed).random(len(rate)) < rate).astype(float)


@pytest.mark.parametrize(
    ("rate", "direction"),
    [
        (0.02 + 0.2 * RANK, "rises"),
        (0.22 - 0.2 * RANK, "falls"),
        (0.02 + 0.8 * (RANK - 0.5) ** 2, "ends"),
        (0.22 - 0.8 * (RANK - 0.5) ** 2, "middle"),
    ],
)
def test_trend_is_found_whatever_its_form(rate: np.ndarray, direction: str) -> None:
    """A rate that rises, falls, or is highest at both ends or between them is told as that, and is no chance."""
    found = trend(RANK, errors(rate, 0), ALONE)
    assert found.direction == direction and found.p < 1e-6


def test_trend_of_chance_is_found_as_often_as_it_should() -> None:
    """Where the rate is the same everywhere, one p-value in twenty is below 5 %, with ten digits a writer."""
    writers = np.arange(2000) // 10
    p = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        rate = np.repeat(rng.beta(0.5, 9.5, 200), 10)  # some people's digits are misclassified far more often
        p.append(trend(rng.permutation(RANK), errors(rate, seed), writers).p)
    assert 0.02 < np.mean(np.array(p) < 0.05) < 0.085
    assert np.mean(np.array(p) < 0.5) == pytest.approx(0.5, abs=0.1)


def test_trend_counts_writers_not_digits() -> None:
    """Two people whose steep digits are all misclassified tell no trend; two hundred people with one each do."""
    wrong = (RANK > 0.9).astype(float)
    two = np.where(RANK > 0.9, np.arange(2000) % 2, 2 + np.arange(2000) % 100)
    assert trend(RANK, wrong, two).p > 0.1
    assert trend(RANK, wrong, np.arange(2000)).p < 1e-9


def test_trend_without_errors() -> None:
    """Where nothing is misclassified nothing is told."""
    assert trend(RANK, np.zeros(2000), ALONE).p == 1.0
