"""A machine on which something goes wrong: its digits, its cache, its network, and a visitor who comes meanwhile."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from mnist_explore import sources
from mnist_explore.atlas import load_atlas
from mnist_explore.digits import Digits
from mnist_explore.manifest import ARTIFACTS, MANIFEST
from mnist_explore.sources import loading, registry
from mnist_explore.sources.registry import Mirror
from mnist_explore.ui.base import cache as ui_cache
from mnist_explore.ui.components import arrival
from tests.sources.conftest import Answer, Server, Small, serving, small_in
from tests.ui.conftest import clear_caches, visit

ROOT = Path(__file__).parents[2]
NOBODY = Mirror("http://127.0.0.1:9/", (registry.NPZ,))
NOISE = ("ScriptRunContext", "No runtime found")
"""What Streamlit says of every page that is run by a test."""


@dataclass
class Scene:
    """What a fault happens to.

    Parameters
    ----------
    folder
        A folder of its own.
    patch
        Undone at the end.
    small
        The bundled digits, which take MNIST's place as files of the registry.
    server
        The one mirror that has them.
    products
        A copy of what ships for them, from which pages read.
    log
        What was logged so far, and written to standard error by children.
    """

    folder: Path
    patch: pytest.MonkeyPatch
    small: Small
    server: Server
    products: Path
    log: list[str] = field(default_factory=list)

    def serve(self, answer: bytes | Answer | None = None) -> Mirror:
        """Let the one mirror answer so when it is asked for the digits; by default with them."""
        mirror = self.server.mirror("a", {registry.NPZ: self.small.files[registry.NPZ] if answer is None else answer})  # type: ignore[dict-item]
        self.patch.setattr(registry, "DIGIT_MIRRORS", (mirror,))
        return mirror

    def visit(self, page: str = "writers", **state: Any) -> str:
        """Return what a first visitor to a server that just started is told, and of which digits the page is."""
        clear_caches()
        test = visit(page, state=state)
        assert not test.exception, test.exception[0].message
        headlines = [one.value.split("**")[1] for one in test.markdown if "/info: **" in one.value]
        told = [one.value for kind in (test.warning, test.error) for one in kind]
        notices = [one.value for one in test.get("text")]
        found = ui_cache.shelf().found
        assert found is not None
        whose = "the bundled digits" if found.is_fallback else f"{len(found.digits):,} digits of {found.origin}"
        whole = "no page" if told and test.main.children and not test.header else "the page"
        return " ".join([f"{whole} of {whose}.", *headlines, *told, *notices[:1]])

    def next_start(self) -> str:
        """Return what the next start finds, with the network as it is now, and what then lies in the cache."""
        found = sources.load_digits()
        return f"{len(found.digits):,} digits of {found.origin}; {self.cached()}"

    def cached(self) -> str:
        """Say what lies in the cache."""
        place = self.small.cache / registry.NPZ.path
        known = [known.name for known in self.small.files]
        odd = [path.name for path in self.small.cache.rglob("*") if path.is_file() and path.name not in known]
        is_whole = place.is_file() and place.read_bytes() == self.small.files[registry.NPZ]
        said = f"{'no' if not place.exists() else 'a whole' if is_whole else 'a damaged'} mnist.npz in the cache"
        return said + (f", and besides {', '.join(sorted(odd))}" if odd else "")

    def plainly(self, text: str) -> str:
        """Return a text without what is another at every run."""
        return text.replace(str(self.folder), "…").replace(f"127.0.0.1:{self.server.port}", "mirror.example")

    def products_state(self, before: dict[str, bytes]) -> str:
        """Say whether all products are as they were."""
        now = contents(self.products)
        return (
            "every product as before"
            if now == before
            else f"changed: {sorted(set(now.items()) ^ set(before.items()))[0][0]}"
        )

    def child(self, code: str, *arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run some Python in a process of its own; what it writes to standard error is logged."""
        command = [sys.executable, "-c", code, *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, **options)
        self.log += [line for line in done.stderr.splitlines() if line.strip()]
        return done


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def scene() -> Iterator[Scene]:
    """Set a scene on which nothing is wrong yet, but that the network has nothing."""
    with TemporaryDirectory() as place, pytest.MonkeyPatch.context() as patch, serving() as server:
        folder = Path(place)
        small = small_in(folder, patch, bundled())
        patch.setattr(loading, "bundled_digits", bundled)
        patch.setattr(arrival, "PATIENCE_S", 60)
        patch.setattr(registry, "DIGIT_MIRRORS", (NOBODY,))
        products = folder / "products"
        shutil.copytree(ARTIFACTS / "uci", products / "uci")
        shutil.copy(ARTIFACTS / MANIFEST, products)
        shutil.copy(ARTIFACTS / "structure.npz", products)
        shutil.copy(ARTIFACTS / "recogniser.tflite", products)
        patch.setattr(ui_cache, "load_atlas", lambda digits: load_atlas(replace(digits, name="uci"), folder=products))
        set_ = Scene(folder, patch, small, server, products)
        small.put(small.cache, *registry.WRITERS, registry.VOTES)
        with logged(set_.log):
            yield set_
        clear_caches()


@cache
def bundled() -> Digits:
    """Return the bundled digits, made once."""
    return sources.bundled_digits()


@contextmanager
def logged(lines: list[str]) -> Iterator[None]:
    """Take note of whatever is logged as a warning or worse."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = self.format(record)
            if not any(noise in text for noise in NOISE):
                lines.append(text)

    handler = Handler(logging.WARNING)
    loggers = [logging.getLogger(), logging.getLogger("streamlit")]
    for one in loggers:
        one.addHandler(handler)
    yield
    for one in loggers:
        one.removeHandler(handler)


@contextmanager
def small_disk(folder: Path, *, read_only: bool) -> Iterator[None]:
    """Lay a disk over a folder that is read-only, or has room for 40 kB more; skip where none may be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = contents(folder)
    pages = sum(-(-len(data) // 4096) for data in whole.values())
    mount = ["mount", "-t", "tmpfs", "-o", f"size={4 * pages + 40}k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here: that takes the rights of root")
    try:
        for name, data in whole.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        if read_only:
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


Strike = Callable[[Scene], tuple[str, str]]


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    Parameters
    ----------
    name
        What it is, in a few words.
    strike
        Lets it happen to a scene; returns what a visitor saw meanwhile, and how things stand after it.
    saw, after
        What both have to say, among others.
    """

    name: str
    strike: Strike
    saw: str
    after: str

    def run(self) -> tuple[str, list[str], str]:
        """Return what the visitor saw, what the log said, and how things stand after it."""
        with scene() as set_:
            saw, after = self.strike(set_)
            return set_.plainly(saw), [set_.plainly(line) for line in set_.log], set_.plainly(after)
