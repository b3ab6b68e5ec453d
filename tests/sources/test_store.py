"""Caches: where they are, that wrong files in them are refused, and that writing never leaves half a file."""

from __future__ import annotations

import gzip
import os
import time
from pathlib import Path

import pytest

from mnist_explore.errors import DataError
from mnist_explore.sources import registry, store
from mnist_explore.sources.registry import Known
from tests.sources.conftest import sha256

PLAIN = Known("a.json", sha256(b"abc"), 3)
PACKED = Known("b/a.tsv.gz", sha256(b"abc"), 3)


def test_cache_folder_named(monkeypatch, tmp_path):
    """MNIST_EXPLORE_CACHE names the cache."""
    monkeypatch.setenv("MNIST_EXPLORE_CACHE", str(tmp_path))
    assert store.cache_folder() == tmp_path


def test_cache_folder_of_the_system(monkeypatch, tmp_path):
    """Without a name the cache is the system's folder for caches, and asking does not make it."""
    monkeypatch.delenv("MNIST_EXPLORE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
    folder = store.cache_folder()
    assert folder.name == "mnist_explore"
    assert not folder.exists()


def test_keras_folder_follows_keras_home(monkeypatch, tmp_path):
    """KERAS_HOME moves Keras's data sets, and without it they lie in the home folder."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert store.keras_folder() == tmp_path / "datasets"
    monkeypatch.delenv("KERAS_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert store.keras_folder() == tmp_path / ".keras" / "datasets"


def test_keras_folder_without_a_home(monkeypatch):
    """A user without a home folder has no Keras cache, and no error either."""

    def homeless():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert store.keras_folder() is None


def test_verified_checks_what_is_inside():
    """The hash is that of the inflated bytes, however they are packed, and of the file itself where it is plain."""
    assert store.verified(gzip.compress(b"abc", 1), PACKED, source="f") == b"abc"
    assert store.verified(gzip.compress(b"abc", 9, mtime=5), PACKED, source="f") == b"abc"
    assert store.verified(b"abc", PACKED, source="f") == b"abc"
    assert store.verified(b"abc", PLAIN, source="f") == b"abc"


@pytest.mark.hostile
@pytest.mark.parametrize("data", [b"abd", b"ab", b"", b"abcd", gzip.compress(b"abc", mtime=0)])
def test_verified_refuses(data):
    """Any other bytes are refused."""
    with pytest.raises(DataError, match="was not used"):
        store.verified(data, PLAIN, source="f")


@pytest.mark.hostile
def test_verified_gzip_bomb():
    """A packed file that goes on beyond its known length is refused after that length."""
    with pytest.raises(DataError, match="longer than the 3 bytes"):
        store.verified(gzip.compress(bytes(10**7)), PACKED, source="f")


@pytest.mark.hostile
def test_stored_not_there(tmp_path):
    """No file, a folder in its place, and a file in the folder's place all mean that there is none."""
    assert store.stored(tmp_path / "a.json", PLAIN) is None
    (tmp_path / "a.json").mkdir()
    assert store.stored(tmp_path / "a.json", PLAIN) is None
    (tmp_path / "b").write_bytes(b"")
    assert store.stored(tmp_path / PACKED.path, PACKED) is None


@pytest.mark.hostile
def test_stored_huge(tmp_path):
    """A file far larger than the known one is refused by its size, without being read."""
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.truncate(10**11)
    with pytest.raises(DataError, match="100,000,000,000 bytes"):
        store.stored(path, PLAIN)


@pytest.mark.hostile
def test_stored_unreadable(tmp_path, monkeypatch):
    """A file that may not be read is explained."""
    (tmp_path / "a.json").write_bytes(b"abc")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataError, match=r"cannot be read \(Permission denied\)"):
        store.stored(tmp_path / "a.json", PLAIN)


def test_keep_then_stored(tmp_path):
    """What is kept is found again."""
    assert store.keep(tmp_path / "new", PACKED, gzip.compress(b"abc")) is None
    assert store.stored(tmp_path / "new" / PACKED.path, PACKED) == b"abc"


@pytest.mark.hostile
def test_keep_sweeps_what_was_left(tmp_path):
    """Half-written files of processes killed long ago go; one that may still be written, and other files, stay."""
    old, fresh, other = (tmp_path / name for name in (".a.json.old", ".a.json.new", "other.json"))
    for path in (old, fresh, other):
        path.write_bytes(b"a")
    for path in (old, other):
        os.utime(path, (time.time() - 7200,) * 2)
    store.keep(tmp_path, PLAIN, b"abc")
    assert not old.exists()
    assert fresh.exists()
    assert other.exists()


def test_registry_is_consistent():
    """Every mirror serves known files over https, under paths that stay inside the cache."""
    for mirror in (*registry.DIGIT_MIRRORS, *registry.WRITER_MIRRORS, *registry.VOTE_MIRRORS):
        assert mirror.base.startswith("https://")
        assert mirror.base.endswith("/")
        for known in mirror.files:
            assert len(bytes.fromhex(known.sha256)) == 32
            assert not Path(known.path).is_absolute()
            assert ".." not in known.path


@pytest.mark.mnist
@pytest.mark.usefixtures("mnist")
def test_registry_knows_the_real_files():
    """Hash and length in the registry are those of the real files."""
    folder = Path(os.environ["MNIST_EXPLORE_DATA"])
    for known in (*registry.WRITERS, registry.VOTES, *registry.IDX):
        content = store.stored(folder / known.path, known)
        if content is not None:
            assert len(content) == known.size
