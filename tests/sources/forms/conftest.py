"""Two hundred real digits, and what writes them in every form that people have."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from mnist_explore.digits import Digits
from mnist_explore.errors import MOST_LETTERS, DataError
from mnist_explore.sources.folder import read_named


@pytest.fixture(scope="session")
def real(uci: Digits) -> tuple[np.ndarray, np.ndarray]:
    """Return 200 of the bundled digits that are not the first: their pictures and labels."""
    return uci.images[300:500], uci.labels[300:500]


def png(picture: np.ndarray) -> bytes:
    """Return a picture as a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")
    return buffer.getvalue()


def frame(images: np.ndarray, labels: np.ndarray) -> pd.DataFrame:
    """Return pictures as Kaggle's table: the label, then a column for each pixel."""
    table = pd.DataFrame(images.reshape(len(images), -1)).rename(columns=lambda place: f"pixel{place}")
    table.insert(0, "label", labels)
    return table


def write_hugging_face(path: Path, images: np.ndarray, labels: np.ndarray, *, names: list[str] | None = None) -> None:
    """Write pictures as Hugging Face does: structs of bytes and path, and a description of the labels."""
    column = pa.array(
        [{"bytes": png(picture), "path": None} for picture in images],
        pa.struct([("bytes", pa.binary()), ("path", pa.string())]),
    )
    table = pa.table({"image": column, "label": pa.array(labels.tolist(), pa.int64())})
    names = [str(digit) for digit in range(10)] if names is None else names
    features = {"image": {"_type": "Image"}, "label": {"names": names, "_type": "ClassLabel"}}
    info = json.dumps({"info": {"features": features}})
    pq.write_table(table.replace_schema_metadata({"huggingface": info}), path)


def write_folders(folder: Path, images: np.ndarray, labels: np.ndarray) -> None:
    """Write pictures as PNG files, one folder a class."""
    for place, (picture, label) in enumerate(zip(images, labels.tolist(), strict=True)):
        (folder / str(label)).mkdir(parents=True, exist_ok=True)
        (folder / str(label) / f"{place:04}.png").write_bytes(png(picture))


def in_some_order(images: np.ndarray, labels: np.ndarray) -> list[tuple[int, bytes]]:
    """Return labels and pixels in an order that does not depend on how they lay in files."""
    return sorted((int(label), picture.tobytes()) for picture, label in zip(images, labels, strict=True))


def refused(path: Path, **how: object) -> str:
    """Return the one sentence with which data are refused; fail where they are taken, or it is none."""
    from mnist_explore.sources.forms.given import How

    with pytest.raises(DataError) as caught:
        read_named(path, how=How(**how))
    said = str(caught.value)
    assert said.isprintable() and said.endswith(".") and len(said) <= MOST_LETTERS, said
    return said
