"""What a file is: told by its first bytes, and by its name only where these do not tell."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Literal

from mnist_explore.errors import DataError

Kind = Literal["images", "labels", "npz", "parquet", "csv", "picture", "other"]

HEAD_BYTES = 4096
GZIP = b"\x1f\x8b"
GZIP_WINDOW = 31
SEPARATORS = ",;\t"
FEWEST_SEPARATORS = 16
"""In a table's first line: one with pictures has hundreds."""
STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\0\0\x08\x03", "images"),
    (b"\0\0\x08\x01", "labels"),
    (b"PAR1", "parquet"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
)
ENDS: tuple[tuple[str, Kind], ...] = (
    (".npz", "npz"),
    (".parquet", "parquet"),
    (".csv", "csv"),
    (".csv.gz", "csv"),
    (".tsv", "csv"),
    (".png", "picture"),
    (".jpg", "picture"),
    (".jpeg", "picture"),
    (".webp", "picture"),
)
FOREIGN = (
    (b"PK\x03\x04", "a zip archive; unpack it and name the folder"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it and name the folder"),
    (b"Rar!", "a RAR archive; unpack it and name the folder"),
    (b"version https://git-lfs", "a Git LFS pointer and not the file; get it by `git lfs pull`"),
    (b"\x93NUMPY", "one NumPy array; save pictures and labels together with numpy.savez_compressed"),
    (b"\x80\x02", "a pickle, which is never opened; save it with numpy.savez_compressed"),
    (b"\x80\x03", "a pickle, which is never opened; save it with numpy.savez_compressed"),
    (b"\x80\x04", "a pickle, which is never opened; save it with numpy.savez_compressed"),
    (b"\x80\x05", "a pickle, which is never opened; save it with numpy.savez_compressed"),
    (b"\x89HDF", "an HDF5 file; save pictures and labels with numpy.savez_compressed"),
    (b"MATLAB 5.0", "a MATLAB file; save pictures and labels with numpy.savez_compressed"),
    (b"ARROW1", "an Arrow file; save it as Parquet"),
    (b"<!doctype", "a web page; download the file itself"),
    (b"<html", "a web page; download the file itself"),
)
"""How files begin that people name and that are not read, and what to do about each."""


def kind_of(path: Path) -> Kind:
    """Return what a file is.

    Returns
    -------
    Kind
        ``images`` and ``labels`` are IDX files, gzipped or plain.

    Raises
    ------
    DataError
        If the file cannot be read.
    """
    head = _head(path)
    if head.startswith(b"PK\x03\x04") and _has_arrays(path):
        return "npz"
    if (kind := _by_start(head)) is not None:
        return kind
    if not head.startswith(tuple(start for start, _ in FOREIGN)) and _is_table(head):
        return "csv"
    name = path.name.lower()
    if "-ubyte" in name:
        return "labels" if "labels" in name else "images"
    if head[:9].lower().startswith((b"version h", b"<!doctype", b"<html", b"pk\x03\x04")) and not name.endswith(".npz"):
        return "other"
    return next((kind for end, kind in ENDS if name.endswith(end)), "other")


def in_words(path: Path) -> str:
    """Say what a file is that is not read, and what to do; what has no name gets none."""
    head = _head(path)
    if not head:
        return "empty (0 bytes); get it again"
    low = head[:16].lower()
    for start, words in FOREIGN:
        if head.startswith(start) or low.startswith(start):
            return words
    if _by_start(head) == "picture":
        return "one picture; name a folder of pictures, in folders named as their classes"
    if head[257:262] == b"ustar":
        return "a tar archive; unpack it and name the folder"
    return "none of IDX, NPZ, CSV, Parquet and PNG or JPEG pictures"


def _by_start(head: bytes) -> Kind | None:
    """Return what a file is by its first bytes, None where they do not tell."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "picture"
    return next((kind for start, kind in STARTS if head.startswith(start)), None)


def _head(path: Path) -> bytes:
    """Return the first bytes of a file's content, inflated where it is gzipped."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}); make it readable.") from error
    if not head.startswith(GZIP):
        return head
    try:
        return zlib.decompressobj(GZIP_WINDOW).decompress(head, HEAD_BYTES)
    except zlib.error:
        return head


def _has_arrays(path: Path) -> bool:
    """Tell whether a zip archive is NumPy's: its members are arrays."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith(".npy") for name in archive.namelist())
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False


def _is_table(head: bytes) -> bool:
    """Tell whether a file begins as a table of text with many columns."""
    line = head.split(b"\n", 1)[0]
    try:
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return text.rstrip("\r").replace("\t", "").isprintable() and max(map(text.count, SEPARATORS)) >= FEWEST_SEPARATORS
