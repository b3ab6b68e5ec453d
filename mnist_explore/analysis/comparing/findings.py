"""What the page that compares two groups says beside its first sentence, of measures, shares, errors and places."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mnist_explore.analysis.comparing.pair import NAMES, Pair
from mnist_explore.analysis.comparing.sentence import DISCOVERIES, NOTABLE
from mnist_explore.analysis.variation.style_words import named_families
from mnist_explore.atlas.table import Atlas
from mnist_explore.atlas.values import measure_values
from mnist_explore.columns import BY_NAME, Column
from mnist_explore.statements import (
    COUNT,
    SHARE,
    Number,
    Statement,
    amount,
    compose,
    count,
    joined,
    share_alone,
)
from mnist_explore.words import per_cent, whole_per_cent, with_unit

if TYPE_CHECKING:
    import pandas as pd

SIDES = ("first", "second")


def counted(pair: Pair, place: int) -> Statement:
    """Return how many digits a group has, and by how many people where that is known."""
    digits, writers = len(pair.sides[place]), pair.comparison.writers[place]
    words = compose("{} digit{}", count(digits, f"digits of {NAMES[place]}"), "" if digits == 1 else "s")
    if not writers:
        return words
    return compose("{} by {} {}", words, count(writers, "people"), "person" if writers == 1 else "people")


def held_words(asked: int, told: int) -> Statement:
    """Return how many measures differ, and what those are that are drawn pale.

    >>> held_words(14, 9).text[:60]
    'Of 14 measures, 9 differ by at least 0.2 and by more than ch'
    """
    return compose(
        "Of {} measures, {} differ{} by at least {} and by more than chance, at a false discovery rate of {}\u00a0%.{}",
        count(asked, "measures"),
        Number(f"{told}", float(told), COUNT, told, asked, "measures"),
        "s" if told == 1 else "",
        f"{NOTABLE:g}",
        f"{100 * DISCOVERIES:.0f}",
        "" if told == asked else " Pale and hollow: no difference, or none to speak of.",
    )


def measure_title(measure: str) -> str:
    """Return what a figure calls a measure.

    >>> measure_title("slant_deg"), measure_title("form=bar")
    ('Slant', 'Form: bar')
    """
    name, _, wanted = measure.partition("=")
    return f"{BY_NAME[name].title}: {wanted}" if wanted else BY_NAME[name].title


def row_title(atlas: Atlas, pair: Pair, measure: str) -> str:
    """Return what a row of ``compared_shares`` is called: a structure by its title, a family by its name."""
    name, _, wanted = measure.partition("=")
    if name == "family":
        families = named_families(atlas.styles.of_digit(int(atlas.digits.labels[pair.first[0]])))
        return next(f"Family: {one.name}" for one in families if str(one.numbers.family) == wanted)
    return measure_title(measure)


def means_words(row: Mapping[str, Any]) -> Statement:
    """Return the first group's mean, or share, against the second's; a row of ``measured_effects``."""
    name, _, wanted = str(row["measure"]).partition("=")
    column = BY_NAME[name]
    told = []
    for side in SIDES:
        mean, total = float(row[f"{side}_mean"]), row.get(f"{side}_count")
        said = value_words(column, mean, share=bool(wanted))
        if wanted or column.kind == "yes/no":
            told.append(Number(said, mean, SHARE, None if total is None else round(mean * total), total, "digits"))
        else:
            told.append(Number(said, mean, column.unit, None, total, "digits"))
    return compose("{} against {}", *told)


def effect_words(row: Mapping[str, Any]) -> Statement:
    """Return how far two groups differ in a measure, in standard deviations, with the interval."""
    effect = Number(f"{row['effect']:+.2f}", row["effect"], "effect size", interval=(row["low"], row["high"]))
    return compose("{} {}", measure_title(row["measure"]), effect)


def value_words(column: Column, value: float, *, share: bool = False) -> str:
    """Return a mean of a measure with its unit, of a yes-no measure a share."""
    if share or column.kind == "yes/no":
        return per_cent(float(value))
    return with_unit(value, column.unit) if column.unit else f"{value:.2f}"


def spread_words(table: pd.DataFrame, pair: Pair, measure: str) -> Statement:
    """Return the medians, and where nine in ten lie, of both groups and of how many digits."""
    values, told = measure_values(table, measure), []
    column = BY_NAME[measure]
    for name, own in zip(NAMES, pair.sides, strict=True):
        known = values[own][~np.isnan(values[own])]
        low, middle, high = (
            amount(float(part), column.unit, f"digits of {name}", total=len(known), said=value_words(column, part))
            for part in np.quantile(known, (0.05, 0.5, 0.95))
        )
        of = Number(f"{len(known):,}", float(len(known)), COUNT, len(known), len(own), f"digits of {name}")
        whole = "" if len(known) == len(own) else f" of {len(own):,}"
        told.append(compose("{}: median {}, nine in ten between {} and {} ({}{} digits)", name, middle, low, high, of,
                            whole))  # fmt: skip
    return compose("{}.", joined(told, by="; "))


def counts_words(row: Mapping[str, Any]) -> Statement:
    """Return how many of how many digits of both groups; a row of ``compared_shares``."""
    return joined([compose("{} {}", name, _of(row, side, name)) for name, side in zip(NAMES, SIDES, strict=True)],
                  by=" · ")  # fmt: skip


def share_words(row: Mapping[str, Any]) -> Statement:
    """Return which share of both groups has something; a row of ``compared_shares``."""
    told = []
    for name, side in zip(NAMES, SIDES, strict=True):
        number, total = int(row[f"{side}_count"]), int(row[f"{side}_total"])
        told.append(compose("{} of {}", share_alone(number, total, f"digits of {name}"), name))
    return joined(told, by=", ")


def _of(row: Mapping[str, Any], side: str, name: str) -> Number:
    """Return how many of how many digits of one group, with the interval of the share where it is known."""
    number, total = int(row[f"{side}_count"]), int(row[f"{side}_total"])
    interval = (float(row[f"{side}_low"]), float(row[f"{side}_high"])) if f"{side}_low" in row else None
    return Number(f"{number:,} of {total:,}", number / total, SHARE, number, total, f"digits of {name}", interval)


def largest_words(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Statement:
    """Return which share is surely not the same in both groups, by the widest margin, and how many more there are.

    >>> row = {"measure": "crossed", "ratio": 15.4, "ratio_low": 7.8, "ratio_high": 30.9}
    >>> largest_words([row], {"crossed": "Crossed"}).text
    'Surely apart: crossed, in A 15.4 times as often as in B (7.8 to 30.9).'
    """
    apart = [row for row in rows if math.isfinite(row["ratio"]) and (row["ratio_low"] > 1 or row["ratio_high"] < 1)]
    if not apart:
        return Statement("No share is surely another in A than in B.")
    surest = max(apart, key=_surely)
    name = names[surest["measure"]]
    name = f"{name[0].lower()}{name[1:]}"
    if len(apart) == 1:
        return compose("Surely apart: {}, in A {}.", name, _times(surest))
    more = Number(f"{len(apart) - 1}", len(apart) - 1.0, COUNT, len(apart) - 1, len(rows), "shares")
    return compose("Surely apart: {}, in A {}, and {} more.", name, _times(surest), more)


def _surely(row: Mapping[str, Any]) -> float:
    """Return by what factor, at the end of the interval that is nearer to 1, two shares differ."""
    return float(max(row["ratio_low"], 1 / max(row["ratio_high"], 1e-9)))


def _times(row: Mapping[str, Any]) -> Statement:
    """Return how many times as often, with its interval."""
    low, high = float(row["ratio_low"]), float(row["ratio_high"])
    said = f"{_ratio(row['ratio'])} times as often as in B ({_ratio(low)} to {_ratio(high)})"
    return compose("{}", Number(said, float(row["ratio"]), "times", interval=(low, high)))


def _ratio(value: float) -> str:
    """Return a ratio, below ten with one decimal, below one with two."""
    return "any number" if math.isinf(value) else f"{value:,.{0 if value >= 100 else 1 if value >= 1 else 2}f}"


def misclassified_words(row: Mapping[str, Any]) -> Statement:
    """Return how often both groups are misclassified, and whether they differ by more than chance."""
    told = joined(
        [
            compose("{}: {} ({})", name, _of(row, side, name), per_cent(float(row[f"{side}_share"])))
            for name, side in zip(NAMES, SIDES, strict=True)
        ],
        by=", ",
    )
    if not row["first_count"] or not row["second_count"]:
        return compose("{}. Where a group has none misclassified, no ratio is told.", told)
    sure = row["ratio_low"] > 1 or row["ratio_high"] < 1
    return compose("{}: A {}, {}.", told, _times(row), "more than chance" if sure else "which may be chance")


def ink_words(first: np.ndarray, second: np.ndarray) -> Statement:
    """Return where two pictures, ``(28, 28)`` uint8, differ most."""
    apart = (first.astype(np.float64) - second) / 255
    ends = [max(0.0, float(end)) for end in (apart.max(), -apart.min())]
    told = [amount(end, "full ink", "pixels", total=apart.size, said=whole_per_cent(end)) for end in ends]
    return compose("Orange: more ink in A, up to {} of full ink; blue: more in B, up to {}.", *told)


def apart_words(auc: float, *, digits: int) -> Statement:
    """Return how often the measures tell two digits of different groups apart, of so many digits."""
    if math.isnan(auc):
        return Statement("One of the groups is of too few to say how often the measures tell them apart.")
    often = amount(auc, "area under the curve", "digits", total=digits, said=whole_per_cent(auc))
    return compose(
        "Of two digits, one of each group, the measures say rightly which is which in {} of cases; guessing gives {}.",
        often,
        whole_per_cent(0.5),
    )


def places_words(pair: Pair) -> Statement:
    """Return how far two groups overlap on the map, and how much room they take."""
    found = pair.places
    digits = sum(map(len, pair.sides))
    shared = amount(found.overlap, "overlap", "digits", total=digits, said=whole_per_cent(found.overlap))
    less = int(found.areas[0] > found.areas[1])
    ratio = float(found.areas[1 - less] / found.areas[less])
    room = Statement("Half of either takes about the same room.")
    if ratio >= 1.2:
        room = compose(
            "Half of {} lies close together, half of {} takes {} the room.",
            NAMES[less],
            NAMES[1 - less],
            amount(ratio, "times", "map's cells", said=f"{ratio:.1f} times"),
        )
    return compose(
        "Each counted as one, the groups have {} in common, cell by cell of the map (Inman & Bradley 1989): all if "
        "they lie alike, nothing if apart. {}",
        shared,
        room,
    )
