"""The table as a file: all of it, readable by others, index first."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.export import table_bytes
from mnist_explore.errors import DataError


def test_table_bytes_csv(few_atlas: Atlas) -> None:
    """A CSV has the index first, every column, and every row."""
    back = pd.read_csv(io.BytesIO(table_bytes(Path("x.csv"), lambda: few_atlas.table)))
    assert back.columns.tolist() == few_atlas.table.columns.tolist()
    assert back["index"].tolist() == list(range(240))
    assert back["slant_deg"].to_numpy() == pytest.approx(few_atlas.table["slant_deg"].to_numpy(), abs=1e-4)


def test_table_bytes_parquet(few_atlas: Atlas) -> None:
    """A parquet file comes back equal, dtypes and all, also for a suffix in capitals."""
    back = pd.read_parquet(io.BytesIO(table_bytes(Path("x.PARQUET"), lambda: few_atlas.table)))
    assert back.equals(few_atlas.table)


@pytest.mark.parametrize("name", ["x.xlsx", "x", "csv", "x.csv.gz", "<img onerror=alert(1)>.png"])
def test_table_bytes_other_suffix(name: str) -> None:
    """Another suffix is refused, by name, before the table is loaded."""

    def never() -> pd.DataFrame:
        raise AssertionError("loaded for nothing")

    with pytest.raises(DataError, match=r"\.csv or \.parquet") as error:
        table_bytes(Path(name), never)
    assert Path(name).name in str(error.value)
