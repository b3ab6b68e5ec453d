"""The table as a file: all of it, readable by others, index first."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.export import (
    MOST_BYTES,
    description,
    group_pictures,
    group_table,
    likely_bytes,
    read_indices,
    table_bytes,
    too_large,
)
from mnist_explore.atlas.groups import exact_group, members
from mnist_explore.columns import COLUMNS
from mnist_explore.errors import DataError
from mnist_explore.sources.npz import read_npz


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


@pytest.mark.hostile
@pytest.mark.parametrize("name", ["x.xlsx", "x", "csv", "x.csv.gz", "<img onerror=alert(1)>.png"])
def test_table_bytes_other_suffix(name: str) -> None:
    """Another suffix is refused, by name, before the table is loaded."""

    def never() -> pd.DataFrame:
        raise AssertionError("loaded for nothing")

    with pytest.raises(DataError, match=r"\.csv or \.parquet") as error:
        table_bytes(Path(name), never)
    assert Path(name).name in str(error.value)


@pytest.mark.parametrize("text", ["digit=3 slant=0..", "", "digit=3 holes=7"])
def test_group_table_reads_back_as_the_group(few_atlas: Atlas, text: str) -> None:
    """A downloaded CSV, and a Parquet file, hold the group's digits with every column, also none of them."""
    indices = members(few_atlas.table, exact_group(text))
    data = group_table(few_atlas.table, indices)
    assert read_indices(data, count=240).tolist() == indices.tolist()
    assert pd.read_csv(io.BytesIO(data)).columns.tolist() == [column.name for column in COLUMNS]
    parquet = pd.read_parquet(io.BytesIO(group_table(few_atlas.table, indices, suffix=".parquet")))
    assert parquet.columns.tolist() == few_atlas.table.columns.tolist() and len(parquet) == len(indices)
    assert parquet.equals(few_atlas.table.iloc[indices].reset_index(drop=True)) or not len(indices)


def test_group_pictures_reads_back(few_atlas: Atlas) -> None:
    """An NPZ holds pictures, labels and indices in the order asked, and is itself a data set."""
    indices = np.array([7, 3, 200])
    data = group_pictures(few_atlas.digits, indices)
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        assert (arrays["images"] == few_atlas.digits.images[indices]).all() and arrays["images"].dtype == np.uint8
        assert arrays["labels"].tolist() == few_atlas.digits.labels[indices].tolist()
        assert arrays["indices"].tolist() == [7, 3, 200]
    train, test = read_npz(data, source="digits.npz")
    assert sorted([*train.labels.tolist(), *test.labels.tolist()]) == sorted(few_atlas.digits.labels[indices].tolist())


def test_downloads_are_limited(few_atlas: Atlas) -> None:
    """What would be larger than a download may be is refused with the sizes; all of it at its own size is not."""
    every = np.arange(240)
    for suffix in (".csv", ".parquet"):
        size = len(group_table(few_atlas.table, every, suffix=suffix))
        assert len(group_table(few_atlas.table, every, suffix=suffix, most=size)) == size
        with pytest.raises(DataError, match=r"240 digits would take about .* MB"):
            group_table(few_atlas.table, every, suffix=suffix, most=size - 1)
    with pytest.raises(DataError, match="a download may have 0"):
        group_pictures(few_atlas.digits, every, most=100_000)
    assert MOST_BYTES == 100_000_000


def test_likely_bytes_is_near(few_atlas: Atlas) -> None:
    """A CSV's length is told from some of its rows, to a tenth; what is too large is refused with both numbers."""
    indices = np.arange(240)
    real = len(group_table(few_atlas.table, indices))
    assert likely_bytes(few_atlas.table, indices) == real
    assert likely_bytes(few_atlas.table, np.tile(indices, 50)) == pytest.approx(50 * real, rel=0.1)
    assert too_large(240, 99e6) is None
    assert "about 101 MB" in str(too_large(240, 101e6)) and "may have 100" in str(too_large(240, 101e6))


def test_group_table_is_refused_before_it_is_made(few_atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """A CSV that is far too large is refused after a part of it was written."""
    written = []
    monkeypatch.setattr(pd.DataFrame, "to_csv", lambda self, **_: written.append(len(self)) or "x" * 300 * len(self))
    many = np.tile(np.arange(240), 100)
    with pytest.raises(DataError, match="24,000 digits would take about 7 MB, and a download may have 1"):
        group_table(few_atlas.table, many, most=1_000_000)
    assert written == [1044] or max(written) < 2_000


def test_description_names_every_column() -> None:
    """The header that goes with a table says of every column what it means, below which digits these are."""
    told = description(title="sevens: digit=7")
    assert told.startswith("sevens: digit=7\n\nindex, ")
    assert all(f"\n{column.name}" in told and column.definition in told for column in COLUMNS)


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no CSV"),
        (b"a,b\n1,2\n", "no CSV"),
        (b"\xff\xfe\x00index", "no CSV"),
        (b"index\n1.5\n", "no whole numbers"),
        (b"index\n-1\n", "no whole numbers"),
        (b"index,b\n,2\n", "no whole numbers"),
        (b"index\n99999999999999999999999\n", "no whole numbers"),
        (b"index\n240\n", "0 to 239"),
        (b"index\n3\n3\n", "twice"),
        (b'index,b\n3,"x\n', "no CSV"),
    ],
)
def test_read_indices_refuses(data: bytes, said: str) -> None:
    """Another file, damaged ones and impossible indices are refused in one sentence."""
    with pytest.raises(DataError, match=said):
        read_indices(data, count=240)
