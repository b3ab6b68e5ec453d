"""Striking facts, each computed from the atlas and shown with digits that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.variation.structures import share_interval
from mnist_explore.analysis.writers.groups import EMPLOYEES, STUDENTS
from mnist_explore.atlas.queries import evenly
from mnist_explore.atlas.values import Indices, measure_values, members, writer_codes
from mnist_explore.words import counted_share, lean, whole_per_cent

if TYPE_CHECKING:
    import pandas as pd

    from mnist_explore.atlas.table import Atlas

SHOWN = 12
"""How many digits prove a fact."""


@dataclass(frozen=True)
class Fact:
    """One fact: a number, what it says, and digits to see it on.

    Parameters
    ----------
    title
        What the number counts, a few words.
    value
        The number, formatted, with its unit.
    sentence
        What it means, one sentence.
    indices
        ``(n,)`` digits that show it.
    digit
        The class it is about.
    """

    title: str
    value: str
    sentence: str
    indices: NDArray[np.intp]
    digit: int


def striking_facts(atlas: Atlas) -> tuple[Fact, ...]:
    """Return three facts: how far apart ones lean, how many twos are looped, and who crosses the sevens.

    A data set of a person's own may lack one of these classes; there is no fact about what is not there.
    """
    facts = {1: leaning_ones, 2: looped_twos, 7: crossed_sevens}
    return tuple(fact(atlas.table) for digit, fact in facts.items() if len(members(atlas.table, digit)))


def leaning_ones(table: pd.DataFrame) -> Fact:
    """How far apart the most left- and the most right-leaning hundredth of the ones stand."""
    ones = np.flatnonzero(table["label"].to_numpy() == 1)
    slant = table["slant_deg"].to_numpy()
    low, high = np.percentile(slant[ones], (1, 99))
    ranked = ones[np.argsort(slant[ones], kind="stable")]
    shown = ranked[np.linspace(len(ranked) * 0.01, len(ranked) * 0.99, SHOWN).astype(int)]
    sentence = (
        f"The most left-leaning hundredth of the ones starts at {lean(low)}, the most right-leaning at {lean(high)}. "
        "A quarter turn is 90°."
    )
    return Fact("Ones spread over", f"{round(high) - round(low)}°", sentence, shown, 1)


def looped_twos(table: pd.DataFrame) -> Fact:
    """Return what share of the twos has a loop, and in how many of those it is filled with ink."""
    twos = members(table, 2)
    has = measure_values(table, "looped")[twos] == 1
    looped = twos[has]
    sentence = f"{_share(table, twos, has, 'twos')} turn at the foot in a loop."
    if len(looped):
        filled = table["holes"].to_numpy()[looped] == 0
        sentence += f" {_share(table, looped, filled, 'loops')} are so tight that ink fills them."
    return Fact("Twos with a loop", whole_per_cent(len(looped) / len(twos)), sentence, evenly(looped, SHOWN), 2)


def crossed_sevens(table: pd.DataFrame) -> Fact:
    """Return what share of the sevens is crossed, and by whom where the writers are known."""
    sevens = members(table, 7)
    crossed = measure_values(table, "crossed")[sevens] == 1
    series = measure_values(table, "series")[sevens]
    sentence = f"{_share(table, sevens, crossed, 'sevens')} have a bar through the stem."
    students, employees = np.isin(series, STUDENTS), np.isin(series, EMPLOYEES)
    if students.any() and employees.any():
        told = [_share(table, sevens[who], crossed[who], "sevens") for who in (students, employees)]
        sentence += f" High-school students cross {told[0]}, Census Bureau employees {told[1]}."
    return Fact("Sevens crossed", whole_per_cent(crossed.mean()), sentence, evenly(sevens[crossed], SHOWN), 7)


def _share(table: pd.DataFrame, indices: Indices, has: NDArray[np.bool_], what: str) -> str:
    """Return how many of some digits have something, with the 95 % interval of the share."""
    interval = share_interval(has.astype(np.float64), writer_codes(table)[0][indices])
    return counted_share(int(has.sum()), len(has), what, interval=interval)
