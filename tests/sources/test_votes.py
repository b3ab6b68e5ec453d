"""Votes are found beside the digits, checked entry by entry, and joined only if every label agrees."""

from __future__ import annotations

import json

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.errors import DataError
from mnist_explore.sources import Ballot, load_digits, registry
from mnist_explore.sources.votes import join_votes, read_votes
from tests.sources.conftest import votes_bytes

DIGITS = Digits(
    "mnist",
    np.zeros((5, 28, 28), np.uint8),
    np.array([5, 0, 4, 7, 1], np.uint8),
    np.array([0, 0, 1, 1, 1], np.uint8),
)


def test_read_votes_worked():
    """Entries become rows in the digits' order; people counted under one digit twice are counted once."""
    votes = read_votes(votes_bytes((9, 4, 9, 1, 3, 1), (2, 6, 6, 4, 4, 1)), source="f")
    assert votes.index.tolist() == [2, 9]
    assert votes.label.tolist() == [6, 4]
    assert votes.guess.tolist() == [6, 9]
    assert votes.counts.tolist() == [[4, 0, 1], [1, 3, 1]]


@pytest.mark.hostile
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n",
        b"[" * 100_000,
        b"[]",
        b"{}",
        b"null",
        b"[1]",
        b'[{"id": 1}]',
        b'[{"id": 1, "mturk": []}]',
        votes_bytes((-1, 4, 9, 1, 3, 1)),
        votes_bytes((2**40, 4, 9, 1, 3, 1)),
        votes_bytes((1, 10, 9, 1, 3, 1)),
        votes_bytes((1, 4, 9, 1, -3, 1)),
        votes_bytes((1, 4, 9, 10**30, 3, 1)),
        votes_bytes((1, 4, 9, 0, 0, 0)),
        votes_bytes((1, 4, 9, 5, 0, 0)).replace(b": 5", b": true"),
        votes_bytes((1, 4, 9, 5, 0, 0)).replace(b": 5", b": 5.0"),
        votes_bytes((1, 4, 9, 5, 0, 0)).replace(b": 5", b": NaN"),
        votes_bytes((1, 4, 9, 5, 0, 0), (1, 4, 9, 5, 0, 0)),
    ],
)
def test_read_votes_foreign(content):
    """Anything else is refused in one sentence that names the file."""
    with pytest.raises(DataError, match=r"(^|of )f (is|holds|has)") as refused:
        read_votes(content, source="f")
    assert len(str(refused.value)) < 200


def test_join_votes_counts_from_the_first_test_digit():
    """Digit 1 of the file is the second test digit, and asking for it gives its ballot; nobody voted on others."""
    votes = join_votes(DIGITS, read_votes(votes_bytes((1, 7, 1, 0, 4, 1)), source="f"))
    assert votes.index.tolist() == [3]
    assert votes.of(3) == Ballot(7, 1, 0, 4, 1)
    assert votes.of(3).people == 5
    assert [votes.of(index) for index in (0, 1, 2, 4, 99)] == [None] * 5


@pytest.mark.hostile
def test_join_votes_of_other_digits():
    """A digit that is not there, or one label that differs, and nothing is joined."""
    with pytest.raises(DataError, match="test digit 3, but there are 3"):
        join_votes(DIGITS, read_votes(votes_bytes((3, 7, 1, 0, 4, 1)), source="f"))
    with pytest.raises(DataError, match="Only 1 of 2 labels"):
        join_votes(DIGITS, read_votes(votes_bytes((0, 4, 9, 5, 0, 0), (1, 4, 1, 0, 4, 1)), source="f"))


def test_disputed_is_less_than_half():
    """A label is disputed when less than half of the people chose it, whatever else they chose."""
    rows = ((0, 4, 9, 3, 2, 0), (1, 7, 1, 2, 2, 1), (2, 1, 7, 2, 0, 3))
    assert join_votes(DIGITS, read_votes(votes_bytes(*rows), source="f")).disputed.tolist() == [3, 4]


def test_load_digits_with_votes(small):
    """Votes in the cache are joined to MNIST's test digits, without a word."""
    small.put(small.cache, registry.NPZ, *registry.WRITERS, registry.VOTES)
    found = load_digits(download=False)
    assert found.votes.index.tolist() == [32, 37]
    assert found.votes.disputed.tolist() == [32]
    assert found.notices == ()


def test_load_digits_votes_of_the_folder_by_name(small, tmp_path, monkeypatch):
    """Votes may lie in the folder's root, as the download calls them."""
    monkeypatch.setenv("MNIST_EXPLORE_DATA", str(tmp_path / "data"))
    small.put(tmp_path / "data", *registry.IDX)
    (tmp_path / "data" / registry.VOTES.name).write_bytes(small.files[registry.VOTES])
    assert len(load_digits(download=False).votes) == 2


def test_load_digits_without_votes(small):
    """Digits and writers are shown as ever where there are no votes and no network."""
    small.put(small.cache, registry.NPZ, *registry.WRITERS)
    for download in (False, True):
        found = load_digits(download=download)
        assert found.votes is None
        assert found.digits.has_writers
        assert found.notices == ()


def test_load_digits_downloads_votes(small, server, monkeypatch):
    """What is missing is downloaded and kept for the next time."""
    small.put(small.cache, registry.NPZ, *registry.WRITERS)
    mirror = server.mirror("v", {registry.VOTES: small.files[registry.VOTES]})
    monkeypatch.setattr(registry, "VOTE_MIRRORS", (mirror,))
    assert len(load_digits().votes) == 2
    assert len(load_digits(download=False).votes) == 2
    assert len(server.asked) == 1


@pytest.mark.hostile
@pytest.mark.parametrize("damage", [b"", b"[]", b"<html>", b"x" * 100_000])
def test_load_digits_damaged_votes(small, damage):
    """A file of another content is refused with a notice that names it; digits and writers stay."""
    small.put(small.cache, registry.NPZ, *registry.WRITERS)
    path = small.cache / registry.VOTES.path
    path.parent.mkdir()
    path.write_bytes(damage)
    found = load_digits(download=False)
    assert found.votes is None
    assert found.digits.has_writers
    assert [str(path) in notice for notice in found.notices] == [True]


@pytest.mark.mnist
@pytest.mark.usefixtures("mnist")
def test_load_digits_mnist_votes():
    """Five people each voted on 100 of MNIST's test digits, and most of them against 15 labels."""
    votes = load_digits(download=False).votes
    if votes is None:
        pytest.skip("the votes are not in the folder that MNIST_EXPLORE_DATA names")
    assert len(votes) == 100
    assert set(votes.counts.sum(axis=1)) == {5}
    assert len(votes.disputed) == 15
    assert votes.of(60_947) == Ballot(8, 9, 0, 5, 0)


@pytest.mark.hostile
def test_read_votes_keeps_foreign_text_out_of_the_message():
    """A very long value is cut in the refusal."""
    entry = json.loads(votes_bytes((1, 4, 9, 5, 0, 0)))
    entry[0]["id"] = "9" * 10_000
    with pytest.raises(DataError, match=r"id = 9{40};"):
        read_votes(json.dumps(entry).encode(), source="f")
