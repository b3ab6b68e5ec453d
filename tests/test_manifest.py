"""The manifest of products: what was recorded comes back, anything else does not."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mnist_explore import manifest
from mnist_explore.errors import ArtifactError
from mnist_explore.files import write_atomically
from mnist_explore.manifest import (
    ARTIFACTS,
    MANIFEST,
    PRODUCTS_VARIABLE,
    TOTAL,
    checked_bytes,
    first_sound,
    places,
    products_folder,
    read_manifest,
    record,
    section_facts,
    sha256,
    shipping,
)


def test_sha256_of_known_bytes(tmp_path: Path) -> None:
    """The SHA-256 of "abc" is the one of FIPS 180-2, appendix B.1."""
    (tmp_path / "abc").write_bytes(b"abc")
    assert sha256(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_record_and_read_back(tmp_path: Path) -> None:
    """Files, hashes, facts and versions are all there; a second section leaves the first as it was."""
    record("one", {"one/a.bin": b"a", "b.bin": b"bb"}, facts={"seed": 3}, folder=tmp_path)
    first = read_manifest(tmp_path)["one"]
    assert first["seed"] == 3 and "numpy" in first["versions"]
    assert first["files"]["b.bin"] == hashlib.sha256(b"bb").hexdigest()
    assert checked_bytes("one", "one/a.bin", folder=tmp_path) == b"a"
    record("two", {"two/a.bin": b"x"}, facts={}, folder=tmp_path)
    assert read_manifest(tmp_path)["one"] == first
    record("one", {"one/a.bin": b"new"}, facts={}, folder=tmp_path)
    assert checked_bytes("one", "one/a.bin", folder=tmp_path) == b"new"


def test_record_writes_the_same_text_for_the_same_products(tmp_path: Path) -> None:
    """The order in which products are made does not change the manifest."""
    for folder, order in ((tmp_path / "x", "ab"), (tmp_path / "y", "ba")):
        for name in order:
            record(name, {f"{name}.bin": name.encode()}, facts={"z": 1, "a": 2}, folder=folder)
    assert (tmp_path / "x" / MANIFEST).read_text() == (tmp_path / "y" / MANIFEST).read_text()


@pytest.mark.hostile
def test_checked_bytes_refuses_what_was_not_recorded(tmp_path: Path) -> None:
    """A changed file, a missing one, one that nobody recorded, and one of another section are not given out."""
    record("one", {"a.bin": b"a"}, facts={}, folder=tmp_path)
    for section, name in (("one", "b.bin"), ("two", "a.bin"), ("one", "../a.bin")):
        with pytest.raises(ArtifactError, match="is missing"):
            checked_bytes(section, name, folder=tmp_path)
    (tmp_path / "a.bin").write_bytes(b"b")
    with pytest.raises(ArtifactError, match="is damaged"):
        checked_bytes("one", "a.bin", folder=tmp_path)
    (tmp_path / "a.bin").unlink()
    with pytest.raises(ArtifactError, match="is missing"):
        checked_bytes("one", "a.bin", folder=tmp_path)


def test_read_manifest_of_nothing(tmp_path: Path) -> None:
    """A folder without a manifest has no products."""
    assert read_manifest(tmp_path) == {}


@pytest.mark.hostile
@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"a": 1}', '{"a": {"files": []}}', "\x00\x01"])
def test_read_manifest_of_anything_else(text: str, tmp_path: Path) -> None:
    """What is no manifest is said to be none, by name."""
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(ArtifactError, match=r"manifest\.json"):
        read_manifest(tmp_path)


@pytest.mark.hostile
def test_read_manifest_of_bytes_that_are_no_text(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are no manifest either."""
    (tmp_path / MANIFEST).write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(ArtifactError, match=r"manifest\.json"):
        read_manifest(tmp_path)


@pytest.mark.hostile
def test_record_over_a_damaged_manifest(tmp_path: Path) -> None:
    """A damaged manifest does not stand in the way of making products anew."""
    (tmp_path / MANIFEST).write_text("{oops")
    record("one", {"a.bin": b"a"}, facts={}, folder=tmp_path)
    assert checked_bytes("one", "a.bin", folder=tmp_path) == b"a"
    assert list(read_manifest(tmp_path)) == ["one"]


@pytest.mark.hostile
def test_write_atomically_leaves_the_old_file_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk is full the old file stays whole and no leftovers lie about."""
    path = tmp_path / "deep" / "file"
    write_atomically(path, b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(path.parent) == ["file"]  # noqa: PTH208 - names are what is asked for


@pytest.mark.hostile
def test_record_keeps_the_old_products_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped while the second of three files is written, what was there is whole, and no leftovers lie about."""
    old = {f"{name}.bin": b"old" for name in "abc"}
    record("one", old, facts={}, folder=tmp_path)
    before, done = sorted(tmp_path.iterdir()), []
    chmod = Path.chmod

    def stopped(path: Path, mode: int) -> None:
        done.append(path)
        if len(done) == 2:
            raise KeyboardInterrupt
        chmod(path, mode)

    monkeypatch.setattr(Path, "chmod", stopped)
    with pytest.raises(KeyboardInterrupt):
        record("one", dict.fromkeys(old, b"new"), facts={}, folder=tmp_path)
    assert sorted(tmp_path.iterdir()) == before
    assert [checked_bytes("one", name, folder=tmp_path) for name in old] == [b"old"] * 3


@pytest.mark.hostile
def test_record_from_many_threads(tmp_path: Path) -> None:
    """Sections recorded at the same time are all there."""
    names = [f"s{number}" for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: record(name, {f"{name}.bin": name.encode()}, facts={}, folder=tmp_path), names))
    assert sorted(read_manifest(tmp_path)) == sorted(names)


@pytest.mark.hostile
def test_record_from_many_processes(tmp_path: Path) -> None:
    """So are those of two processes."""
    code = (
        "import sys; from pathlib import Path; from mnist_explore.manifest import record\n"
        "for n in range(30): record(f'{sys.argv[1]}{n}', {}, facts={}, folder=Path(sys.argv[2]))"
    )
    others = [subprocess.Popen([sys.executable, "-c", code, name, str(tmp_path)]) for name in "ab"]
    assert [other.wait() for other in others] == [0, 0]
    assert len(read_manifest(tmp_path)) == 60


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return a user's folder and a package's, both empty, that products are looked for in."""
    own, package = tmp_path / "own", tmp_path / "package"
    monkeypatch.setenv(PRODUCTS_VARIABLE, str(own))
    monkeypatch.setattr(manifest, "ARTIFACTS", package)
    return own, package


def test_products_folder_is_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a named folder, products go to the system's place for a user's data, never into the package."""
    monkeypatch.delenv(PRODUCTS_VARIABLE)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert products_folder().name == "mnist_explore"
    assert ARTIFACTS.parent not in products_folder().parents
    if sys.platform == "linux":
        assert products_folder() == tmp_path / "share" / "mnist_explore"


def test_record_goes_to_the_users_folder(two: tuple[Path, Path]) -> None:
    """What is recorded without a folder is the user's, is found before the package's, and leaves that as it is."""
    own, package = two
    record("one", {"a.bin": b"package's"}, facts={"by": "package"}, folder=package)
    record("two", {"b.bin": b"package's"}, facts={}, folder=package)
    before = {path: path.read_bytes() for path in package.iterdir()}
    assert checked_bytes("one", "a.bin") == b"package's"
    record("one", {"a.bin": b"own"}, facts={"by": "user"})
    assert (checked_bytes("one", "a.bin"), section_facts("one")["by"]) == (b"own", "user")
    assert checked_bytes("two", "b.bin") == b"package's"
    assert checked_bytes("one", "a.bin", folder=package) == b"package's"
    assert {path: path.read_bytes() for path in package.iterdir()} == before
    assert sorted(path.name for path in own.iterdir()) == ["a.bin", MANIFEST]


@pytest.mark.hostile
def test_products_of_the_package_despite_a_damaged_manifest(two: tuple[Path, Path]) -> None:
    """The user's damaged manifest does not stop what ships; the package's damaged one is said."""
    own, package = two
    record("one", {"a.bin": b"package's"}, facts={}, folder=package)
    own.mkdir()
    (own / MANIFEST).write_text("{oops")
    assert checked_bytes("one", "a.bin") == b"package's"
    (package / MANIFEST).write_text("{oops")
    with pytest.raises(ArtifactError, match=re.escape(str(package))):
        checked_bytes("one", "a.bin")


def test_first_sound_takes_what_fits(two: tuple[Path, Path]) -> None:
    """The first place whose products fit is taken; where none fits, the first that has them says why not."""
    own, package = two

    def load(place: Path) -> Path:
        if not read_manifest(place).get("one", {}).get("fits"):
            raise ArtifactError(f"{place.name} has none that fits.")
        return place

    with pytest.raises(ArtifactError, match="package has none"):
        first_sound("one", load)
    record("one", {}, facts={"fits": False}, folder=own)
    with pytest.raises(ArtifactError, match="own has none"):
        first_sound("one", load)
    record("one", {}, facts={"fits": True}, folder=package)
    assert first_sound("one", load) == package
    record("one", {}, facts={"fits": True}, folder=own)
    assert first_sound("one", load) == own
    assert first_sound("one", load, folder=package) == package


def test_shipping_reads_and_writes_the_package_alone(two: tuple[Path, Path]) -> None:
    """Meanwhile the user's own products are out of sight, afterwards all is as before, an error notwithstanding."""
    own, package = two
    record("one", {"a.bin": b"own"}, facts={})
    with pytest.raises(KeyError), shipping():
        assert places() == (package,)
        record("two", {"b.bin": b"shipped"}, facts={})
        with pytest.raises(ArtifactError, match="is missing"):
            checked_bytes("one", "a.bin")
        raise KeyError
    assert places() == (own, package)
    assert checked_bytes("two", "b.bin", folder=package) == b"shipped"


def test_shipping_refuses_an_installed_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Installed, the package is not written to, whoever asks."""
    monkeypatch.setattr(manifest, "checkout_folder", lambda: None)
    with pytest.raises(ArtifactError, match="only a checkout"), shipping():
        raise AssertionError("it began")
    assert places()[0] != ARTIFACTS


def test_record_weighs_every_file(tmp_path: Path) -> None:
    """The manifest says what each file weighs and what all do, those of other sections and those replaced too."""
    record("one", {"a.bin": b"12345", "b.bin": b"1"}, facts={}, folder=tmp_path)
    record("two", {"c.bin": b"123"}, facts={}, folder=tmp_path)
    record("one", {"a.bin": b"12"}, facts={}, folder=tmp_path)
    assert json.loads((tmp_path / MANIFEST).read_text())[TOTAL] == 5
    assert {name: facts["bytes"] for name, facts in read_manifest(tmp_path).items()} == {
        "one": {"a.bin": 2}, "two": {"c.bin": 3},
    }  # fmt: skip


def test_shipped_products_are_whole() -> None:
    """Every file that the shipped manifest names is there and is what was recorded."""
    shipped = read_manifest()
    assert "recogniser" in shipped
    for section, facts in shipped.items():
        for name in facts["files"]:
            assert checked_bytes(section, name), name


def test_shipped_products_are_all_recorded() -> None:
    """Nothing lies among the artifacts that the manifest does not know."""
    known = {name for facts in read_manifest().values() for name in facts["files"]} | {MANIFEST}
    there = {str(path.relative_to(ARTIFACTS)) for path in ARTIFACTS.rglob("*") if path.is_file()}
    assert there == known


def test_shipped_manifest_has_no_number_that_is_none() -> None:
    """The manifest is strict JSON: no NaN, no Infinity."""

    def refuse(name: str) -> None:
        raise AssertionError(name)

    json.loads((ARTIFACTS / MANIFEST).read_text(), parse_constant=refuse)
