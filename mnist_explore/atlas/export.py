"""The joined atlas as a file for other programs."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_explore.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".parquet")


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
        text: str = table().to_csv(index=False)
        return text.encode()
    buffer = io.BytesIO()
    table().to_parquet(buffer, index=False, compression="zstd")
    return buffer.getvalue()
