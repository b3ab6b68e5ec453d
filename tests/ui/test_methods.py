"""The methods' page: before methods were compared, and after."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.analysis.errors.methods import error_shares
from mnist_explore.analysis.variation.structures import wilson_interval
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.predictions import OURS, Method, Methods, load_methods, save_methods
from mnist_explore.digits import Digits
from mnist_explore.model.baselines.methods import BASELINES
from mnist_explore.ui.base import cache
from mnist_explore.words import reading_words
from tests.atlas.tables import table_of
from tests.ui.conftest import assert_calm, said, sheet, sheets, small_table, visit

PLAIN, KERAS = BASELINES[0].name, BASELINES[-1].name


@pytest.fixture
def compared(few: Digits, on_few: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:  # noqa: ARG001
    """Let the page find three methods; return the test digits, in which 0-4 ours alone, 5-6 only the plain one reads.

    Nobody reads 7; 8 and 9 are read by all but ours; the training digits are read by all.
    """
    test = few.where_split("test")
    predictions = np.tile(few.labels, (3, 1))
    wrong = (few.labels + 1) % 10
    for row, misclassified in enumerate(([0, 1, 2, 3, 4, 7], [0, 1, 2, 3, 4, 5, 6, 7], [5, 6, 7, 8, 9])):
        predictions[row, test[misclassified]] = wrong[test[misclassified]]
    methods = tuple(
        Method(name, count, 2.5, 7.25) for name, count in ((PLAIN, 7_840), (KERAS, 34_826), (OURS, 320_170))
    )
    save_methods(
        Methods(methods, predictions, np.eye(10, dtype=np.float32)[predictions[-1]]), few, figures={}, folder=tmp_path
    )
    monkeypatch.setattr(cache, "load_methods", partial(load_methods, folder=tmp_path))
    cache.methods_of.clear()
    return test


@pytest.mark.usefixtures("on_few")
def test_methods_not_compared(few: Digits, few_atlas: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a comparison the page says how to make one, and shows what the network misclassifies."""
    monkeypatch.setattr(cache, "load_methods", partial(load_methods, folder=tmp_path))
    cache.methods_of.clear()
    test = visit("methods")
    assert_calm(test)
    assert any("not yet compared" in info.value and "--stage methods" in info.value for info in test.info)
    table = few_atlas.table  # type: ignore[attr-defined]
    misclassified = np.flatnonzero((few.split == 1) & (table["predicted"].to_numpy() != few.labels))
    assert f"{len(misclassified):,} of 80 test digits" in said(test) or not len(misclassified)
    if len(misclassified):
        assert sheet(test, "methods_misread")["ids"] == misclassified.tolist()


def test_methods_side_by_side(compared: np.ndarray) -> None:
    """Chart, table and sentence have each method's errors; every digit shown says what else it was taken for."""
    test = visit("methods")
    assert_calm(test)
    assert not test.warning and not test.info
    table = small_table(test, "What every method took")
    assert [row[0] for row in table[1:]] == [PLAIN, KERAS, OURS]
    assert [row[table[0].index("misclassified")] for row in table[1:]] == ["6", "8", "5"]
    assert [row[table[0].index("parameters")] for row in table[1:]] == ["7,840", "34,826", "320,170"]
    assert "87.5\u00a0% of the 80 test digits" in said(test)
    alone = sheet(test, "methods_ours")
    assert alone["ids"] == compared[:5].tolist()
    assert "5 of 80 test digits" in said(test)
    assert sheet(test, "methods_nobody")["ids"] == [compared[7]]
    (caption,) = sheet(test, "methods_nobody")["captions"]
    label = int(caption.removeprefix("labelled ")[0])
    assert caption == reading_words(label, (label + 1) % 10)


def test_methods_another_to_compare_with(compared: np.ndarray) -> None:
    """The method chosen is the one compared with; its own digits are those that no other reads."""
    test = visit("methods", methods_other=PLAIN)
    assert_calm(test)
    assert sheet(test, "methods_we")["ids"] == compared[:5].tolist()
    assert sheet(test, "methods_they")["ids"] == compared[[5, 6, 8, 9]].tolist()
    assert sheet(test, "methods_alone")["ids"] == compared[[5, 6]].tolist()
    test.selectbox(key="methods_other").select(KERAS).run()
    assert_calm(test)
    assert sheet(test, "methods_they")["ids"] == compared[[8, 9]].tolist()
    assert "methods_alone" not in sheets(test) and f"Only {KERAS} is right:** none of 80" in said(test)


@pytest.mark.usefixtures("compared")
def test_methods_of_training_digits() -> None:
    """Where all agree, every gallery is empty and says none."""
    test = visit("methods", methods_split="train")
    assert_calm(test)
    assert not sheets(test)
    assert said(test).count("none of 160 training digits") == 5


def test_methods_intervals_allow_for_writers(few_atlas: Atlas) -> None:
    """Where each of a hundred writers has all digits right or all wrong, the interval is a hundred writers' wide."""
    labels = np.zeros(1000, np.uint8)
    writer = np.repeat(np.arange(100), 10).astype(np.int32)
    digits = Digits(
        "own", np.zeros((1000, 28, 28), np.uint8), labels, np.ones(1000, np.uint8), writer, labels.astype(np.int8)
    )
    wrong = ((writer % 10 == 0).astype(np.uint8), (np.arange(1000) % 10 == 0).astype(np.uint8))
    atlas = replace(few_atlas, digits=digits, table=table_of(labels, writer))
    together, apart = error_shares(Methods((), np.stack(wrong), np.zeros((1000, 10), np.float32)), atlas)
    assert together == pytest.approx(wilson_interval(0.1, 100), abs=0.002)
    assert apart == pytest.approx(wilson_interval(0.1, 1000), abs=0.002)
