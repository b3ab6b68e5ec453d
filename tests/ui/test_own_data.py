"""A person's own data set may lack classes and a test part: every page says what there is, and none breaks."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore.atlas import load_atlas
from mnist_explore.build.stages import build_atlas
from mnist_explore.digits import Digits
from mnist_explore.sources import Found
from mnist_explore.ui import shell
from mnist_explore.ui.base import cache
from mnist_explore.ui.shell import PAGES
from tests.ui.conftest import assert_calm, said, sheets, visit
from tests.ui.test_variation import VIEWS as VARIATIONS
from tests.ui.test_yours import SEVEN


@pytest.fixture(scope="module")
def threes_and_eights(uci: Digits, tmp_path_factory: pytest.TempPathFactory) -> tuple[Digits, Path]:
    """Return sixty threes and eights, all for training, and the folder of their atlas."""
    rows = np.flatnonzero(np.isin(uci.labels, (3, 8)))[:60]
    digits = Digits("own", uci.images[rows], uci.labels[rows], np.zeros(60, np.uint8))
    folder = tmp_path_factory.mktemp("own")
    build_atlas(digits, folder=folder)
    return digits, folder


@pytest.fixture
def on_threes_and_eights(threes_and_eights: tuple[Digits, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages show them."""
    digits, folder = threes_and_eights
    monkeypatch.setattr(shell, "load_digits", lambda **_: Found(digits, "a test"))
    monkeypatch.setattr(cache, "load_atlas", partial(load_atlas, folder=folder))


@pytest.mark.parametrize("digit", [None, "3", "5"])
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("on_threes_and_eights")
def test_page_on_two_classes_without_test_part(name: str, digit: str | None) -> None:
    """Every page runs on threes and eights, also when a class is chosen that there is not."""
    test = visit(name, **({} if digit is None else {"digit": digit}))
    assert_calm(test)
    assert [title.value for title in test.title] == [PAGES[name].question]
    assert_true_of_threes_and_eights(test)


@pytest.mark.parametrize("digit", [None, "8", "5"])
@pytest.mark.parametrize(
    ("page", "view"),
    [
        *(("variation", view) for view in VARIATIONS),
        *(("confusion", view) for view in ("Every cell", "Pairs", "Styles that fool it", "Hardest writers")),
    ],
)
@pytest.mark.usefixtures("on_threes_and_eights")
def test_view_on_two_classes_without_test_part(page: str, view: str, digit: str | None) -> None:
    """So does every view of the pages that have several."""
    test = visit(page, **{f"{page}_view": view} | ({} if digit is None else {"digit": digit}))
    assert_calm(test)
    assert_true_of_threes_and_eights(test)


@pytest.mark.usefixtures("on_threes_and_eights")
def test_spread_of_classes_that_are_not_there() -> None:
    """Of classes laid side by side those that are there are shown, the others named."""
    test = visit("variation", variation_view="Spread", variation_digits="1.3.9")
    assert_calm(test)
    assert "None of these digits is a 1 or a 9." in said(test)
    assert set(sheets(test)) == {"variation_least_3_slant_deg", "variation_most_3_slant_deg"}


@pytest.mark.usefixtures("on_threes_and_eights")
def test_yours_of_a_class_that_is_not_there() -> None:
    """A seven is read, and said to have nothing to be measured against."""
    test = visit("yours", state={"yours_drawing": SEVEN})
    assert_calm(test)
    assert test.metric[0].value == "7"
    assert "None of these digits is a 7, so there is nothing to measure yours against." in said(test)


def assert_true_of_threes_and_eights(test: AppTest) -> None:
    """Fail if a page says anything of classes that there are not, or counts what is not there."""
    words = said(test)
    for false in ("nan", "1 to 0 of 0", "sevens are", "fives are", "hundred and sixty"):
        assert false not in words, words
