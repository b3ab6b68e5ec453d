"""What people said of labels that were doubted before: five votes on each of 100 test digits, joined and checked."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import Digits
from mnist_explore.errors import DataError

MOST_PEOPLE = 100
"""A count of votes above this is none: five people were asked of each digit."""

FIELDS = ("id", "given_original_label", "our_guessed_label")
ANSWERS = ("given", "guessed", "neither")


@dataclass(frozen=True)
class Ballot:
    """The votes on one digit.

    Parameters
    ----------
    label, guess
        The two answers that people were offered besides "neither": the label given, and what an algorithm had
        guessed. They are equal where the guess was the label.
    for_label, for_guess, for_neither
        How many people chose each; `for_guess` is 0 where the guess was the label.
    """

    label: int
    guess: int
    for_label: int
    for_guess: int
    for_neither: int

    @property
    def people(self) -> int:
        """How many people voted."""
        return self.for_label + self.for_guess + self.for_neither


@dataclass(frozen=True, eq=False)
class Votes:
    """All votes: one row a digit, the digits ascending.

    Parameters
    ----------
    index
        ``(n,)`` intp, the digits voted on. In the file they count from the first test digit, after
        :func:`join_votes` from the data set's first digit.
    label, guess
        ``(n,)`` uint8 in 0-9, as in :class:`Ballot`.
    counts
        ``(n, 3)`` int64, people for the label, for the guess where it is another digit, and for neither.
    """

    index: NDArray[np.intp]
    label: NDArray[np.uint8]
    guess: NDArray[np.uint8]
    counts: NDArray[np.int64]

    def __len__(self) -> int:
        """Return how many digits were voted on."""
        return len(self.index)

    @property
    def disputed(self) -> NDArray[np.intp]:
        """The digits whose label less than half of the people chose, ascending."""
        found: NDArray[np.intp] = self.index[2 * self.counts[:, 0] < self.counts.sum(axis=1)]
        return found

    def of(self, index: int) -> Ballot | None:
        """Return the votes on one digit, or None where nobody was asked."""
        place = int(np.searchsorted(self.index, index))
        if place == len(self.index) or self.index[place] != index:
            return None
        return Ballot(int(self.label[place]), int(self.guess[place]), *map(int, self.counts[place]))


def read_votes(content: bytes, *, source: str) -> Votes:
    """Return the votes of the file that cleanlab published, the digits counted from the first test digit.

    Parameters
    ----------
    content
        JSON: a list of objects with ``id``, ``given_original_label``, ``our_guessed_label`` and ``mturk``, which
        counts the people for ``given``, ``guessed`` and ``neither``.
    source
        What errors call the file.

    Raises
    ------
    DataError
        If it is anything else, or a digit occurs twice.

    References
    ----------
    Northcutt, Athalye & Mueller (2021), Pervasive label errors in test sets destabilize machine learning benchmarks,
    NeurIPS Datasets and Benchmarks; https://github.com/cleanlab/label-errors. Where guess and label are one digit the
    file counts the same people under both.
    """
    try:
        entries = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{source} is not JSON ({str(error)[:80]}); get it again.") from error
    if not isinstance(entries, list) or not entries:
        raise DataError(f"{source} holds no votes; get it again.")
    rows = np.array([_row(entry, place, source) for place, entry in enumerate(entries)], np.int64)
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    twice = rows[1:, 0][np.diff(rows[:, 0]) == 0]
    if len(twice):
        raise DataError(f"{source} has digit {twice[0]} twice; get it again.")
    rows[:, 4] *= rows[:, 1] != rows[:, 2]
    return Votes(rows[:, 0].astype(np.intp), rows[:, 1].astype(np.uint8), rows[:, 2].astype(np.uint8), rows[:, 3:])


def _row(entry: Any, place: int, source: str) -> list[int]:
    """Return one entry's six numbers, each checked."""
    people = entry.get("mturk") if isinstance(entry, dict) else None
    if not isinstance(people, dict):
        raise DataError(f"Entry {place} of {source} has no votes; get it again.")
    asked = [(name, entry.get(name), 9 if "label" in name else 2**31 - 1) for name in FIELDS]
    asked += [(name, people.get(name), MOST_PEOPLE) for name in ANSWERS]
    for name, value, highest in asked:
        if type(value) is not int or not 0 <= value <= highest:
            raise DataError(f"Entry {place} of {source} has {name} = {str(value)[:40]}; get it again.")
    numbers = [int(value) for _, value, _ in asked]
    if not any(numbers[3:]):
        raise DataError(f"Entry {place} of {source} has no votes; get it again.")
    return numbers


def join_votes(digits: Digits, votes: Votes) -> Votes:
    """Return the votes with digits numbered as in the data set, once every label in them equals the digit's.

    Parameters
    ----------
    digits
        MNIST, training digits first.
    votes
        From :func:`read_votes`.

    Raises
    ------
    DataError
        If there is no such test digit, or a single label differs: then no row can be trusted.
    """
    test = digits.where_split("test")
    beyond = votes.index[votes.index >= len(test)]
    if len(beyond):
        raise DataError(f"The votes speak of test digit {beyond[0]:,}, but there are {len(test):,}; get them again.")
    index = test[votes.index]
    agree = int((digits.labels[index] == votes.label).sum())
    if agree != len(votes):
        raise DataError(
            f"Only {agree:,} of {len(votes):,} labels in the votes equal the digits', so that no vote can be trusted; "
            f"get the votes again."
        )
    return replace(votes, index=index)
