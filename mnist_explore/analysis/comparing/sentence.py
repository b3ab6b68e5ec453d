"""One sentence that says what sets two groups of digits apart, made of what is both sure and large."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_explore.atlas.values import title_of
from mnist_explore.columns import BY_NAME, Words, traits
from mnist_explore.statements import Number, Statement, amount, compose, joined, share_alone
from mnist_explore.words import with_unit

if TYPE_CHECKING:
    import pandas as pd

NOTABLE = 0.2
"""The effect below which a difference is none to speak of: Cohen's small. One group's middle then lies at the other's
58th percentile."""

DISCOVERIES = 0.05
"""Of the differences that are told, the share that is expected to be none."""

MOST_TOLD = 3
MOST_ALIKE = 4
TIMES = 1.5
"""How many times as often something must be for the number of times to be told."""

_NUMBERS = {2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times", 7: "seven times",
            8: "eight times", 9: "nine times", 10: "ten times"}  # fmt: skip


def _singular(words: Words) -> str:
    """Return what one digit is or has of which a share of digits are or have it: "is crossed", "has a loop"."""
    verb, _, rest = words.share.partition(" ")
    if verb == "are" and words.digit:
        return f"is {words.digit[1]}"
    return f"{_VERBS.get(verb, verb)} {rest}"


_VERBS = {"are": "is", "have": "has", "stand": "stands"}
_TRAITS = {trait.measure: _singular(trait.words) for trait in traits(plain=True)}
"""Question to the table → what a digit is or has that answers yes."""


SUMMARY = "standard"
"""What is made of all other measures and structures: told only where nothing else is, and no group was chosen by any,
or it would say once more what follows from them."""


def headline(measures: pd.DataFrame, *, names: tuple[str, str] = ("A", "B")) -> Statement:
    """Return what sets two groups apart: "Compared with B, A leans more to the right (by 15°)".

    Told are differences that are not what the groups were chosen by, at least :data:`NOTABLE` large, and sure, at a
    false discovery rate of 5 %: the largest three, one a column, none that follows from one told before. No difference
    to speak of is said only of amounts with a unit whose whole interval lies within ±0.2. What the scan
    set is nobody's hand and not told.

    Parameters
    ----------
    measures
        From :func:`~mnist_explore.analysis.comparing.effects.measured_effects`.
    names
        What the groups are called.
    """
    scanned = [measure in BY_NAME and BY_NAME[measure].normalised == "set" for measure in measures["measure"]]
    found = measures[~measures["chosen_by"] & ~np.array(scanned, bool)]
    sure = found[(found["effect"].abs() >= NOTABLE) & (found["p_adjusted"] <= DISCOVERIES)]
    told: list[Statement] = []
    columns = set[str]()
    rows = sorted(sure.to_dict("records"), key=lambda row: bool(row["measure"] == SUMMARY))
    for row in rows:
        column = row["measure"].partition("=")[0]
        said = columns & {column, *BY_NAME[column].follows_from}
        follows = column == SUMMARY and (columns or measures["chosen_by"].any())
        if not said and not follows and len(told) < MOST_TOLD:
            columns.add(column)
            told.append(_told(row))
    alike = _alike(found)
    if told:
        words = joined(told, by=", ", last=" and ")
        return compose("Compared with {}, {} {}{}.", names[1], names[0], words, f"; {alike}" if alike else "")
    if alike:
        return Statement(f"Nothing sure and large sets {names[0]} and {names[1]} apart; {alike}.")
    return Statement(f"No difference between {names[0]} and {names[1]} can be told from these digits.")


def _told(row: dict[str, Any]) -> Statement:
    """Return one difference, to follow the first group's name."""
    measure, difference = row["measure"], row["difference"]
    if "=" in measure or BY_NAME[measure].kind == "yes/no":
        return _told_share(measure, row)
    column = BY_NAME[measure]
    lower, higher = column.words.person or (f"has less {title_of(measure)}", f"has more {title_of(measure)}")
    ends = sorted(math.copysign(1, difference) * float(row[f"difference_{end}"]) for end in ("low", "high"))
    by = amount(
        abs(difference),
        column.unit,
        "difference of the means",
        said=with_unit(abs(difference), column.unit) if column.unit else f"{abs(difference):.2g}",
        interval=(ends[0], ends[1]),
    )
    return compose("{} (by {})", higher if difference > 0 else lower, by)


def _told_share(measure: str, row: dict[str, Any]) -> Statement:
    """Return a difference between shares: "is crossed 16 times as often (52 % against 3 %)"."""
    share, other = row["first_mean"], row["second_mean"]
    has = _TRAITS.get(measure) or f"{'has' if '=' in measure else 'is'} {title_of(measure)}"
    often: Number | str = "more often" if share > other else "less often"
    if other > 0 and share / other >= TIMES:
        often = Number(f"{_times(share / other)} as often", share / other, "times")
    sides = [
        share_alone(round(row[f"{side}_mean"] * row[f"{side}_count"]), int(row[f"{side}_count"]), f"digits of {name}",
                    decimals=0)
        for side, name in (("first", "the first group"), ("second", "the second"))
    ]  # fmt: skip
    return compose("{} {} ({} against {})", has, often, *sides)


def _times(ratio: float) -> str:
    """Return how many times, in words up to ten."""
    if ratio < 1.8:
        return f"{ratio:.1f} times"
    return _NUMBERS.get(round(ratio), f"{ratio:,.0f} times")


def _alike(found: pd.DataFrame) -> str:
    """Return the amounts of which it is sure that they differ by nothing to speak of, in words."""
    titles = [
        title_of(row["measure"])
        for row in found.to_dict("records")
        if row["measure"] in BY_NAME and BY_NAME[row["measure"]].unit
        and math.isfinite(row["low"]) and row["low"] > -NOTABLE and row["high"] < NOTABLE
    ]  # fmt: skip
    return f"{', '.join(titles[-MOST_ALIKE:])}: no difference to speak of" if titles else ""
