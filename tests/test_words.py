"""Numbers in words, at the edges where rounding would say something else."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.words import PER_CENT, counted_share, lean, listed, per_cent, whole_per_cent


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0\u00a0%"),
        (1.0, "100\u00a0%"),
        (np.float32(1), "100\u00a0%"),
        (0.9995, "over 99.9\u00a0%"),
        (0.99999, "over 99.9\u00a0%"),
        (0.9994, "99.9\u00a0%"),
        (0.0004, "under 0.1\u00a0%"),
        (0.125, "12.5\u00a0%"),
    ],
)
def test_per_cent_at_the_edges(share: float, words: str) -> None:
    """Nothing but 1 is a full hundred per cent, and nothing but 0 is none."""
    assert per_cent(share) == words


def test_per_cent_never_rounds_to_certainty() -> None:
    """A share between 0 and 1 is never said to be 0 or 100 per cent."""
    words = {per_cent(share) for share in np.linspace(0.00001, 0.99999, 99_999)}
    assert not words & {"0\u00a0%", "0.0\u00a0%", "100\u00a0%", "100.0\u00a0%"}


def test_lean_says_the_side() -> None:
    """Positive leans right, negative left, and less than half a degree not at all."""
    assert lean(12.6) == "13° to the right"
    assert lean(-12.6) == "13° to the left"
    assert lean(-0.4) == lean(0.4) == "not at all"


@pytest.mark.parametrize(
    ("share", "fine", "whole"),
    [
        (0.0, "0", "0"), (3 / 7877, "under 0.1", "under 1"), (0.0005, "0.1", "under 1"), (0.131, "13.1", "13"),
        (0.9949, "99.5", "99"), (0.99999, "over 99.9", "over 99"), (1.0, "100", "100"),
    ],
)  # fmt: skip
def test_per_cent_never_rounds_to_nothing_or_to_all(share: float, fine: str, whole: str) -> None:
    """What occurs is never 0 %, and what has an exception never 100 %, with a decimal or without."""
    assert (per_cent(share), whole_per_cent(share)) == (f"{fine}{PER_CENT}", f"{whole}{PER_CENT}")


def test_counted_share_says_what_it_is_of() -> None:
    """A share stands with its count, its denominator and what was counted; none of none has no share."""
    assert counted_share(102, 7877, "ones") == f"102 of 7,877 ones (1.3{PER_CENT})"
    told = counted_share(3, 4, "sevens", interval=(0.3, 0.95))
    assert told == f"3 of 4 sevens (75.0{PER_CENT}, 95{PER_CENT} interval 30.0{PER_CENT} to 95.0{PER_CENT})"
    assert counted_share(0, 0, "twos") == "0 of 0 twos"


def test_listed_joins_the_last_by_and() -> None:
    """One stands alone, two are joined by and, of more the first by commas; of none there is nothing."""
    assert [listed(list(names)) for names in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
