"""The products' manifest: which files there are, what they weigh, their hashes, origins and figures.

Products lie in two places. Those that ship lie in the package; what is made on this machine is written to the user's
own folder, and is looked for there first.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

from mnist_explore.errors import ArtifactError
from mnist_explore.installation import checkout_folder

ARTIFACTS = Path(__file__).parent / "artifacts"
"""The package's own products: written to only in a checkout, by ``--ship``."""
MANIFEST = "manifest.json"
PRODUCTS_VARIABLE = "MNIST_EXPLORE_PRODUCTS"
TOTAL = "total_bytes"
"""Beside the sections in the file: what all products together weigh, the manifest itself not counted."""
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
            if section in read_manifest(place):
                return load(place)
        except ArtifactError as error:
            wrong = wrong or error
    if wrong is not None:
        raise wrong
    return load(places(folder)[-1])


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a reader sees the old file or the new one, never half of it."""
    _write_together({path: data})


def _write_together(files: Mapping[Path, bytes]) -> None:
    """Write files atomically, each; all are on the disk before the first takes its place."""
    staged: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            staged[path] = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            staged[path].chmod(0o644)
        for path, written in staged.items():
            written.replace(path)
    except BaseException:
        for written in staged.values():
            written.unlink(missing_ok=True)
        raise


def read_manifest(folder: Path = ARTIFACTS) -> dict[str, Any]:
    """Return a folder's manifest: section → ``{"files": {name: sha256}, "bytes": {name: size}, ...}``; empty if none.

    Raises
    ------
    ArtifactError
        If the file is there but is not a manifest.
    """
    path = folder / MANIFEST
    if not path.exists():
        return {}
    try:
        manifest = json.loads(path.read_text())
    except ValueError as error:
        raise ArtifactError(f"{path} is damaged ({error}); restore it, or make it anew with `build`.") from error
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
    with _alone_with(folder):
        try:
            manifest = read_manifest(folder)
        except ArtifactError:
            # What a damaged manifest said of other products is lost either way: they are missing and are made anew.
            manifest = {}
        products = {folder / name: data for name, data in files.items()}
        _write_together({**products, folder / MANIFEST: _weighed({**manifest, section: entry}, products, folder)})


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
    place = place_of(section, folder=folder)
    expected = read_manifest(place).get(section, {}).get("files", {}).get(name)
    path = place / name
    if expected is None or not path.is_file():
        raise ArtifactError(f"{name} is missing; restore it, or make it anew with `python -m mnist_explore`.")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != expected:
        raise ArtifactError(f"{name} is damaged (its SHA-256 is not the manifest's) and was not used; restore it.")
    return data


def _is_section(section: Any) -> bool:
    """Return whether a manifest's entry has the form that :func:`record` gives it."""
    return isinstance(section, dict) and isinstance(section.get("files", {}), dict)


def installed_versions(*packages: str) -> dict[str, str]:
    """Return the versions of those packages that are installed."""
    found = {}
    for package in packages:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
