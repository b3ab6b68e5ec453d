"""Small atlas tables with a known answer, for the statistics' tests."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from mnist_explore.digits import Digits


def table_of(label: Any, writer: Any = None, series: Any = None, **columns: Any) -> pd.DataFrame:
    """Return a table as the atlas has it, of labels, writers (None: unknown), series and any further columns."""
    count = len(label)
    given = {
        "index": np.arange(count, dtype=np.int32),
        "label": np.asarray(label, np.uint8),
        "split": pd.Categorical(["train"] * count, ["train", "test"]),
        "writer": pd.array([pd.NA] * count if writer is None else writer, dtype="Int32"),
        "series": pd.array([pd.NA] * count if series is None else series, dtype="Int8"),
    }
    return pd.DataFrame(given | columns)


def atlas_table(digits: Digits, **columns: Any) -> pd.DataFrame:
    """Return the table of a data set without its computed columns, and with further ones."""
    from mnist_explore.atlas.table import join_given

    return join_given(digits, pd.DataFrame(columns, index=range(len(digits))))


def people(rng: np.random.Generator, *, writers: int, icc: float, shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return who wrote each of many digits (1 to 12 a writer), and a measure of them with a known ICC and mean."""
    writer = np.repeat(np.arange(writers), rng.integers(1, 13, writers))
    own = rng.normal(size=writers)[writer] * np.sqrt(icc)
    return writer, shift + own + rng.normal(size=len(writer)) * np.sqrt(1 - icc)
