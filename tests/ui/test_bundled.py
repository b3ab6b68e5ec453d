"""The pages where there is no data and no network: the bundled digits, and a banner that says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mnist_explore.atlas import load_atlas
from mnist_explore.digits import Digits
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.memory import VISITORS_VARIABLE
from mnist_explore.ui.shell import PAGES
from tests.ui.conftest import VIEWS, assert_calm, said, sheets, visit

pytestmark = pytest.mark.usefixtures("on_bundled")


@pytest.mark.parametrize("name", PAGES)
def test_page_without_data_or_network(name: str) -> None:
    """Every page works with the bundled digits, and a banner says what is shown and who can get MNIST."""
    test = visit(name)
    assert_calm(test)
    assert not test.warning
    assert "MNIST could not be reached" in said(test)
    assert "1,797" in said(test)
    assert "retry" not in [button.key for button in test.button]
    assert "`python -m mnist_explore fetch`" in said(test)


def test_retry_without_network_says_so_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying again, where the owner lets visitors, shows the same banner without a network, and what was tried."""
    monkeypatch.setenv(VISITORS_VARIABLE, "fetch")
    test = visit("app")
    test.button(key="retry").click().run()
    assert_calm(test)
    assert "MNIST could not be reached" in said(test)
    assert any(text.value for text in test.get("text"))


def test_style_axes_go_from_end_to_end(uci: Digits, bundled_folder: Path | None) -> None:
    """Every axis of a class is a sheet of digits that ascend along it, below as many means, with words for its ends."""
    table = load_atlas(uci, folder=bundled_folder).table
    test = visit("variation", digit="1", variation_view="Style axes")
    assert_calm(test)
    shown, words = sheets(test), said(test)
    assert "The ones differ along **3 style axes**" in words
    assert "ones without a base line ↔ ones on a base line" in words
    for number in (1, 2, 3):
        strip, means = shown[f"variation_axis_1_{number}"], shown[f"variation_axis_means_1_{number}"]
        along = table[f"axis_{number}"].to_numpy(float)[strip["ids"]]
        assert len(along) == means["count"] == 11 and (np.diff(along) > 0).all()
        assert (table["label"].to_numpy()[strip["ids"]] == 1).all() and strip["pickable"] and not means["pickable"]
    assert "variation_axis_1_4" not in shown and "Writers farthest" not in words


def test_style_axes_of_a_class_without() -> None:
    """Of a class in which none is stable and seen, one sentence says so."""
    test = visit("variation", digit="8", variation_view="Style axes")
    assert_calm(test)
    assert "The eights have **no style axis**" in said(test)


def test_style_axes_on_a_card() -> None:
    """A digit's card has its place on every axis of its class, by the axis's words."""
    test = visit("samples", index="1")
    assert_calm(test)
    charts = "".join(str(chart.proto) for chart in test.get("plotly_chart"))
    assert "Axis 1" in charts and "Axis 3" in charts and "Axis 4" not in charts


@pytest.mark.parametrize("view", VIEWS)
def test_compare_without_writers(view: str) -> None:
    """Where nobody knows who wrote them, training digits are held against test digits, with a word on intervals."""
    test = visit("compare", compare_view=view)
    assert_calm(test)
    assert not test.warning
    assert "Training sevens" in said(test) and "Test sevens" in said(test)
    assert "intervals are too narrow" in said(test) and " people" not in said(test)


@pytest.mark.hostile
def test_banner_says_why_named_data_cannot_be_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Data that were named and cannot be used are not replaced without a word: a headline, the reason, what to do."""
    (tmp_path / "own_*data*").mkdir()
    (tmp_path / "own_*data*" / "train.csv").write_text("label,pixel0\n1,2\n")
    monkeypatch.setenv("MNIST_EXPLORE_DATA", str(tmp_path / "own_*data*"))
    monkeypatch.setattr(cache.shelf(), "found", None)
    test = visit("app")
    assert_calm(test)
    assert "The data that were named cannot be used" in said(test) and "MNIST could not be reached" not in said(test)
    assert any("own_*data*/train.csv has 1 column of pixels" in text.value for text in test.get("text"))
    assert "`python -m mnist_explore check PATH`" in said(test) and not test.button(key="app_others").disabled


def test_turned_pictures_are_said_to_be_openly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, uci: Digits) -> None:
    """What is wrong with all pictures stands above the page, not in the drawer of notices."""
    np.savez(tmp_path / "a.npz", images=uci.images[:70].transpose(0, 2, 1), labels=uci.labels[:70])
    monkeypatch.setenv("MNIST_EXPLORE_DATA", str(tmp_path / "a.npz"))
    monkeypatch.setattr(cache.shelf(), "found", None)
    test = visit("app")
    assert_calm(test)
    assert ["use --transpose" in warning.value for warning in test.warning].count(True) == 1
