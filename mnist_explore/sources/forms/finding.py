"""What a folder or file holds: each set of files that could be a data set, told by content, and the rest by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from mnist_explore.errors import DataError, plain
from mnist_explore.sources.forms.csv_file import read_csv
from mnist_explore.sources.forms.given import Given
from mnist_explore.sources.forms.kinds import Kind, in_words, kind_of
from mnist_explore.sources.forms.labelling import digit_of, is_digit
from mnist_explore.sources.forms.mapping import is_mapping, names_beside
from mnist_explore.sources.forms.parquet_file import read_parquet
from mnist_explore.sources.forms.picture_folder import class_folders, read_pictures
from mnist_explore.sources.idx import read_idx_of_any_size
from mnist_explore.sources.npz import MOST_BYTES, read_arrays
from mnist_explore.sources.store import read_bytes

PLACES = ("", "mnist", "MNIST/raw", "data")
"""Where in a folder to look: directly in it, as this project lays it out, as torchvision and as Hugging Face do."""
MOST_FILES = 500
"""Files of a folder that are looked into."""
ROLES = re.compile(
    r"(?<![a-z0-9])(?:(train|training)|(test|testing|t10k|val|valid|validation))(?![a-z0-9])", re.IGNORECASE
)
PART = re.compile(r"\d+-of-\d+|images?|labels?|imgs|idx[13]|ubyte|\.gz$|\.\w+$|[^a-z0-9]+", re.IGNORECASE)
SPLIT_FOLDERS = (("train", "training"), ("test", "testing"))

Parts = tuple[Given, ...]


@dataclass(frozen=True)
class Candidate:
    """Files that may be a data set.

    Parameters
    ----------
    layout
        What they are, in words.
    name
        What the data set is called after.
    read
        Gives one set, or the training and the test set; raises :class:`~mnist_explore.errors.DataError`.
    """

    layout: str
    name: str
    read: Callable[[], Parts]


def candidates(path: Path) -> Iterator[Candidate]:
    """Give everything in a folder, or at a file, that may be a data set, in the order in which it is tried."""
    if path.is_file():
        yield from _of_file(path)
        return
    if not path.is_dir():
        return
    folders, is_known = [path / place for place in PLACES if (path / place).is_dir()], False
    for read in (_in_folder, _picture_folders):
        for folder in folders:
            for candidate in read(folder, path.name):
                is_known = True
                yield candidate
    if not is_known and class_folders(path):
        yield _by_class(path, path.name)


def unread_in(path: Path) -> str:
    """Say which files are there, in a folder without candidates or at such a file, and what to do about the first."""
    if path.is_file():
        return f"{path} is {in_words(path)}."
    if path.exists() and not path.is_dir():
        return f"{path} holds no digits: it is a device, and a file or folder is needed."
    files = _files(path)
    needed = "an IDX pair, an NPZ, CSV or Parquet file, or folders of pictures by class are needed there"
    if not files:
        inside = [item.name for item in islice(path.iterdir(), MOST_FILES) if item.is_dir()]
        held = f" but the folders {_named(sorted(inside))}" if inside else " and is empty"
        return f"{path} holds no digits{held}; {needed}."
    if (flat := sum(kind_of(file) == "picture" for file in files)) > 0:
        return f"{path} holds {flat:,} pictures but no labels; put them into folders named as their classes."
    known = next((file for file in files if not in_words(file).startswith("none of")), None)
    if known is not None:
        return f"{path} holds no digits: {plain(known.name, most=40)} there is {in_words(known)}."
    return f"{path} holds no digits but {_named([file.name for file in files])}; {needed}."


def _named(names: Sequence[str]) -> str:
    """Return some names in words."""
    return ", ".join(plain(name, most=24) for name in names[:4]) + (
        f" and {len(names) - 4:,} more" if names[4:] else ""
    )


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder that are looked into, by name."""
    inside = islice((path for path in folder.iterdir() if not path.name.startswith(".") and path.is_file()), MOST_FILES)
    return sorted(inside)


def _of_file(path: Path) -> Iterator[Candidate]:
    """Give what one named file is, an IDX file together with those that belong to it."""
    kind = kind_of(path)
    if kind in ("images", "labels"):
        # Of however many files there are: only those of this set are looked into.
        family = sorted(file for file in path.parent.iterdir() if _key(file) == _key(path) and file.is_file())
        yield from _idx([file for file in family if kind_of(file) in ("images", "labels")], path.parent.name)
    elif kind in READERS:
        yield Candidate(LAYOUTS[kind], path.name.split(".")[0], partial(READERS[kind], path))


def _in_folder(folder: Path, name: str) -> Iterator[Candidate]:
    """Give the files that lie directly in a folder: IDX files, NPZ, Parquet, CSV."""
    kinds: dict[Kind, list[Path]] = {}
    for file in _files(folder):
        if not is_mapping(file):
            kinds.setdefault(kind_of(file), []).append(file)
    idx = sorted(kinds.get("images", []) + kinds.get("labels", []))
    families = {_key(file): [other for other in idx if _key(other) == _key(file)] for file in idx}
    several = [family[0] for family in families.values()]
    if len(families) > 1:
        yield Candidate("IDX files", name, partial(_refuse_several, folder, "sets of IDX files", several))
    for family in families.values() if len(families) == 1 else ():
        yield from _idx(family, name)
    archives = kinds.get("npz", [])
    archives = [path for path in archives if path.name == "mnist.npz"] or archives
    if len(archives) == 1:
        yield from _of_file(archives[0])
    elif archives:
        yield Candidate(LAYOUTS["npz"], name, partial(_refuse_several, folder, ".npz files", archives))
    for kind in ("parquet", "csv"):
        yield from _tables(folder, kinds.get(kind, []), kind, name)


def _idx(files: list[Path], name: str) -> Iterator[Candidate]:
    """Give the IDX files of one set: a pair of images and labels, or a pair for training and one for testing."""
    pairs = {}
    for role in ("train", "", "test"):
        of_role = [file for file in files if _role(file) == role]
        images = [file for file in of_role if kind_of(file) == "images"]
        labels = [file for file in of_role if kind_of(file) == "labels"]
        # Of a file that lies there gzipped and plain either will do.
        if images and labels:
            pairs[role] = (images[0], labels[0])
        elif of_role:
            yield Candidate("IDX files", name, partial(_refuse_alone, files, of_role))
            return
    if pairs:
        # One that is named as of no split is the training pair of a test pair, and left out beside both.
        used = [pair for role, pair in pairs.items() if role or len(pairs) < 3]
        layout = f"IDX files, {'a training and a test pair' if len(used) > 1 else 'one pair of images and labels'}"
        yield Candidate(layout, name, partial(_read_idx, used))


def _read_idx(pairs: list[tuple[Path, Path]]) -> Parts:
    """Return the pictures and labels of pairs of IDX files."""
    parts = []
    for (images, labels), role in zip(pairs, (" (train)", " (test)"), strict=False):
        pixels = read_idx_of_any_size(_bytes_of(images), rank=3, source=str(images))
        classes = read_idx_of_any_size(_bytes_of(labels), rank=1, source=str(labels))
        source = f"{images.parent}{role if len(pairs) > 1 else ''}"
        parts.append(Given(pixels, classes, source, names=names_beside(images)))
    return tuple(parts)


def _tables(folder: Path, files: list[Path], kind: Kind, name: str) -> Iterator[Candidate]:
    """Give the tables of one kind in a folder: one, or those for training and those for testing."""
    roles = {role: [file for file in files if _role(file) == role] for role in ("train", "test", "")}
    read, layout = TABLES.get(kind, read_csv), LAYOUTS[kind]
    if roles["train"]:
        if len({_key(file) for file in roles["train"]}) > 1:
            yield Candidate(layout, name, partial(_refuse_several, folder, f"sets of {layout}s", roles["train"]))
        else:
            layout = layout if len(files) == 1 else f"{layout}s by split"
            yield Candidate(layout, name, partial(_read_tables, read, roles["train"], roles["test"]))
    elif len(files) == 1:
        yield from _of_file(files[0])
    elif files:
        yield Candidate(layout, name, partial(_refuse_several, folder, f"{layout}s", files))


def _read_tables(read: Callable[[Path], Given], train: list[Path], test: list[Path]) -> Parts:
    """Return the tables of both splits; a test table without labels, as Kaggle's, is left out with a sentence."""
    training = tuple(read(path) for path in train)
    try:
        testing = tuple(read(path) for path in test)
    except DataError as error:
        if "has no column of labels" not in str(error):
            raise
        testing = ()
        notice = f"{test[0]} has no labels and is left out; every seventh picture of the others is for testing."
        training = (replace(training[0], notices=(notice,)), *training[1:])
    return tuple(_joined(parts) for parts in (training, testing) if parts)


def _joined(parts: tuple[Given, ...]) -> Given:
    """Return several files of one split as one."""
    import numpy as np

    if len(parts) == 1:
        return parts[0]
    shapes = {part.images.shape[1:] if isinstance(part.images, np.ndarray) else None for part in parts}
    if len(shapes) > 1:
        raise DataError(f"{parts[0].source} and the files beside it have pictures of different shapes; save them anew.")
    arrays = [part.images for part in parts if isinstance(part.images, np.ndarray)]
    images = np.concatenate(arrays) if arrays else [picture for part in parts for picture in part.images]
    labels = np.concatenate([part.labels for part in parts])
    hands = [part.writers for part in parts if part.writers is not None]
    return replace(
        parts[0],
        images=images,
        labels=labels,
        notices=tuple(notice for part in parts for notice in part.notices),
        writers=np.concatenate(hands) if len(hands) == len(parts) else None,
    )


def _picture_folders(folder: Path, name: str) -> Iterator[Candidate]:
    """Give folders of pictures by class, in folders by split or in none."""
    inside = {path.name.lower(): path for path in folder.iterdir() if path.is_dir()}
    splits = [next((inside[name] for name in names if name in inside), None) for names in SPLIT_FOLDERS]
    found = [split for split in splits if split is not None and class_folders(split)]
    if found:
        yield Candidate(
            "folders of pictures by class, by split", name, lambda: tuple(read_pictures(split) for split in found)
        )
    elif any(is_digit(digit_of(inside.name)) for inside in class_folders(folder)):
        yield _by_class(folder, name)


def _by_class(folder: Path, name: str) -> Candidate:
    """Return the folders of pictures that lie in a folder."""
    return Candidate("folders of pictures by class", name, lambda: (read_pictures(folder),))


def _role(path: Path) -> str:
    """Return the split that a file is of by its name: ``train``, ``test``, or none."""
    match = ROLES.search(path.name.replace("_", "-"))
    return "" if match is None else "train" if match[1] else "test"


def _key(path: Path) -> str:
    """Return what is left of a file's name without split, part and kind: equal in the files of one set."""
    return PART.sub("", ROLES.sub("", path.name.replace("_", "-"))).lower()


def _refuse_several(folder: Path, what: str, paths: list[Path]) -> Parts:
    """Refuse to guess which of several sets is meant."""
    raise DataError(f"{folder} holds {len(paths)} {what} ({_named([path.name for path in paths])}); name one file.")


def _refuse_alone(files: list[Path], alone: list[Path]) -> Parts:
    """Refuse images without labels, or labels without images."""
    missing = "labels" if kind_of(alone[0]) == "images" else "images"
    raise DataError(
        f"{files[0].parent} holds {_named([path.name for path in files])}, but no {missing} that belong to "
        f"{plain(alone[0].name, most=40)}; put them beside it."
    )


def _bytes_of(path: Path) -> bytes:
    """Return the bytes of a file that was seen a moment ago."""
    data = read_bytes(path, most=MOST_BYTES)
    if data is None:
        raise DataError(f"{path} is gone; put it back.")
    return data


READERS: dict[Kind, Callable[[Path], Parts]] = {
    "npz": lambda path: read_arrays(_bytes_of(path), source=str(path)),
    "parquet": lambda path: (read_parquet(path),),
    "csv": lambda path: (read_csv(path),),
}
TABLES: dict[Kind, Callable[[Path], Given]] = {"parquet": read_parquet, "csv": read_csv}
LAYOUTS: dict[Kind, str] = {"npz": "NPZ file", "parquet": "Parquet file", "csv": "CSV file"}
"""A new form of one file is an entry in each, beside one in :mod:`.kinds`."""
