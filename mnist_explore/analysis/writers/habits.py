"""A writer's habits: what they do more, or less, than nearly all other writers, in numbers and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.atlas.values import Values, WriterSums, is_yes_no, title_of, writer_codes, writer_sums
from mnist_explore.columns import BY_NAME, measures_of, traits
from mnist_explore.words import PER_CENT, PLURALS, per_cent

if TYPE_CHECKING:
    import pandas as pd

_TRAITS = {trait.measure: trait.words for trait in traits(plain=True)}


@dataclass(frozen=True)
class Habit:
    """One thing that a writer does more or less than others.

    Parameters
    ----------
    digit
        The class it shows in, or None when it shows across all classes.
    measure
        The measure.
    percentile
        0-100: how many percent of the writers are lower, counting half of those who are equal.
    sentence
        In words, to follow the writer's name.
    """

    digit: int | None
    measure: str
    percentile: float
    sentence: str

    @property
    def strength(self) -> float:
        """How far the writer stands from the middle of all writers, 0-50 percentiles."""
        return abs(self.percentile - 50)


def habit_measures() -> tuple[str, ...]:
    """Return the measures that habits are looked for in: amounts of style, then structures."""
    return (*measures_of("amount", is_style=True), *measures_of("yes/no", is_style=True))


def find_habits(table: pd.DataFrame, writer: int, measures: Sequence[str], *, fewest: int = 3) -> tuple[Habit, ...]:
    """Return a writer's habits in every measure, within every digit and across all, the strongest first.

    Parameters
    ----------
    table
        The atlas's table.
    writer
        A writer of the table.
    measures
        Names for :func:`~mnist_explore.atlas.values.measure_values`.
    fewest
        Only writers with this many digits of a class are compared there.

    Raises
    ------
    ValueError
        If `writer` wrote no digit of the table, or a measure is no column of numbers.
    """
    _, writers = writer_codes(table)
    if writer not in writers:
        raise ValueError(f"writer must be a writer of the table, not {writer!r}")
    place = int(np.searchsorted(writers, writer))
    habits: list[Habit] = []
    for measure in measures:
        sums = writer_sums(table, measure)
        share = is_yes_no(table, measure)
        habits += _within_digits(sums, place, measure, share=share, fewest=fewest)
        if not share:
            habits += _across_digits(sums, place, measure, fewest=fewest)
    return tuple(sorted(habits, key=lambda habit: (-habit.strength, habit.digit is not None)))


def percentile_of(values: Values, place: int) -> float:
    """Return the share of the values, in percent, below the one at `place`, counting half of the equal others."""
    others = np.delete(values, place)
    if len(others) == 0:
        return 50.0
    below, equal = np.count_nonzero(others < values[place]), np.count_nonzero(others == values[place])
    return float(100 * (below + equal / 2) / len(others))


def _within_digits(sums: WriterSums, place: int, measure: str, *, share: bool, fewest: int) -> list[Habit]:
    """Return one habit for every digit that the writer wrote often enough."""
    habits = []
    for digit in np.flatnonzero(sums.counts[:, place] >= max(fewest, 1)):
        compared = np.flatnonzero(sums.counts[digit] >= max(fewest, 1))
        means = sums.sums[digit, compared] / sums.counts[digit, compared]
        own = int(np.searchsorted(compared, place))
        percentile = percentile_of(means.round(9), own)
        typical, count = float(sums.centres[digit]), int(sums.counts[digit, place])
        if share:
            value = typical + float(means[own])
            sentence = _share_in_words(measure, int(digit), value=value, typical=typical, count=count)
        else:
            sentence = _rank_in_words(measure, percentile, f" in their {PLURALS[digit]}")
        habits.append(Habit(int(digit), measure, percentile, sentence))
    return habits


def _across_digits(sums: WriterSums, place: int, measure: str, *, fewest: int) -> list[Habit]:
    """Return the habit that shows over all classes, from standard scores within each, or nothing."""
    total = np.maximum(sums.counts.sum(axis=1, keepdims=True), 1)
    deviation = np.sqrt(sums.squares.sum(axis=1, keepdims=True) / total)
    scores = np.divide(sums.sums, deviation, out=np.zeros_like(sums.sums), where=deviation > 0).sum(axis=0)
    counts = sums.counts.sum(axis=0)
    classes = np.count_nonzero(sums.counts, axis=0)
    compared = np.flatnonzero((counts >= max(fewest, 1)) & (classes >= 2))
    if place not in compared:
        return []
    means = scores[compared] / counts[compared]
    own = int(np.searchsorted(compared, place))
    percentile = percentile_of(means.round(9), own)
    return [Habit(None, measure, percentile, _rank_in_words(measure, percentile, ""))]


def _rank_in_words(measure: str, percentile: float, where: str) -> str:
    """Return a place among all writers in words: which way the writer stands out, and from how many."""
    title = title_of(measure)
    known = BY_NAME[measure].words.person if measure in BY_NAME else None
    low, high = known or (f"has a lower {title}", f"has a higher {title}")
    share = percentile if percentile >= 50 else 100 - percentile
    whom = "all other writers" if share == 100 else f"{share:.{_places(share)}f}{PER_CENT} of writers"
    return f"{high if percentile >= 50 else low}{where} than {whom}"


def _share_in_words(measure: str, digit: int, *, value: float, typical: float, count: int) -> str:
    """Return a share in words, against that of all digits of the class."""
    title, plural = title_of(measure), PLURALS[digit]
    words = _TRAITS.get(measure)
    never, does = (words and words.person) or ("never " + title + " {}", title + " {}")
    how_many = round(value * count)
    habit = (does if how_many else never).format(plural)
    are = words.share if words else f"are {title}"
    return f"{habit}: {how_many} of {count}; {per_cent(typical)} of all {plural} {are}"


def _places(percent: float) -> int:
    """Return how many decimals a percentage needs not to be rounded up to 100 % of so many writers."""
    return 1 if percent >= 99 else 0
