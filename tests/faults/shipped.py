"""What can happen to what ships, and to data that a person named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from mnist_explore.manifest import ARTIFACTS, MANIFEST
from mnist_explore.model.serving.recogniser import load_recogniser
from mnist_explore.ui.base import cache as ui_cache
from tests.faults.scene import Fault, Scene, bundled, contents
from tests.ui.test_yours import SEVEN

Damage = Callable[[Path], object]
TABLE = "uci/atlas.parquet"


def cut(path: Path) -> None:
    """Leave the first half."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def of_another_data_set(path: Path) -> None:
    """Put MNIST's table in its place."""
    shutil.copy(ARTIFACTS / "mnist" / path.name, path)


def a_folder(path: Path) -> None:
    """Let a folder have its name."""
    path.unlink()
    path.mkdir()


def stale(path: Path) -> None:
    """Let the manifest say that all products are of other digits."""
    path.write_text(path.read_text().replace('"fingerprint": "', '"fingerprint": "0'))


def struck(name: str, damage: Damage, set_: Scene) -> tuple[str, str]:
    """Damage a product of the atlas, visit, put it back, and visit again."""
    path, whole = set_.products / name, (set_.products / name).read_bytes()
    damage(path)
    held = contents(set_.products)
    saw = set_.visit()
    assert contents(set_.products) == held, "a page writes nothing"
    if path.is_dir():
        path.rmdir()
    path.write_bytes(whole)
    return saw, f"when it is put back: the atlas of {len(ui_cache.load_atlas(bundled()).table):,} digits"


def network(damage: Damage, set_: Scene) -> tuple[str, str]:
    """Damage the network, draw a seven, put it back, and draw it again."""
    path, whole = set_.products / "recogniser.tflite", (set_.products / "recogniser.tflite").read_bytes()
    set_.patch.setattr(ui_cache, "load_recogniser", partial(load_recogniser, folder=set_.products))
    damage(path)
    saw = set_.visit("yours", yours_drawing=SEVEN)
    path.write_bytes(whole)
    return saw, f"when it is put back: {set_.visit('yours', yours_drawing=SEVEN)}"


def named(data: bytes, set_: Scene) -> tuple[str, str]:
    """Name data that are of no use, then none."""
    path = set_.folder / "own.csv"
    path.write_bytes(data)
    set_.patch.setenv("MNIST_EXPLORE_DATA", str(path))
    saw = set_.visit()
    kept = path.read_bytes() == data
    set_.patch.delenv("MNIST_EXPLORE_DATA")
    return saw, f"the file {'as it was' if kept else 'changed'}; without the variable: {set_.visit()}"


BACK = "when it is put back: the atlas of 1,797 digits"
AGAIN = "when it is put back: the page of the bundled digits. MNIST could not be reached."
SHIPPED = (
    Fault("a truncated atlas", partial(struck, TABLE, cut), "atlas.parquet is damaged", BACK),
    Fault("an empty one", partial(struck, TABLE, lambda path: path.write_bytes(b"")), "atlas.parquet is damaged", BACK),
    Fault("none", partial(struck, TABLE, Path.unlink), "atlas.parquet is missing", BACK),
    Fault("a folder in its place", partial(struck, TABLE, a_folder), "atlas.parquet is missing", BACK),
    Fault("another data set's", partial(struck, TABLE, of_another_data_set), "atlas.parquet is damaged", BACK),
    Fault("a manifest of other digits", partial(struck, MANIFEST, stale), "made from other digits", BACK),
    Fault(
        "a manifest that is none", partial(struck, MANIFEST, lambda path: path.write_text("[" * 99_999)), MANIFEST, BACK
    ),
    Fault("a truncated network", partial(network, cut), "recogniser.tflite is damaged", AGAIN),
    Fault(
        "named data that are a web page",
        partial(named, b"<!doctype html><html></html>"),
        "The data that were named cannot be used.",
        "the file as it was; without the variable: the page of the bundled digits.",
    ),
)
