"""How often structures occur."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.analysis.variation.structures import share_interval, structure_counts, wilson_interval
from tests.atlas.tables import table_of


def test_wilson_interval_published() -> None:
    """Newcombe (1998), table I, score method: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611."""
    assert wilson_interval(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson_interval(0.0, 20) == pytest.approx((0, 0.1611), abs=1e-4)


def test_share_interval_writers_who_repeat_themselves() -> None:
    """100 writers of 10 digits each, always or never crossed, tell as much as 100 digits, not as 1,000."""
    found = np.repeat([1.0, 0.0], 500)
    assert share_interval(found, np.arange(1000) // 10) == pytest.approx(wilson_interval(0.5, 100))
    assert share_interval(found, np.full(1000, -1)) == pytest.approx(wilson_interval(0.5, 1000))


def test_share_interval_never_narrower_than_independent_digits() -> None:
    """Writers who each cross half of their sevens do not make the share surer than independent digits would."""
    assert share_interval(np.tile([1.0, 0.0], 50), np.arange(100) // 2) == pytest.approx(wilson_interval(0.5, 100))


def test_structure_counts_of_one_class() -> None:
    """Yes-no columns, forms and holes are counted within the class, missing values left out of the total."""
    table = table_of(
        [1, 1, 1, 1, 7],
        looped=pd.array([pd.NA] * 5, dtype="boolean"),
        serif=pd.array([True, False, False, pd.NA, True], dtype="boolean"),
        form=["bar", "flag", "bar", "bar", None],
        holes=np.array([0, 0, 2, 0, 1], np.uint8),
    )
    found = structure_counts(table, 1)
    rows = list(zip(found["structure"], found["value"], found["count"], found["total"], strict=True))
    assert rows == [
        ("serif", "yes", 1, 3),
        ("form", "bar", 3, 4),
        ("form", "flag", 1, 4),
        ("holes", "0", 3, 4),
        ("holes", "1", 0, 4),
        ("holes", "2", 1, 4),
    ]
    assert found["share"].tolist() == pytest.approx([1 / 3, 0.75, 0.25, 0.75, 0, 0.25])
    assert ((found["low"] <= found["share"]) & (found["share"] <= found["high"])).all()


def test_structure_counts_nothing_to_count() -> None:
    """A class without digits, or a table without structures, has no rows; a class that does not exist is named."""
    assert structure_counts(table_of([1], holes=np.array([1], np.uint8)), 4).empty
    assert structure_counts(table_of([1]), 1).empty
    with pytest.raises(ValueError, match="12"):
        structure_counts(table_of([1]), 12)
