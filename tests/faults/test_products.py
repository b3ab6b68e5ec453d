"""Products that are damaged, swapped or of other digits: none is used, and the next start is right."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.atlas import load_atlas
from mnist_explore.atlas.predictions import load_methods
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import ARTIFACTS, MANIFEST, PRODUCTS_VARIABLE, checked_bytes, read_manifest, record
from mnist_explore.model.serving.recogniser import load_recogniser
from mnist_explore.style.structure.detectors import FILE, SECTION, machines
from tests.hostile.case import packed

pytestmark = pytest.mark.hostile


def whole() -> list[tuple[str, str]]:
    """Return section and name of every product that ships."""
    return [(section, name) for section, facts in sorted(read_manifest().items()) for name in facts.get("files", {})]


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "empty": lambda path: path.write_bytes(b""),
    "swapped": lambda path: path.write_bytes((ARTIFACTS / MANIFEST).read_bytes()),
    "missing": lambda path: path.unlink(),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(("section", "name"), whole())
def test_every_product_damaged(section: str, name: str, damage: str, tmp_path: Path) -> None:
    """Of every product that ships, a damaged one is not used, and is said to be damaged or missing by name."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ARTIFACTS / MANIFEST, tmp_path)
    shutil.copy(ARTIFACTS / name, tmp_path / name)
    assert checked_bytes(section, name, folder=tmp_path) == (ARTIFACTS / name).read_bytes()
    DAMAGES[damage](tmp_path / name)
    with pytest.raises(ArtifactError, match=rf"{name} is (damaged|missing)") as caught:
        checked_bytes(section, name, folder=tmp_path)
    assert len(str(caught.value)) <= 300


def test_products_of_another_data_set(uci: Digits, tmp_path: Path) -> None:
    """An atlas, methods and a network that stand under another data set's name are not used for this one."""
    manifest = (ARTIFACTS / MANIFEST).read_text()
    shutil.copytree(ARTIFACTS / "mnist", tmp_path / "uci")
    (tmp_path / MANIFEST).write_text(
        manifest.replace('"uci', '"other').replace('"mnist', '"uci').replace("mnist/", "uci/")
    )
    with pytest.raises(ArtifactError, match="made from other digits"):
        load_atlas(uci, folder=tmp_path)
    with pytest.raises(ArtifactError, match="of other digits"):
        load_methods(uci, folder=tmp_path)


def test_next_start_after_damage_uses_what_ships(uci: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged product of the user's own does not stand in the way of the one that ships."""
    shutil.copytree(ARTIFACTS / "uci", tmp_path / "uci")
    shutil.copy(ARTIFACTS / MANIFEST, tmp_path)
    DAMAGES["truncated"](tmp_path / "uci" / "atlas.parquet")
    monkeypatch.setenv(PRODUCTS_VARIABLE, str(tmp_path))
    shutil.copy(ARTIFACTS / "recogniser.tflite", tmp_path)
    assert len(load_atlas(uci).table) == 1797


def test_products_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails while a product is read costs one sentence."""
    record("recogniser", {"recogniser.tflite": b"x"}, facts={}, folder=tmp_path)

    def failing(_: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", failing)
    with pytest.raises(ArtifactError, match=r"Input/output error"):
        load_recogniser(folder=tmp_path)


def test_structures_lack_an_array(tmp_path: Path) -> None:
    """A file of detectors that is whole, recorded and lacks one of their arrays costs one sentence."""
    with np.load(ARTIFACTS / "structure.npz") as arrays:
        kept = {name: arrays[name] for name in arrays if name != "looped.bias"}
    record(SECTION, {FILE: packed(**kept)}, facts={}, folder=tmp_path)
    with pytest.raises(ArtifactError, match=r"structure\.npz lacks 'looped\.bias'; restore it\."):
        machines(tmp_path)
