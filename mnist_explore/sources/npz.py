"""NPZ files: NumPy's zip of arrays, read without ever unpickling or inflating more than an array may have."""

from __future__ import annotations

import math
import re
import zipfile
from io import BytesIO
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import MOST
from mnist_explore.errors import DataError, plain, quoted
from mnist_explore.packed import DAMAGE
from mnist_explore.sources.forms.given import Given
from mnist_explore.sources.forms.labelling import labelled
from mnist_explore.sources.forms.settling import settled
from mnist_explore.sources.splits import MOST_DECODED_BYTES, MOST_DIGITS, MOST_INFLATION, Part

SPLIT_ARRAYS = ("x_train", "y_train", "x_test", "y_test")
WHOLE_ARRAYS = ("images", "labels")
SPLIT_NAMES = (
    SPLIT_ARRAYS,
    ("train_images", "train_labels", "test_images", "test_labels"),
    ("training_images", "training_labels", "test_images", "test_labels"),
    ("train_x", "train_y", "test_x", "test_y"),
)
WHOLE_NAMES = (
    WHOLE_ARRAYS, ("image", "label"), ("x", "y"), ("data", "target"), ("data", "labels"), ("x_train", "y_train"),
    ("train_images", "train_labels"),
)  # fmt: skip
"""What arrays are usually called, in capitals or not; the first that are all there are taken."""
CLASS_NAMES = ("class_names", "label_names", "target_names", "classes", "names")
WRITER_NAMES = ("writers", "writer")
"""What arrays besides are called: of the classes' names, and, in a file without splits, of who wrote each picture."""
MOST_BYTES = MOST_DECODED_BYTES + 65536
"""Of a file: its arrays as they are, unpacked."""
ENCRYPTED = 0x1
MOST_HEADER = 4096
HEADER = re.compile(
    rb"\{\s*'descr':\s*'(?P<descr>[<>|=]?[a-zA-Z]\d{0,3})',\s*'fortran_order':\s*(?P<order>True|False),"
    rb"\s*'shape':\s*\((?P<shape>[\d, ]{0,80})\),?\s*\}\s*"
)


def read_npz(data: bytes, *, source: str) -> tuple[Part, Part]:
    """Return the training and test part that an NPZ file holds.

    Parameters
    ----------
    data
        The file's bytes, as :func:`read_arrays` takes them; of arrays without a split every seventh digit becomes a
        test digit.
    source
        What errors call the file.

    Raises
    ------
    DataError
        As :func:`read_arrays` and :func:`~mnist_explore.sources.forms.settling.settled` do.
    """
    return labelled([settled(given)[0] for given in read_arrays(data, source=source)])[0]


def read_arrays(data: bytes, *, source: str) -> tuple[Given, ...]:
    """Return the pictures and labels of an NPZ file as they are: one set, or the training and the test set.

    Parameters
    ----------
    data
        The file's bytes, with ``x_train``, ``y_train``, ``x_test`` and ``y_test`` as Keras packs them, with
        ``images`` and ``labels``, or with arrays of another of :data:`SPLIT_NAMES` and :data:`WHOLE_NAMES`. Others
        are not looked at.
    source
        What errors call the file.

    Raises
    ------
    DataError
        If the file is damaged, lacks the arrays, holds objects (which are never unpickled), or if an array has too
        many entries or bytes, or grows more than 100 times when unpacked.

    References
    ----------
    https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = {name.removesuffix(".npy").lower(): name for name in archive.namelist()}
            for wanted in (*SPLIT_NAMES, *WHOLE_NAMES):
                if not names.keys() >= set(wanted):
                    continue
                arrays = [_read_array(archive, names[name], source=source) for name in wanted]
                told = _names(archive, names, source=source)
                if len(wanted) == len(WHOLE_ARRAYS):
                    hands = next((names[name] for name in WRITER_NAMES if name in names), None)
                    writers = _read_array(archive, hands, source=source) if hands else None
                    return (Given(arrays[0], arrays[1], source, names=told, writers=writers),)
                train = Given(arrays[0], arrays[1], f"{source} (train)", names=told)
                return train, Given(arrays[2], arrays[3], f"{source} (test)", names=told)
    except DAMAGE as error:
        raise DataError(f"{source} is damaged ({quoted(error)}); get it again.") from error
    held = ", ".join(plain(name, most=24) for name in sorted(names)[:8]) or "nothing"
    raise DataError(f"{source} holds {held}; {', '.join(SPLIT_ARRAYS)} or {' and '.join(WHOLE_ARRAYS)} are needed.")


def _names(archive: zipfile.ZipFile, names: dict[str, str], *, source: str) -> tuple[str, ...]:
    """Return the classes' names in order, where an array has them."""
    held = next((names[name] for name in CLASS_NAMES if name in names), None)
    if held is None or not _may_name_classes(archive, held):
        return ()
    array = _read_array(archive, held, source=source)
    return tuple(one.decode("utf-8", "replace") if isinstance(one, bytes) else one for one in array.tolist())


def _may_name_classes(archive: zipfile.ZipFile, name: str) -> bool:
    """Tell by its header whether an array has a text for each class, and not one for each picture, or objects."""
    with archive.open(name) as stream:
        try:
            shape, _, dtype = _read_header(stream)
        except ValueError:  # texts of a thousand letters and more
            return False
    return len(shape) == 1 and shape[0] <= MOST and dtype.kind in "US"


def _read_array(archive: zipfile.ZipFile, name: str, *, source: str) -> NDArray[Any]:
    """Return one array of the archive, its header checked before its bytes are inflated."""
    entry = archive.getinfo(name)
    if entry.flag_bits & ENCRYPTED:
        raise DataError(f"{source} is encrypted; save it without a password.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DataError(f"{source} is packed as NumPy packs nothing; save it with numpy.savez_compressed.")
    with archive.open(entry) as stream:
        shape, is_fortran, dtype = _read_header(stream)
        called = f"{name.removesuffix('.npy')} in {source}"
        if dtype.hasobject:
            raise DataError(f"{called} holds Python objects, which are never unpickled; save it as numbers.")
        _check_size(shape, dtype, entry, called=called)
        content = _read_exactly(stream, math.prod(shape) * dtype.itemsize, called=called)
    return np.frombuffer(content, dtype).reshape(shape, order="F" if is_fortran else "C")


def _read_header(stream: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Return shape, order and dtype from an array's header.

    By a pattern instead of NumPy's reader, which parses the header as Python: that can be made to fail in many ways.
    """
    version = np.lib.format.read_magic(stream)
    width = {(1, 0): 2, (2, 0): 4}.get(version)
    if width is None:
        raise ValueError(f"array format {version} is not for plain numbers")
    size = int.from_bytes(stream.read(width), "little")
    match = HEADER.fullmatch(stream.read(min(size, MOST_HEADER)))
    if match is None:
        raise ValueError("an array header is not that of plain numbers")
    shape = tuple(int(number) for number in match["shape"].split(b",") if number.strip())
    return shape, match["order"] == b"True", np.dtype(match["descr"].decode("ascii"))


def _check_size(shape: tuple[int, ...], dtype: np.dtype[Any], entry: zipfile.ZipInfo, *, called: str) -> None:
    """Refuse an array that is too large or packed beyond belief, before inflating it."""
    size = math.prod(shape) * dtype.itemsize
    if not 1 <= len(shape) <= 4 or not 1 <= shape[0] <= MOST_DIGITS:
        count = shape[0] if shape else 0
        what = "digits" if len(shape) > 1 else "entries"
        raise DataError(f"{called} has {count:,} {what}; between 1 and {MOST_DIGITS:,} can be shown.")
    if size > MOST_DECODED_BYTES:
        raise DataError(f"{called} has {size:,} bytes, over {MOST_DECODED_BYTES:,}; save smaller pictures, or fewer.")
    if size > MOST_INFLATION * max(entry.compress_size, 1) and size > 1 << 20:
        raise DataError(
            f"{called} would inflate {size // max(entry.compress_size, 1):,} times and was not opened; "
            f"use another file."
        )


def _read_exactly(stream: IO[bytes], size: int, *, called: str) -> bytes:
    """Return `size` bytes, which must be all that is left."""
    content = stream.read(size)
    if len(content) != size:
        raise DataError(f"{called} is cut short: {len(content):,} of {size:,} bytes are there; get it again.")
    if stream.read(1):
        raise DataError(f"{called} is longer than the {size:,} bytes its header promises; get it again.")
    return content
