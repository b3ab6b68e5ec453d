"""Files are whole on the disk before they take their place: nobody ever sees half of one, whatever stops the writer."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

STALE_S = 3600
"""A half-written file this old, or this far in the future, belongs to a process that was killed."""


def write_atomically(path: Path, data: bytes, *, may_make_folder: bool = True) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never half of it.

    A link is followed to the file that it names, whose permissions stay as they are. What is no file, a pipe or a
    device, is written to as it stands.

    Parameters
    ----------
    path
        Of the file.
    data
        All of its content.
    may_make_folder
        Whether the folder is made where it is missing.

    Raises
    ------
    OSError
        If it cannot be written; what was there before is there still.
    """
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file() and not path.is_dir():
        path.write_bytes(data)
        return
    if may_make_folder:
        path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    os.close(handle)
    try:
        write_whole(Path(name), data, mode=path.stat().st_mode & 0o777 if path.is_file() else 0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_whole(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file that nobody looks for yet, down to the disk; where that fails nothing is left of it."""
    try:
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(mode)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def put_together(files: Mapping[Path, bytes], index: Path, text: bytes) -> None:
    """Write files and the index that names their hashes so that all of it is seen, or nothing, whenever this stops.

    Every file is whole beside its place before the index is replaced, and from then on is found :func:`beside` it
    until it has taken its place.

    Parameters
    ----------
    files
        Path → content.
    index, text
        The file that is written last, and its content.

    Raises
    ------
    OSError
        If any of it cannot be written; what was there before is there still.
    """
    ready: dict[Path, Path] = {}
    made: list[Path] = []
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            ready[path] = beside(path, hashlib.sha256(data).hexdigest())
            if not (ready[path].is_file() and ready[path].read_bytes() == data):
                made.append(ready[path])
                write_whole(ready[path], data)
        write_atomically(index, text)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise
    for path, whole in ready.items():
        whole.replace(path)
        sweep(path)


def beside(path: Path, sha256: str) -> Path:
    """Return where :func:`put_together` has a file of this hash ready before it takes its place."""
    return path.with_name(f".{path.name}.{sha256[:16]}")


def sweep(path: Path) -> None:
    """Remove what processes that were killed while writing this file have left beside it."""
    for leftover in path.parent.glob(f".{path.name}.*"):
        with suppress(FileNotFoundError):
            if abs(time.time() - leftover.stat().st_mtime) > STALE_S:
                leftover.unlink()
