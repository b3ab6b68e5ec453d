"""Questions to a table of ten digits whose answers were worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.atlas import queries
from mnist_explore.digits import Digits


@pytest.fixture
def table() -> pd.DataFrame:
    """Return a table of ten digits: labels, splits, slants and answers."""
    return pd.DataFrame(
        {
            "index": np.arange(10, dtype=np.int32),
            "label": np.array([7, 7, 1, 7, 1, 4, 4, 9, 4, 7], np.uint8),
            "split": pd.Categorical(["train"] * 6 + ["test"] * 4),
            "slant_deg": np.array([5, -3, 0, 12, 40, 1, 2, 3, 4, -3], np.float32),
            "predicted": np.array([7, 7, 1, 1, 1, 4, 9, 9, 9, 4], np.uint8),
            "confidence": np.array([0.9, 0.8, 0.99, 0.4, 0.7, 0.6, 0.5, 0.95, 0.75, 0.3], np.float32),
        }
    )


def test_sample_rows_of_every_class(uci: Digits) -> None:
    """Sixteen different digits of every class, class after class, the same for the same seed."""
    rows = queries.sample_rows(uci.labels, seed=3)
    assert uci.labels[rows].tolist() == [digit for digit in range(10) for _ in range(16)]
    assert len(set(rows.tolist())) == 160
    assert (rows == queries.sample_rows(uci.labels, seed=3)).all()
    assert (rows != queries.sample_rows(uci.labels, seed=4)).any()


def test_sample_rows_of_few_digits() -> None:
    """A class with fewer digits gives what it has; one without gives none."""
    assert sorted(queries.sample_rows(np.array([2, 2, 5], np.uint8))) == [0, 1, 2]


def test_digit_words_names_what_is_seen(table: pd.DataFrame) -> None:
    """A screen reader hears class, number and slant, and the network's answer only where it differs."""
    right, wrong = queries.digit_words(table, np.array([0, 8]))
    assert right.startswith("7, number 0") and "classified as" not in right
    assert wrong.startswith("4, number 8") and wrong.endswith("classified as 9")
