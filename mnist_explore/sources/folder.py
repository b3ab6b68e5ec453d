"""Digits in a folder or file that a person names: MNIST in any of its usual layouts, or a data set of his own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from mnist_explore.digits import Digits
from mnist_explore.errors import DataError
from mnist_explore.sources.idx import read_idx
from mnist_explore.sources.npz import read_npz
from mnist_explore.sources.splits import MOST_DIGITS, Part, assembled, checked_part, is_mnist, own_name
from mnist_explore.sources.store import read_bytes

PLACES = ("", "mnist", "MNIST/raw")
"""Where in the folder to look: directly in it, as this project lays it out, as torchvision does."""

IDX_STEMS = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
MOST_BYTES = MOST_DIGITS * (28 * 28 + 8) + 65536


def read_folder(folder: Path) -> Digits:
    """Return the digits that lie in a folder, or in one NPZ file.

    Parameters
    ----------
    folder
        A folder with MNIST's four IDX files (gzipped or plain) or with ``mnist.npz`` or one other ``.npz`` file,
        directly in it, in ``mnist/`` or in ``MNIST/raw/``; or the path of an ``.npz`` file.

    Returns
    -------
    Digits
        Named ``"mnist"`` if all bytes are MNIST's, otherwise after the folder or file. Writers unknown.

    Raises
    ------
    DataError
        If nothing usable is there: one sentence for each thing that was found and could not be used.
    """
    problems: list[str] = []
    try:
        for stem, read in _candidates(folder):
            try:
                train, test = read()
            except DataError as error:
                problems.append(str(error))
            else:
                return assembled("mnist" if is_mnist(train, test) else own_name(stem), train, test)
    except OSError as error:
        problems.append(f"{folder} cannot be read ({error.strerror}); make it readable.")
    raise DataError(" ".join(problems) or _nothing_in(folder))


def _candidates(folder: Path) -> Iterator[tuple[str, Callable[[], tuple[Part, Part]]]]:
    """Give each set of files that could be a data set, as a name and a function that reads it."""
    if folder.is_file():
        yield folder.stem, partial(_read_npz_file, folder)
        return
    for place in PLACES:
        paths = [path for stem in IDX_STEMS if (path := _idx_file(folder / place, stem))]
        if paths:
            yield folder.name, partial(_read_idx_files, folder / place, paths)
        archives = sorted((folder / place).glob("*.npz"))
        named = [path for path in archives if path.name == "mnist.npz"] or archives
        if len(named) == 1:
            yield named[0].stem, partial(_read_npz_file, named[0])
        elif named:
            yield folder.name, partial(_refuse_several, folder / place, len(named))


def _idx_file(folder: Path, stem: str) -> Path | None:
    """Return one of the four IDX files under any of its usual names; None if there is none."""
    names = (f"{base}-ubyte{ending}" for base in (stem, stem.replace("-idx", ".idx")) for ending in (".gz", ""))
    return next((folder / name for name in names if (folder / name).is_file()), None)


def _read_idx_files(folder: Path, paths: list[Path]) -> tuple[Part, Part]:
    """Return both parts from the four IDX files, all of which must be there."""
    if len(paths) != len(IDX_STEMS):
        held = ", ".join(path.name for path in paths)
        raise DataError(f"{folder} holds {held}; all of {', '.join(IDX_STEMS)} are needed.")
    train_images, train_labels, test_images, test_labels = (
        read_idx(_bytes_of(path), rank=3 if "images" in path.name else 1, source=str(path)) for path in paths
    )
    return (
        checked_part(train_images, train_labels, source=f"{folder} (train)"),
        checked_part(test_images, test_labels, source=f"{folder} (test)"),
    )


def _read_npz_file(path: Path) -> tuple[Part, Part]:
    """Return both parts from an NPZ file."""
    return read_npz(_bytes_of(path), source=str(path))


def _refuse_several(folder: Path, count: int) -> tuple[Part, Part]:
    """Refuse to guess which of several NPZ files is meant."""
    raise DataError(f"{folder} holds {count} .npz files; name the one that is meant in MNIST_EXPLORE_DATA.")


def _bytes_of(path: Path) -> bytes:
    """Return the bytes of a file that was seen a moment ago."""
    data = read_bytes(path, most=MOST_BYTES)
    if data is None:
        raise DataError(f"{path} is gone; put it back.")
    return data


def _nothing_in(folder: Path) -> str:
    """Say what is missing from a folder without digits."""
    if not folder.exists():
        return f"MNIST_EXPLORE_DATA names {folder}, which is not there; correct it, or unset it."
    return f"{folder} holds no digits: MNIST's four IDX files or one .npz file are needed there."
