"""The project's own NPZ files: opened without unpickling, and every kind of damage is one sentence."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import ArtifactError

DAMAGE = (
    OSError,
    EOFError,
    LookupError,
    TypeError,
    ValueError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
"""What zipfile, its packers and NumPy raise for files that are not whole, and what using their arrays then raises."""


@contextmanager
def opened_arrays(data: bytes, *, name: str, remedy: str) -> Iterator[Mapping[str, NDArray[Any]]]:
    """Open an NPZ file's bytes; use its arrays within the ``with`` block, where all that fails counts as damage.

    Parameters
    ----------
    data
        The file's bytes.
    name
        What the error calls the file.
    remedy
        What the error says is to be done.

    Raises
    ------
    ArtifactError
        If the bytes are no NPZ file, are damaged, hold pickled objects, or lack an array that is asked for.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            yield arrays
    except DAMAGE as error:
        raise ArtifactError(f"{name} cannot be read ({error}); {remedy}") from error
