"""The lesson's five claims about MNIST, each held against the digits: a verdict, its rule and proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.variation.spread import variation_ranking
from mnist_explore.atlas.values import Indices, Values, measure_values, members
from mnist_explore.columns import BY_NAME, measures_of
from mnist_explore.words import per_cent

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["true", "partly", "not borne out", "cannot be told"]

SHOWN = 12
"""How many digits prove a claim."""


@dataclass(frozen=True)
class Claim:
    """One claim and what the digits say to it.

    Parameters
    ----------
    digit
        The class it is about.
    claim
        What was claimed, one sentence.
    verdict
        ``"true"``, ``"partly"``, ``"not borne out"``, or ``"cannot be told"`` when a column is missing.
    finding
        What was found, in one or two sentences with the numbers; without a verdict, why there is none.
    rule
        When the verdict is which: the thresholds, stated.
    indices
        ``(n,)`` digits that show the finding.
    """

    digit: int
    claim: str
    verdict: Verdict
    finding: str
    rule: str
    indices: Indices = field(default_factory=lambda: np.empty(0, np.intp))


def style_measures() -> tuple[str, ...]:
    """Return what a style is made of, where a claim speaks of styles: amounts and counts, none of them twice."""
    every = measures_of("amount", "count", is_style=True)
    return tuple(name for name in every if not set(BY_NAME[name].follows_from) & set(every))


def lesson_claims(table: pd.DataFrame) -> tuple[Claim, ...]:
    """Return the lesson's five claims with their verdicts, in the lesson's order.

    Parameters
    ----------
    table
        The atlas's table. A claim whose columns are missing, or whose class has no digit, is there without verdict.
    """
    judged: tuple[tuple[int, str, tuple[str, ...], Callable[[pd.DataFrame], Claim]], ...] = (
        (1, LEANING, ("slant_deg",), leaning_ones),
        (2, LOOPED, ("looped",), looped_twos),
        (3, STYLES, ("family",), styles_of_threes),
        (7, UNUSUAL, ("crossed", "thickness_px", "typicality"), unusual_sevens),
        (7, STANDARD, ("standard",), standard_sevens),
    )
    claims = []
    for digit, claim, columns, judge in judged:
        own = members(table, digit)
        missing = [name for name in columns if name not in table or table[name].iloc[own].isna().all()]
        if len(own) == 0:
            reason = f"There is no {digit} among these digits."
        elif missing:
            reason = f"These digits have not been measured for it: no {' and no '.join(missing)}."
        else:
            claims.append(judge(table))
            continue
        claims.append(Claim(digit, claim, "cannot be told", reason, ""))
    return tuple(claims)


LEANING = "Some ones lean almost 45 degrees."
LOOPED = "More twos have loops than one would think."
STYLES = "Threes are written in so many styles."
UNUSUAL = "Sevens are crossed, bold and unusual."
STANDARD = "There are not many standard sevens."


def leaning_ones(table: pd.DataFrame) -> Claim:
    """Return whether ones lean almost 45 degrees, to either side; needs ``slant_deg``."""
    rule = "True when at least one one in twenty leans 40° or more to a side, partly when any does."
    ones = members(table, 1)
    lean = np.abs(table["slant_deg"].to_numpy()[ones].astype(np.float64))
    steep = lean >= 40
    finding = (
        f"{steep.sum():,} of {len(ones):,} ones, {per_cent(float(steep.mean()))}, lean 40° or more; the steepest leans "
        f"{lean.max():.0f}°. Half of all ones lean less than {np.median(lean):.0f}° to either side."
    )
    verdict = _verdict(steep.mean() >= 0.05, steep.any())
    return Claim(1, LEANING, verdict, finding, rule, _top(ones, lean))


def looped_twos(table: pd.DataFrame) -> Claim:
    """Return whether many twos are looped; needs ``looped``."""
    rule = "True when at least a third of the twos are looped, partly from a tenth."
    twos = members(table, 2)
    looped = measure_values(table, "looped")[twos]
    share = float(np.nanmean(looped))
    finding = f"{np.nansum(looped):,.0f} of {len(twos):,} twos, {per_cent(share)}, have a loop at the lower left."
    verdict = _verdict(share >= 1 / 3, share >= 0.1)
    return Claim(2, LOOPED, verdict, finding, rule, _spread(twos[looped == 1]))


def styles_of_threes(table: pd.DataFrame) -> Claim:
    """Return whether threes are the digit that varies most; needs ``family``.

    Counted in two ways: families, each weighted by how common it is (the exponential of Shannon's entropy, which is
    the number of families when all are equally common [1]_), and the spread of the measures of style
    (:func:`~mnist_explore.analysis.variation.spread.variation_ranking`), averaged over those that the table has.

    References
    ----------
    .. [1] Jost (2006), Entropy and diversity, Oikos 113: 363-375.
    """
    rule = "True when it is first both in families and in spread, partly when it is among the first three in either."
    families = {digit: effective_number(_families(table, digit)) for digit in _present(table)}
    measured = [measure for measure in style_measures() if measure in table]
    spread = variation_ranking(table, measured).groupby("digit")["relative"].mean().to_dict()
    by_family, by_spread = _rank(families, 3), _rank(spread, 3)
    finding = (
        f"Threes fall into {_number(families[3])}, {_ordinal(by_family)} among the digits; in their measures they "
        f"vary {spread.get(3, np.nan):.2f} times as much as the average digit, {_ordinal(by_spread)} among the "
        f"digits. Most varied is the {_first(spread)}, most families has the {_first(families)}."
    )
    verdict = _verdict(by_family == by_spread == 1, min(by_family, by_spread) <= 3)
    return Claim(3, STYLES, verdict, finding, rule, _one_of_each(table, 3))


def _number(families: float) -> str:
    """Return an effective number of families in words."""
    return "one family" if round(families, 1) == 1 else f"as many as {families:.1f} families of equal weight"


def unusual_sevens(table: pd.DataFrame) -> Claim:
    """Return whether sevens are crossed, bold and unusual; needs ``crossed``, ``thickness_px``, ``typicality``.

    Bold: among the tenth of all digits with the thickest stroke. Unusual: whether crossed sevens look less typical
    of their class than the others do.
    """
    rule = (
        "Three parts: at least a tenth is crossed; at least a tenth belongs to the boldest tenth of all digits; "
        "crossed sevens are less typical than the others. True when all three hold, partly when any does."
    )
    sevens = members(table, 7)
    crossed = measure_values(table, "crossed")[sevens] == 1
    thickness = measure_values(table, "thickness_px")
    bold = thickness[sevens] >= np.nanquantile(thickness, 0.9)
    typicality = measure_values(table, "typicality")[sevens]
    both = crossed.any() and not crossed.all()
    gap = float(np.nanmedian(typicality[~crossed]) - np.nanmedian(typicality[crossed])) if both else 0.0
    finding = (
        f"{per_cent(float(crossed.mean()))} of the sevens are crossed, {per_cent(float(bold.mean()))} belong to the "
        f"boldest tenth of all digits, and {per_cent(float((crossed & bold).mean()))} are both. Crossed sevens look "
        f"{'less' if gap > 0 else 'no less'} typical of a seven than the others."
    )
    parts = (crossed.mean() >= 0.1, bold.mean() >= 0.1, gap > 0)
    shown = _top(sevens[crossed], thickness[sevens][crossed]) if crossed.any() else _top(sevens, -typicality)
    return Claim(7, UNUSUAL, _verdict(all(parts), any(parts)), finding, rule, shown)


def standard_sevens(table: pd.DataFrame) -> Claim:
    """Return whether standard sevens are few; needs ``standard``."""
    rule = "True when less than half of the sevens are standard and fewer than of the other digits, partly when one."
    standard, sevens = measure_values(table, "standard"), members(table, 7)
    label = table["label"].to_numpy()
    shares = {digit: float(np.nanmean(standard[label == digit])) for digit in _present(table)}
    others = standard[label != 7]
    elsewhere = float(np.nanmean(others)) if len(others) else np.nan
    rank = _rank({digit: -share for digit, share in shares.items()}, 7)
    finding = (
        f"{per_cent(shares[7])} of the sevens are standard, against {per_cent(elsewhere)} of the other digits; counted "
        f"from the digit with the fewest, sevens are {_ordinal(rank)}."
    )
    few, fewer = shares[7] < 0.5, shares[7] < elsewhere
    shown = _spread(sevens[standard[sevens] == 1])
    return Claim(7, STANDARD, _verdict(few and fewer, few or fewer), finding, rule, shown)


def effective_number(counts: NDArray[np.int64]) -> float:
    """Return how many equally common kinds are as varied as these: the exponential of Shannon's entropy."""
    shares = counts[counts > 0] / counts.sum()
    return float(np.exp(-(shares * np.log(shares)).sum()))


def _verdict(holds: object, partly: object) -> Verdict:
    """Return the verdict's words."""
    if holds:
        return "true"
    return "partly" if partly else "not borne out"


def _present(table: pd.DataFrame) -> list[int]:
    """Return the classes that have digits, ascending."""
    return [int(digit) for digit in np.unique(table["label"].to_numpy())]


def _families(table: pd.DataFrame, digit: int) -> NDArray[np.int64]:
    """Return how many digits each family of a class has."""
    return np.unique(table["family"].to_numpy()[members(table, digit)], return_counts=True)[1]


def _one_of_each(table: pd.DataFrame, digit: int) -> Indices:
    """Return digits of a class, taken from its families in turn, common families first."""
    own = members(table, digit)
    family = table["family"].to_numpy()[own]
    names, counts = np.unique(family, return_counts=True)
    each = [_spread(own[family == name], count=SHOWN) for name in names[np.argsort(-counts, kind="stable")]]
    turns = [digits[turn] for turn in range(SHOWN) for digits in each if turn < len(digits)]
    return np.asarray(turns[:SHOWN], np.intp)


def _rank(values: dict[int, float], digit: int) -> int:
    """Return a digit's rank, 1 = higher than all others; equal digits share the lower place, no value comes last."""
    return sum(value >= values[digit] for value in values.values()) if digit in values else len(values) + 1


def _first(values: dict[int, float]) -> str:
    """Return the digit with the highest value, as a word."""
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return names[max(values, key=lambda digit: values[digit])] if values else "none"


def _ordinal(rank: int) -> str:
    """Return a rank in words."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
    return words[rank - 1] if 1 <= rank <= len(words) else "last"


def _top(indices: Indices, values: Values) -> Indices:
    """Return the digits with the highest values, the highest first."""
    return indices[np.argsort(-values, kind="stable")][:SHOWN]


def _spread(indices: Indices, *, count: int = SHOWN) -> Indices:
    """Return at most `count` of the indices, evenly spread over them."""
    if len(indices) <= count:
        return indices
    return np.asarray(indices[np.linspace(0, len(indices) - 1, count).astype(int)])
