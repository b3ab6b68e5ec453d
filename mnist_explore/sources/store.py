"""Folders on this machine that hold known files: the project's own cache, and Keras's."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from mnist_explore.errors import DataError
from mnist_explore.files import sweep, write_atomically
from mnist_explore.sources.idx import inflated
from mnist_explore.sources.registry import Known

CACHE_VARIABLE = "MNIST_EXPLORE_CACHE"


def cache_folder() -> Path:
    """Return the folder that downloads are kept in: MNIST_EXPLORE_CACHE, or the system's place for caches.

    The folder need not exist. It is laid out as a folder for MNIST_EXPLORE_DATA is.
    """
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named)
    import platformdirs

    return platformdirs.user_cache_path("mnist_explore")


def keras_folder() -> Path | None:
    """Return the folder that Keras keeps data sets in, KERAS_HOME respected; None if there is no home folder.

    References
    ----------
    https://keras.io/api/utils/config_utils/, ``KERAS_HOME``.
    """
    named = os.environ.get("KERAS_HOME")
    try:
        return (Path(named) if named else Path.home() / ".keras") / "datasets"
    except RuntimeError:
        return None


def verified(data: bytes, known: Known, *, source: str) -> bytes:
    """Return a known file's content, inflated where it is kept gzipped, once its SHA-256 is found right.

    Raises
    ------
    DataError
        If it is any other content, or damaged.
    """
    is_packed = known.path.endswith(".gz")
    if not is_packed and len(data) > known.size:
        raise DataError(f"{source} is longer than the {known.size:,} bytes it should have and was not used.")
    content = inflated(data, most=known.size, source=source) if is_packed else data
    found = hashlib.sha256(content).hexdigest()
    if found != known.sha256:
        raise DataError(
            f"{source} is not what it should be (SHA-256 {found[:12]}… instead of {known.sha256[:12]}…) "
            f"and was not used."
        )
    return content


def stored(path: Path, known: Known) -> bytes | None:
    """Return the verified content of a known file, or None where there is no such file.

    Raises
    ------
    DataError
        If the file is there but cannot be read, or is other content.
    """
    data = read_bytes(path, most=known.most_bytes)
    return None if data is None else verified(data, known, source=str(path))


def read_bytes(path: Path, *, most: int) -> bytes | None:
    """Return a file's bytes, or None where there is no such file.

    Raises
    ------
    DataError
        If the file cannot be read or has more than `most` bytes.
    """
    try:
        if not path.is_file():
            return None
        size = path.stat().st_size
        if size > most:
            raise DataError(f"{path} has {size:,} bytes, more than the {most:,} that it may have, and was not read.")
        with path.open("rb") as file:
            # No more than that, should it grow meanwhile.
            return file.read(most)
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}); make it readable, or remove it.") from error


def keep(cache: Path, known: Known, data: bytes) -> str | None:
    """Write a download to the cache so that it is seen whole or not at all.

    Returns
    -------
    str or None
        None if it is kept; otherwise one sentence that says why not (a read-only folder, a full disk).
    """
    try:
        write_atomically(cache / known.path, data)
        sweep(cache / known.path)
    except OSError as error:
        reason = "a file has that name" if cache.is_file() else error.strerror
        return (
            f"The download could not be kept in {cache} ({reason}) and will be needed again next time; "
            f"make room there, or name another folder in {CACHE_VARIABLE}."
        )
    return None
