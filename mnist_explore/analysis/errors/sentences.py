"""What the page about confusion says: how many digits are misclassified, which pairs, which styles, whose."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mnist_explore.analysis.errors.confusion import Answers, WriterErrors
from mnist_explore.analysis.ranking import place_words, rank_range
from mnist_explore.analysis.resampling import RESAMPLES
from mnist_explore.analysis.writers.sentences import who
from mnist_explore.atlas.values import LEVEL, Values
from mnist_explore.columns import BY_NAME
from mnist_explore.statements import (
    COUNT,
    SHARE,
    Number,
    Rank,
    Statement,
    amount,
    compose,
    count,
    share,
    share_alone,
)
from mnist_explore.words import PLURALS, SINGULARS, SPLIT_WORDS, capitalised, listed, per_cent

if TYPE_CHECKING:
    import pandas as pd

DISCOVERY_RATE = 0.05
"""Share of the differences called more than chance that may be chance all the same."""

NAMED = 6
"""How many styles are named before the rest are counted."""


def errors_in_words(answers: Answers) -> Statement:
    """Return how many digits, all of a split or those of a group, are classified as labelled, and by whom."""
    total, errors = len(answers.indices), int(answers.wrong.sum())
    digits = f"{SPLIT_WORDS[answers.split]} digits"
    words = compose(
        "Of the **{} {}{}**, {} classifies **{}** as labelled and **{}** as another digit",
        count(total, digits),
        digits,
        " in the group" if answers.is_part else "",
        answers.method,
        Number(f"{total - errors:,}", float(total - errors), COUNT, total - errors, total, digits),
        Number(f"{errors:,}", float(errors), COUNT, errors, total, digits),
    )
    return compose("{}, {}.", words, share_alone(errors, total, digits)) if total else compose("{}.", words)


def cell_words(answers: Answers, given: int, answer: int) -> Statement:
    """Return how many digits of one label are classified as one digit."""
    row = int((answers.labels == given).sum())
    if not row:
        return Statement(f"No {SPLIT_WORDS[answers.split]} digit is labelled {SINGULARS[given]}.")
    found = int(((answers.labels == given) & (answers.predictions == answer)).sum())
    return compose("{}.", share(found, row, f"{SPLIT_WORDS[answers.split]} digits labelled {SINGULARS[given]}"))


def pair_words(row: Any, *, errors: int, digits: int, again: Values, place: int) -> tuple[Statement, Statement]:
    """Return how often two classes are mixed up, and how often either way.

    Parameters
    ----------
    row
        Of :func:`~mnist_explore.analysis.errors.confusion.confused_pairs`.
    errors, digits
        How many digits are misclassified in all, and how many there are of the two classes.
    again
        ``(resamples, pairs)``, how often every pair is mixed up in other draws of writers.
    place
        Of this pair in `again`.
    """
    one, other = PLURALS[row.first], PLURALS[row.second]
    ranks = rank_range(again, place)
    said = compose(
        "**{} and {}: {}**, {} of all errors and {} of the digits of both kinds; {}",
        capitalised(one),
        other,
        count(int(row.errors), "errors"),
        share_alone(int(row.errors), errors, "errors"),
        share_alone(int(row.errors), digits, f"{one} and {other}"),
        Rank(place_words(ranks), f"{one} and {other}", (), again.shape[1], len(again), ranks),
    )
    ways = compose(
        "{} labelled {} classified as {}, {} the other way",
        count(int(row.forth), "errors"),
        SINGULARS[row.first],
        SINGULARS[row.second],
        count(int(row.back), "errors"),
    )
    return said, ways


def held_styles(found: pd.DataFrame) -> Statement:
    """Return how many styles differ from the rest, and which.

    Parameters
    ----------
    found
        Of :func:`~mnist_explore.analysis.errors.by_style.style_errors`, without twins.
    """
    apart = found[(found["ratio_low"] > 1) | (found["ratio_high"] < 1)]
    held = found[found["p_adjusted"] <= DISCOVERY_RATE].sort_values("ratio_low", ascending=False, kind="stable")
    more, less = (list(held.loc[side, "name"]) for side in (held["ratio"] > 1, held["ratio"] < 1))
    by_chance = len(found) * (1 - LEVEL)
    return compose(
        "Of {} styles held against the rest, {} have an interval that excludes 1, where chance alone would give about "
        "{}. Allowing for so many comparisons, **{}** differ: {}; {}.",
        count(len(found), "styles"),
        _of(len(apart), len(found), "styles"),
        amount(by_chance, "styles", "styles", total=len(found), said=str(round(by_chance))),
        _of(len(held), len(found), "styles"),
        _told("misclassified more often", more, len(found)),
        _told("less often", less, len(found)),
    )


def trend_words(trends: pd.DataFrame) -> Statement:
    """Return along how many measures the error rate changes more than chance would have it, and how.

    Parameters
    ----------
    trends
        Of :class:`~mnist_explore.analysis.errors.by_style.StyleErrors`.
    """
    held = trends[trends["p_adjusted"] <= DISCOVERY_RATE]
    if len(trends) == 1:
        only = trends.iloc[0]
        if held.empty:
            return Statement("How the error rate changes along it may be chance.")
        where = _where(only["measure"], only["direction"])
        return Statement(f"The error rate changes along it more than by chance: {where}.")
    names = [f"{row.name.lower()} ({_where(row.measure, row.direction)})" for row in held.itertuples(index=False)]
    along = Number(f"**{len(held)}**", float(len(held)), COUNT, len(held), len(trends), "measures")
    return compose(
        "Along {} of {} measures the error rate changes more than by chance{}.",
        along,
        count(len(trends), "measures"),
        f": {listed(names)}" if names else "",
    )


def _where(measure: str, direction: str) -> str:
    """Return where along a measure errors are most frequent, in words."""
    least, most = BY_NAME[measure].words.tenths or ("lowest", "highest")
    ends = {"rises": f"those {most}", "falls": f"those {least}", "ends": f"those {least} and those {most}"}
    return f"more errors among {ends.get(direction, 'those in between')}"


def _of(number: int, total: int, of: str) -> Number:
    """Return a count of things of which the sentence has said how many there are."""
    return Number(f"{number:,}", float(number), COUNT, number, total, of)


def _told(words: str, names: Sequence[str], total: int) -> Statement:
    """Return names in words, the first few."""
    if not names:
        return Statement(f"none {words}")
    listed = _first([name[:1].lower() + name[1:] for name in names], total)
    return compose("{} {} ({})", _of(len(names), total, "styles"), words, listed)


def _first(names: Sequence[str], total: int) -> Statement:
    """Return the first few names, and how many more there are."""
    listed = Statement(" · ".join(names[:NAMED]))
    if len(names) <= NAMED:
        return listed
    return compose("{} and {} more", listed, _of(len(names) - NAMED, total, "styles"))


def style_words(row: Any) -> Statement:
    """Return how many times as often as the rest a style is misclassified, and how many of its digits.

    Parameters
    ----------
    row
        Of :func:`~mnist_explore.analysis.errors.by_style.style_errors`.
    """
    interval = (float(row["ratio_low"]), float(row["ratio_high"]))
    ratio = Number(times(row["ratio"]), float(row["ratio"]), "times", None, None, "the rest's rate", interval)
    if math.isinf(row["ratio"]):
        ratio = Number("all errors", 1.0, SHARE, row["errors"], row["errors"], "errors")
    return compose("<b>{}</b>  {}, {}", row["name"], ratio, _errors(row))


def _errors(row: Any) -> Number:
    """Return how many of a style's digits are misclassified."""
    said = f"{row['errors']:,} of {row['digits']:,}"
    errors, digits = int(row["errors"]), int(row["digits"])
    return Number(said, errors / digits, SHARE, errors, digits, "digits", _interval(row))


def _interval(row: Any) -> tuple[float, float]:
    """Return the ends of a rate's interval."""
    return float(row["low"]), float(row["high"])


def times(ratio: float) -> str:
    """Return a ratio in words; the rest may have no errors at all."""
    if math.isinf(ratio):
        return "all errors"
    return f"{ratio:.1f} ×" if ratio < 10 else f"{ratio:.0f} ×"


def rate_words(row: Any) -> Statement:
    """Return a style's name, its error rate, and how many of its digits are misclassified."""
    rate = share_alone(int(row["errors"]), int(row["digits"]), "digits", interval=_interval(row))
    return compose("<b>{}</b>  {}, {}", row["name"], rate, _errors(row))


def worst_words(found: pd.DataFrame, *, drawn: str = "writers") -> Statement:
    """Return which groups of one measure are misclassified most often.

    Parameters
    ----------
    found
        Of :func:`~mnist_explore.analysis.errors.by_style.style_errors`, one measure's rows.
    drawn
        What the draws were of (:attr:`~mnist_explore.digits.Digits.resampled`).
    """
    ranked = found.sort_values("rate", ascending=False, kind="stable")
    worst = ranked.iloc[0]
    name = f"**{worst['name']}**"
    numbers = compose(
        "{} of {}, {} against {} of the rest, {}",
        count(int(worst["errors"]), "errors"),
        count(int(worst["digits"]), "digits"),
        _rate_with_interval(worst),
        share_alone(int(worst["rest_errors"]), int(worst["rest_digits"]), "the rest"),
        "more than chance" if worst["p_adjusted"] <= DISCOVERY_RATE else "which may be chance",
    )
    rivals = list(ranked["name"][ranked["among_worst"]][1:])
    if len(ranked) == 1:
        return compose("{}: {}.", name, numbers)
    said = "Among those misclassified most often" if rivals else "Misclassified most often"
    rank = Rank(said, worst["name"], tuple(rivals), len(ranked), RESAMPLES)
    if not rivals:
        return compose("{}: {}, {}.", rank, name, numbers)
    return compose(
        "{}: {}, {}. With other {}, as often in one draw of twenty or more: {}.",
        rank,
        name,
        numbers,
        drawn,
        _first(rivals, len(ranked)),
    )


def _rate_with_interval(row: Any) -> Number:
    """Return a style's error rate with its interval."""
    interval = _interval(row)
    said = f"{per_cent(row['rate'])} (95\u00a0% interval {per_cent(interval[0])} to {per_cent(interval[1])})"
    return Number(said, float(row["rate"]), SHARE, int(row["errors"]), int(row["digits"]), "digits", interval)


def spared_words(found: WriterErrors) -> Statement:
    """Return how many writers have no digit misclassified."""
    writers, spared = len(found.writers), int((found.writers["errors"] == 0).sum())
    none = "" if found.spread else " The others differ no more than chance would make them, so no ranking is shown."
    return compose(
        "Of **{} writers**, {} have no digit misclassified.{}",
        count(writers, "writers"),
        _of(spared, writers, "writers"),
        none,
    )


def writer_words(row: Any, *, short: bool = False) -> Statement:
    """Return a writer's number, group, and how many of their digits are misclassified."""
    errors, digits = int(row["errors"]), int(row["digits"])
    told = Number(f"{errors} of {digits}", errors / digits, SHARE, errors, digits, "digits of the writer")
    if short:
        return compose("**Writer {}**: {} misclassified", str(row["writer"]), told)
    series = row["series"] if isinstance(row["series"], int) else None
    return compose("<b>Writer {}</b>, {}: {} misclassified", str(row["writer"]), who(series), told)
