"""The rules that every statement keeps, and what is wrong with one that does not."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from mnist_explore.statements import COUNT, PROBABILITY, SHARE, Number, Statement

SUPERLATIVE = re.compile(
    r"\b(most (?!left-leaning|right-leaning|like yours|training|typical)|largest|fewest (?!of them)|first of|best of|"
    r"between \w+ and \w+ of the|place \d|a place from)"
)
"""Words that put one before others, but those that say which end of a measure is meant, or what a sum is of."""


CERTAIN = re.compile(r"(?<![\d.])(0|100|0\.0)\s%")
"""What nothing is that a network says."""


def refuted(statement: Statement) -> list[str]:
    """Return which rules a statement breaks, a sentence each; none where all is well.

    A share has a denominator and says neither 0 nor 100 % unless it is; a number stands in the text as it was computed
    and within its interval; what comes first was asked of other draws of the writers.
    """
    text = statement.text
    wrong = [f"“{word}” is in the text" for word in ("nan", "None", "inf") if re.search(rf"\b{word}\b", text)]
    wrong += [problem for number in statement.numbers for problem in _problems(number, text)]
    if SUPERLATIVE.search(text) and not statement.ranks:
        wrong.append(f"“{SUPERLATIVE.search(text)[0]}” is said without draws of writers")  # type: ignore[index]
    for rank in statement.ranks:
        if rank.said not in text:
            wrong.append(f"the rank “{rank.said}” is not in the text")
        if rank.resamples < 1 or rank.of < 2:
            wrong.append(f"{rank.first} leads {rank.of} by {rank.resamples} draws")
        if rank.rivals and rank.places is None and not any(one in text for one in rank.rivals):
            wrong.append(f"{rank.first} is told without its rivals")
    return wrong


def _problems(number: Number, text: str) -> Iterator[str]:
    """Yield what is wrong with one number of a text."""
    if number.said not in text:
        yield f"“{number.said}” is not in the text"
    if not math.isfinite(number.value):
        yield f"“{number.said}” is {number.value}"
    if number.unit == SHARE:
        yield from _share_problems(number)
    written = "none" if number.said == "none" and not number.value else f"{number.value:,.0f}"
    if number.unit == COUNT and (number.numerator != number.value or written not in number.said):
        yield f"“{number.said}” counts {number.value}"
    if number.unit == PROBABILITY and (not 0 <= number.value <= 1 or CERTAIN.search(number.said)):
        yield f"“{number.said}” is certain"
    if number.interval is not None:
        low, high = number.interval
        inside = number.value if number.corrected is None else number.corrected
        if not low - 1e-9 <= abs(inside) <= high + 1e-9 and not low - 1e-9 <= inside <= high + 1e-9:
            yield f"“{number.said}” lies outside {low} to {high}"


def _share_problems(number: Number) -> Iterator[str]:
    """Yield what is wrong with a share: its denominator, its rounding, or its value."""
    numerator, denominator = number.numerator, number.denominator
    if numerator is None or denominator is None or denominator < 1 or not 0 <= numerator <= denominator:
        yield f"“{number.said}” is {numerator} of {denominator}"
        return
    share = numerator / denominator
    if abs(share - number.value) > 0.5 / denominator + 1e-9:
        yield f"“{number.said}” is {number.value}, and {numerator} of {denominator} are {share}"
    found = re.search(r"(?P<bound>over |under |)(?P<per_cent>[\d.]+)\s%", number.said)
    if found is None:
        return
    told, bound = float(found["per_cent"]), found["bound"]
    decimals = len(found["per_cent"].partition(".")[2])
    step = 0.5 * 10.0**-decimals + 1e-6
    if (not bound and (told == 0) != (share == 0)) or (not bound and (told == 100) != (share == 1)):
        yield f"“{number.said}” is {numerator} of {denominator}"
    if not bound and abs(told - 100 * share) > (1.0 + 1e-6 if decimals == 0 else step):
        yield f"“{number.said}” is {100 * share} %"
    if (bound == "over " and 100 * share < told - step) or (bound == "under " and 100 * share > told + step):
        yield f"“{number.said}” is {100 * share} %"
