"""The order in which digits are looked for, and what is said about every place that could not be used."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mnist_explore.digits import Digits
from mnist_explore.errors import DataError, DownloadError, plain
from mnist_explore.sources import registry
from mnist_explore.sources.bundled import BUNDLED, bundled_digits
from mnist_explore.sources.download import download
from mnist_explore.sources.folder import read_named
from mnist_explore.sources.forms.given import How, asked_how
from mnist_explore.sources.idx import read_idx
from mnist_explore.sources.npz import read_npz
from mnist_explore.sources.registry import Known, Mirror
from mnist_explore.sources.splits import Part, assembled, checked_part, is_mnist
from mnist_explore.sources.store import cache_folder, keras_folder, stored
from mnist_explore.sources.transfer import Progress
from mnist_explore.sources.votes import Votes, join_votes, read_votes
from mnist_explore.sources.writers import join_writers, read_writer_table

DATA_VARIABLE = "MNIST_EXPLORE_DATA"
BUNDLED_ORIGIN = "scikit-learn's bundled digits"


@dataclass(frozen=True, eq=False)
class Found:
    """Digits, and how they were come by.

    Parameters
    ----------
    digits
        The data set.
    origin
        Where it comes from, in words that complete "shown are the digits of ...".
    notices
        One sentence for each place that was there but could not be used, and for writers that are missing.
    votes
        What people said of doubted test labels; None where the votes were not found, or are of other digits.
    doubts
        One sentence for each thing that seems wrong with all pictures, and what mends it.
    problem
        Why the data that a person named cannot be used, in one or a few sentences; empty where they can, or none were
        named. These digits are then the bundled ones: named data are never replaced by others without a word.
    """

    digits: Digits
    origin: str
    notices: tuple[str, ...] = ()
    votes: Votes | None = None
    doubts: tuple[str, ...] = ()
    problem: str = ""

    def __post_init__(self) -> None:
        """Make what is said fit to be shown: a folder's name may hold anything."""
        object.__setattr__(self, "origin", plain(self.origin))
        object.__setattr__(self, "problem", plain(self.problem))
        object.__setattr__(self, "notices", tuple(map(plain, self.notices)))

    @property
    def is_fallback(self) -> bool:
        """Whether these are the bundled digits, shown because MNIST was not found, or what was named is of no use."""
        return self.digits.name == BUNDLED


def load_digits(*, progress: Progress | None = None, download: bool = True) -> Found:
    """Return the digits of the first place that has them; there is always one.

    Where MNIST_EXPLORE_DATA names a folder or file, read as MNIST_EXPLORE_READ says, these digits or, if they cannot
    be used, scikit-learn's 1,797 bundled ones with the reason. Otherwise the project's cache, Keras's cache, a
    download from three mirrors, and the bundled digits, in this order. Everything is checked before it is used:
    what claims to be MNIST by its SHA-256, a person's own data by form and range. Without a network the answer
    takes under ten seconds.

    Parameters
    ----------
    progress
        Called with what is being done, in words, and the fraction (0-1) of that; in the caller's thread.
    download
        Whether the network may be asked, for digits, writers and votes.

    Returns
    -------
    Found
        The digits, their origin, and what went wrong on the way.
    """
    report = progress or _silent
    notices: list[str] = []
    named = os.environ.get(DATA_VARIABLE)
    if named:
        try:
            found = _in_folder(Path(named), asked_how(), report)
        except DataError as error:
            return Found(bundled_digits(), BUNDLED_ORIGIN, (str(error),), problem=str(error))
        return _completed(found, notices, report, may_download=download)
    for place in _places(report, may_download=download):
        try:
            here = place()
        except DataError as error:
            notices.append(str(error))
        else:
            if here is not None:
                return _completed(here, notices, report, may_download=download)
    report("Reading scikit-learn's bundled digits", 0.0)
    return Found(bundled_digits(), BUNDLED_ORIGIN, tuple(notices))


def open_data(path: Path, how: How, *, progress: Progress | None = None) -> Found:
    """Return the digits of one folder or file, whatever the environment names.

    Parameters
    ----------
    path
        A folder, or an IDX, NPZ, CSV or Parquet file.
    how
        How its pictures are read.
    progress
        As for :func:`load_digits`.

    Raises
    ------
    DataError
        If nothing there can be used: what is there, what is wrong and what to do.
    """
    report = progress or _silent
    return _completed(_in_folder(path, how, report), [], report, may_download=False)


def fetch(*, progress: Progress | None = None) -> Path:
    """Download whatever the cache lacks of digits, writers' tables and label votes.

    Parameters
    ----------
    progress
        As for :func:`load_digits`.

    Returns
    -------
    Path
        The cache folder, in which everything now lies whole.

    Raises
    ------
    DownloadError
        If a file cannot be had from any of its mirrors, or cannot be kept: one sentence that names what was tried.
    """
    cache = cache_folder()
    for mirrors in (registry.DIGIT_MIRRORS, registry.WRITER_MIRRORS, registry.VOTE_MIRRORS):
        received = download(mirrors, cache=cache, progress=progress or _silent)
        if received.notices:
            raise DownloadError(" ".join(received.notices))
    return cache


def _places(report: Progress, *, may_download: bool) -> list[Callable[[], Found | None]]:
    """Return the places to look in; each gives digits, or None where there is nothing, or raises DataError."""
    cache, keras = cache_folder(), keras_folder()
    places: list[Callable[[], Found | None]] = [
        partial(_in_store, {registry.NPZ: cache / registry.NPZ.path}, "your cache", report),
        partial(_in_store, {known: cache / known.path for known in registry.IDX}, "your cache", report),
    ]
    if keras is not None:
        places.append(partial(_in_store, {registry.NPZ: keras / registry.NPZ.path}, "Keras's cache", report))
    if may_download:
        places.append(partial(_by_download, cache, report))
    return places


def _in_folder(folder: Path, how: How, report: Progress) -> Found:
    """Return the digits of the folder that a person named."""
    report(f"Reading {folder}", 0.0)
    named = read_named(folder, how=how)
    kind = "file" if folder.is_file() else "folder"
    if named.digits.name == "mnist":
        return Found(named.digits, f"the {kind} {folder}", named.notices)
    notice = f"The digits in {folder} are not MNIST's bytes: shown as your own data set, {named.digits.name}."
    return Found(named.digits, f"the {kind} {folder}", (notice, *named.notices), doubts=named.doubts)


def _in_store(paths: dict[Known, Path], origin: str, report: Progress) -> Found | None:
    """Return MNIST from a cache, or None where a file of it is missing."""
    report(f"Reading {origin}", 0.0)
    contents = {}
    for known, path in paths.items():
        content = stored(path, known)
        if content is None:
            return None
        contents[known] = content
    return Found(_mnist(contents), origin)


def _by_download(cache: Path, report: Progress) -> Found:
    """Return MNIST from the network, or from what another process has put into the cache meanwhile."""
    received = download(registry.DIGIT_MIRRORS, cache=cache, progress=report)
    origin = f"a download from {received.host}" if received.host else "your cache"
    return Found(_mnist(received.contents), origin, received.notices)


def _mnist(contents: dict[Known, bytes]) -> Digits:
    """Return MNIST from the verified contents of its files."""
    train, test = _parts(contents)
    if not is_mnist(train, test):
        raise DataError("The files have the right SHA-256 but not MNIST's digits; please report this.")
    return assembled("mnist", train, test)


def _parts(contents: dict[Known, bytes]) -> tuple[Part, Part]:
    """Return both parts from the contents of the NPZ file or of the four IDX files."""
    if registry.NPZ in contents:
        return read_npz(contents[registry.NPZ], source=registry.NPZ.name)
    arrays = [
        read_idx(contents[known], rank=3 if "images" in known.name else 1, source=known.name) for known in registry.IDX
    ]
    return checked_part(*arrays[:2], source="MNIST (train)"), checked_part(*arrays[2:], source="MNIST (test)")


def _completed(found: Found, notices: list[str], report: Progress, *, may_download: bool) -> Found:
    """Return what was found with all notices so far, and with writers and votes if these digits are MNIST's."""
    notices += found.notices
    if found.digits.name != "mnist":
        return Found(found.digits, found.origin, tuple(notices), doubts=found.doubts)
    digits, votes, is_online = found.digits, None, may_download
    try:
        report("Reading the writers", 0.0)
        contents = _contents(registry.WRITERS, registry.WRITER_MIRRORS, notices, report, may_download=may_download)
        train, test = (read_writer_table(contents[known], source=known.name) for known in registry.WRITERS)
        digits = join_writers(digits, train, test)
    except DataError as error:
        notices.append(f"Who wrote the digits is not known. {error}")
        # Whoever has waited once for a network that is not there need not wait again.
        is_online = may_download and not isinstance(error, DownloadError)
    try:
        votes = _votes(digits, notices, report, may_download=is_online)
    except DataError as error:
        notices.append(f"What people said of doubted labels is not known. {error}")
    return Found(digits, found.origin, tuple(dict.fromkeys(notices)), votes)


def _votes(digits: Digits, notices: list[str], report: Progress, *, may_download: bool) -> Votes | None:
    """Return the votes, or None where they are nowhere to be had: the one page that shows them says so."""
    report("Reading the votes", 0.0)
    try:
        contents = _contents((registry.VOTES,), registry.VOTE_MIRRORS, notices, report, may_download=may_download)
    except DownloadError:
        return None
    return join_votes(digits, read_votes(contents[registry.VOTES], source=registry.VOTES.name))


def _contents(
    files: tuple[Known, ...], mirrors: tuple[Mirror, ...], notices: list[str], report: Progress, *, may_download: bool
) -> dict[Known, bytes]:
    """Return the verified contents of files that belong to MNIST, from the named folder, the cache or the network."""
    contents = {}
    for known in files:
        for path in _paths(known):
            try:
                content = stored(path, known)
            except DataError as error:
                notices.append(str(error))
                continue
            if content is not None:
                contents[known] = content
                break
    if len(contents) == len(files):
        return contents
    if not may_download:
        names = " and ".join(known.name for known in files)
        raise DownloadError(f"Neither {DATA_VARIABLE} nor the cache has {names}; `fetch` gets them.")
    received = download(mirrors, cache=cache_folder(), progress=report)
    notices += received.notices
    return received.contents


def _paths(known: Known) -> list[Path]:
    """Return where a file may lie: in the named folder's two usual places, and in the cache."""
    named = os.environ.get(DATA_VARIABLE)
    folders = [Path(named)] if named else []
    inside = [folder / path for folder in folders for path in (known.path, known.name)]
    return [*inside, cache_folder() / known.path]


def _silent(_stage: str, _fraction: float) -> None:
    """Report nothing."""
