"""The shipped products' ledger: which files there are, their hashes, what they were made from, and their figures."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from mnist_explore.errors import ArtifactError

ARTIFACTS = Path(__file__).parent / "artifacts"
MANIFEST = "manifest.json"
_LEDGER = threading.Lock()
PACKAGES = ("numpy", "pandas", "scikit-learn", "openTSNE", "faiss-cpu", "keras", "tensorflow-cpu", "tensorflow")


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
    """Return the manifest: section name → ``{"files": {name: sha256}, "figures": {...}, ...}``; empty if none.

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
    if not isinstance(manifest, dict) or not all(map(_is_section, manifest.values())):
        raise ArtifactError(f"{path} is not a manifest; restore it, or make it anew with `build`.")
    return manifest


def record(section: str, files: dict[str, bytes], *, facts: dict[str, Any], folder: Path = ARTIFACTS) -> None:
    """Write a section's files and enter them, with `facts` and package versions, in the manifest.

    Parameters
    ----------
    section
        For example ``"recogniser"``, or ``"atlas/mnist"``.
    files
        Path relative to `folder` → content.
    facts
        Anything JSON can hold: fingerprint of the digits, seed, measured figures.
    """
    entry = {
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
        "versions": installed_versions(*PACKAGES),
        **facts,
    }
    with _alone_with(folder):
        try:
            manifest = read_manifest(folder)
        except ArtifactError:
            # What a damaged ledger said of other products is lost either way: they are missing and are made anew.
            manifest = {}
        text = json.dumps({**manifest, section: entry}, indent=2, sort_keys=True) + "\n"
        products = {folder / name: data for name, data in files.items()}
        _write_together({**products, folder / MANIFEST: text.encode()})


@contextmanager
def _alone_with(folder: Path) -> Iterator[None]:
    """Keep other threads, and where the system can, other processes, from changing a folder's ledger meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    with _LEDGER:
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


def checked_bytes(section: str, name: str, *, folder: Path = ARTIFACTS) -> bytes:
    """Return a recorded file's bytes after comparing their SHA-256 with the manifest's.

    Raises
    ------
    ArtifactError
        If the file is not recorded, not there, or not the bytes that were recorded.
    """
    expected = read_manifest(folder).get(section, {}).get("files", {}).get(name)
    path = folder / name
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
