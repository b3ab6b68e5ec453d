"""Which groups are misclassified most often, and which may be."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.errors.confusion import Answers, confused_pairs, resampled_pairs
from mnist_explore.analysis.errors.disputed import Ranking, most_otherwise
from mnist_explore.analysis.errors.leading import among_the_worst, rates_again
from mnist_explore.analysis.ranking import Lead, rank_range
from mnist_explore.digits import Digits
from tests.atlas.tables import table_of


def test_among_the_worst_of_ties_and_of_one_far_ahead() -> None:
    """Of kind a two groups with the same errors are both among the worst; of kind b the one with most stands alone."""
    writers = np.repeat(np.arange(100), 10)
    place = np.tile(np.arange(10), 100)
    wrong = np.isin(place, (0, 2, 5, 6)).astype(float)
    members = [place < 2, (place >= 2) & (place < 4), np.isin(place, (4, 5, 6)), place > 6]
    found = among_the_worst(members, ["a", "a", "b", "b"], wrong, writers)
    assert found.tolist() == [True, True, True, False]
    assert among_the_worst([], [], wrong, writers).tolist() == []


def test_rates_again_vary_by_writer() -> None:
    """Where one writer in ten has all errors, rates vary as a share of so many writers', not of so many digits."""
    writers = np.repeat(np.arange(100), 10)
    again = rates_again([np.ones(1000, bool)], (writers % 10 == 0).astype(float), writers)
    assert again.std() == pytest.approx(np.sqrt(0.1 * 0.9 / 100), rel=0.1)


def test_resampled_pairs_of_ties() -> None:
    """Two pairs mixed up by 30 people each cannot be ranked; a third, mixed up by one person, is behind both."""
    label = [4] * 30 + [7] * 30 + [3] * 2
    read = [9] * 30 + [1] * 30 + [5] * 2
    writer = [*range(30), *range(30), 99, 99]
    answers = Answers("a", "train", np.arange(62), np.array(label, np.uint8), np.array(read, np.uint8), None)
    pairs = confused_pairs(answers.counts)
    again = resampled_pairs(table_of(label, writer), answers)[:, pairs["first"], pairs["second"]]
    assert again.mean(axis=0) == pytest.approx([30, 30, 2], rel=0.1)
    # The same people made both, so that every draw of them has as many of both.
    assert [rank_range(again, place) for place in range(3)] == [(1, 2), (1, 2), (3, 3)]


@pytest.mark.parametrize(("nines", "expected"), [(20, Lead(4, (9,))), (1, Lead(4, ()))])
def test_most_otherwise_with_rivals(nines: int, expected: Lead) -> None:
    """Twenty fours and twenty nines by as many people are both among the most; a single nine is not."""
    labels = np.repeat(np.array([4, 9], np.uint8), 20)
    digits = Digits(
        "few", np.zeros((40, 28, 28), np.uint8), labels, np.zeros(40, np.uint8), np.arange(40, dtype=np.int32),
        np.zeros(40, np.int8),
    )  # fmt: skip
    otherwise = np.arange(40) < 20 + nines
    ranking = Ranking(np.arange(40), labels, otherwise, np.zeros(40, bool))
    assert most_otherwise(digits, {"train": ranking}) == expected
    assert most_otherwise(digits, {"train": Ranking(np.arange(40), labels, otherwise & False, otherwise)}) is None
