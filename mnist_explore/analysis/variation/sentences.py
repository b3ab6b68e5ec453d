"""What the page about variation says, class by class: spreads, grids, families, standard digits and structures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mnist_explore.analysis.ranking import Lead
from mnist_explore.analysis.variation.spread import Distribution
from mnist_explore.analysis.variation.structures import share_interval
from mnist_explore.analysis.variation.style_words import NamedFamily, counted, named_families
from mnist_explore.atlas.values import Indices, writer_codes
from mnist_explore.columns import BY_NAME
from mnist_explore.statements import Statement, amount, compose, count, joined, share
from mnist_explore.words import PLURALS, capitalised

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from mnist_explore.atlas.table import Atlas

EVEN = 0.02
"""By how much of their size the parts of a grid may differ to be called equal."""

FEW = 100
"""Digits below which a class's picture is said to be of few."""


def what_this_is(atlas: Atlas) -> Statement:
    """Return how many digits there are, by how many people, and what was done with them."""
    writers = int(atlas.table["writer"].nunique())
    traced = compose(" traced to the {} people who wrote them,", count(writers, "writers")) if writers else ""
    told = "{}{} handwritten digits: measured, mapped,{} and read by a neural network, as yours can be."
    if not atlas.is_read:
        told = "{}{} handwritten digits{}: measured and mapped."
        traced = compose(" by {} people", count(writers, "writers")) if writers else ""
    return compose(told, "MNIST's " if atlas.digits.name == "mnist" else "", count(len(atlas.digits), "digits"), traced)


def medians(found: Mapping[int, Distribution], measure: str) -> Statement:
    """Return every class's median of a measure, and between what nine in ten of its digits lie.

    Parameters
    ----------
    found
        Class → its distribution, at least one.
    measure
        An amount.
    """
    unit = BY_NAME[measure].unit
    told = []
    for digit, one in found.items():
        total, plural = int(one.counts.sum()), PLURALS[digit]
        middle, low, high = (amount(one.quantiles[at], unit, plural, total=total) for at in (0.5, 0.05, 0.95))
        told.append(
            compose("{} {} (nine in ten between {} and {}; {} digits)", plural, middle, low, high, count(total, plural))
        )
    return compose("Medians: {}.", joined(told, by="; "))


def grid_words(counts: NDArray[np.int64], plural: str) -> Statement:
    """Return how many digits the pictures of a grid stand for.

    Parameters
    ----------
    counts
        ``(n, n)`` digits in each cell, at least one in all.
    plural
        What the class is called.
    """
    filled, total = counts[counts > 0], int(counts.sum())
    sides = [counts.sum(axis=1), counts.sum(axis=0)]
    if all(abs(side - total / len(counts)).max() <= max(1, EVEN * total / len(counts)) for side in sides):
        cut = compose("Each row, and each column, holds one in {} of", count(len(counts), "parts"))
    else:
        # Equal values are not parted.
        ends = [count(int(end), plural) for side in sides for end in (side.min(), side.max())]
        cut = compose("Each row holds {} to {}, and each column {} to {}, of", *ends)
    held = [count(int(number), plural) for number in (filled.min(), filled.max())]
    return compose("{} the {} {}; a picture stands for {} to {} of them.", cut, count(total, plural), plural, *held)


def averaged(counts: NDArray[np.int64], shown: Sequence[int]) -> Statement:
    """Return how many digits average pictures are of, and which class has few.

    Parameters
    ----------
    counts
        ``(10,)`` digits of each class.
    shown
        Whose pictures are shown, at least one class.
    """
    total = int(counts[list(shown)].sum())
    if len(shown) == 1:
        plural = PLURALS[shown[0]]
        return compose("Computed from {} {}.", count(total, plural), plural)
    fewest = min(shown, key=lambda digit: int(counts[digit]))
    few = Statement("")
    if counts[fewest] < FEW:
        few = compose(", the fewest of them {}: {}", PLURALS[fewest], count(int(counts[fewest]), PLURALS[fewest]))
    return compose("Computed from {} digits{}.", count(total, "digits"), few)


def families_of(atlas: Atlas, digit: int) -> tuple[tuple[NamedFamily, ...], tuple[int, ...]]:
    """Return a class's families in words, and how many training digits each has."""
    described = atlas.styles.of_digit(digit)
    table = atlas.table
    own = (table["label"] == digit).to_numpy() & (table["split"] == "train").to_numpy()
    held = table["family"].to_numpy()[own]
    sizes = tuple(int((held == one.family).sum()) for one in described)
    return named_families(described, sizes=sizes), sizes


def family_share(family: NamedFamily, size: int, total: int) -> Statement:
    """Return how many of a class's training digits belong to a family."""
    digit = family.numbers.digit
    name = capitalised(family.name)
    return compose("**{}** · {}", name, share(size, total, f"training {PLURALS[digit]}"))


def standard_words(table: pd.DataFrame, own: Indices, plural: str) -> Statement:
    """Return how many of some digits, called `plural`, are standard, with the interval that other writers give."""
    standard = table["standard"].to_numpy(float)[own]
    interval = share_interval(standard, writer_codes(table)[0][own])
    return compose("{} are standard.", share(int(standard.sum()), len(own), plural, interval=interval))


def structure_title(structure: str, value: str) -> str:
    """Return what one row of :func:`~mnist_explore.analysis.variation.structures.structure_counts` is called."""
    if BY_NAME[structure].kind == "count":
        return counted(structure, int(value))
    return BY_NAME[structure].title if value == "yes" else f"{BY_NAME[structure].title}: {value}"


def structure_shares(counts: pd.DataFrame, digit: int) -> list[Statement]:
    """Return every row of :func:`~mnist_explore.analysis.variation.structures.structure_counts` in words."""
    return [
        compose(
            "{}: {}",
            structure_title(row["structure"], row["value"]),
            share(
                int(row["count"]),
                int(row["total"]),
                PLURALS[digit],
                interval=(row["low"], row["high"]),
                corrected=row["share"] if row["corrected"] else None,
            ),
        )
        for row in counts.to_dict("records")
    ]


def most_varied(first: Mapping[str, Lead], classes: Sequence[int]) -> Statement:
    """Return which class varies most in which measure.

    Parameters
    ----------
    first
        Measure → which of the ten leads; none that varies in no class.
    classes
        Those that were compared.
    """
    if len(classes) < 2 or not first:
        return Statement("No class varies more than another: there is one alone, or none varies.")
    told = [
        compose("{} {}", BY_NAME[name].title.lower(), found.told(PLURALS, of=len(classes)))
        for name, found in first.items()
    ]
    return compose("**What varies most:** {}.", joined(told, by="; "))
