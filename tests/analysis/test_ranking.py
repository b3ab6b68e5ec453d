"""Who stands first: sure where it is, shared where it is not, and no rank out of a tie."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.ranking import Lead, lead, rank_range, rank_words
from mnist_explore.analysis.resampling import RESAMPLES, resampled_ratios, units_of


def test_lead_that_is_sure() -> None:
    """What is highest in every resample leads alone, and is told as the most."""
    again = np.array([[1.0, 3.0, 2.0]] * 40)
    found = lead(np.array([1.0, 3.0, 2.0]), again)
    assert found == Lead(1, ())
    assert found.words(["ones", "twos", "fives"]) == "most in the twos"


@pytest.mark.parametrize(("times", "rivals"), [(1, ()), (2, (2,))])
def test_lead_shared_from_one_in_twenty(times: int, rivals: tuple[int, ...]) -> None:
    """Of 40 resamples, 2 in which another is as high make it a rival; a single one does not."""
    again = np.array([[1.0, 3.0, 2.0]] * 40)
    again[:times, 2] = 3.0
    assert lead(np.array([1.0, 3.0, 2.0]), again).rivals == rivals


def test_lead_of_ties_by_construction() -> None:
    """Equal values are all among the most, whatever their order; the one below is not."""
    values = np.array([2.0, 5.0, 5.0, 5.0])
    found = lead(values, np.repeat(values[None], 50, axis=0))
    assert found == Lead(1, (2, 3))
    assert found.words(list("abcd"), link=" often: ") == "among the most often: b, c and d"


def test_lead_of_people_who_write_alike() -> None:
    """Ten classes of the same chances: the highest by luck has rivals. One far above the rest has none."""
    rng = np.random.default_rng(3)
    writers = np.repeat(np.arange(200), 30)
    classes = np.tile(np.arange(10), 600)
    member = (classes[:, None] == np.arange(10)).astype(float)
    for chance, alone in ((np.full(10, 0.5), False), (np.where(np.arange(10) == 4, 0.9, 0.5), True)):
        has = rng.random(6000) < chance[classes]
        shares = (member * has[:, None]).sum(axis=0) / member.sum(axis=0)
        found = lead(shares, resampled_ratios(member * has[:, None], member, writers))
        assert (found == Lead(4, ())) is alone
        assert bool(found.rivals) is not alone


def test_lead_of_what_is_not_known() -> None:
    """What has no value neither leads nor rivals; where none has one, that is said."""
    again = np.array([[np.nan, 1.0]] * 20)
    assert lead(np.array([np.nan, 1.0]), again) == Lead(1, ())
    with pytest.raises(ValueError, match="finite"):
        lead(np.array([np.nan, np.nan]), again)


def test_lead_words_count_those_beyond_four() -> None:
    """Four are named, the rest counted."""
    assert Lead(0, (1, 2, 3, 4, 5)).words(list("abcdef")) == "among the most in the a, b, c, d and 2 more"


def test_rank_range_of_a_tie_spans_it() -> None:
    """Three equal below one: each of the three is between second and fourth, the one above is first."""
    again = np.array([[9.0, 1.0, 1.0, 1.0]] * 30)
    assert [rank_range(again, place) for place in range(4)] == [(1, 1), (2, 4), (2, 4), (2, 4)]
    assert rank_words((2, 4)) == "between second and fourth"


def test_resampled_ratios_vary_by_writer() -> None:
    """Digits that a writer repeats tell no more than one of them: the ratio varies as a share of so many people's."""
    writers = np.repeat(np.arange(100), 20)
    has = np.repeat(np.arange(100) % 2, 20)[:, None].astype(float)
    ones = np.ones_like(has)
    assert resampled_ratios(has, ones, writers).shape == (RESAMPLES, 1)
    assert resampled_ratios(has, ones, writers).std() == pytest.approx(0.05, rel=0.1)
    alone = np.full(2000, -1)
    assert resampled_ratios(has, ones, alone).std() == pytest.approx(np.sqrt(0.25 / 2000), rel=0.15)


def test_resampled_ratios_without_a_denominator() -> None:
    """A class without digits has no ratio, in no resample."""
    found = resampled_ratios(np.zeros((5, 1)), np.zeros((5, 1)), np.arange(5))
    assert np.isnan(found).all()


def test_units_of_unknown_writers_are_many() -> None:
    """Known writers keep together; of 50 digits of unknown writers each is drawn alone."""
    units = units_of(np.array([3, 3, 1, *[-1] * 50]))
    assert units[0] == units[1] != units[2]
    assert len(np.unique(units)) == 52
