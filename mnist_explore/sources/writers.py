"""Who wrote each digit: QMNIST's label tables, joined to MNIST and checked digit by digit."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import Digits
from mnist_explore.errors import DataError, quoted

COLUMNS = 8
CLASS, SERIES, WRITER = 0, 1, 2


def read_writer_table(content: bytes, *, source: str) -> NDArray[np.int64]:
    """Return one of QMNIST's label tables.

    Parameters
    ----------
    content
        The table's lines, inflated: eight whole numbers each.
    source
        What errors call the file.

    Returns
    -------
    ndarray
        ``(N, 8)`` int64, one row per digit: class, NIST HSF series, writer, index of the digit among the writer's,
        NIST class code, global NIST index, duplicate, unused.

    Raises
    ------
    DataError
        If it is not such a table.

    References
    ----------
    Yadav and Bottou, "Cold Case: The Lost MNIST Digits", NeurIPS 2019; https://github.com/facebookresearch/qmnist.
    """
    if not content.decode("latin-1").strip():  # more is blank to NumPy than to bytes
        raise DataError(f"{source} is empty; get it again.")
    try:
        table = np.loadtxt(io.BytesIO(content), np.int64, comments=None, ndmin=2)
    except (ValueError, OverflowError) as error:
        raise DataError(
            f"{source} holds something other than whole numbers ({quoted(error)}); get it again."
        ) from error
    if table.shape[1] != COLUMNS:
        raise DataError(f"{source} is no table of {COLUMNS} columns; get it again.")
    return table


def join_writers(digits: Digits, train: NDArray[np.int64], test: NDArray[np.int64]) -> Digits:
    """Return the digits with their writers and HSF series, once every class in the tables equals its label.

    Parameters
    ----------
    digits
        MNIST, training digits first.
    train
        ``(N, 8)`` table of the training digits.
    test
        ``(M, 8)`` table whose first rows are the test digits; QMNIST appends 50,000 digits that MNIST lost.

    Returns
    -------
    Digits
        The same pixels (not copied) with `writer` and `series` filled in.

    Raises
    ------
    DataError
        If rows are missing or a single class differs from the label: then no row can be trusted.

    References
    ----------
    Yadav and Bottou 2019, section 2: row i of the tables is digit i of MNIST.
    """
    counts = [len(digits.where_split(split)) for split in ("train", "test")]
    if len(train) < counts[0] or len(test) < counts[1]:
        raise DataError(f"The writers' tables have {len(train):,} and {len(test):,} rows, fewer than there are digits.")
    rows = np.concatenate([train[: counts[0]], test[: counts[1]]])
    agree = int((rows[:, CLASS] == digits.labels).sum())
    if agree != len(digits):
        raise DataError(
            f"Only {agree:,} of {len(digits):,} classes in the writers' tables equal the labels, "
            f"so that no writer can be trusted; get the tables again."
        )
    return replace(digits, writer=rows[:, WRITER].astype(np.int32), series=rows[:, SERIES].astype(np.int8))
