"""Functions that entries name: their results get their columns' names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from mnist_explore.columns import BY_NAME, columns_of
from mnist_explore.digits import Digits
from mnist_explore.style.measures import measure, structures
from mnist_explore.style.measures.measurement import named


@dataclass(frozen=True, eq=False)
class Both:
    """Two results, under other names than their columns'."""

    first: np.ndarray
    second: np.ndarray


def test_named_follows_the_entries_order() -> None:
    """One array, two, or a dataclass of two get the names of the columns, in their order."""
    one, two = np.zeros(3), np.ones(3)
    width, height = BY_NAME["width_px"], BY_NAME["height_px"]
    assert named(one, [width])[0][1] is one
    for results in ((one, two), Both(one, two)):
        assert [name for name, _ in named(results, [width, height])] == ["width_px", "height_px"]
        assert named(results, [width, height])[1][1] is two


def test_named_more_columns_than_results() -> None:
    """A function that gives fewer or more results than entries name it is an error, not a shift of columns."""
    for results in (np.zeros(3), (np.zeros(3),), (np.zeros(3),) * 3):
        with pytest.raises(ValueError, match="zip"):
            named(results, [BY_NAME["width_px"], BY_NAME["height_px"]])


def test_measure_and_structures_are_the_style_stage(uci: Digits) -> None:
    """Together they give every column of the style stage, and structures apply to their classes alone."""
    images, labels = uci.images[:60], uci.labels[:60]
    found = structures(images, labels)
    assert {*measure(images), *found} == set(columns_of("style"))
    for name, values in found.items():
        assert (pd.notna(values) == np.isin(labels, BY_NAME[name].classes)).all(), name
