"""CSV files with a label and the pixels in each row, as Kaggle's; gzipped or plain, read a few megabytes at a time."""

from __future__ import annotations

import csv
import gzip
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np

from mnist_explore.errors import DataError, plain, quoted
from mnist_explore.sources.forms.blocks import Blocks
from mnist_explore.sources.forms.columns import label_column, pixel_columns, writer_column
from mnist_explore.sources.forms.given import Given
from mnist_explore.sources.forms.kinds import GZIP, SEPARATORS

MOST_BYTES = 2_000_000_000
"""Of a file: MNIST's training digits take 2.3 letters a pixel, so a million digits and more."""
MOST_LINE = 1 << 20
BLOCK_BYTES = 1 << 22


def read_csv(path: Path) -> Given:
    """Return the pictures and labels of a CSV file.

    Parameters
    ----------
    path
        Separated by commas, semicolons or tabs. Where the first row has names, one of them is ``label`` or another of
        :data:`~.columns.LABELS`, and the pixels' columns are a square number; without names the label comes first.

    Returns
    -------
    Given
        ``(N, H * W)`` uint8, or float32 where any is a fraction, and labels as text.

    Raises
    ------
    DataError
        If a column is missing, a row is too short or too long, a cell is no number, or the file is too large.

    References
    ----------
    Kaggle's "Digit Recognizer", ``train.csv``: https://www.kaggle.com/c/digit-recognizer/data
    """
    source = str(path)
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise DataError(f"{source} has {size:,} bytes, over {MOST_BYTES:,}, and was not read; split it.")
        with path.open("rb") as file:
            is_packed = file.read(2) == GZIP
        with gzip.open(path) if is_packed else path.open("rb") as file:
            names, separator = _first_row(file, source)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{source} cannot be read ({quoted(error)}); get it again.") from error
    is_headed = not all(map(_is_number, names))
    if not is_headed and names == [str(place) for place in range(len(names))]:
        # What pandas writes above a table without names: the columns' numbers, and no picture.
        is_headed, names = True, ["label", *names[1:]]
    elif not is_headed:
        names = ["label", *(f"pixel{place}" for place in range(len(names) - 1))]
    label = label_column(names, source=source)
    wrote = writer_column(names)
    others = [place for place, name in enumerate(names) if place == label or name != wrote]
    beside = [names[place] for place in others]
    pixels = pixel_columns(beside, beside.index(names[label]), source=source)
    wanted = (label, [others[place] for place in pixels], None if wrote is None else names.index(wrote))
    return _read(path, wanted, len(names), separator, skip=int(is_headed), is_packed=is_packed)


def _first_row(file: IO[bytes] | gzip.GzipFile, source: str) -> tuple[list[str], str]:
    """Return the first row's cells and what separates them."""
    line = file.readline(MOST_LINE)
    if not line.strip():
        raise DataError(f"{source} is empty, or its first line is; a label and 784 pixels a row are needed.")
    if len(line) == MOST_LINE:
        raise DataError(f"{source} has a first line of over {MOST_LINE:,} bytes, which is no row of pixels.")
    text = line.decode("utf-8-sig", "replace").rstrip("\r\n")
    separator = max(SEPARATORS, key=text.count)
    try:
        return next(csv.reader([text], delimiter=separator)), separator
    except (csv.Error, StopIteration) as error:
        raise DataError(f"{source} has a first line that is no CSV ({quoted(error)}); save it anew.") from error


def _is_number(text: str) -> bool:
    """Tell whether a cell is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def _read(
    path: Path, wanted: tuple[int, list[int], int | None], width: int, separator: str, *, skip: int, is_packed: bool
) -> Given:
    """Return the wanted columns, read batch by batch."""
    import pyarrow
    from pyarrow import csv as arrow_csv

    label, pixels, wrote = wanted
    names = [str(place) for place in range(width)]
    types = {str(place): pyarrow.float32() for place in pixels} | {str(label): pyarrow.string()}
    if wrote is not None:
        types[str(wrote)] = pyarrow.string()
    blocks = Blocks(str(path))
    labels: list[Any] = []
    writers: list[Any] = []
    try:
        with pyarrow.input_stream(str(path), compression="gzip" if is_packed else None) as stream:
            batches = arrow_csv.open_csv(
                stream,
                arrow_csv.ReadOptions(column_names=names, skip_rows=skip, block_size=BLOCK_BYTES, use_threads=False),
                arrow_csv.ParseOptions(delimiter=separator),
                arrow_csv.ConvertOptions(column_types=types, include_columns=list(types), strings_can_be_null=True),
            )
            for batch in batches:
                labels += batch.column(len(pixels)).to_pylist()
                writers += [] if wrote is None else batch.column(len(pixels) + 1).to_pylist()
                blocks.add(np.stack([batch.column(place).to_numpy(False) for place in range(len(pixels))], 1))
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        words = plain(error, most=10_000).removeprefix("CSV parse error: ")
        raise DataError(f"{path} is no table of pixels ({quoted(words)}); mend that, or save it anew.") from error
    if not labels:
        raise DataError(f"{path} has no rows below its names; a label and 784 pixels a row are needed.")
    hands = None if wrote is None else np.array(writers, object)
    return Given(blocks.joined(), np.array(labels, object), str(path), writers=hands)
