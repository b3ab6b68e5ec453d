"""The digits of a visit: which join the row, which make room, and what labels and files are made of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from mnist_explore.classes import Classes, using
from mnist_explore.digits import Digits
from mnist_explore.errors import PictureError
from mnist_explore.ink.visit import MOST_DIGITS, UNLABELLED, Visit
from mnist_explore.model.serving.recogniser import Recogniser
from mnist_explore.sources import Found
from mnist_explore.sources.folder import read_folder
from mnist_explore.ui.base import cache, digit_cache
from mnist_explore.ui.views.yours import row
from mnist_explore.ui.views.yours.row import KEPT, SURE, Kept, joined, known_classes
from tests.letters import letters
from tests.ui.conftest import assert_calm, said, sheet, visit
from tests.ui.test_yours import ONE, SCRAWL, SEVEN, ZERO, sent, text

GROWN = sent(text([(90, 80), (250, 80), (150, 270)], [(110, 180), (240, 180)]))
FOUND = "yours_drawing"


def pictures(*levels: int) -> np.ndarray:
    """Return digits that differ, one for each level."""
    return np.stack([np.full((28, 28), level, np.uint8) for level in levels])


def levels(kept: Kept) -> list[int]:
    """Return the level of every digit kept, in order."""
    return [int(image[0, 0]) for image in kept.visit.images]


def test_joined_growing_drawing_stays_one() -> None:
    """With each stroke what the drawing was makes room for what it is; another drawing is one more digit."""
    kept = joined(Kept(), pictures(1), origin="a")
    kept = joined(kept, pictures(2), origin="a")
    assert levels(kept) == [2]
    kept = joined(kept, pictures(3, 4), origin="b")
    assert levels(kept) == [2, 3, 4]
    assert levels(joined(kept, pictures(3, 5), origin="b")) == [2, 3, 5]


def test_joined_keeps_what_is_labelled() -> None:
    """A digit that the visitor has labelled stays when the drawing grows."""
    kept = joined(Kept(), pictures(1), origin="a")
    kept = Kept(kept.visit.with_label(0, 4), kept.origin, kept.draft)
    grown = joined(kept, pictures(2), origin="a")
    assert levels(grown) == [1, 2] and grown.visit.labels.tolist() == [4, UNLABELLED]


def test_joined_each_once() -> None:
    """A digit given again does not stand twice, nor come back by itself after it was taken out."""
    kept = joined(joined(Kept(), pictures(1, 1), origin="a"), pictures(2), origin="b")
    assert levels(joined(kept, pictures(1), origin="a")) == [1, 2]
    out = Kept(kept.visit.without(1), kept.origin, kept.draft)
    assert joined(out, pictures(2), origin="b") is out
    assert levels(joined(out, pictures(3), origin="b")) == [1, 3]


def test_joined_full_visit() -> None:
    """A visit that is full says so and keeps what it has."""
    images = np.arange(MOST_DIGITS, dtype=np.uint16)[:, None, None] * np.ones((28, 28), np.uint16)
    whole = Visit((images % 251).astype(np.uint8) + (images // 251 * np.eye(28)).astype(np.uint8),
                  np.full(MOST_DIGITS, UNLABELLED, np.int8))  # fmt: skip
    with pytest.raises(PictureError, match="digits already"):
        joined(Kept(whole), pictures(255), origin="a")


def test_labels_of_other_classes_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pages speak of two classes by now, a digit that was labelled 7 is kept, and its label is not."""
    kept = joined(Kept(), pictures(1, 2), origin="a")
    kept = Kept(kept.visit.with_label(0, 7), kept.origin, kept.draft)
    monkeypatch.setattr(st, "session_state", {KEPT: kept})
    assert row._visit().labels.tolist() == [7, UNLABELLED]
    with using(Classes(("A", "B"), are_digits=False)):
        assert row._visit().labels.tolist() == [UNLABELLED] * 2 and levels(row._kept()) == [1, 2]


def test_answers_are_of_the_network_in_use(on_few: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture that one network has classified is asked of the other where other pictures are shown."""
    image, shelf = on_few.images[0], cache.shelf()
    ours = digit_cache.probabilities(image)
    classes = Classes(("A", "B", "C"), are_digits=False)
    monkeypatch.setattr(shelf, "found", Found(letters(classes.names, each=4), "a test"))
    monkeypatch.setattr(
        cache,
        "recogniser",
        lambda: Recogniser(form="Keras", run=lambda images: np.ones((len(images), 3)) / 3, classes=3),
    )
    assert digit_cache.probabilities(image).shape == (3,)
    monkeypatch.undo()
    assert (digit_cache.probabilities(image) == ours).all()


def test_known_classes() -> None:
    """Labels come before answers; an answer counts without a label only when it is sure."""
    row = Visit().with_digit(pictures(1)[0], label=4)
    for level in (2, 3, 5):
        row = row.with_digit(pictures(level)[0])
    answers = [(9, 1.0), (7, SURE), (1, SURE - 0.01), None]
    assert known_classes(row, answers) == ([0, 1], [4, 7])


def drawn(test: AppTest, *drawings: dict[str, Any]) -> AppTest:
    """Return the page after one drawing after another, the box cleared in between."""
    for drawing in drawings:
        for state in (sent(text()), drawing):
            test.session_state[FOUND] = state
            test.run()
    return test


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """Return what is offered for download, by key."""
    offered: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(
        st, "download_button", lambda _label, data, *_rest, **options: offered.__setitem__(options["key"], data)
    )
    return offered


@pytest.mark.usefixtures("on_few")
def test_row_grows_and_replaces() -> None:
    """Drawings stand in the order they came; a stroke more changes the last; what is no digit does not join."""
    test = drawn(visit("yours"), SEVEN)
    assert_calm(test)
    first = sheet(test, "yours_row")
    assert first["captions"] == ["7?"]
    test.session_state[FOUND] = GROWN
    test.run()
    grown = sheet(test, "yours_row")
    assert grown["captions"] == ["7?"] and grown["sprite"] != first["sprite"]
    assert sheet(drawn(test, ONE, ZERO, SCRAWL), "yours_row")["captions"] == ["7?", "1?", "0?"]


@pytest.mark.usefixtures("on_few")
def test_row_is_not_of_others_digits() -> None:
    """A digit of the data set is not the visitor's own: it is told of, and does not join the row."""
    test = visit("yours", yours_door="From the data", yours_number="5")
    assert_calm(test)
    assert test.metric and "Your digits of this visit" not in said(test)


@pytest.mark.usefixtures("on_few")
def test_row_labels_and_files(files: dict[str, Callable[[], bytes]], tmp_path: Any) -> None:
    """Labels given go with the digits into both files, which pandas, NumPy and the app itself open alike."""
    test = drawn(visit("yours"), SEVEN, ONE)
    assert not files
    (name,) = [group.key for group in test.button_group if "yours_label" in str(group.key)]
    test.button_group(key=name).set_value(4).run()
    assert_calm(test)
    assert sheet(test, "yours_row")["captions"] == ["7?", "4"]
    assert len(pd.read_csv(io.BytesIO(files["yours_csv"]()))) == 1
    test.button(key="yours_label_rest").click().run()
    assert sheet(test, "yours_row")["captions"] == ["7", "4"]
    table = pd.read_csv(io.BytesIO(files["yours_csv"]()))
    assert table["label"].tolist() == [7, 4] and table.shape == (2, 785)
    path = tmp_path / "digits.npz"
    path.write_bytes(files["yours_npz"]())
    with np.load(path) as found:
        assert found["labels"].tolist() == [7, 4]
        assert (found["images"].reshape(2, 784) == table.drop(columns="label").to_numpy()).all()
        assert found["images"].any(axis=(1, 2)).all()
    opened = read_folder(path)
    assert opened.labels.tolist() == [7, 4]


@pytest.mark.usefixtures("on_few")
def test_row_takes_out(files: dict[str, Callable[[], bytes]]) -> None:
    """The last digit is taken out and stays out while its drawing is still there; another drawing joins again."""
    test = drawn(visit("yours"), SEVEN, ONE)
    test.button(key="yours_out").click().run()
    assert_calm(test)
    assert sheet(test.run(), "yours_row")["captions"] == ["7?"]
    assert sheet(drawn(test, ZERO), "yours_row")["captions"] == ["7?", "0?"]
    assert not files


@pytest.mark.usefixtures("on_few")
def test_row_outlasts_another_page_and_stays_in_the_session() -> None:
    """The row is there again after another page; a new visitor has none."""
    test = drawn(visit("yours"), SEVEN)
    test.switch_page("pages/samples.py").run()
    test.switch_page("pages/yours.py").run()
    assert sheet(test, "yours_row")["captions"] == ["7?"]
    assert "Your digits of this visit" not in said(visit("yours"))
