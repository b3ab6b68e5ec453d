"""Confident learning, held against cleanlab's, and what it may not load."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from cleanlab.count import compute_confident_joint
from cleanlab.rank import get_label_quality_scores

from mnist_explore.analysis.errors.confident import is_disputed, self_confidence
from mnist_explore.atlas.predictions import load_methods
from mnist_explore.digits import SPLITS, Digits


def by_cleanlab(labels: np.ndarray, given: np.ndarray) -> list[int]:
    """Return the digits that cleanlab counts."""
    _, found = compute_confident_joint(labels, given, calibrate=False, return_indices_of_off_diagonals=True)
    return sorted(found.tolist())


@pytest.mark.parametrize(("seed", "sharp"), [(0, 0.1), (1, 0.5), (2, 1.0), (3, 5.0)])
def test_is_disputed_as_cleanlab(seed: int, sharp: float) -> None:
    """The same digits as cleanlab's, whether answers are sure or not, and where a class labels nothing."""
    rng = np.random.default_rng(seed)
    given = rng.dirichlet(np.full(10, sharp), 3_000)
    labels = np.where(rng.random(3_000) < 0.7, given.argmax(axis=1), rng.integers(0, 10, 3_000))
    labels[labels == 4] = 5
    found = np.flatnonzero(is_disputed(labels, given)).tolist()
    assert found == by_cleanlab(labels, given) and 10 < len(found) < 2_990
    assert np.array_equal(self_confidence(labels, given), get_label_quality_scores(labels, given))


def test_is_disputed_ties_as_cleanlab() -> None:
    """Even answers, which reach every threshold at once, and impossible ones count as cleanlab counts them."""
    given = np.repeat([np.full(10, 0.1), np.eye(10)[3], np.r_[0.5, 0.5, np.zeros(8)]], 10, axis=0)
    labels = np.tile(np.arange(10), 3)
    assert np.flatnonzero(is_disputed(labels, given)).tolist() == by_cleanlab(labels, given)


@pytest.mark.mnist
def test_is_disputed_mnist_as_cleanlab(mnist: Digits) -> None:
    """The same of MNIST's digits: some training labels."""
    doubt, counts = load_methods(mnist).doubt, []
    for split in SPLITS:
        chosen = mnist.where_split(split)
        labels, given = mnist.labels[chosen].astype(np.int64), doubt[chosen].astype(np.float64)
        found = np.flatnonzero(is_disputed(labels, given)).tolist()
        assert found == by_cleanlab(labels, given)
        counts.append(len(found))
    assert max(counts) > 10


def test_rank_labels_loads_no_learning_library() -> None:
    """A server ranks labels without scikit-learn or cleanlab, which would stay in its memory."""
    script = """
import sys, numpy as np
from mnist_explore.analysis.errors.disputed import rank_labels
from mnist_explore.digits import Digits
labels = np.arange(30, dtype=np.uint8) % 3
digits = Digits("few", np.zeros((30, 28, 28), np.uint8), labels, np.zeros(30, np.uint8), np.empty(0, np.int32))
assert len(rank_labels(digits, np.full((30, 10), 0.1, np.float32), split="train")) == 30
print(sorted({"sklearn", "cleanlab", "scipy.stats"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
