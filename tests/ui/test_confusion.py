"""The confusion page with and without the methods' answers: what it shows is what they read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.analysis.errors.confusion import table_answers
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.predictions import OURS, Method, Methods, load_methods, save_methods
from mnist_explore.digits import Digits
from mnist_explore.ui.base import cache
from mnist_explore.ui.views.confusion import cells
from mnist_explore.words import reading_words
from tests.ui.conftest import assert_calm, clear_caches, said, sheet, sheets, visit

VIEWS = ("Every cell", "Pairs", "Styles that fool it", "Hardest writers")
OTHER = "the next digit"


def made_up(digits: Digits) -> Methods:
    """Return the answers of a method that is always wrong, and of ours, wrong by one in every tenth digit."""
    wrong = ((digits.labels + 1) % 10).astype(np.uint8)
    ours = np.where(np.arange(len(digits)) % 10 == 0, wrong, digits.labels).astype(np.uint8)
    sure = np.linspace(0.5, 1.0, len(digits))
    probabilities = np.tile(((1 - sure) / 9)[:, None], (1, 10))
    probabilities[np.arange(len(digits)), ours] = sure
    both = (Method(OTHER, 10, 1.0, 1.0), Method(OURS, 100, 1.0, 1.0))
    return Methods(both, np.stack([wrong, ours]), probabilities.astype(np.float32))


@pytest.fixture
def compared(on_few: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Methods]:
    """Let the page find the answers of two methods."""
    methods = made_up(on_few)
    save_methods(methods, on_few, figures={}, folder=tmp_path)
    monkeypatch.setattr(cache, "load_methods", partial(load_methods, folder=tmp_path))
    yield methods
    clear_caches()


@pytest.fixture
def alone(on_few: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """Let the page find no methods."""
    monkeypatch.setattr(cache, "load_methods", partial(load_methods, folder=tmp_path))


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("view", VIEWS)
def test_view_without_methods(view: str) -> None:
    """Without the methods' answers every view runs, says what is missing and how to make it, and offers no choice."""
    test = visit("confusion", confusion_view=view)
    assert_calm(test)
    assert [tab.label for tab in test.tabs] == list(VIEWS)
    if view != "Hardest writers":
        assert "build --stage methods" in said(test) and "test digits" in said(test)
    assert not [box for box in test.selectbox if box.key == "confusion_method"]


@pytest.mark.usefixtures("alone")
def test_cell_shows_its_digits(few_atlas: Atlas) -> None:
    """The digits shown are those of the cell chosen, whichever it is, the surest first."""
    test = visit("confusion")
    for given, answer in ((3, 3), (1, 8), (9, 9)):
        test.selectbox(key="confusion_given").select(given)
        test.selectbox(key="confusion_answer").select(answer).run()
        assert_calm(test)
        assert f"Labelled {given}, classified as {answer}" in said(test)
        found = table_answers(few_atlas.table, split="test").cell(given, answer)
        assert sheet(test, "confusion_sheet")["ids"] == found.tolist()


def test_cell_of_a_method_and_split(few: Digits, compared: Methods) -> None:
    """A link names method, split and cell; the digits, their captions and tool tips are that method's."""
    test = visit("confusion", confusion_split="train", confusion_given="3", confusion_answer="4")
    assert_calm(test)
    data = sheet(test, "confusion_sheet")
    rows = few.where_split("train")
    expected = rows[(few.labels[rows] == 3) & (compared.of(OURS)[rows] == 4)]
    assert sorted(data["ids"]) == expected.tolist() and len(expected)
    assert "160 training digits" in said(test)
    first = float(compared.probabilities[data["ids"][0], 4])
    assert data["captions"][0] == f"labelled 3, classified 4, {100 * first:.0f}\u00a0%"
    assert first == compared.probabilities[expected, 4].max()
    assert all(words.endswith("classified as 4") for words in data["labels"])
    test.selectbox(key="confusion_method").select(OTHER).run()
    assert_calm(test)
    data = sheet(test, "confusion_sheet")
    assert data["ids"] == rows[few.labels[rows] == 3].tolist() and data["captions"] == []


def test_whence_knows_whether_writers_are_known(few: Digits, few_atlas: Atlas, compared: Methods) -> None:
    """That a fit saw nothing by a digit's writer is said only where writers are known."""
    answers = cells.method_answers(compared, few, name=OURS, split="train")
    assert "writer" not in cells.whence(few_atlas, answers)
    signed = replace(few_atlas, digits=replace(few, writer=np.arange(len(few), dtype=np.int32) % 30))
    assert "other writers' digits" in cells.whence(signed, answers)


@pytest.mark.usefixtures("compared")
def test_cell_of_the_sidebars_digit() -> None:
    """A digit chosen in the sidebar is the row that is open until the visitor picks another."""
    test = visit("confusion", digit="6")
    assert test.selectbox(key="confusion_given").value == 6
    test.pills(key="digit").set_value(4).run()
    assert test.selectbox(key="confusion_given").value == 4
    test.selectbox(key="confusion_answer").select(4).run()
    test.pills(key="digit").set_value(9).run()
    assert_calm(test)
    assert not test.warning
    assert [test.selectbox(key=f"confusion_{part}").value for part in ("given", "answer")] == [4, 4]


@pytest.mark.usefixtures("compared")
def test_pairs_are_ranked_and_shown(few: Digits) -> None:
    """The first pair is the one mixed up most; its pictures are misclassified digits of these two."""
    test = visit("confusion", confusion_view="Pairs", confusion_split="train", confusion_method=OTHER)
    assert_calm(test)
    pairs = {key: data for key, data in sheets(test).items() if "pair" in key}
    assert len(pairs) == 10
    for key, data in pairs.items():
        first, second = (int(part) for part in key.split("_")[-2:])
        assert set(few.labels[data["ids"]]) <= {first, second}
        assert data["captions"][0] in (reading_words(first, second), reading_words(second, first))
    fewer = visit("confusion", confusion_view="Pairs", confusion_split="train", confusion_method=OTHER, digit="5")
    assert {key for key in sheets(fewer) if "pair" in key} == {"confusion_pair_4_5", "confusion_pair_5_6"}


@pytest.mark.usefixtures("compared")
@pytest.mark.parametrize("digit", [None, "1", "7"])
def test_styles_run_for_every_measure(digit: str | None) -> None:
    """Every measure can be looked at, for all digits and for one class, and the ranking says what holds."""
    chosen = {} if digit is None else {"digit": digit}
    test = visit("confusion", confusion_view="Styles that fool it", **chosen)
    assert_calm(test)
    assert "160 training digits" in said(test)
    assert "styles held against the rest" in said(test) or "Too few digits" in said(test)
    for measure in test.selectbox(key="confusion_measure").options:
        test.selectbox(key="confusion_measure").select(measure).run()
        assert_calm(test)


@pytest.mark.usefixtures("compared")
def test_writers_unknown_are_said_to_be() -> None:
    """Where nobody recorded the writers, the page says so."""
    assert "Nobody recorded who wrote these digits" in said(visit("confusion", confusion_view="Hardest writers"))


@pytest.mark.mnist
def test_hardest_writers_lead_to_their_page(on_mnist: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hardest writer comes first, with the misclassified digits alone, and a link leads to their page."""
    monkeypatch.setattr(cache, "load_methods", lambda _: made_up_for(on_mnist))
    clear_caches()
    test = visit("confusion", confusion_view="Hardest writers")
    assert_calm(test)
    hard = int(on_mnist.writer[0])
    data = sheet(test, f"confusion_writer_{hard}")
    assert data["ids"] == np.flatnonzero(on_mnist.writer == hard).tolist()
    assert next(key for key in sheets(test) if "confusion_writer" in key) == f"confusion_writer_{hard}"
    links = [link.proto for link in test.get("page_link") if link.proto.label == f"All about writer {hard}"]
    assert [(link.page, link.query_string) for link in links] == [
        ("writers", f"writers_writer={hard}&writers_view=One+writer")
    ]
    clear_caches()


def made_up_for(digits: Digits) -> Methods:
    """Return answers that misclassified all digits of the first writer, and one in a hundred of the others."""
    wrong = (digits.writer == digits.writer[0]) | (np.random.default_rng(0).random(len(digits)) < 0.01)
    ours = np.where(wrong, (digits.labels + 1) % 10, digits.labels).astype(np.uint8)
    sure = np.full((len(digits), 10), 0.1, np.float32)
    return Methods((Method(OURS, 1, 1.0, 1.0),), ours[None], sure)
