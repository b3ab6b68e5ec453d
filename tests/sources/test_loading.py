"""Digits are looked for in order, checked, and joined with their writers; every refusal is told in one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.errors import DownloadError
from mnist_explore.sources import fetch, load_digits, registry
from mnist_explore.sources.registry import Mirror
from tests.sources.conftest import idx_bytes, npz_bytes


def say(folder, monkeypatch):
    """Name a folder in MNIST_EXPLORE_DATA."""
    monkeypatch.setenv("MNIST_EXPLORE_DATA", str(folder))
    return folder


def assert_small(found, small):
    """Assert that the small data set was found, with all its writers and nothing to complain of."""
    np.testing.assert_array_equal(found.digits.images, small.images)
    np.testing.assert_array_equal(found.digits.labels, small.labels)
    np.testing.assert_array_equal(found.digits.writer, small.writer)
    np.testing.assert_array_equal(found.digits.series, small.labels % 2 * 4)
    np.testing.assert_array_equal(found.digits.split, [0] * 30 + [1] * 10)
    assert found.digits.name == "mnist"
    assert not found.is_fallback


def test_load_digits_from_the_named_folder(small, tmp_path, monkeypatch):
    """The folder of MNIST_EXPLORE_DATA comes first, its own writers' tables included."""
    folder = say(tmp_path / "data", monkeypatch)
    small.put(folder, *registry.IDX, *registry.WRITERS)
    small.put(small.cache, registry.NPZ)
    found = load_digits(download=False)
    assert_small(found, small)
    assert found.origin == f"the folder {folder}"
    assert found.notices == ()


def test_load_digits_from_the_named_file(small, tmp_path, monkeypatch):
    """An NPZ file may be named itself, and is recognised as MNIST by its digits, not by its hash."""
    path = say(tmp_path / "again.npz", monkeypatch)
    columns = {"x_train": small.images[:30], "y_train": small.labels[:30].astype(int)}
    path.write_bytes(npz_bytes(**columns, x_test=small.images[30:], y_test=small.labels[30:]))
    small.put(small.cache, *registry.WRITERS)
    found = load_digits(download=False)
    assert_small(found, small)
    assert found.origin == f"the file {path}"


@pytest.mark.parametrize("files", ["NPZ", "IDX"])
def test_load_digits_from_the_cache(small, files):
    """Without a named folder the cache answers, whichever form of MNIST it holds."""
    kept = getattr(registry, files)
    small.put(small.cache, *(kept if files == "IDX" else [kept]), *registry.WRITERS)
    found = load_digits(download=False)
    assert_small(found, small)
    assert found.origin == "your cache"
    assert found.notices == ()


def test_load_digits_from_keras(small):
    """After the project's own cache Keras's is asked."""
    small.put(small.keras, registry.NPZ)
    small.put(small.cache, *registry.WRITERS)
    found = load_digits(download=False)
    assert_small(found, small)
    assert found.origin == "Keras's cache"


def test_load_digits_by_download(small, server, monkeypatch):
    """With nothing on this machine digits and writers are downloaded; the next start needs no network."""
    monkeypatch.setattr(registry, "DIGIT_MIRRORS", (server.mirror("a", {registry.NPZ: small.files[registry.NPZ]}),))
    tables = {known: small.files[known] for known in registry.WRITERS}
    monkeypatch.setattr(registry, "WRITER_MIRRORS", (server.mirror("w", tables),))
    found = load_digits()
    assert_small(found, small)
    assert found.origin == f"a download from 127.0.0.1:{server.port}"
    assert found.notices == ()
    assert len(server.asked) == 3
    again = load_digits(download=False)
    assert_small(again, small)
    assert again.origin == "your cache"


@pytest.mark.hostile
@pytest.mark.usefixtures("small")
def test_load_digits_offline(monkeypatch):
    """Without anything the bundled digits are shown at once, and one notice says what was tried and what helps."""
    monkeypatch.setattr(registry, "DIGIT_MIRRORS", (Mirror("http://127.0.0.1:9/", (registry.NPZ,)),))
    found = load_digits()
    assert found.is_fallback
    assert found.digits.name == "uci"
    assert found.origin == "scikit-learn's bundled digits"
    assert len(found.notices) == 1
    assert "127.0.0.1:9 could not be reached" in found.notices[0]


def test_load_digits_may_not_download(small, server, monkeypatch):
    """With `download=False` no server is asked."""
    monkeypatch.setattr(registry, "DIGIT_MIRRORS", (server.mirror("a", {registry.NPZ: b""}),))
    monkeypatch.setattr(registry, "WRITER_MIRRORS", (server.mirror("w", dict.fromkeys(registry.WRITERS, b"")),))
    assert load_digits(download=False).is_fallback
    small.put(small.cache, registry.NPZ)
    assert not load_digits(download=False).digits.has_writers
    assert server.asked == []


@pytest.mark.hostile
def test_load_digits_damage_is_passed_over(small):
    """A wrong cache and a wrong Keras cache each give one notice, and the next place is tried."""
    small.put(small.cache, *registry.IDX)
    (small.cache / registry.IDX[1].path).write_bytes(idx_bytes(np.zeros(30, np.uint8)))
    small.put(small.keras, registry.NPZ)
    (small.keras / "mnist.npz").write_bytes(npz_bytes(x=np.zeros(3)))
    found = load_digits(download=False)
    assert found.is_fallback
    places = [str(small.cache / registry.IDX[1].path), str(small.keras / "mnist.npz")]
    assert [place in notice for place, notice in zip(places, found.notices, strict=True)] == [True] * 2
    assert "was not used" in found.notices[0]
    assert "was not used" in found.notices[1]
    assert found.problem == ""


@pytest.mark.hostile
def test_load_digits_never_replaces_what_was_named(small, server, tmp_path, monkeypatch):
    """A folder that is missing, empty or damaged is told with its name; neither a cache nor a server answers for it."""
    folder = say(tmp_path / "typo", monkeypatch)
    small.put(small.cache, registry.NPZ, *registry.IDX, *registry.WRITERS)
    monkeypatch.setattr(registry, "DIGIT_MIRRORS", (server.mirror("a", {registry.NPZ: small.files[registry.NPZ]}),))

    def problem():
        found = load_digits()
        assert found.is_fallback and found.digits.name == "uci"
        assert found.notices == (found.problem,) and str(folder) in found.problem
        return found.problem

    assert problem() == f"{folder} is named as the data and is not there; correct the name, or leave it out."
    folder.mkdir()
    assert "holds no digits and is empty" in problem()
    small.put(folder, *registry.IDX)
    assert_small(load_digits(download=False), small)
    images = folder / registry.IDX[0].path
    images.write_bytes(images.read_bytes()[:-100])
    assert "cut short" in problem()
    monkeypatch.setenv("MNIST_EXPLORE_READ", "sideways")
    images.write_bytes(small.files[registry.IDX[0]])
    found = load_digits(download=False)
    assert found.is_fallback and "MNIST_EXPLORE_READ holds sideways" in found.problem
    assert server.asked == []


def test_load_digits_own_data(small, tmp_path, monkeypatch):
    """Another data set is shown under its folder's name, with unknown writers and a notice that it is not MNIST."""
    folder = say(tmp_path / "kuzushiji v2", monkeypatch)
    folder.mkdir()
    (folder / "some.npz").write_bytes(npz_bytes(images=small.images[:14], labels=small.labels[:14]))
    found = load_digits(download=False)
    assert found.digits.name == "some"
    assert not found.digits.has_writers
    assert found.digits.split.sum() == 2
    assert len(found.notices) == 1
    assert "not MNIST's bytes: shown as your own data set" in found.notices[0]
    (folder / "some.npz").unlink()
    small.put(folder, *registry.IDX)
    (folder / registry.IDX[3].path).write_bytes(idx_bytes((small.labels[30:] + 1) % 10))
    found = load_digits(download=False)
    assert found.digits.name == "kuzushiji-v2", "one changed label, and it is no longer MNIST"
    assert not found.digits.has_writers


def test_load_digits_without_writers(small):
    """MNIST without the tables is shown with unknown writers and one notice that says why."""
    small.put(small.cache, registry.NPZ)
    found = load_digits(download=False)
    assert not found.digits.has_writers
    assert len(found.notices) == 1
    assert "`fetch` gets them" in found.notices[0]
    found = load_digits()
    assert not found.digits.has_writers
    assert len(found.notices) == 1
    assert "127.0.0.1:9 could not be reached" in found.notices[0]


@pytest.mark.hostile
def test_load_digits_damaged_writers(small, tmp_path, monkeypatch):
    """A damaged table in the folder is refused with a notice; the cache's is taken instead."""
    folder = say(tmp_path / "data", monkeypatch)
    small.put(folder, *registry.IDX, *registry.WRITERS)
    (folder / registry.WRITERS[0].path).write_bytes(b"5\t0\t99\t0\t35\t1\t0\t0\n")
    found = load_digits(download=False)
    assert not found.digits.has_writers
    assert len(found.notices) == 2
    small.put(small.cache, *registry.WRITERS)
    found = load_digits(download=False)
    assert_small(found, small)
    assert len(found.notices) == 1
    assert str(folder / registry.WRITERS[0].path) in found.notices[0]


@pytest.mark.hostile
def test_load_digits_cache_cannot_be_written(small, server, monkeypatch):
    """With a cache that cannot be written the download is shown all the same, with a notice."""
    small.cache.write_bytes(b"a file where the folder should be")
    monkeypatch.setattr(registry, "DIGIT_MIRRORS", (server.mirror("a", {registry.NPZ: small.files[registry.NPZ]}),))
    tables = {known: small.files[known] for known in registry.WRITERS}
    monkeypatch.setattr(registry, "WRITER_MIRRORS", (server.mirror("w", tables),))
    found = load_digits()
    assert_small(found, small)
    assert len(found.notices) == 1
    assert "could not be kept" in found.notices[0]


def test_fetch_fills_the_cache(small, server, monkeypatch):
    """`fetch` brings digits, writers and votes; a second `fetch` asks for nothing."""
    for name, files in (
        ("DIGIT_MIRRORS", (registry.NPZ,)),
        ("WRITER_MIRRORS", registry.WRITERS),
        ("VOTE_MIRRORS", (registry.VOTES,)),
    ):
        mirror = server.mirror(name, {known: small.files[known] for known in files})
        monkeypatch.setattr(registry, name, (mirror,))
    assert fetch() == small.cache
    assert (small.cache / registry.VOTES.path).read_bytes() == small.files[registry.VOTES]
    assert fetch() == small.cache
    assert len(server.asked) == 4
    assert_small(load_digits(download=False), small)


@pytest.mark.hostile
@pytest.mark.usefixtures("small")
def test_fetch_offline(monkeypatch):
    """`fetch` without a network fails with one sentence that names what was tried."""
    monkeypatch.setattr(registry, "DIGIT_MIRRORS", (Mirror("http://127.0.0.1:9/", (registry.NPZ,)),))
    with pytest.raises(DownloadError, match=r"mnist\.npz could not be downloaded .127\.0\.0\.1:9 could not be"):
        fetch()


@pytest.mark.hostile
def test_fetch_into_a_cache_that_cannot_be_written(small, server, monkeypatch):
    """`fetch` that can keep nothing fails, since keeping is its purpose."""
    small.cache.write_bytes(b"")
    monkeypatch.setattr(registry, "DIGIT_MIRRORS", (server.mirror("a", {registry.NPZ: small.files[registry.NPZ]}),))
    with pytest.raises(DownloadError, match="could not be kept"):
        fetch()


@pytest.mark.mnist
def test_load_digits_mnist_facts(mnist):
    """The real data has 70,000 digits in the published order, by 539 and 297 writers of whom none is in both."""
    train, test = mnist.where_split("train"), mnist.where_split("test")
    assert (len(train), len(test)) == (60_000, 10_000)
    assert mnist.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert mnist.labels[test[:10]].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert np.bincount(mnist.labels[train]).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    writers = [set(mnist.writer[part].tolist()) for part in (train, test)]
    assert [len(those) for those in writers] == [539, 297]
    assert not writers[0] & writers[1]
    assert np.bincount(mnist.series[train]).tolist() == [30_950, 0, 0, 0, 29_050]
    assert set(mnist.series[test[:5000]].tolist()) == {4}
    assert (mnist.series[test[5000:]] == 0).sum() == 4999


@pytest.mark.mnist
@pytest.mark.usefixtures("mnist")
def test_load_digits_mnist_origin():
    """The real data is said to come from the folder that was named."""
    found = load_digits(download=False)
    assert found.origin == f"the folder {Path(os.environ['MNIST_EXPLORE_DATA'])}"
