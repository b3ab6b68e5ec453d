"""Shares corrected for a detector's errors: worked values, and intervals that hold the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.variation.corrected import corrected_share, prevalence_interval
from mnist_explore.analysis.variation.structures import share_interval, structure_counts, structure_share
from mnist_explore.style.structure.accuracy import Accuracy
from tests.atlas.tables import table_of

ALONE = np.full(1000, -1)


def test_corrected_share_by_hand() -> None:
    """Of 100 digits 40 have it; a detector that finds 9 of 10 and sees it in 1 of 5 others sees it in 36 + 12."""
    accuracy = Accuracy(having=100, found=90, lacking=50, false=10)
    assert corrected_share(0.48, accuracy) == pytest.approx(0.4)
    assert corrected_share(0.2, accuracy) == 0 and corrected_share(0.95, accuracy) == 1


def test_corrected_share_of_a_coin() -> None:
    """A detector that sees it as often where it is not corrects nothing, and tells nothing of the share."""
    coin = Accuracy(having=20, found=10, lacking=20, false=10)
    assert corrected_share(0.3, coin) == 0.3
    assert prevalence_interval(0.3, 1000, coin) == (0, 1)


@pytest.mark.parametrize(
    ("share", "sensitivity", "specificity", "having", "lacking"),
    [(0.7, 0.97, 0.93, 205, 83), (0.13, 0.99, 0.995, 34, 269), (0.2, 0.79, 0.99, 38, 160), (0.93, 0.97, 0.97, 136, 9)],
)
def test_prevalence_interval_holds_the_truth(
    share: float, sensitivity: float, specificity: float, having: int, lacking: int
) -> None:
    """In 95 draws of 100 or a few more of digits and of labelled ones, the interval holds the true share."""
    rng, held = np.random.default_rng(0), []
    for _ in range(1500):
        seen = rng.binomial(3000, share * sensitivity + (1 - share) * (1 - specificity)) / 3000
        found, false = rng.binomial(having, sensitivity), rng.binomial(lacking, 1 - specificity)
        low, high = prevalence_interval(seen, 3000, Accuracy(having, found, lacking, false))
        held.append(low <= share <= high)
    assert 0.935 <= np.mean(held) <= 0.995


def test_structure_share_is_wider_where_the_detector_errs() -> None:
    """Fewer labelled digits leave the share less sure; without any, writers alone are allowed for."""
    found = np.repeat([1.0, 0.0], [300, 700])
    share, (low, high) = structure_share(found, ALONE)
    assert share == 0.3 and (low, high) == share_interval(found, ALONE)
    widths = [high - low]
    for times in (100, 1):
        accuracy = Accuracy(having=90 * times, found=81 * times, lacking=100 * times, false=5 * times)
        share, (low, high) = structure_share(found, ALONE, accuracy=accuracy)
        assert share == pytest.approx(0.25 / 0.85) and low < share < high
        widths.append(high - low)
    assert widths[0] < widths[1] < widths[2]


def test_structure_counts_correct_what_a_detector_tells() -> None:
    """Crossed sevens are corrected, holes are counted as they are, and a form has its own errors."""
    crossed = np.arange(100) < 48
    table = table_of([7] * 100, crossed=crossed, holes=np.zeros(100, np.uint8))
    found = structure_counts(table, 7, accuracies={"crossed": Accuracy(100, 90, 50, 10)}).set_index("structure")
    assert found.loc["crossed", "corrected"] and not found.loc["holes", "corrected"].any()
    assert found.loc["crossed", ["count", "counted", "share"]].tolist() == pytest.approx([48, 0.48, 0.4])
    ones = table_of([1] * 10, form=["bar"] * 8 + ["flag"] * 2)
    rows = structure_counts(ones, 1, accuracies={"form=flag": Accuracy(9, 9, 20, 2)}).set_index("value")
    assert rows["corrected"].tolist() == [False, True]
    assert rows.loc["flag", "share"] == pytest.approx((0.2 - 0.1) / 0.9)
