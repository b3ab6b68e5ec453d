"""A writer's habits: what they do more, or less, than nearly all other writers, in numbers and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.values import (
    Values,
    WriterSums,
    is_yes_no,
    measure_values,
    title_of,
    writer_codes,
    writer_sums,
)
from mnist_explore.columns import BY_NAME, measures_of, traits
from mnist_explore.digits import class_rows
from mnist_explore.statements import SHARE, Number, Statement, amount, compose, share_alone
from mnist_explore.words import PER_CENT, PLURALS

if TYPE_CHECKING:
    import pandas as pd

_TRAITS = {trait.measure: trait.words for trait in traits(plain=True)}


OUTER = 10.0
"""Percentiles from either end beyond which both halves of a writer's digits must lie for a habit to count."""


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
    halves
        The same percentile of either half of the writer's digits, every other one, among the same halves of others.
    """

    digit: int | None
    measure: str
    percentile: float
    sentence: Statement
    halves: tuple[float, float]

    @property
    def strength(self) -> float:
        """How far the writer stands from the middle of all writers, 0-50 percentiles."""
        return abs(self.percentile - 50)

    @property
    def is_found_again(self) -> bool:
        """Whether half of the writer's digits find it in the other half: both lie in the same outer tenth."""
        return bool(found_again(np.array(self.halves)))


def found_again(halves: Values) -> NDArray[np.bool_]:
    """Return whether both halves lie in the same outer tenth; ``(..., 2)`` percentiles in, ``(...)`` out."""
    return np.asarray((halves > 100 - OUTER).all(axis=-1) | (halves < OUTER).all(axis=-1))


def habit_measures() -> tuple[str, ...]:
    """Return the measures that habits are looked for in: amounts of style, then structures."""
    return (*measures_of("amount", is_style=True), *measures_of("yes/no", is_style=True))


def find_habits(table: pd.DataFrame, writer: int, measures: Sequence[str], *, fewest: int = 3) -> tuple[Habit, ...]:
    """Return a writer's places among all writers, in every measure, within every digit and across all.

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

    Returns
    -------
    tuple of Habit
        Those that half of the digits find again first, then the strongest. The others are no habits: the most extreme
        of so many places are extreme by chance.

    Raises
    ------
    ValueError
        If `writer` wrote no digit of the table, or a measure is no column of numbers.
    """
    _, writers = writer_codes(table)
    if writer not in writers:
        raise ValueError(f"writer must be a writer of the table, not {writer!r}")
    own = int(np.searchsorted(writers, writer))
    habits: list[Habit] = []
    for measure in measures:
        is_share = is_yes_no(table, measure)
        for place in percentiles_of(table, measure, fewest=fewest):
            at = int(np.searchsorted(place.writers, own))
            if at < len(place.writers) and place.writers[at] == own:
                sentence = _in_words(measure, place, at, is_share=is_share)
                halves = (float(place.halves[at, 0]), float(place.halves[at, 1]))
                habits.append(Habit(place.digit, measure, float(place.percentiles[at]), sentence, halves))
    return tuple(sorted(habits, key=lambda habit: (not habit.is_found_again, -habit.strength, habit.digit is not None)))


def chance_of_habits(table: pd.DataFrame, measures: Sequence[str], *, fewest: int = 3, seed: int = 0) -> float:
    """Return which share of all writers' places would count as habits had the digits been dealt to them at random.

    Every class's digits are dealt once among those who wrote it, each keeping their number: 836 writers times some 60
    places make one dealing enough.

    Parameters
    ----------
    table, measures, fewest
        As for :func:`find_habits`.
    seed
        Of the dealing.
    """
    rng = np.random.default_rng(seed)
    label = table["label"].to_numpy()
    dealt = np.arange(len(table))
    for digit in np.unique(label):
        own = np.flatnonzero(label == digit)
        dealt[own] = rng.permutation(own)
    shuffled = table.assign(writer=table["writer"].array[dealt])
    found = [
        found_again(place.halves) for measure in measures for place in percentiles_of(shuffled, measure, fewest=fewest)
    ]
    return float(np.concatenate(found).mean()) if found else 0.0


@dataclass(frozen=True, eq=False)
class Standings:
    """All writers' places in one measure, in one class or across all.

    Parameters
    ----------
    digit
        The class, or None for all.
    writers
        ``(w,)`` positions in the list of writers, ascending: those with enough digits.
    counts, means
        ``(w,)`` each, their digits and mean: of a class in the measure's unit, across all in standard deviations.
    centre, total
        The mean of all digits, 0 across all classes, and how many they are.
    percentiles
        ``(w,)`` 0-100.
    halves
        ``(w, 2)`` the same of either half of their digits.
    """

    digit: int | None
    writers: NDArray[np.intp]
    counts: Values
    means: Values
    centre: float
    total: int
    percentiles: Values
    halves: Values


def percentiles_of(table: pd.DataFrame, measure: str, *, fewest: int) -> list[Standings]:
    """Return all writers' places in one measure, class by class; of an amount, across all classes as well."""
    sums = writer_sums(table, measure)
    halves = [writer_sums(table, measure, among=half) for half in _halves(table, measure)]
    fewest = max(fewest, 1)
    found = []
    for digit in np.flatnonzero((sums.counts >= fewest).any(axis=1)):
        wrote = [one.counts[digit] for one in (sums, *halves)]
        compared = np.flatnonzero((wrote[0] >= fewest) & (wrote[1] > 0) & (wrote[2] > 0))
        parts = [one.sums[digit, compared] / count[compared] + one.centres[digit]
                 for one, count in zip((sums, *halves), wrote, strict=True)]  # fmt: skip
        found.append(_placed(int(digit), compared, wrote[0], parts, centre=float(sums.centres[digit])))
    if not is_yes_no(table, measure):
        found += _across(sums, halves, fewest=fewest)
    return found


def _placed(
    digit: int | None, compared: NDArray[np.intp], counts: Values, parts: list[Values], *, centre: float
) -> Standings:
    """Return places from the means of all digits and of both halves."""
    percentiles, *halves = (percentiles_among(part.round(9)) for part in parts)
    whole = np.stack(halves, axis=-1)
    return Standings(digit, compared, counts[compared], parts[0], centre, int(counts.sum()), percentiles, whole)


def _halves(table: pd.DataFrame, measure: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return every other digit of each writer and class that has a value of the measure, and those between."""
    codes, _ = writer_codes(table)
    known = ~np.isnan(measure_values(table, measure)) & (codes >= 0)
    label = table["label"].to_numpy()
    cell = np.where(known, codes * class_rows(label) + label, -1)
    order = np.argsort(cell, kind="stable")
    starts = np.flatnonzero(np.diff(cell[order], prepend=-2))
    nth = np.empty(len(cell), np.intp)
    nth[order] = np.arange(len(cell)) - np.repeat(starts, np.diff(np.append(starts, len(cell))))
    return known & (nth % 2 == 0), known & (nth % 2 == 1)


def percentiles_among(values: Values) -> Values:
    """Return the share of the others, in percent, below each value, counting half of the equal ones; ``(n,)``."""
    if len(values) < 2:
        return np.full(len(values), 50.0)
    ranked = np.sort(values)
    below = np.searchsorted(ranked, values, side="left")
    equal = np.searchsorted(ranked, values, side="right") - below - 1
    return np.asarray(100 * (below + equal / 2) / (len(values) - 1))


def _across(sums: WriterSums, halves: Sequence[WriterSums], *, fewest: int) -> list[Standings]:
    """Return the places over all classes, from standard scores within each, or nothing where they cannot be."""
    total = np.maximum(sums.counts.sum(axis=1, keepdims=True), 1)
    deviation = np.sqrt(sums.squares.sum(axis=1, keepdims=True) / total)
    counts = [one.counts.sum(axis=0) for one in (sums, *halves)]
    compared = np.flatnonzero(
        (counts[0] >= fewest) & (counts[1] > 0) & (counts[2] > 0) & (np.count_nonzero(sums.counts, axis=0) >= 2)
    )
    if not len(compared):
        return []
    parts = []
    for one, count in zip((sums, *halves), counts, strict=True):
        moved = one.sums + one.counts * np.nan_to_num(one.centres - sums.centres)[:, None]
        scores = np.divide(moved, deviation, out=np.zeros_like(moved), where=deviation > 0).sum(axis=0)
        parts.append(scores[compared] / count[compared])
    return [_placed(None, compared, counts[0], parts, centre=0.0)]


def _in_words(measure: str, place: Standings, at: int, *, is_share: bool) -> Statement:
    """Return one writer's place in words: what they do, from how many it sets them apart, and how far from the mean."""
    percentile, mean, own = float(place.percentiles[at]), float(place.means[at]), int(place.counts[at])
    others = len(place.writers) - 1
    if is_share and place.digit is not None:
        return _share_in_words(measure, place.digit, value=mean, typical=place.centre, count=own, total=place.total)
    if place.digit is None:
        far = amount(abs(mean), "standard deviations", "their digits", total=own,
                     said=f"{abs(mean):.1f} standard deviations")  # fmt: skip
        return compose("{}, by {} on average", _rank_in_words(measure, percentile, "", others), far)
    unit = BY_NAME[measure].unit if measure in BY_NAME else ""
    plural = PLURALS[place.digit]
    return compose(
        "{}: {} on average, where all {} average {}",
        _rank_in_words(measure, percentile, f" in their {plural}", others),
        amount(mean, unit, f"their {plural}", total=own),
        plural,
        amount(place.centre, unit, f"all {plural}", total=place.total),
    )


def _rank_in_words(measure: str, percentile: float, where: str, others: int) -> Statement:
    """Return a place among all writers in words: which way the writer stands out, and from how many."""
    title = title_of(measure)
    known = BY_NAME[measure].words.person if measure in BY_NAME else None
    low, high = known or (f"has a lower {title}", f"has a higher {title}")
    beyond = percentile if percentile >= 50 else 100 - percentile
    said = f"all {others:,} other writers" if beyond == 100 else f"{_percent(beyond)} of {others:,} other writers"
    whom = Number(said, beyond / 100, SHARE, beyond / 100 * others, others, "other writers")
    return compose("{}{} than {}", high if percentile >= 50 else low, where, whom)


def _share_in_words(measure: str, digit: int, *, value: float, typical: float, count: int, total: int) -> Statement:
    """Return a share in words: how often the writer does what sets them apart, against the share of all digits."""
    title, plural = title_of(measure), PLURALS[digit]
    words = _TRAITS.get(measure)
    lacks, does = (words and words.person) or ("never " + title + " {}", title + " {}")
    how_many = round(value * count)
    has = value >= typical
    are = words.share if words else f"are {title}"
    times = how_many if has else count - how_many
    habit = (does if has else lacks).format(plural)
    them = Number(f"{times} of {count}", times / count, SHARE, times, count, f"their {plural}")
    every = share_alone(round(typical * total), total, f"all {plural}")
    return compose("{}: {}, where {} of all {} {}", habit, them, every, plural, are)


def _percent(percent: float) -> str:
    """Return a percentage of the writers, never rounded up to 100 %."""
    if percent >= 99.95:
        return f"over 99.9{PER_CENT}"
    return f"{percent:.{1 if percent >= 99 else 0}f}{PER_CENT}"
