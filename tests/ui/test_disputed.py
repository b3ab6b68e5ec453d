"""The disputed labels' page: with everything, and with each of probabilities, votes and writers missing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mnist_explore.analysis.errors.disputed import rank_labels
from mnist_explore.analysis.errors.doubts import ballot_words, chances_of
from mnist_explore.atlas.predictions import OURS, Method, Methods
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.sources import Ballot, Found, Votes
from mnist_explore.ui import shell
from mnist_explore.ui.base import cache
from mnist_explore.ui.views.disputed import cases, counts
from tests.ui.conftest import assert_calm, clear_caches, said, sheet, sheets, small_table, visit

VERDICTS = ("wrong", "error", "mislabel", "incorrect", "mistake", "true label")
VOTED = (162, 170, 185)


@pytest.fixture
def methods(few: Digits) -> Methods:
    """Return made-up answers: the label with about 0.82, save for three digits, where the next digit gets 0.991."""
    rng = np.random.default_rng(0)
    given = rng.dirichlet(np.full(10, 0.2), len(few)) * 0.2
    given[np.arange(len(few)), few.labels] += 0.8
    for index in (7, 170, 200):
        given[index] = 0.001
        given[index, (few.labels[index] + 1) % 10] = 0.991
    names = (Method("nearest class average", 7840, 1.0, 1.0), Method(OURS, 9, 1.0, 1.0))
    predictions = np.stack([few.labels, given.argmax(axis=1)]).astype(np.uint8)
    return Methods(names, predictions, given.astype(np.float32))


@pytest.fixture
def votes(few: Digits) -> Votes:
    """Return votes on three test digits."""
    index = np.array(VOTED)
    guess = (few.labels[index] + 1) % 10
    return Votes(index, few.labels[index], guess, np.array([[5, 0, 0], [1, 4, 0], [2, 2, 1]]))


@pytest.fixture(autouse=True)
def shown(on_few: Digits, methods: Methods, votes: Votes, monkeypatch: pytest.MonkeyPatch) -> Digits:
    """Let the page show the small data set with answers, votes, and three writers."""
    clear_caches()
    digits = replace(on_few, writer=(np.arange(len(on_few)) % 3).astype(np.int32))
    monkeypatch.setattr(shell, "load_digits", lambda **_: Found(digits, "a test", (), votes))
    monkeypatch.setattr(cache, "load_methods", lambda _: methods)
    return digits


def test_disputed_sheet_is_the_ranking(shown: Digits, methods: Methods) -> None:
    """The sheet shows the head of the ranking of either split, with the label and what it is classified as."""
    test = visit("disputed")
    assert_calm(test)
    for split, first in (("test", {170, 200}), ("train", {7})):
        test.get_by_key("disputed_split").set_value(split).run()
        assert_calm(test)
        ids = sheet(test, "disputed_sheet")["ids"]
        assert ids == rank_labels(shown, methods.probabilities, split=split).indices[:30].tolist()
        assert set(ids[: len(first)]) == first
    label = shown.labels[7]
    assert sheet(test, "disputed_sheet")["captions"][0] == f"labelled {label}, classified {(label + 1) % 10}"
    assert sheet(test, "disputed_sheet")["captions"][-1].startswith("labelled ")
    assert ", or " in sheet(test, "disputed_sheet")["captions"][-1]


def test_disputed_controls(shown: Digits) -> None:
    """How many, the class in the sidebar, and votes alone narrow the sheet."""
    test = visit("disputed", disputed_count="60")
    assert len(sheet(test, "disputed_sheet")["ids"]) == 60
    test.get_by_key("disputed_show").set_value("those with votes").run()
    assert sorted(sheet(test, "disputed_sheet")["ids"]) == list(VOTED)
    test.get_by_key("disputed_show").set_value("all digits").run()
    test.pills(key="digit").set_value(int(shown.labels[170])).run()
    ids = sheet(test, "disputed_sheet")["ids"]
    assert ids[0] == 170 and set(shown.labels[ids]) == {shown.labels[170]}
    test.get_by_key("disputed_show").set_value("those with votes").run()
    test.get_by_key("disputed_split").set_value("train").run()
    assert_calm(test)
    assert "No digit is left" in said(test)


def test_disputed_case_from_a_link(shown: Digits) -> None:
    """A link to a case shows its label, chances, votes, the methods' predictions, and the same hand's digits."""
    label = int(shown.labels[170])
    rival = (label + 1) % 10
    test = visit("disputed", disputed_digit="170")
    assert_calm(test)
    assert f"Labelled {label}, classified as {rival}" in said(test)
    assert f"**4 of 5** people said **{rival}**" in said(test) or f"**1 of 5** people said **{label}**" in said(test)
    assert f"Classified as **{rival}** by {OURS}" in said(test)
    assert f"Classified as **{label}** by nearest class average" in said(test)
    assert "Confident learning **counts** the label as disputed" in said(test)
    own = np.flatnonzero((shown.writer == shown.writer[170]) & (shown.labels == label))
    assert sheet(test, f"disputed_hand_170_{label}")["ids"] == [index for index in own if index != 170]
    other = np.flatnonzero((shown.writer == shown.writer[170]) & (shown.labels == rival))
    assert sheet(test, f"disputed_hand_170_{rival}")["ids"] == other.tolist()
    assert test.get_by_key("disputed_probabilities_170")


def test_disputed_case_says_how_many_networks_read_it(shown: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """One network reads other digits than its own; those of its own data set are read by the folds' as well."""
    rival = (int(shown.labels[170]) + 1) % 10
    alone = said(visit("disputed", disputed_digit="170"))
    assert "a network that never saw it gives" in alone and "A network not trained on them classifies" in alone
    for module in (cases, counts):
        monkeypatch.setattr(module, "has_folds", lambda _digits: True)
    together = said(visit("disputed", disputed_digit="170"))
    assert f"classified as {rival} by 6 networks together" in together
    assert "networks that never saw it give, on average," in together and "Networks not trained on them" in together


def test_disputed_case_that_is_none() -> None:
    """A digit that is not on the sheet is answered in one sentence, and the first case is shown."""
    test = visit("disputed", disputed_digit="77777")
    assert_calm(test)
    assert len(test.warning) == 1
    assert "Labelled " in said(test)


def test_disputed_case_leaves_with_the_split(shown: Digits) -> None:
    """After a change of split the case is one of that split, without a word."""
    test = visit("disputed", disputed_digit="170")
    test.get_by_key("disputed_split").set_value("train").run()
    assert_calm(test)
    assert not test.warning
    assert f"Labelled {shown.labels[7]}, classified as" in said(test)


def test_disputed_counts(few: Digits) -> None:
    """Labels classified otherwise and disputed ones are counted, and the votes are held against the ranking."""
    test = visit("disputed")
    words = said(test)
    assert f"**1** of {len(few.where_split('train'))} training digits" in words
    assert f"**2** of {len(few.where_split('test'))} test digits" in words
    assert "**1** training labels and **2** test labels" in words
    assert "less than half of them chose the label of **2**" in words
    heads, *rows = small_table(test, "For each class")
    counts = {name: sum(int(row[place]) for row in rows) for place, name in enumerate(heads) if place}
    assert counts["test, counted"] == counts["test, classified otherwise"] == 2 and len(rows) == 10


def test_disputed_passes_no_verdict() -> None:
    """The page never calls a label anything but disputed or in doubt."""
    words = said(visit("disputed")).lower()
    assert not [verdict for verdict in VERDICTS if verdict in words]
    assert "disputed" in words


def missing(_: Digits) -> Methods:
    """Say that no methods were compared."""
    raise ArtifactError("The methods were not yet compared; make them.")


def test_disputed_without_probabilities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without probabilities the page says so, and shows the digits voted on, the most disputed first."""
    monkeypatch.setattr(cache, "load_methods", missing)
    test = visit("disputed")
    assert_calm(test)
    assert not test.warning
    assert "The methods were not yet compared; make them." in said(test)
    assert sheet(test, "disputed_sheet")["ids"] == [170, 185, 162]
    assert sheet(test, "disputed_sheet")["captions"][0].endswith("by 1 of 5")
    assert any("disputed_hand_170" in key for key in sheets(test))


def test_disputed_without_votes(monkeypatch: pytest.MonkeyPatch, shown: Digits) -> None:
    """Without votes the page says what is missing, and ranks the digits all the same."""
    monkeypatch.setattr(shell, "load_digits", lambda **_: Found(shown, "a test"))
    test = visit("disputed")
    assert_calm(test)
    assert "Nobody was asked about these digits" in said(test)
    assert len(sheet(test, "disputed_sheet")["ids"]) == 30


def test_disputed_without_anything(monkeypatch: pytest.MonkeyPatch, few: Digits) -> None:
    """With neither, the page is two sentences and no trouble."""
    monkeypatch.setattr(cache, "load_methods", missing)
    monkeypatch.setattr(shell, "load_digits", lambda **_: Found(few, "a test"))
    test = visit("disputed")
    assert_calm(test)
    assert [info.value[:16] for info in test.info] == ["What the network", "Nobody was asked"]


def test_disputed_without_writers(monkeypatch: pytest.MonkeyPatch, few: Digits, votes: Votes) -> None:
    """Where nobody knows the writer, look-alikes of both labels take the place of the writer's digits."""
    monkeypatch.setattr(shell, "load_digits", lambda **_: Found(few, "a test", (), votes))
    test = visit("disputed", disputed_digit="170")
    assert_calm(test)
    label = int(few.labels[170])
    for wanted in (label, (label + 1) % 10):
        ids = sheet(test, f"disputed_hand_170_{wanted}")["ids"]
        assert ids and 170 not in ids and set(few.labels[ids]) == {wanted}
    assert "These are its look-alikes, nearest first." in said(test) and "wrote" not in said(test)


@pytest.mark.parametrize(
    ("ballot", "words"),
    [
        (Ballot(8, 9, 0, 5, 0), "**5 of 5** people said **9**"),
        (Ballot(4, 9, 2, 2, 1), "**2 of 5** people said **4**, 2 said **9**, 1 said neither"),
        (Ballot(6, 6, 4, 0, 1), "**4 of 5** people said **6**, 1 said not 6"),
    ],
)
def test_ballot_words_worked(ballot: Ballot, words: str) -> None:
    """Votes are told in the order label, other digit, neither; what nobody chose is left out."""
    assert str(ballot_words(ballot)) == words


def test_chances_of_are_never_certain(methods: Methods) -> None:
    """A probability that was rounded to 1 or 0 is not shown as certainty, and any other is as it was."""
    certain = replace(methods, probabilities=np.eye(10, dtype=np.float32))
    assert chances_of(certain, 3).max() < 1
    assert chances_of(certain, 3).min() > 0
    np.testing.assert_array_equal(chances_of(methods, 7), methods.probabilities[7])
