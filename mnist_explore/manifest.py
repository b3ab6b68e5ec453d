"""The products' manifest: which files there are, what they weigh, their hashes, origins and figures.

Products lie in two places. Those that ship lie in the package; what is made on this machine is written to the user's
own folder, and is looked for there first.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

from mnist_explore.errors import ArtifactError, quoted
from mnist_explore.files import beside, put_together
from mnist_explore.installation import checkout_folder

ARTIFACTS = Path(__file__).parent / "artifacts"
"""The package's own products: written to only in a checkout, by ``--ship``."""
MANIFEST = "manifest.json"
TRIES = 3
"""Readings of a file that is not what one and the same manifest says, until it counts as damaged."""
PRODUCTS_VARIABLE = "MNIST_EXPLORE_PRODUCTS"
TOTAL = "total_bytes"
"""Beside the sections in the file: what all products together weigh, the manifest itself not counted."""
MOST_BYTES = 4_000_000
"""Of a manifest, a hundred times what it has."""
_MANIFEST_LOCK = threading.Lock()
PACKAGES = ("numpy", "pandas", "scikit-learn", "openTSNE", "faiss-cpu", "keras", "tensorflow-cpu", "tensorflow")

T = TypeVar("T")


def products_folder() -> Path:
    """Return the folder that products are written to: MNIST_EXPLORE_PRODUCTS, or the system's place for user data.

    The folder need not exist.
    """
    named = os.environ.get(PRODUCTS_VARIABLE)
    if named:
        return Path(named)
    import platformdirs

    return platformdirs.user_data_path("mnist_explore", appauthor=False)


def need_room() -> None:
    """Say, before any work begins, that :func:`products_folder` cannot be written to; nothing is made there.

    Raises
    ------
    ArtifactError
        If it cannot.
    """
    folder = products_folder()
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise ArtifactError(f"{folder} cannot be written to; name another folder in {PRODUCTS_VARIABLE}.")


@contextmanager
def shipping() -> Iterator[None]:
    """Let products be written to the package, and be looked for there alone, as what ships is made from what ships.

    Raises
    ------
    ArtifactError
        If the package is installed: only a checkout's products are there to be changed.
    """
    if checkout_folder() is None:
        raise ArtifactError(f"{ARTIFACTS.parent} is an installed package, and only a checkout's products can change.")
    before = os.environ.get(PRODUCTS_VARIABLE)
    os.environ[PRODUCTS_VARIABLE] = str(ARTIFACTS)
    try:
        yield
    finally:
        if before is None:
            del os.environ[PRODUCTS_VARIABLE]
        else:
            os.environ[PRODUCTS_VARIABLE] = before


def places(folder: Path | None = None) -> tuple[Path, ...]:
    """Return the folders to look for products in, in order: `folder` alone, else the user's and the package's."""
    if folder is not None:
        return (folder,)
    own = products_folder()
    return (ARTIFACTS,) if own == ARTIFACTS else (own, ARTIFACTS)


def place_of(section: str, *, folder: Path | None = None) -> Path:
    """Return the first of the :func:`places` whose manifest has a section, or the last of them."""
    *first, last = places(folder)
    for place in first:
        # What a damaged manifest of the user's named can be made anew; it shall not stop what ships.
        with suppress(ArtifactError):
            if section in read_manifest(place):
                return place
    return last


def section_facts(section: str, *, folder: Path | None = None) -> dict[str, Any]:
    """Return what the first manifest that has a section says of it; empty if none has.

    Raises
    ------
    ArtifactError
        If the last of the manifests is damaged.
    """
    facts: dict[str, Any] = read_manifest(place_of(section, folder=folder)).get(section, {})
    return facts


def first_sound(section: str, load: Callable[[Path], T], *, folder: Path | None = None) -> T:
    """Return what `load` makes of the first of the :func:`places` that has a section and that it accepts.

    Raises
    ------
    ArtifactError
        What was wrong with the first place that has the section; where none has, what `load` says of the last.
    """
    wrong: ArtifactError | None = None
    for place in places(folder):
        try:
            facts = read_manifest(place).get(section)
            if facts is not None:
                found = load(place)
                # Again, where another process has put new products there meanwhile.
                return found if read_manifest(place).get(section) == facts else load(place)
        except ArtifactError as error:
            wrong = wrong or error
    if wrong is not None:
        raise wrong
    return load(places(folder)[-1])


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(folder: Path = ARTIFACTS) -> dict[str, Any]:
    """Return a folder's manifest: section → ``{"files": {name: sha256}, "bytes": {name: size}, ...}``; empty if none.

    Raises
    ------
    ArtifactError
        If the file is there but cannot be read, or is not a manifest.
    """
    path = folder / MANIFEST
    try:
        if not path.exists():
            return {}
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            raise ArtifactError(f"{path} is not a manifest; remove it, or make it anew with `build`.")
        manifest = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        wrong = quoted(getattr(error, "strerror", None) or error)
        raise ArtifactError(f"{path} is damaged ({wrong}); restore it, or make it anew with `build`.") from error
    sections = {name: found for name, found in manifest.items() if name != TOTAL} if isinstance(manifest, dict) else {}
    if not isinstance(manifest, dict) or not all(map(_is_section, sections.values())):
        raise ArtifactError(f"{path} is not a manifest; restore it, or make it anew with `build`.")
    return sections


def record(section: str, files: dict[str, bytes], *, facts: dict[str, Any], folder: Path | None = None) -> None:
    """Write a section's files and enter them, with `facts` and package versions, in the manifest.

    Parameters
    ----------
    section
        For example ``"recogniser"``, or ``"atlas/mnist"``.
    files
        Path relative to `folder` → content.
    facts
        Anything JSON can hold: fingerprint of the digits, seed, measured figures.
    folder
        Where to; by default :func:`products_folder`.
    """
    folder = folder or products_folder()
    entry = {
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        "versions": installed_versions(*PACKAGES),
        **facts,
    }
    try:
        with _alone_with(folder):
            try:
                manifest = read_manifest(folder)
            except ArtifactError:
                # What a damaged manifest said of other products is lost either way: they are missing and are made anew.
                manifest = {}
            products = {folder / name: data for name, data in files.items()}
            put_together(products, folder / MANIFEST, _weighed({**manifest, section: entry}, products, folder))
    except OSError as error:
        raise ArtifactError(
            f"What was made could not be written to {folder} ({error.strerror or error}); make room there, or name "
            f"another folder in {PRODUCTS_VARIABLE}."
        ) from error


def _weighed(manifest: dict[str, Any], products: Mapping[Path, bytes], folder: Path) -> bytes:
    """Return a manifest's text, with what every file weighs: those about to be written, and those that are there."""
    total = 0
    for section in manifest.values():
        sizes = {
            name: len(products[folder / name]) if folder / name in products else (folder / name).stat().st_size
            for name in section.get("files", {})
            if folder / name in products or (folder / name).is_file()
        }
        section["bytes"] = sizes
        total += sum(sizes.values())
    return (json.dumps({**manifest, TOTAL: total}, indent=2, sort_keys=True) + "\n").encode()


@contextmanager
def _alone_with(folder: Path) -> Iterator[None]:
    """Keep other threads, and where the system can, other processes, from changing a folder's manifest meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    with _MANIFEST_LOCK:
        try:
            import fcntl
        except ImportError:  # Windows
            yield
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def checked_bytes(section: str, name: str, *, folder: Path | None = None) -> bytes:
    """Return a recorded file's bytes, from the first place that has its section, once their SHA-256 is found right.

    Raises
    ------
    ArtifactError
        If the file is not recorded, not there, or not the bytes that were recorded.
    """
    tried: list[str] = []
    while True:
        place = place_of(section, folder=folder)
        expected = read_manifest(place).get(section, {}).get("files", {}).get(name)
        path = place / name
        if not isinstance(expected, str):
            break
        there = [one for one in (path, beside(path, expected)) if one.is_file()]
        for one in there:
            data = _bytes_of(one)
            if data is not None and hashlib.sha256(data).hexdigest() == expected:
                return data
        if not there:
            break
        # Again, where another process puts new products into their places between manifest and file, however often it
        # does: what is damaged stays so.
        tried.append(expected)
        if tried.count(expected) == TRIES:
            raise ArtifactError(f"{name} is damaged (its SHA-256 is not the manifest's) and was not used; restore it.")
    raise ArtifactError(f"{name} is missing; restore it, or make it anew with `python -m mnist_explore build`.")


def _bytes_of(path: Path) -> bytes | None:
    """Return a file's bytes, or None where it has been moved to its place this very moment.

    Raises
    ------
    ArtifactError
        If it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ArtifactError(f"{path} cannot be read ({error.strerror}); make it readable, or restore it.") from error


def _is_section(section: Any) -> bool:
    """Return whether a manifest's entry has the form that :func:`record` gives it."""
    return isinstance(section, dict) and all(isinstance(section.get(part, {}), dict) for part in ("files", "figures"))


def installed_versions(*packages: str) -> dict[str, str]:
    """Return the versions of those packages that are installed."""
    found = {}
    for package in packages:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
