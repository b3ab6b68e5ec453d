"""Writers' places in their list: by a look-up where numbers are small, by sorting where they are not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.atlas.values import HIGHEST_NUMBER, writer_codes


def table_of(writers: list[int | None]) -> pd.DataFrame:
    """Return a table of digits by these writers."""
    return pd.DataFrame({"writer": pd.array(writers, "Int32")})


@pytest.mark.parametrize("far", [5, HIGHEST_NUMBER, HIGHEST_NUMBER + 1, 2**31 - 1])
def test_writer_codes_worked(far: int) -> None:
    """Places count from the lowest number, and an unknown writer has -1, however high the highest number is."""
    codes, writers = writer_codes(table_of([far, None, 2, 0, 2, None]))
    assert writers.tolist() == [0, 2, far] and codes.tolist() == [2, -1, 1, 0, 1, -1]
    assert codes.dtype == np.intp and writers.dtype == np.int64


@pytest.mark.parametrize("writers", [[], [None, None], [7]])
def test_writer_codes_few(writers: list[int | None]) -> None:
    """Nobody, only unknown writers, and one."""
    codes, known = writer_codes(table_of(writers))
    assert known.tolist() == [one for one in writers if one is not None]
    assert codes.tolist() == [-1 if one is None else 0 for one in writers]
