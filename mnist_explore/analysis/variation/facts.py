"""Striking facts, each computed from the atlas and shown with digits that prove it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.variation.lesson import NOBODY_LOOKED
from mnist_explore.analysis.variation.readings import read_words
from mnist_explore.analysis.variation.structures import share_interval, told_share
from mnist_explore.analysis.writers.groups import EMPLOYEES, STUDENTS
from mnist_explore.atlas.queries import evenly
from mnist_explore.atlas.values import Indices, measure_values, members, writer_codes
from mnist_explore.statements import Number, Statement, amount, compose, share, share_alone
from mnist_explore.style.structure.accuracy import Trust
from mnist_explore.words import PER_CENT, PLURALS, capitalised, lean

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
        The number, with its unit.
    sentence
        What it means, one sentence or two.
    indices
        ``(n,)`` digits that show it.
    digit
        The class it is about.
    """

    title: str
    value: Number
    sentence: Statement
    indices: NDArray[np.intp]
    digit: int


def striking_facts(atlas: Atlas, *, trust: Trust = NOBODY_LOOKED) -> tuple[Fact, ...]:
    """Return three facts: how far apart ones lean, how many twos are looped, and who crosses the sevens.

    Of pictures of other classes there are two: of the class that leans, and of the one that is bold, most differently.
    A data set of a person's own may lack one of these classes; there is no fact about what is not there.

    Parameters
    ----------
    atlas
        Digits and their table.
    trust
        How often the detectors of loops and bars err, where that is known.
    """
    if not atlas.digits.classes.are_digits:
        return tuple(fact(atlas.table, most_spread(atlas.table, name)) for fact, name in OF_ANY.items())
    facts: dict[int, Callable[[pd.DataFrame], Fact]]
    facts = {1: leaning_ones, 2: partial(looped_twos, trust=trust), 7: partial(crossed_sevens, trust=trust)}
    return tuple(fact(atlas.table) for digit, fact in facts.items() if len(members(atlas.table, digit)))


def leaning_ones(table: pd.DataFrame) -> Fact:
    """How far apart the most left- and the most right-leaning hundredth of the ones stand."""
    return leaning(table, 1)


def leaning(table: pd.DataFrame, digit: int) -> Fact:
    """How far apart the most left- and the most right-leaning hundredth of a class stand."""
    plural = PLURALS[digit]
    own, slant = members(table, digit), table["slant_deg"].to_numpy()
    low, high = np.percentile(slant[own], (1, 99))
    ranked = own[np.argsort(slant[own], kind="stable")]
    shown = ranked[np.linspace(len(ranked) * 0.01, len(ranked) * 0.99, SHOWN).astype(int)]
    sentence = compose(
        f"The most left-leaning hundredth of the {plural} starts at {{}}, the most right-leaning at {{}}. "
        "A quarter turn is 90°.",
        *(amount(end, "°", plural, total=len(own), said=lean(end)) for end in (low, high)),
    )
    spread = amount(high - low, "°", plural, total=len(own), said=f"{round(high) - round(low)}°")
    return Fact(f"{capitalised(plural)} spread over", spread, sentence, shown, digit)


def bold_and_fine(table: pd.DataFrame, digit: int) -> Fact:
    """How bold the boldest hundredth of a class is, and how fine the finest."""
    plural = PLURALS[digit]
    own, width = members(table, digit), table["thickness_px"].to_numpy()
    low, high = np.percentile(width[own], (1, 99))
    ranked = own[np.argsort(width[own], kind="stable")]
    sentence = compose(
        f"The finest hundredth of the {plural} has strokes of less than {{}}, the boldest of more than {{}}.",
        *(amount(end, "px", plural, total=len(own)) for end in (low, high)),
    )
    times = high / max(low, 0.1)
    value = amount(times, "times", plural, total=len(own), said=f"{times:.1f} ×")
    return Fact(f"From the finest to the boldest {plural}", value, sentence, evenly(ranked, SHOWN), digit)


def most_spread(table: pd.DataFrame, measure: str) -> int:
    """Return the class in which a measure's outer hundredths lie farthest apart."""
    reach = table.groupby("label")[measure].quantile([0.01, 0.99]).unstack()
    return int((reach[0.99] - reach[0.01]).idxmax())


OF_ANY: Mapping[Callable[[pd.DataFrame, int], Fact], str] = {leaning: "slant_deg", bold_and_fine: "thickness_px"}
"""Fact about any class → the measure by whose spread the class is chosen."""


def looped_twos(table: pd.DataFrame, *, trust: Trust = NOBODY_LOOKED) -> Fact:
    """Return what share of the twos has a loop, by readings by eye where there are any, and how many are filled."""
    twos = members(table, 2)
    has = measure_values(table, "looped")[twos] == 1
    looped = twos[has]
    accuracy, read = trust.accuracies.get("looped"), trust.readings.get("looped")
    sentence = compose("{} turn at the foot in a loop.", told_share(table, twos, has, "twos", accuracy=accuracy))
    value = share_alone(len(looped), len(twos), "twos", decimals=0)
    if read:
        low, high = min(read.narrow), max(read.wide)
        middle = (low + high) / 2
        value = amount(
            100 * middle, "%", "twos read by eye", total=read.digits, interval=(100 * low, 100 * high),
            said=f"{round(100 * low)} to {round(100 * high)}{PER_CENT}",
        )  # fmt: skip
        seen = _share(table, twos, has, "twos")
        sentence = compose("{} The detector sees a loop in {}.", read_words(read), seen)
    elif len(looped):
        filled = table["holes"].to_numpy()[looped] == 0
        tight = _share(table, looped, filled, "loops")
        sentence = compose("{} {} are so tight that ink fills them.", sentence, tight)
    return Fact("Twos with a loop", value, sentence, evenly(looped, SHOWN), 2)


def crossed_sevens(table: pd.DataFrame, *, trust: Trust = NOBODY_LOOKED) -> Fact:
    """Return what share of the sevens is crossed, and by whom where the writers are known."""
    sevens = members(table, 7)
    crossed = measure_values(table, "crossed")[sevens] == 1
    series = measure_values(table, "series")[sevens]
    accuracy = trust.accuracies.get("crossed")
    counted = told_share(table, sevens, crossed, "sevens", accuracy=accuracy)
    sentence = compose("{} have a bar through the stem.", counted)
    students, employees = np.isin(series, STUDENTS), np.isin(series, EMPLOYEES)
    if students.any() and employees.any():
        told = [_share(table, sevens[who], crossed[who], "sevens") for who in (students, employees)]
        end = ", as counted." if accuracy else "."
        sentence = compose(f"{{}} High-school students cross {{}}, Census Bureau employees {{}}{end}", sentence, *told)
    value = share_alone(int(crossed.sum()), len(sevens), "sevens", decimals=0)
    return Fact("Sevens crossed", value, sentence, evenly(sevens[crossed], SHOWN), 7)


def _share(table: pd.DataFrame, indices: Indices, has: NDArray[np.bool_], what: str) -> Number:
    """Return how many of some digits have something, with the 95 % interval of the share."""
    interval = share_interval(has.astype(np.float64), writer_codes(table)[0][indices])
    return share(int(has.sum()), len(has), what, interval=interval)
