"""Other data opened from the page: where the server's owner lets it, measured once, stopped, and gone back from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore.atlas import load_atlas
from mnist_explore.digits import Digits
from mnist_explore.errors import DataError
from mnist_explore.manifest import products_folder
from mnist_explore.sources.forms.given import AS_IT_IS
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.background import Stopped
from mnist_explore.ui.base.memory import VISITORS_VARIABLE
from mnist_explore.ui.components.opening import opened
from tests.ui.conftest import assert_calm, said, visit


@pytest.fixture(params=[300])
def own_file(request: pytest.FixtureRequest, uci: Digits, tmp_path: Path) -> Path:
    """Return an NPZ file of 80 digits, 60 of them for training; which, the test may say."""
    chosen = slice(request.param, request.param + 80)
    images, labels = uci.images[chosen], uci.labels[chosen]
    path = tmp_path / "own.npz"
    np.savez(path, x_train=images[:60], y_train=labels[:60], x_test=images[60:], y_test=labels[60:])
    return path


def open_in(test: AppTest, path: object) -> AppTest:
    """Name a path in the box, open it, and wait until what is there is shown, or why it is not."""
    test.sidebar.text_input(key="opening_path").set_value(str(path)).run()
    test.sidebar.button(key="opening_go").click().run()
    if "opening_asked" in test.session_state:
        work = test.session_state["opening_asked"].work
        # As the page does: work that nobody asks after is stopped.
        while not work.wait(0.5):
            work.result()
    return test.run()


@pytest.mark.usefixtures("on_few")
def test_nothing_is_opened_unless_the_owner_says_so() -> None:
    """As the app is delivered there is no box for a path: a server's folders are nobody's business."""
    test = visit("app")
    assert not [one for one in test.text_input if one.key == "opening_path"]


@pytest.mark.slow
@pytest.mark.usefixtures("on_few")
def test_a_file_is_opened_measured_and_left(own_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is read and measured, then shown; the first data are a click away; opened again, nothing is measured."""
    monkeypatch.setenv(VISITORS_VARIABLE, "open")
    few_folder = cache.load_atlas.keywords["folder"]  # type: ignore[attr-defined]
    monkeypatch.setattr(
        cache, "load_atlas", lambda digits: load_atlas(digits, folder=few_folder if len(digits) == 240 else None)
    )
    test = open_in(visit("samples"), own_file)
    assert_calm(test)
    assert "80" in said(test), "at once, not at the next click"
    test.sidebar.button(key="opening_back").click().run()
    assert not [one for one in test.sidebar.button if one.key == "opening_back"]
    made = sorted(path.stat().st_mtime_ns for path in products_folder().rglob("atlas.parquet"))
    again = opened(own_file, AS_IT_IS, say=lambda _: None, move=lambda _: None)
    assert len(again.digits) == 80
    assert made == sorted(path.stat().st_mtime_ns for path in products_folder().rglob("atlas.parquet"))


@pytest.mark.usefixtures("on_few")
def test_what_cannot_be_opened_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path that is not there, a file that is no data, an empty box: a sentence or nothing, and the page stays."""
    monkeypatch.setenv(VISITORS_VARIABLE, "fetch, open")
    (tmp_path / "notes.txt").write_text("no digits here")
    test = visit("methods")
    for path in (tmp_path / "nowhere", tmp_path / "notes.txt"):
        open_in(test, path)
        assert_calm(test)
        assert [one.value for one in test.sidebar.text if path.name in one.value], path
    del test.session_state["opening_asked"]
    open_in(test, "  ")
    assert_calm(test)
    assert not test.sidebar.text


def test_a_home_that_nobody_has() -> None:
    """A path in the home of somebody unknown is one sentence."""
    with pytest.raises(DataError, match=r"^~nobody-here/x names somebody unknown to this server"):
        opened(Path("~nobody-here/x"), AS_IT_IS, say=lambda _: None, move=lambda _: None)


@pytest.mark.slow
@pytest.mark.parametrize("own_file", [500], indirect=True)
def test_stopped_in_the_middle_leaves_nothing(own_file: Path) -> None:
    """Who stops the work, at whatever stage, leaves no atlas, and stages were told in words."""
    before = set(products_folder().rglob("*"))
    stages: list[str] = []

    def move(share: float) -> None:
        if share > 0.3:
            raise Stopped

    with pytest.raises(Stopped):
        opened(own_file, AS_IT_IS, say=stages.append, move=move)
    assert stages[0] == "Measuring"
    assert set(products_folder().rglob("*")) == before
