"""Writers are joined row by row, and only if every single class agrees."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.errors import DataError
from mnist_explore.sources.writers import join_writers, read_writer_table

DIGITS = Digits(
    "mnist",
    np.zeros((3, 28, 28), np.uint8),
    np.array([5, 0, 7], np.uint8),
    np.array([0, 0, 1], np.uint8),
)
TRAIN = np.array([[5, 4, 2154, 59, 35, 229421, 0, 0], [0, 0, 0, 0, 30, 0, 0, 0]])
TEST = np.array([[7, 4, 2578, 69, 37, 279260, 0, 0], [9, 0, 1, 1, 1, 1, 0, 0]])


def test_read_writer_table_worked():
    """Lines of eight numbers become rows."""
    table = read_writer_table(b"5\t4\t2154\t59\t35\t229421\t0\t0\n0\t0\t0\t0\t30\t0\t0\t0\n", source="f")
    np.testing.assert_array_equal(table, TRAIN)


@pytest.mark.hostile
@pytest.mark.parametrize("content", [b"", b"5\t4\t2154\n", b"a b c d e f g h", b"1 2 3 4 5 6 7 8.5", b"9" * 400])
def test_read_writer_table_foreign(content):
    """Anything else is refused."""
    with pytest.raises(DataError, match=r"^f "):
        read_writer_table(content, source="f")


def test_join_writers_rows_in_order():
    """Row i is digit i; rows of the test table beyond the test digits are QMNIST's own and are left."""
    joined = join_writers(DIGITS, TRAIN, TEST)
    assert joined.writer.tolist() == [2154, 0, 2578]
    assert joined.series.tolist() == [4, 0, 4]
    assert joined.images.base is DIGITS.images.base or np.shares_memory(joined.images, DIGITS.images)
    assert joined.fingerprint == DIGITS.fingerprint


@pytest.mark.hostile
def test_join_writers_one_class_differs():
    """A single class that differs makes all rows doubtful: nothing is joined."""
    wrong = TRAIN.copy()
    wrong[1, 0] = 1
    with pytest.raises(DataError, match="Only 2 of 3 classes"):
        join_writers(DIGITS, wrong, TEST)


@pytest.mark.hostile
def test_join_writers_too_few_rows():
    """A table with fewer rows than digits is refused."""
    with pytest.raises(DataError, match="1 and 2 rows"):
        join_writers(DIGITS, TRAIN[:1], TEST)
