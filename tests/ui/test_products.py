"""Products that are missing, damaged or of other digits: one sentence, and an offer to measure the digits now."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore.atlas import load_atlas
from mnist_explore.build.stages import build_atlas
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import MANIFEST
from mnist_explore.model.serving.recogniser import load_recogniser
from mnist_explore.ui import shell
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.memory import VISITORS_VARIABLE
from mnist_explore.ui.shell import PAGES
from mnist_explore.ui.views.yours import measured
from tests.ui.conftest import assert_calm, clear_caches, said, visit
from tests.ui.test_yours import SEVEN

pytestmark = [pytest.mark.hostile, pytest.mark.usefixtures("on_few", "folder")]


@pytest.fixture
def folder(few_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the small atlas's folder that the pages read from and build into."""
    clear_caches()
    copy = Path(shutil.copytree(few_folder, tmp_path / "copy"))
    monkeypatch.setattr(cache, "load_atlas", partial(load_atlas, folder=copy))
    monkeypatch.setattr(shell, "build_atlas", partial(build_atlas, folder=copy))
    return copy


def missing(folder: Path) -> None:
    """Take the manifest away."""
    (folder / MANIFEST).unlink()


def scribbled_deep(folder: Path) -> None:
    """Let the manifest be JSON too deep to be read."""
    (folder / MANIFEST).write_text("[" * 200_000)


def in_a_folder(folder: Path) -> None:
    """Let a folder have the manifest's name."""
    (folder / MANIFEST).unlink()
    (folder / MANIFEST).mkdir()


def torn(folder: Path) -> None:
    """Cut the table in half."""
    path = next(folder.rglob("atlas.parquet"))
    path.write_bytes(path.read_bytes()[:2000])


def stale(folder: Path) -> None:
    """Let the manifest say that the table is of other digits."""
    path = folder / MANIFEST
    path.write_text(path.read_text().replace('"fingerprint": "', '"fingerprint": "0'))


def scribbled(folder: Path) -> None:
    """Let the manifest be no JSON."""
    (folder / MANIFEST).write_text("{oops")


DAMAGES = [missing, torn, stale, scribbled, scribbled_deep, in_a_folder]


@pytest.fixture
def owner_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server's owner have allowed visitors to measure."""
    monkeypatch.setenv(VISITORS_VARIABLE, "fetch, build")


def assert_offers(test: AppTest, *, allowed: bool = True) -> None:
    """Fail unless the page has one warning, and a button that measures the digits, or else who can."""
    assert_calm(test)
    assert len(test.warning) == 1 and test.warning[0].value.endswith(".")
    if not allowed:
        assert "build" not in [button.key for button in test.button]
        assert "has them measured by `python -m mnist_explore build`" in said(test)
        return
    assert "240 digits" in said(test)
    assert test.button(key="build").label == "Measure them now"


@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("damage", DAMAGES)
def test_atlas_not_usable(
    damage: Callable[[Path], None], allowed: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a fitting atlas the page says why, offers to measure where the owner lets it, and makes nothing up."""
    monkeypatch.setenv(VISITORS_VARIABLE, "build" if allowed else "fetch")
    damage(folder)
    test = visit("samples")
    assert_offers(test, allowed=allowed)
    # What draws sheets is sent once a page; no sheet, and nothing else that shows digits.
    assert {one.key for one in test.get("bidi_component")} == {"sheet_code", "unseen_sidebar_choice"}


@pytest.mark.usefixtures("owner_allows")
@pytest.mark.parametrize("name", PAGES)
def test_atlas_missing_on_every_page(name: str, folder: Path) -> None:
    """Every page, and a link to a digit on it, can stand without an atlas."""
    missing(folder)
    assert_offers(visit(name, index="3"))


@pytest.mark.slow
@pytest.mark.usefixtures("owner_allows")
@pytest.mark.parametrize("damage", [missing, stale, scribbled])
def test_atlas_measured_at_a_visitor_s_word(damage: Callable[[Path], None], folder: Path, few: Digits) -> None:
    """The button measures the digits, and the page then shows them; a damaged manifest does not stand in the way."""
    damage(folder)
    test = visit("samples")
    test.button(key="build").click().run()
    assert_calm(test)
    assert not test.warning
    assert len(load_atlas(few, folder=folder).table) == 240
    assert test.get_by_key("samples_sheet")


def test_atlas_measured_once_for_many_visitors(few: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several visitors who press the button together one waits for the other's measuring and begins none."""
    built: list[Digits] = []

    def build(digits: Digits, **_: object) -> None:
        time.sleep(0.2)
        built.append(digits)

    def atlas_of(digits: Digits) -> None:
        if digits not in built:
            raise ArtifactError("There is no atlas.")

    monkeypatch.setattr(shell, "build_atlas", build)
    monkeypatch.setattr(cache, "atlas_of", atlas_of)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: shell._measure(few, lambda _stage, _share: None), range(3)))
    assert built == [few]


@pytest.mark.usefixtures("owner_allows")
def test_atlas_that_cannot_be_measured(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When measuring fails, for want of the network or of room on the disk, one sentence says so."""
    missing(folder)
    for failure in (ArtifactError("It is missing; restore it."), OSError(28, "No space left on device"), MemoryError()):

        def fail(*_: object, failure: Exception = failure, **__: object) -> None:
            raise failure

        monkeypatch.setattr(shell, "build_atlas", fail)
        test = visit("map")
        test.button(key="build").click().run()
        assert not test.exception
        assert len(test.error) == 1
        assert "could not be measured" in test.error[0].value


def test_network_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the network the page for one's own digit says so, and still shows the look-alikes."""
    monkeypatch.setattr(cache, "load_recogniser", partial(load_recogniser, folder=tmp_path / "none"))
    test = visit("yours", state={"yours_drawing": SEVEN})
    assert_calm(test)
    assert [warning.value for warning in test.warning if "missing" in warning.value]
    assert "look-alikes" in said(test)


def test_card_without_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card says once that the network is missing, and shows all that can be known without it."""
    monkeypatch.setattr(cache, "load_recogniser", partial(load_recogniser, folder=tmp_path / "none"))
    test = visit("samples", index="5", card_why="open")
    assert_calm(test)
    assert ["missing" in warning.value for warning in test.warning] == [True]
    assert "Structure: " in said(test) and "Look-alikes" in said(test)
    assert "The network classifies" not in said(test)


def test_structures_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """When what finds structures is damaged, the page says so, classifies, and shows the look-alikes."""

    def damaged(*_: object, **__: object) -> None:
        raise ArtifactError("structure.npz is damaged; restore it.")

    monkeypatch.setattr(measured, "describe_digit", damaged)
    test = visit("yours", state={"yours_drawing": SEVEN})
    assert_calm(test)
    assert [warning.value for warning in test.warning] == ["structure.npz is damaged; restore it."]
    assert test.metric[0].value == "7" and "look-alikes" in said(test)


def test_network_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network with a changed bit is not used."""
    from mnist_explore.manifest import ARTIFACTS

    copy = Path(shutil.copytree(ARTIFACTS, tmp_path / "artifacts"))
    path = copy / "recogniser.tflite"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    monkeypatch.setattr(cache, "load_recogniser", partial(load_recogniser, folder=copy))
    test = visit("yours", state={"yours_drawing": SEVEN})
    assert_calm(test)
    assert [warning.value for warning in test.warning if "damaged" in warning.value]
    assert not test.metric
