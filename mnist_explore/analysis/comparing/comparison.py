"""Two groups of digits held against each other, in numbers and in one sentence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.comparing.clusters import Clusters, clusters
from mnist_explore.analysis.comparing.effects import compared_measures, measured_effects
from mnist_explore.analysis.comparing.sentence import headline
from mnist_explore.analysis.comparing.shares import compared_shares
from mnist_explore.analysis.resampling import RESAMPLES
from mnist_explore.atlas.values import Indices
from mnist_explore.digits import class_rows
from mnist_explore.statements import Statement, compose, count, joined

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 20
"""Digits that either group must have: of fewer nothing can be told."""


MIXED = 0.1
"""The part of one group's digits that would have to be of other classes to match the other group, from which it is
told that the groups are not made of the same classes."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """What sets two groups of digits apart.

    Parameters
    ----------
    sentence
        What a reader should know first, or why nothing can be told.
    notes
        Sentences about what the numbers do not say.
    measures
        From :func:`~mnist_explore.analysis.comparing.effects.measured_effects`, of all measures of style that at least
        twenty digits of both groups have; None where nothing can be told.
    shares
        From :func:`~mnist_explore.analysis.comparing.shares.compared_shares`; None where nothing can be told.
    shared
        The digits that lie in both groups, ascending.
    writers
        How many people wrote the first group and the second; 0 where that is not known.
    """

    sentence: Statement
    notes: tuple[Statement, ...]
    measures: pd.DataFrame | None
    shares: pd.DataFrame | None
    shared: Indices
    writers: tuple[int, int]


def compare(
    table: pd.DataFrame,
    first: Indices,
    second: Indices,
    *,
    names: tuple[str, str] = ("A", "B"),
    chosen_by: Collection[str] = (),
    wrong: NDArray[np.bool_] | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Comparison:
    """Compare two groups of digits.

    Parameters
    ----------
    table
        The atlas's table.
    first, second
        Digits of either group, from :func:`~mnist_explore.atlas.groups.members`; they may overlap.
    names
        What sentences call the groups, singular.
    chosen_by
        Columns that the groups were chosen by, as in ``{*one.columns, *other.columns}`` of two groups: a difference
        in these is no finding.
    wrong
        ``(N,)`` whether the network classifies each digit wrong; by default by the table, whose training digits the
        network has seen.
    resamples, seed
        Of the bootstrap over writers.

    Raises
    ------
    ValueError
        If a digit is named twice in one group.
    """
    for own in (first, second):
        if len(np.unique(own)) < len(own):
            raise ValueError("a group must name each digit once")
    shared = np.intersect1d(first, second)
    writers = (_writers(table, first), _writers(table, second))
    reason = _nothing_to_tell(len(first), len(second), len(shared), names)
    if reason:
        return Comparison(reason, (), None, None, shared, writers)
    people = clusters(table, first, second, seed=seed)
    asked = compared_measures(table, first, second, fewest=FEWEST)
    measures = measured_effects(
        table, first, second, people, measures=asked, chosen_by=chosen_by, resamples=resamples, seed=seed
    )
    shares = compared_shares(table, first, second, people, measures=asked, wrong=wrong)
    notes = (*_notes(people, writers, len(shared), names), *_mixed(table, first, second, names))
    return Comparison(headline(measures, names=names), notes, measures, shares, shared, writers)


def _writers(table: pd.DataFrame, indices: Indices) -> int:
    """Return how many known writers some digits have."""
    return int(table["writer"].iloc[indices].nunique())


def _nothing_to_tell(first: int, second: int, shared: int, names: tuple[str, str]) -> Statement | None:
    """Return why two groups cannot be compared, or None."""
    empty = [name for name, count in zip(names, (first, second), strict=True) if not count]
    if len(empty) == 2:
        return Statement(f"Neither {names[0]} nor {names[1]} has any digits.")
    if empty:
        return Statement(f"{empty[0]} has no digits, so that there is nothing to compare.")
    if first == second == shared:
        return Statement(f"{names[0]} and {names[1]} are the same digits.")
    few = [(name, count) for name, count in zip(names, (first, second), strict=True) if count < FEWEST]
    if few:
        told = [compose("{} has {} digit{}", name, count(of, "digits"), "s" if of > 1 else "") for name, of in few]
        return compose("{}: of fewer than {} nothing can be told.", joined(told, by=" and "), str(FEWEST))
    return None


def _notes(people: Clusters, writers: tuple[int, int], shared: int, names: tuple[str, str]) -> tuple[Statement, ...]:
    """Return what the numbers do not say."""
    notes = []
    for name, known, few in zip(names, writers, people.one_by_one, strict=True):
        if few:
            whom = "person" if known == 1 else "people"
            words = "{} is by {} {}: its intervals are for more digits by the same, not for other people."
            notes.append(compose(words, name, count(known, "people"), whom))
    if 0 in writers:
        words = "Where writers are not known, each digit counts as by another person; intervals are too narrow."
        notes.append(Statement(words))
    if shared:
        words = "{} digit lies in both groups and counts in both." if shared == 1 else (
            "{} digits lie in both groups and count in both.")  # fmt: skip
        notes.append(compose(words, count(shared, "digits in both groups")))
    return tuple(notes)


def _mixed(table: pd.DataFrame, first: Indices, second: Indices, names: tuple[str, str]) -> tuple[Statement, ...]:
    """Return a note where two groups are made of different classes, unless each is one class."""
    labels = table["label"].to_numpy()
    shares = [np.bincount(labels[own], minlength=class_rows(labels)) / len(own) for own in (first, second)]
    if all((share > 0).sum() == 1 for share in shares) or np.abs(shares[0] - shares[1]).sum() / 2 < MIXED:
        return ()
    both = " and ".join(names)
    return (Statement(f"{both} are not made of the same classes, and some of the differences may be theirs."),)
