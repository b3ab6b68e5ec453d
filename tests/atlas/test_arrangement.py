"""Digits in order and in rows, on tables whose answers were worked out by hand, and on real digits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.arrangement import ordered, rows_by, shuffled
from mnist_explore.atlas.groups import FIELDS, Field
from mnist_explore.atlas.groups.fields import DISPUTED
from tests.atlas.tables import table_of


def field(name: str) -> Field:
    """Return the column of a name."""
    return next(one for one in FIELDS if one.name == name)


@pytest.fixture
def table() -> pd.DataFrame:
    """Return six digits: ones and sevens, some crossed, some of whose writers are unknown."""
    return table_of(
        [7, 7, 1, 7, 1, 7],
        writer=pd.array([5, 3, pd.NA, 5, 12, pd.NA], dtype="Int32"),
        slant_deg=np.array([5, -3, 0, 12, -3, 5], np.float32),
        crossed=pd.array([True, False, pd.NA, False, pd.NA, True], dtype="boolean"),
        form=pd.array([None, None, "flag", None, "base", None], dtype="str"),
        predicted=np.array([7, 1, 1, 7, 1, 7], np.uint8),
    )


ALL = np.arange(6)


def test_ordered_by_numbers(table: pd.DataFrame) -> None:
    """Lowest or highest first; equal values keep their order either way; digits without a value come last."""
    slant, writer = field("slant_deg"), field("writer")
    assert ordered(table, ALL, slant).tolist() == [1, 4, 2, 0, 5, 3]
    assert ordered(table, ALL, slant, descending=True).tolist() == [3, 0, 5, 2, 1, 4]
    assert ordered(table, ALL, writer).tolist() == [1, 0, 3, 4, 2, 5]
    assert ordered(table, ALL, writer, descending=True).tolist() == [4, 0, 3, 1, 2, 5]
    assert ordered(table, np.array([5, 3, 1]), slant).tolist() == [1, 5, 3]


def test_ordered_by_answers_and_names(table: pd.DataFrame) -> None:
    """No comes before yes, names in the order of their entry, and what is worked out can be sorted by too."""
    assert ordered(table, ALL, field("crossed")).tolist() == [1, 3, 0, 5, 2, 4]
    assert ordered(table, ALL, field("crossed"), descending=True).tolist() == [0, 5, 1, 3, 2, 4]
    assert ordered(table, ALL, field("form")).tolist()[:2] == [2, 4]
    assert ordered(table, ALL, field("form"), descending=True).tolist()[:2] == [4, 2]
    assert ordered(table, ALL, field("right")).tolist() == [1, 0, 2, 3, 4, 5]


def test_shuffled_by_seed() -> None:
    """The same seed draws the same order, another seed another; nobody is lost."""
    many = np.arange(100, 400)
    one = shuffled(many, seed=3)
    assert (one == shuffled(many, seed=3)).all() and (one != shuffled(many, seed=4)).any()
    assert sorted(one.tolist()) == many.tolist() and (one != many).any()


def test_rows_by_values(table: pd.DataFrame) -> None:
    """One row a value, in the values' order, each in the order given; those without a value last."""
    order = np.array([5, 4, 3, 2, 1, 0])
    found = {row.value: row.indices.tolist() for row in rows_by(table, order, field("writer"))}
    assert found == {"3": [1], "5": [3, 0], "12": [4], "unknown": [5, 2]}
    assert list(found) == ["3", "5", "12", "unknown"]
    crossed = {row.value: row.indices.tolist() for row in rows_by(table, order, field("crossed"))}
    assert list(crossed.items()) == [("no", [3, 1]), ("yes", [5, 0]), ("unknown", [4, 2])]
    assert [row.value for row in rows_by(table, ALL, field("form"))] == ["flag", "base", "unknown"]


def test_rows_by_of_none_and_of_unknown(table: pd.DataFrame) -> None:
    """No digits make no row, and digits without any value one."""
    assert rows_by(table, np.array([], np.intp), field("label")) == []
    (only,) = rows_by(table, np.array([2, 5]), field("writer"))
    assert (only.value, only.indices.tolist()) == ("unknown", [2, 5])


def test_every_column_orders_and_divides(few_atlas: Atlas) -> None:
    """By every column digits can be sorted and put in rows, and every digit is there once."""
    indices = np.arange(len(few_atlas.table))
    for one in FIELDS:
        if one == DISPUTED:
            continue
        assert sorted(ordered(few_atlas.table, indices, one, descending=True)) == indices.tolist(), one.name
        rows = rows_by(few_atlas.table, indices, one)
        assert sorted(np.concatenate([row.indices for row in rows])) == indices.tolist(), one.name
