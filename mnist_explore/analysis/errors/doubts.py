"""What the page about disputed labels says: how many there are, whether people agree, and one digit's case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.errors.disputed import Ranking, readers
from mnist_explore.analysis.ranking import Lead
from mnist_explore.atlas.predictions import STEPS, Methods
from mnist_explore.classes import in_use
from mnist_explore.model.training.out_of_fold import networks_of_test
from mnist_explore.sources import Ballot, Votes
from mnist_explore.statements import COUNT, SHARE, Number, Statement, compose, count, joined, probability
from mnist_explore.words import PLURALS, SINGULARS, SPLIT_WORDS, listed, per_cent

if TYPE_CHECKING:
    import pandas as pd

FIRST = (30, 60)
"""How far down the ranking the page looks for the labels that people dispute."""


def counts_words(table: pd.DataFrame, most: Lead | None, *, several: bool) -> Statement:
    """Return the counts of :func:`~mnist_explore.analysis.errors.disputed.count_disputed`, and which class leads.

    Parameters
    ----------
    table
        The counts.
    most
        Which class is read most often as another digit; None where none is.
    several
        Whether several networks read the test digits together.
    """
    read: list[Number] = []
    counted: list[Number] = []
    for split, name in SPLIT_WORDS.items():
        of, otherwise = int(table[f"{split}_labels"].sum()), int(table[f"{split}_otherwise"].sum())
        if of:
            said = f"**{otherwise:,}** of {of:,} {name} digits ({per_cent(otherwise / of)})"
            read.append(Number(said, otherwise / of, SHARE, otherwise, of, f"{name} digits"))
            doubted = int(table[f"{split}_disputed"].sum())
            counted.append(
                Number(f"**{doubted:,}** {name} labels", float(doubted), COUNT, doubted, of, f"{name} labels")
            )
    together = f" and, {networks_of_test(in_use())} of them together, " if several else " and "
    classes = int((table[[f"{split}_labels" for split in SPLIT_WORDS]].sum(axis=1) > 0).sum())
    leads = Statement("")
    if most is not None and classes > 1:
        leads = compose(", {}", most.told(PLURALS, most="most often", link=" ", of=classes))
    return compose(
        "{} {} as another digit than they are labelled{}. Where that is as sure as for a digit that is labelled so, "
        "confident learning counts the label as disputed: {}.",
        "Networks not trained on them classify" if several else "A network not trained on them classifies",
        joined(read, by=together),
        leads,
        joined(counted, by=" and "),
    )


def agreement_words(found: Ranking, votes: Votes) -> Statement:
    """Return how many of the labels that people dispute stand at the ranking's top."""
    places = found.ranks_of(votes.disputed)
    tops = []
    for first in FIRST:
        among = int((places <= first).sum())
        said = Number(f"**{among}**", float(among), COUNT, among, len(places), "labels that people dispute")
        tops.append(compose("{} among the first {}", said, str(first)))
    return compose(
        "Five people each looked at {} test digits, which had been chosen because confident learning doubted their "
        "labels (Northcutt, Athalye & Mueller 2021), and less than half of them chose the label of {}: that share says "
        "nothing of the other test labels. Of these, the networks' ranking of the test digits, which knows nothing of "
        "the votes, has {}.",
        count(len(votes), "digits voted on"),
        Number(f"**{len(places)}**", float(len(places)), COUNT, len(places), len(votes), "digits voted on"),
        joined(tops, by=" and "),
    )


def chances_of(methods: Methods, index: int) -> NDArray[np.float32]:
    """Return the probabilities of one digit, ``(10,)`` float32, short of 0 and 1, by networks that never saw it.

    They are kept in steps, by which what is nearly certain becomes 1: nobody shall read that it was certain.
    """
    half = np.float32(0.5 / STEPS)
    chances: NDArray[np.float32] = np.clip(methods.doubt[index], half, 1 - half)
    return chances


def case_statements(
    methods: Methods | None, found: Ranking | None, ballot: Ballot | None, *, index: int, label: int, split: str,
    several: bool,
) -> list[Statement]:  # fmt: skip
    """Return what is said of one digit's label, a Markdown line each: the network, the methods, the people.

    Parameters
    ----------
    methods, found
        The answers to all digits, and the ranking of the digit's split; None where there are no answers.
    ballot
        What people said of it; None where nobody was asked.
    index, label, split
        The digit.
    several
        Whether several networks read it without having seen it.
    """
    lines = []
    if methods is not None and found is not None:
        by_whom = "networks that never saw it give, on average," if several else "a network that never saw it gives"
        place = int(np.flatnonzero(found.indices == index)[0])
        rival = int(found.rival[place])
        chances = [
            probability(float(chances_of(methods, index)[digit]), f"number {index} being a {SINGULARS[digit]}")
            for digit in (label, rival)
        ]
        lines = [
            compose(
                "Number {} of {} {} digits by doubt: {} the label **{}** {} and **{}** {}",
                Number(f"**{place + 1:,}**", place + 1.0, COUNT, place + 1, len(found), f"{SPLIT_WORDS[split]} digits"),
                count(len(found), f"{SPLIT_WORDS[split]} digits"),
                SPLIT_WORDS[split], by_whom, SINGULARS[label], chances[0], SINGULARS[rival], chances[1],
            ),
            Statement(
                f"Confident learning **{'counts' if found.counted[place] else 'does not count'}** the label as disputed"
            ),
        ]  # fmt: skip
        lines += [
            Statement(f"Classified as **{SINGULARS[answer]}** by {listed(names)}")
            for answer, names in readers(methods, index).items()
        ]
    lines.append(Statement("Nobody was asked about it") if ballot is None else ballot_words(ballot))
    return lines


def ballot_words(ballot: Ballot) -> Statement:
    """Return what people said of a digit.

    >>> str(ballot_words(Ballot(8, 9, 0, 5, 0)))
    '**5 of 5** people said **9**'
    >>> str(ballot_words(Ballot(4, 9, 2, 2, 1)))
    '**2 of 5** people said **4**, 2 said **9**, 1 said neither'
    """
    said = [
        (ballot.for_label, f"**{ballot.label}**"),
        (ballot.for_guess, f"**{ballot.guess}**"),
        (ballot.for_neither, "neither" if ballot.guess != ballot.label else f"not {ballot.label}"),
    ]
    (number, words), *others = [(number, words) for number, words in said if number]
    first = Number(f"**{number} of {ballot.people}**", number / ballot.people, SHARE, number, ballot.people, "people")
    told = [compose("{} people said {}", first, words)]
    for number, words in others:
        told.append(
            compose("{} said {}", Number(f"{number}", float(number), COUNT, number, ballot.people, "people"), words)
        )
    return joined(told, by=", ")
