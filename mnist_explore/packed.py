"""The project's own NPZ files: opened without unpickling, and every kind of damage is one sentence."""

from __future__ import annotations

import io
import lzma
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import ArtifactError, quoted

DAMAGE = (
    OSError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    ValueError,
    SyntaxError,
    RuntimeError,
    ArithmeticError,
    AssertionError,
    MemoryError,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
"""What zipfile, its packers and NumPy raise for files that are not whole, and what using their arrays then raises.

NumPy reads an array's header as Python, which has errors of its own; a header that asks for a petabyte has too little
memory."""


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
        raise ArtifactError(f"{name} cannot be read ({quoted(error)}); {remedy}") from error


def check_arrays(
    arrays: Mapping[str, NDArray[Any]], shapes: Mapping[str, tuple[int | str, ...]], *, kinds: str = "f"
) -> None:
    """Refuse arrays that cannot be used together, however right the file's hash may be.

    Parameters
    ----------
    arrays
        Name → array.
    shapes
        Name of every array needed → its shape; a letter stands for a length that is the same wherever it stands.
    kinds
        NumPy's letters for the kinds of numbers allowed; those of kind ``f`` have to be finite.

    Raises
    ------
    ValueError
        If one has another shape or kind, or is not finite; within :func:`opened_arrays` that is damage.
    KeyError
        If one is missing.
    """
    known: dict[int | str, int] = {}
    for name, shape in shapes.items():
        array = np.asarray(arrays[name])
        fits = array.ndim == len(shape) and array.dtype.kind in kinds
        for wanted, found in zip(shape, array.shape, strict=False):
            fits &= found == (wanted if isinstance(wanted, int) else known.setdefault(wanted, found))
        if not fits:
            raise ValueError(f"{name} is {array.dtype} {array.shape}")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError(f"{name} is not finite")
