"""The project's own NPZ files: read exactly, or refused with one sentence, whatever became of their bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_explore.atlas.summary import Summary
from mnist_explore.embedding.projection import Projection
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import ARTIFACTS
from mnist_explore.packed import opened_arrays
from mnist_explore.style.axes import StyleAxes
from mnist_explore.style.families.clustering import Families
from mnist_explore.style.families.typicality import TypicalityModel

NUMBERS = np.random.default_rng(3).integers(0, 9, (40, 5))
LOADERS: dict[str, Callable[[bytes], Any]] = {
    "summary.npz": Summary.from_bytes,
    "projection.npz": Projection.from_bytes,
    "typicality.npz": TypicalityModel.from_bytes,
    "families.npz": Families.from_bytes,
    "axes.npz": StyleAxes.from_bytes,
}


def packed(save: Callable[..., None] = np.savez_compressed, **arrays: Any) -> bytes:
    """Return arrays as an NPZ file's bytes."""
    buffer = io.BytesIO()
    save(buffer, **arrays)
    return buffer.getvalue()


def flipped(data: bytes, position: int) -> bytes:
    """Return the bytes with all bits of one of them turned."""
    return data[:position] + bytes([data[position] ^ 0xFF]) + data[position + 1 :]


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_opened_arrays_of_what_was_packed(save: Callable[..., None]) -> None:
    """The arrays are as they were."""
    with opened_arrays(packed(save, numbers=NUMBERS), name="f", remedy="r") as arrays:
        np.testing.assert_array_equal(arrays["numbers"], NUMBERS)


@pytest.mark.hostile
@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_opened_arrays_changed_anywhere(packing: int) -> None:
    """A file with any one byte changed gives its numbers or one sentence, however it is packed."""
    array, buffer = io.BytesIO(), io.BytesIO()
    np.save(array, NUMBERS)
    with zipfile.ZipFile(buffer, "w", packing) as file:
        file.writestr("numbers.npy", array.getvalue())
    whole, refused = buffer.getvalue(), 0
    for position in range(len(whole)):
        try:
            with opened_arrays(flipped(whole, position), name="f", remedy="get it again.") as arrays:
                np.testing.assert_array_equal(arrays["numbers"], NUMBERS)
        except ArtifactError as error:
            refused += 1
            assert str(error).startswith("f cannot be read (") and str(error).endswith("; get it again.")
    assert refused > len(whole) / 2


@pytest.mark.hostile
@pytest.mark.parametrize(
    "data",
    [b"", b"<html>", packed(other=NUMBERS), packed(numbers=np.array([{}], object)), NUMBERS.tobytes()],
    ids=["empty", "html", "other", "pickled", "raw"],
)
def test_opened_arrays_of_anything_else(data: bytes) -> None:
    """What is no such file, or lacks the array asked for, gives a sentence; nothing is unpickled."""
    with pytest.raises(ArtifactError, match=r"^f cannot be read"), opened_arrays(data, name="f", remedy="r") as arrays:
        assert arrays["numbers"].size


@pytest.mark.hostile
@pytest.mark.parametrize("name", LOADERS)
def test_shipped_file_changed_anywhere(name: str) -> None:
    """Of each kind of shipped file, a changed byte gives a product or a sentence, never another error."""
    whole = Path(ARTIFACTS / "uci" / name).read_bytes()
    refused = 0
    for position in np.linspace(0, len(whole) - 1, 60).astype(int).tolist():
        try:
            LOADERS[name](flipped(whole, position))
        except ArtifactError:
            refused += 1
    assert refused > 20
