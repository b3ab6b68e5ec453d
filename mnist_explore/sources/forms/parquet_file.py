"""Parquet files: pictures as Hugging Face stores them, encoded or as lists, or a column for each pixel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import DataError, plain, quoted
from mnist_explore.sources.forms.blocks import Blocks
from mnist_explore.sources.forms.columns import label_column, pixel_columns, writer_column
from mnist_explore.sources.forms.decoding import decoded
from mnist_explore.sources.forms.given import Given
from mnist_explore.sources.splits import MOST_DECODED_BYTES, MOST_DIGITS

PICTURES = ("image", "images", "img", "picture", "pixels", "x", "data")
BATCH_ROWS = 1024


def read_parquet(path: Path) -> Given:
    """Return the pictures and labels of a Parquet file.

    Parameters
    ----------
    path
        With a column ``image`` (or another of :data:`PICTURES`) of PNG or JPEG bytes, of structs with ``bytes`` as
        Hugging Face's, or of lists of numbers, or with a column for each pixel; and a column ``label``. Where the file
        says what its labels stand for, as Hugging Face's do, they are taken by these names.

    Raises
    ------
    DataError
        If there are no pictures or labels, too many rows or bytes, or if the file is damaged.

    References
    ----------
    https://huggingface.co/docs/datasets/image_load#parquet; https://parquet.apache.org/docs/file-format/
    """
    import pyarrow
    from pyarrow import parquet

    source = str(path)
    try:
        with parquet.ParquetFile(path) as file:
            meta, schema = file.metadata, file.schema_arrow
            size = sum(meta.row_group(place).total_byte_size for place in range(meta.num_row_groups))
            if not 1 <= meta.num_rows <= MOST_DIGITS:
                raise DataError(f"{source} has {meta.num_rows:,} digits; between 1 and {MOST_DIGITS:,} can be shown.")
            if size > MOST_DECODED_BYTES:
                raise DataError(f"{source} holds {size:,} bytes, over {MOST_DECODED_BYTES:,}; save smaller pictures.")
            label = schema.names[label_column(schema.names, source=source)]
            column = next((name for name in schema.names if name.lower() in PICTURES and name != label), None)
            labels, names = _labels(file.read([label]).column(0)), tuple(_names_of(schema, label))
            wrote = writer_column(schema.names)
            writers = None if wrote is None else np.array(file.read([wrote]).column(0).to_pylist(), object)
            if column is None:
                beside = [name for name in schema.names if name != wrote]
                pixels = _pixels(file, beside, label, source)
                return Given(pixels, labels, source, names=names, writers=writers)
            images, kept, notices = _pictures(file, column, source)
            if kept is not None:
                labels, writers = labels[kept], None if writers is None else writers[kept]
            return Given(images, labels, source, notices, names, writers)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise DataError(f"{source} is damaged or no Parquet file ({quoted(error)}); get it again.") from error


def _pictures(file: Any, column: str, source: str) -> tuple[Any, list[int] | None, tuple[str, ...]]:
    """Return the pictures of one column, encoded ones or lists of numbers; which rows, and what was left out."""
    import pyarrow

    kind = file.schema_arrow.field(column).type
    held = kind.field("bytes").type if pyarrow.types.is_struct(kind) and kind.get_field_index("bytes") >= 0 else kind
    if not pyarrow.types.is_binary(held) and not pyarrow.types.is_large_binary(held):
        lists = Blocks(source)
        for batch in file.iter_batches(BATCH_ROWS, columns=[column]):
            lists.add(_lists(batch.column(0), column, source))
        return lists.joined(), None, ()

    def files() -> Any:
        place = 0
        for batch in file.iter_batches(BATCH_ROWS, columns=[column]):
            for value in batch.column(0).to_pylist():
                yield f"row {place}", value.get("bytes") if isinstance(value, dict) else value
                place += 1

    found = decoded(files(), source=source)
    return found.pictures, found.kept, found.notices(source)


def _pixels(file: Any, names: list[str], label: str, source: str) -> NDArray[Any]:
    """Return ``(N, H * W)`` numbers of a table with a column for each pixel."""
    try:
        places = pixel_columns(names, names.index(label), source=source)
    except DataError:
        held = ", ".join(plain(name, most=16) for name in names[:6])
        raise DataError(f"{source} has no pictures: its columns are {held}; one named image is needed.") from None
    blocks = Blocks(source)
    for batch in file.iter_batches(BATCH_ROWS, columns=[names[place] for place in places]):
        blocks.add(np.stack([column.to_numpy(zero_copy_only=False) for column in batch.columns], axis=1))
    return blocks.joined()


def _lists(column: Any, name: str, source: str) -> NDArray[Any]:
    """Return pictures that are lists of numbers, or lists of such lists, all of one length."""
    from pyarrow import compute, types

    values, depth, called = column, 0, plain(name, most=16)
    while types.is_list(values.type) or types.is_large_list(values.type) or types.is_fixed_size_list(values.type):
        if values.null_count:
            raise DataError(f"{source} has rows without a picture in {called}; leave these out.")
        lengths = compute.min_max(compute.list_value_length(values)).as_py()
        if lengths["min"] != lengths["max"]:
            raise DataError(
                f"{source} has lists of {lengths['min']:,} to {lengths['max']:,} numbers or rows in {called}; save all "
                "pictures at one size."
            )
        values, depth = values.flatten(), depth + 1
    if not depth or not (types.is_integer(values.type) or types.is_floating(values.type)):
        raise DataError(f"{source} has no pictures in {called}, but {plain(column.type, most=40)}.")
    pixels: NDArray[Any] = values.to_numpy(zero_copy_only=False).reshape(len(column), -1)
    return pixels


def _names_of(schema: Any, label: str) -> list[str]:
    """Return what Hugging Face's description in the file says that the labels stand for; empty where there is none."""
    try:
        features = json.loads((schema.metadata or {})[b"huggingface"])["info"]["features"]
        names = features[label]["names"]
    except (LookupError, TypeError, ValueError, RecursionError):
        return []
    return [str(name) for name in names] if isinstance(names, list) else []


def _labels(column: Any) -> NDArray[Any]:
    """Return a column of labels as an array."""
    labels = column.to_pylist()
    kinds = {type(label) for label in labels}
    return np.array(labels, None if kinds in ({int}, {float}) else object)
