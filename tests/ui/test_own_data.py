"""A person's own data set may lack classes and a test part: every page says what there is, and none breaks."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.atlas import build_atlas, load_atlas
from mnist_explore.digits import Digits
from mnist_explore.sources import Found
from mnist_explore.ui import cached, frame
from mnist_explore.ui.frame import PAGES
from tests.ui.conftest import assert_calm, visit


@pytest.fixture(scope="module")
def threes_and_eights(uci: Digits, tmp_path_factory: pytest.TempPathFactory) -> tuple[Digits, Path]:
    """Return sixty threes and eights, all for training, and the folder of their atlas."""
    rows = np.flatnonzero(np.isin(uci.labels, (3, 8)))[:60]
    digits = Digits("own", uci.images[rows], uci.labels[rows], np.zeros(60, np.uint8))
    folder = tmp_path_factory.mktemp("own")
    build_atlas(digits, folder=folder)
    return digits, folder


@pytest.mark.parametrize("digit", [None, "3", "5"])
@pytest.mark.parametrize("name", PAGES)
def test_page_on_two_classes_without_test_part(
    name: str, digit: str | None, threes_and_eights: tuple[Digits, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page runs on threes and eights, also when a class is chosen that there is not."""
    digits, folder = threes_and_eights
    monkeypatch.setattr(frame, "load_digits", lambda **_: Found(digits, "a test"))
    monkeypatch.setattr(cached, "load_atlas", partial(load_atlas, folder=folder))
    test = visit(name, **({} if digit is None else {"digit": digit}))
    assert_calm(test)
    assert [title.value for title in test.title] == [PAGES[name].question]
