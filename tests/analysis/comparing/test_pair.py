"""Two groups taken together: which digits they are, and what they were chosen by."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.comparing import Pair, compare
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.groups import exact_group


def test_pair_of_two_groups(few_atlas: Atlas) -> None:
    """Both sides are their groups' digits, and what either asks is what they were chosen by."""
    labels = few_atlas.digits.labels
    found = Pair(few_atlas, exact_group("digit=0,1"), exact_group("digit=1,2 split=train"))
    assert found.first.tolist() == np.flatnonzero(labels <= 1).tolist()
    assert (
        found.second.tolist()
        == np.flatnonzero(((labels == 1) | (labels == 2)) & (few_atlas.digits.split == 0)).tolist()
    )
    assert found.chosen_by == {"label", "split"}
    again = compare(few_atlas.table, *found.sides, chosen_by=found.chosen_by)
    assert found.comparison.sentence == again.sentence and found.comparison is found.comparison


def test_pair_with_the_rest(few_atlas: Atlas) -> None:
    """Without a second group the rest of the first's class takes its place, and no digit is in both."""
    found = Pair(few_atlas, exact_group("digit=3 slant=..0"), None)
    assert sorted([*found.first, *found.second]) == np.flatnonzero(few_atlas.digits.labels == 3).tolist()
    assert found.chosen_by == {"label", "slant_deg"}


def test_pair_too_small_to_separate(few_atlas: Atlas) -> None:
    """Groups that share nearly all their digits cannot be told apart, and that is no exception."""
    assert Pair(few_atlas, exact_group("digit=3"), exact_group("digit=3")).separation is None
    assert Pair(few_atlas, exact_group("digit=0"), exact_group("digit=1")).separation is not None


def test_pair_counts_the_errors_it_is_given(few_atlas: Atlas) -> None:
    """Errors are those given, not the table's."""
    wrong = few_atlas.digits.labels == 0
    found = Pair(few_atlas, exact_group("digit=0"), exact_group("digit=1"), wrong=wrong)
    assert found.is_out_of_fold and found.comparison.shares is not None
    row = found.comparison.shares.iloc[-1]
    assert (row["first_count"], row["second_count"]) == (wrong.sum(), 0)


def test_pair_asks_what_is_not_given(few_atlas: Atlas) -> None:
    """Disputed labels must be given where they are asked; the groups' digits cannot be written to."""
    with pytest.raises(ValueError, match="disputed"):
        Pair(few_atlas, exact_group("disputed=yes"), None)
    assert not Pair(few_atlas, exact_group("digit=0"), None).first.flags.writeable
