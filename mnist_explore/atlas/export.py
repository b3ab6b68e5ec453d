"""The joined atlas, or a group of its digits, as files for other programs, and back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_explore.atlas.groups.regions import AXES, PIXELS
from mnist_explore.atlas.values import Indices
from mnist_explore.classes import in_use
from mnist_explore.columns import COLUMNS
from mnist_explore.digits import Digits
from mnist_explore.errors import DataError
from mnist_explore.words import TITLES

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".parquet")
CLASS_NAME = "class_name"
"""The column with the names of classes that are no digits."""

MOST_BYTES = 100_000_000
"""Of any file that is made for a visitor: what a browser takes, and a server can hold for several of them."""

PICTURE_BYTES = 28 * 28 + 1 + 8
"""Of a digit in an NPZ file before it is packed: picture, label and index."""

_TRIED = 1_000
"""Rows that are written first, to see how long all of them would be."""


def table_bytes(path: Path, table: Callable[[], pd.DataFrame]) -> bytes:
    """Return a table as the bytes of a file of the kind that the path's suffix names.

    Parameters
    ----------
    path
        Only its suffix is read.
    table
        Called once the suffix is known to be one of :data:`SUFFIXES`, since loading takes a while.

    Raises
    ------
    DataError
        If the suffix is another.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise DataError(f"“{path.name}” must end in .csv or .parquet, so that it is known what to write.")
    if suffix == ".csv":
        text: str = _described(table()).to_csv(index=False)
        return text.encode()
    buffer = io.BytesIO()
    _described(table()).to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()


def _described(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table without the places on further maps, which no column's entry describes.

    Of classes that are no digits their names stand beside the labels.
    """
    known = table.drop(columns=[axis for name in AXES if name != PIXELS for axis in AXES[name]], errors="ignore")
    if not in_use().are_digits and "label" in known:
        names = [TITLES[label] for label in known["label"].tolist()]
        known.insert(known.columns.get_loc("label") + 1, CLASS_NAME, names)
    return known


def group_table(table: pd.DataFrame, indices: Indices, *, suffix: str = ".csv", most: int = MOST_BYTES) -> bytes:
    """Return some digits with all their columns as the bytes of a file; :func:`description` is what goes with it.

    Parameters
    ----------
    table
        The atlas's table.
    indices
        The digits, in the order of the file's rows.
    suffix
        ``".csv"`` or ``".parquet"``.
    most
        Bytes that the file may have.

    Raises
    ------
    DataError
        If the file would be larger, which is seen before all of it is made, or the suffix is another.
    """
    likely = likely_bytes(table, indices, suffix=suffix)
    if suffix == ".csv" and likely > 1.1 * most:
        _refuse(len(indices), likely, most)
    # Of Parquet a part says little of the whole: the columns' descriptions alone are longer than 1,000 digits.
    data = table_bytes(Path(f"digits{suffix}"), lambda: table.iloc[indices])
    return data if len(data) <= most else _refuse(len(indices), len(data), most)


def likely_bytes(table: pd.DataFrame, indices: Indices, *, suffix: str = ".csv") -> float:
    """Return about how many bytes :func:`group_table` would give, from a thousand of the digits."""
    count = max(1, len(indices))
    tried = indices[:: max(1, count // _TRIED)]
    return len(table_bytes(Path(f"digits{suffix}"), lambda: table.iloc[tried])) * count / max(1, len(tried))


def too_large(count: int, needed: float, *, most: int = MOST_BYTES) -> str | None:
    """Return the sentence that refuses a file of `count` digits that would need so many bytes, or None."""
    return None if needed <= most else refusal(count, needed, most)


def group_pictures(digits: Digits, indices: Indices, *, most: int = MOST_BYTES) -> bytes:
    """Return some digits' pictures as the bytes of an NPZ file.

    Parameters
    ----------
    digits
        The digits.
    indices
        Which of them, in order.
    most
        Bytes that the pictures may have before they are packed.

    Returns
    -------
    bytes
        With the arrays ``images`` ``(n, 28, 28)`` uint8, ``labels`` ``(n,)`` uint8 and ``indices`` ``(n,)`` int64,
        and ``class_names`` where these are no digits: a file that is itself a data set for
        :func:`~mnist_explore.sources.load_digits`.

    Raises
    ------
    DataError
        If there would be more bytes.
    """
    needed = len(indices) * PICTURE_BYTES
    if needed > most:
        _refuse(len(indices), needed, most)
    buffer = io.BytesIO()
    chosen = np.asarray(indices, np.int64)
    arrays: dict[str, Any] = {"images": digits.images[chosen], "labels": digits.labels[chosen], "indices": chosen}
    if not digits.classes.are_digits:
        arrays["class_names"] = np.array(digits.classes.names)
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def description(*, title: str = "") -> str:
    """Return what every column means, in plain text: the header that goes with a table.

    Parameters
    ----------
    title
        What stands above: which digits the table holds, and how to ask for them again.
    """
    entries = []
    if not in_use().are_digits:
        title = f"{title}\n{CLASS_NAME}: what the label stands for. The classes, from 0 on: {', '.join(in_use().names)}"
    for column in COLUMNS:
        unit = f" [{column.unit}]" if column.unit else ""
        entries.append(f"{column.name}{unit}, {column.range}\n    {column.definition}\n    Source: {column.source}\n")
    return (f"{title}\n\n" if title else "") + "".join(entries)


def read_indices(data: bytes, *, count: int) -> Indices:
    """Return which digits a downloaded CSV holds.

    Parameters
    ----------
    data
        The file's bytes.
    count
        How many digits the data set has.

    Returns
    -------
    ndarray
        ``(n,)`` intp, in the file's order.

    Raises
    ------
    DataError
        If it is no CSV with a column ``index`` of whole numbers from 0 to `count` - 1, none twice.
    """
    import pandas as pd

    try:
        # As text, so that a number too long for a machine word is refused as any other that is no index.
        column = pd.read_csv(io.BytesIO(data), usecols=["index"], dtype=str, keep_default_na=False)["index"]
    except (ValueError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise DataError("The file is no CSV with a column “index”; take one that was downloaded here.") from error
    if not column.str.fullmatch(r"[0-9]{1,9}").all():
        raise DataError("The column “index” has values that are no whole numbers; take a file as downloaded here.")
    indices: Indices = column.astype("int64").to_numpy(dtype=np.intp)
    if len(indices) and indices.max() >= count:
        raise DataError(f"The file names digit {indices.max():,}, and these run from 0 to {count - 1:,}.")
    if len(np.unique(indices)) < len(indices):
        raise DataError("The file names a digit twice; take a file as downloaded here.")
    return indices


def refusal(count: int, needed: float, most: int) -> str:
    """Return the sentence that says that a file would be too large."""
    return (
        f"{count:,} digits would take about {needed / 1e6:,.0f} MB, and a download may have {most / 1e6:,.0f}; "
        "narrow the group, or use `python -m mnist_explore export`."
    )


def _refuse(count: int, needed: float, most: int) -> bytes:
    """Say that a file would be too large."""
    raise DataError(refusal(count, needed, most))
