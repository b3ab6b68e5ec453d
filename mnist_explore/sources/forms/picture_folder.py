"""Folders of pictures, one folder for each class, in a training and a test folder or in none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from mnist_explore.errors import DataError, plain
from mnist_explore.ink.pictures import MAX_BYTES
from mnist_explore.sources.forms.decoding import decoded
from mnist_explore.sources.forms.given import Given
from mnist_explore.sources.forms.labelling import digit_of, is_digit
from mnist_explore.sources.splits import MOST_DIGITS

ENDS = (".png", ".jpg", ".jpeg", ".webp")


def class_folders(folder: Path) -> list[Path]:
    """Return the folders in a folder that hold pictures, or are named as a digit, by name."""
    inside = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    return [path for path in inside if is_digit(digit_of(path.name)) or next(picture_files(path), None)]


def picture_files(folder: Path) -> Iterator[Path]:
    """Yield the pictures that lie directly in a folder, told by their names; in no order."""
    for path in folder.iterdir():
        if path.name.lower().endswith(ENDS) and not path.name.startswith("."):
            yield path


def read_pictures(folder: Path) -> Given:
    """Return the pictures in a folder's folders, labelled by the names of these: ``7``, ``digit 3``, ``A``.

    Raises
    ------
    DataError
        If none has a picture, or there are too many.
    """
    source, files, empty = str(folder), [], []
    for inside in class_folders(folder):
        paths = sorted(picture_files(inside))
        if not paths:
            empty.append(inside.name)
        files += [(path, inside.name) for path in paths]
        if len(files) > MOST_DIGITS:
            raise DataError(f"{source} has more than {MOST_DIGITS:,} pictures, the most that can be shown.")
    found = decoded(((path.name, _bytes_of(path)) for path, _ in files), source=source)
    notices = found.notices(source)
    if empty:
        notices += (f"{source} has no pictures in {', '.join(plain(name, most=12) for name in empty)}.",)
    return Given(found.pictures, np.array([files[place][1] for place in found.kept]), source, notices)


def _bytes_of(path: Path) -> bytes | None:
    """Return a picture's bytes, one more at most than a picture may have; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        return None
