"""Sentences that carry the numbers they say: what each was counted from, and how surely something comes first.

A sentence with a number is composed of its words and of its numbers, so that what is shown can be listed, checked and
counted again: ``python -m mnist_explore claims`` prints all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mnist_explore.words import PER_CENT, counted_share, per_cent, whole_per_cent, with_unit

SHARE, COUNT, PROBABILITY = "share", "count", "probability"
"""Units of numbers that have none of their own."""

Interval = tuple[float, float]


@dataclass(frozen=True)
class Number:
    """One number of a sentence.

    Parameters
    ----------
    said
        As it stands in the sentence, with its unit.
    value
        Unrounded, in `unit`.
    unit
        ``"share"`` (0-1), ``"count"``, ``"probability"`` (0-1, of a model), ``"times"``, or a measure's unit.
    numerator, denominator
        Of a share: how many of how many; what lies half in, such as equal ranks, counts half. Of a count, and of a mean
        or quantile, the number of things counted or measured is the numerator or the denominator alone.
    of
        What was counted, in words.
    interval
        The ends of its 95 % interval, in `unit`; None where there is none.
    corrected
        The share, 0-1, with the errors of the detector that counted allowed for; the interval is of this one then.
    """

    said: str
    value: float
    unit: str
    numerator: float | None = None
    denominator: float | None = None
    of: str = ""
    interval: Interval | None = None
    corrected: float | None = None

    def __str__(self) -> str:
        """Return it as it stands in the sentence."""
        return self.said


@dataclass(frozen=True)
class Rank:
    """Which of several comes first, or between which places one lies, as other draws of the writers would say it.

    Parameters
    ----------
    said
        As it stands in the sentence.
    first
        What comes first, or whose place it is.
    rivals
        Those that come first as well in one of twenty draws or more.
    of
        How many were compared.
    resamples
        How many draws were made.
    places
        The first and the last place within 95 % of the draws, where a place is told.
    """

    said: str
    first: str
    rivals: tuple[str, ...]
    of: int
    resamples: int
    places: tuple[int, int] | None = None

    def __str__(self) -> str:
        """Return it as it stands in the sentence."""
        return self.said


@dataclass(frozen=True)
class Statement:
    """A sentence, or several, with the numbers and the ranks that it says, in their order."""

    text: str
    numbers: tuple[Number, ...] = ()
    ranks: tuple[Rank, ...] = ()

    def __str__(self) -> str:
        """Return the sentence."""
        return self.text

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        numbers = [{name: value for name, value in vars(one).items() if value not in (None, "")}
                   for one in self.numbers]  # fmt: skip
        ranks = [{name: value for name, value in vars(one).items() if value is not None} for one in self.ranks]
        return {"text": self.text, "numbers": numbers, "ranks": ranks}


Part = Number | Rank | Statement | str


def compose(template: str, *parts: Part) -> Statement:
    r"""Return a sentence of a template and its parts, numbers and ranks among them.

    >>> told = compose("{} have a loop.", share(3, 4, "twos"))
    >>> told.text, told.numbers[0].numerator, told.numbers[0].denominator
    ('3 of 4 twos (75.0\xa0%) have a loop.', 3, 4)
    """
    numbers: list[Number] = []
    ranks: list[Rank] = []
    for part in parts:
        if isinstance(part, Number):
            numbers.append(part)
        elif isinstance(part, Rank):
            ranks.append(part)
        elif isinstance(part, Statement):
            numbers += part.numbers
            ranks += part.ranks
    return Statement(template.format(*parts), tuple(numbers), tuple(ranks))


def joined(parts: Sequence[Part], *, by: str, last: str | None = None) -> Statement:
    """Return parts in a row, `by` between them and `last` before the last one."""
    if last is None or len(parts) < 2:
        return compose(by.join(["{}"] * len(parts)), *parts)
    return compose(f"{by.join(['{}'] * (len(parts) - 1))}{last}{{}}", *parts)


def share(
    count: float, total: float, what: str, *, interval: Interval | None = None, corrected: float | None = None
) -> Number:
    """Return how many of how many, and which share that is, with its interval: "3 of 4 sevens (75 %)"."""
    said = counted_share(int(count), int(total), what, interval=interval, corrected=corrected)
    return _share(said, count, total, what, interval, corrected)


def share_alone(
    count: float,
    total: float,
    of: str,
    *,
    interval: Interval | None = None,
    decimals: Literal[0, 1] = 1,
    style: str = "{}",
) -> Number:
    """Return a share in per cent, where what it is a share of stands elsewhere in the sentence.

    Parameters
    ----------
    count, total, of
        How many of how many, and what they are.
    interval
        Known, and not said.
    decimals
        Of the per cent.
    style
        How it is set, such as ``"**{}**"``.
    """
    words = per_cent if decimals else whole_per_cent
    said = style.format(words(count / total)) if total else "no share"
    return _share(said, count, total, of, interval)


def _share(
    said: str, count: float, total: float, of: str, interval: Interval | None, corrected: float | None = None
) -> Number:
    """Return a share; of nothing it is NaN."""
    return Number(said, count / total if total else float("nan"), SHARE, count, total, of, interval, corrected)


def count(number: int, of: str, *, style: str = "{:,}") -> Number:
    """Return a count; `style` says how it is set, such as ``"**{:,}**"``."""
    return Number(style.format(number), float(number), COUNT, number, None, of)


def probability(value: float, of: str, *, style: str = "{}") -> Number:
    r"""Return what a model holds probable: never certain, and never impossible.

    >>> probability(1.0, "").said, probability(0.25, "").said, probability(0.0, "").said
    ('over 99.9\xa0%', '25.0\xa0%', 'under 0.1\xa0%')
    """
    said = f"over 99.9{PER_CENT}" if value >= 0.9995 else f"under 0.1{PER_CENT}" if value < 0.0005 else per_cent(value)
    return Number(style.format(said), value, PROBABILITY, of=of)


def amount(
    value: float, unit: str, of: str, *, total: int | None = None, said: str = "", interval: Interval | None = None
) -> Number:
    """Return a mean, a quantile or another amount in its unit, of `total` things; by default said as measures are."""
    return Number(said or with_unit(value, unit), float(value), unit, None, total, of, interval)
