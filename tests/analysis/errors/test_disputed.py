"""Doubted labels: worked rankings and counts, and what must hold of any."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from mnist_explore.analysis.errors.disputed import (
    Rule,
    by_the_same_hand,
    count_disputed,
    order_by_votes,
    rank_labels,
    readers,
)
from mnist_explore.atlas.predictions import Method, Methods
from mnist_explore.digits import Digits
from mnist_explore.sources import Votes

LABELS = np.array([0, 0, 0, 1, 1, 1, 7], np.uint8)
ONES = np.array([0.1, 0.2, 0.9, 0.9, 0.7, 0.5, 0.3])
"""The probability of a 1; all the rest is for 0."""


def digits_of(labels: np.ndarray, split: np.ndarray | None = None, writer: np.ndarray | None = None) -> Digits:
    """Return blank digits with labels."""
    count = len(labels)
    return Digits(
        "blank",
        np.zeros((count, 28, 28), np.uint8),
        labels,
        np.zeros(count, np.uint8) if split is None else split,
        np.empty(0, np.int32) if writer is None else writer,
    )


def chances(ones: np.ndarray) -> np.ndarray:
    """Return probabilities of 0 and 1 alone."""
    given = np.zeros((len(ones), 10), np.float32)
    given[:, 0], given[:, 1] = 1 - ones, ones
    return given


@pytest.fixture
def worked() -> tuple[Digits, np.ndarray]:
    """Return six training digits labelled 0 and 1, one test digit labelled 7, and what a network gives them."""
    return digits_of(LABELS, np.array([0, 0, 0, 0, 0, 0, 1], np.uint8)), chances(ONES)


def test_rank_labels_worked(worked) -> None:
    """The least probable label comes first; disputed is what passes the other digit's mean probability.

    The zeros get 0.6 on average, the ones 0.7. Only the third zero, a 1 with 0.9, passes; the last one is a 0 with
    0.5, short of 0.6.
    """
    ranking = rank_labels(*worked, split="train")
    assert ranking.indices.tolist() == [2, 5, 4, 1, 0, 3]
    assert ranking.rival.tolist() == [1, 0, 0, 1, 1, 0]
    assert ranking.counted.tolist() == [True, False, False, False, False, False]
    assert ranking.otherwise.tolist() == [True, False, False, False, False, False]
    assert ranking.ranks_of(np.array([0, 2, 6])).tolist() == [5, 1, 0]


def test_rank_labels_splits_apart(worked) -> None:
    """What the network gives to one split's digits does not change the other's ranking."""
    digits, given = worked
    before = rank_labels(digits, given, split="train")
    given[6] = 0.1
    after = rank_labels(digits, given, split="train")
    assert after.indices.tolist() == before.indices.tolist()
    assert rank_labels(digits, given, split="test").indices.tolist() == [6]


@pytest.mark.parametrize("rule", get_args(Rule))
def test_rank_labels_finds_changed_labels(rule: Rule) -> None:
    """Of digits read with confidence, those whose labels were changed are ranked first, counted, and told apart."""
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 10, 500).astype(np.uint8)
    given = rng.dirichlet(np.full(10, 0.3), 500) * 0.15
    given[np.arange(500), truth] += 0.85
    changed = np.sort(rng.choice(500, 12, replace=False))
    labels = truth.copy()
    labels[changed] = (truth[changed] + rng.integers(1, 10, 12)) % 10
    ranking = rank_labels(digits_of(labels), given.astype(np.float32), split="train", rule=rule)
    assert set(ranking.indices[:12]) == set(changed)
    assert np.isin(ranking.indices[ranking.counted], changed).all()
    assert ranking.counted.any()
    assert (ranking.rival[:12] == truth[ranking.indices[:12]]).all()
    assert sorted(ranking.indices) == list(range(500))


def test_rank_labels_rules_differ() -> None:
    """A label that two others leave little to is doubted more by its probability than by its margin."""
    digits = digits_of(np.array([4, 4, 4, 9], np.uint8))
    given = np.zeros((4, 10), np.float32)
    given[0, [4, 9, 7]] = 0.30, 0.36, 0.34
    given[1, [4, 9]] = 0.40, 0.60
    given[[2, 3], [4, 9]] = 1
    assert rank_labels(digits, given, split="train").indices.tolist()[:2] == [0, 1]
    assert rank_labels(digits, given, split="train", rule="normalized_margin").indices.tolist()[:2] == [1, 0]


def test_rank_labels_empty_split() -> None:
    """A split without digits has an empty ranking."""
    ranking = rank_labels(digits_of(LABELS), chances(ONES), split="test")
    assert len(ranking) == 0
    assert ranking.ranks_of(np.array([1])).tolist() == [0]


def test_rank_labels_of_other_digits(worked) -> None:
    """Probabilities of other digits, or an unknown split, are the caller's mistake."""
    digits, given = worked
    with pytest.raises(ValueError, match=r"must be \(7, 10\), not \(6, 10\)"):
        rank_labels(digits, given[:6], split="train")
    with pytest.raises(ValueError, match="split must be one of"):
        rank_labels(digits, given, split="both")


def test_count_disputed_worked(worked) -> None:
    """Labels, those classified otherwise and disputed ones are counted by the label given."""
    digits, given = worked
    table = count_disputed(digits, {split: rank_labels(digits, given, split=split) for split in ("train", "test")})
    assert table["digit"].tolist() == list(range(10))
    assert table["train_labels"].tolist() == [3, 3] + [0] * 8
    assert table["train_otherwise"].tolist() == table["train_disputed"].tolist() == [1] + [0] * 9
    assert table["test_otherwise"].tolist() == [0] * 7 + [1, 0, 0]
    assert table["test_labels"].tolist() == [0] * 7 + [1, 0, 0]


def test_by_the_same_hand_worked() -> None:
    """The writer's other digits of a label, never the digit itself; unknown writers are not one writer."""
    digits = digits_of(LABELS, writer=np.array([5, 5, 8, 5, 5, -1, -1], np.int32))
    assert by_the_same_hand(digits, 0, label=0).tolist() == [1]
    assert by_the_same_hand(digits, 0, label=1).tolist() == [3, 4]
    assert by_the_same_hand(digits, 5, label=7).tolist() == []


def test_readers_worked() -> None:
    """Methods are gathered by their answer, the answer of most first."""
    names = [Method(name, 1, 1.0, 1.0) for name in "abc"]
    methods = Methods(tuple(names), np.array([[4], [9], [9]], np.uint8), np.full((1, 10), 0.1, np.float32))
    assert list(readers(methods, 0).items()) == [(9, ["b", "c"]), (4, ["a"])]


def test_order_by_votes_worked() -> None:
    """The label that the fewest people chose comes first; equals keep their order."""
    counts = np.array([[5, 0, 0], [2, 3, 0], [0, 5, 0], [2, 0, 3]])
    votes = Votes(np.array([3, 5, 8, 9]), np.zeros(4, np.uint8), np.ones(4, np.uint8), counts)
    assert order_by_votes(votes).tolist() == [8, 5, 9, 3]
