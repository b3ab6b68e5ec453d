"""The lesson's five claims about MNIST, each held against the digits: a verdict, its rule and proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal
from warnings import catch_warnings

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.ranking import Lead, lead, rank_range, rank_words
from mnist_explore.analysis.resampling import resampled_ratios
from mnist_explore.analysis.variation.ranking import resampled_spreads
from mnist_explore.analysis.variation.readings import read_words
from mnist_explore.analysis.variation.spread import variation_ranking
from mnist_explore.analysis.variation.structures import share_interval, told_share
from mnist_explore.atlas.values import Indices, Values, measure_values, members, writer_codes
from mnist_explore.columns import BY_NAME, measures_of
from mnist_explore.statements import Number, Rank, Statement, amount, compose, count, share, share_alone
from mnist_explore.style.structure.accuracy import Trust
from mnist_explore.words import PER_CENT, PLURALS, per_cent

if TYPE_CHECKING:
    import pandas as pd

NOBODY_LOOKED = Trust()
"""Of detectors that nobody held against labels."""

Verdict = Literal["true", "partly", "not borne out", "cannot be told"]

RARE_BELOW = 0.05
"""What fewer than one in twenty do is called rare."""

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
    finding: Statement
    rule: str
    indices: Indices = field(default_factory=lambda: np.empty(0, np.intp))


def style_measures() -> tuple[str, ...]:
    """Return what a style is made of, where a claim speaks of styles: amounts and counts, none of them twice."""
    every = measures_of("amount", "count", is_style=True)
    return tuple(name for name in every if not set(BY_NAME[name].follows_from) & set(every))


def lesson_claims(table: pd.DataFrame, *, trust: Trust = NOBODY_LOOKED) -> tuple[Claim, ...]:
    """Return the lesson's five claims with their verdicts, in the lesson's order.

    Parameters
    ----------
    table
        The atlas's table. A claim whose columns are missing, or whose class has no digit, is there without verdict.
    trust
        How often the detectors of loops and bars err, where that is known.
    """
    judged: tuple[tuple[int, str, tuple[str, ...], Callable[[pd.DataFrame], Claim]], ...] = (
        (1, LEANING, ("slant_deg",), leaning_ones),
        (2, LOOPED, ("looped",), partial(looped_twos, trust=trust)),
        (3, STYLES, ("slant_deg",), styles_of_threes),
        (7, UNUSUAL, ("crossed", "thickness_px", "typicality"), partial(unusual_sevens, trust=trust)),
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
        claims.append(Claim(digit, claim, "cannot be told", Statement(reason), ""))
    return tuple(claims)


LEANING = "Some ones lean almost 45 degrees."
LOOPED = "More twos have loops than one would think."
STYLES = "Threes are written in so many styles."
UNUSUAL = "Sevens are crossed, bold and unusual."
STANDARD = "There are not many standard sevens."


def leaning_ones(table: pd.DataFrame) -> Claim:
    """Return whether some ones lean almost 45 degrees, to either side; needs ``slant_deg``."""
    rule = (
        "True when some ones, two at least, lean 40° or more to a side, partly when one does. How common that is "
        f"stands beside it: less than {per_cent(RARE_BELOW)} is rare."
    )
    ones = members(table, 1)
    lean = np.abs(table["slant_deg"].to_numpy()[ones].astype(np.float64))
    steep = lean >= 40
    how = f"They are {'rare' if steep.mean() < RARE_BELOW else 'not rare'}: " if steep.any() else ""
    finding = compose(
        "{}{} lean 40° or more; the steepest leans {}. Half of all ones lean less than {} to either side.",
        how,
        _counted(table, ones, steep),
        *(amount(value, "°", "ones", total=len(ones)) for value in (lean.max(), np.median(lean))),
    )
    return Claim(1, LEANING, _verdict(steep.sum() >= 2, steep.any()), finding, rule, _top(ones, lean))


def looped_twos(table: pd.DataFrame, *, trust: Trust = NOBODY_LOOKED) -> Claim:
    """Return whether many twos are looped; needs ``looped``.

    Where some were read by eye the verdict goes by the lowest share that the readings leave.
    """
    rule = "True when at least a third of the twos are looped, partly from a tenth."
    twos = members(table, 2)
    twos = twos[~np.isnan(measure_values(table, "looped")[twos])]
    looped = measure_values(table, "looped")[twos] == 1
    told = told_share(table, twos, looped, PLURALS[2], accuracy=trust.accuracies.get("looped"))
    finding, least = compose("{} have a loop at the lower left.", told), float(looped.mean())
    if "looped" in trust.readings:
        read = trust.readings["looped"]
        finding, least = compose("{} {}", finding, read_words(read)), min(least, read.low)
        rule += " By the lowest share that the readings leave."
    verdict = _verdict(least >= 1 / 3, least >= 0.1)
    return Claim(2, LOOPED, verdict, finding, rule, _spread(twos[looped]))


def styles_of_threes(table: pd.DataFrame) -> Claim:
    """Return whether threes are the digit that varies most.

    Told by the spread of the measures of style (:func:`~mnist_explore.analysis.variation.spread.variation_ranking`),
    averaged over those that the table has. Families are not counted: they rest on structures, which were looked for
    in some digits and not in threes.
    """
    whom = "writers" if table["writer"].notna().any() else "digits"
    rule = (
        f"True when threes vary most and no other digit varies as much in one of twenty draws of other {whom}, partly "
        "when they are among the most. Families are not counted: no structure was looked for in threes."
    )
    measures = [measure for measure in style_measures() if measure in table]
    ranking = variation_ranking(table, measures).groupby("digit")["relative"].mean()
    spread = ranking.reindex(range(10)).to_numpy(np.float64)
    if np.isnan(spread[3]) or np.isfinite(spread).sum() < 2:
        why = "Too few threes are here to vary." if np.isnan(spread[3]) else "No other digit is here to vary less."
        return Claim(3, STYLES, "cannot be told", Statement(why), rule)
    with catch_warnings(category=RuntimeWarning, action="ignore"):  # a class without digits has no mean
        again = np.nanmean(resampled_spreads(table, measures), axis=1)
    found, present = lead(spread, again), _present(table)
    ranks = rank_range(again[:, present], present.index(3))
    finding = compose(
        "In their measures threes vary {} as much as the average digit; in 95{} of the draws of other {} they are {} "
        "of the {} digits. {}.",
        amount(spread[3], "times", "the digits' mean spread", said=f"{spread[3]:.2f} times"),
        PER_CENT,
        whom,
        Rank(rank_words(ranks), PLURALS[3], (), len(present), len(again), ranks),
        count(len(present), "classes"),
        found.told(PLURALS, most="most varied", link=" are the ", of=len(present), capital=True),
    )
    verdict = _verdict(found == Lead(3, ()), 3 in (found.first, *found.rivals))
    return Claim(3, STYLES, verdict, finding, rule, _spread(members(table, 3)))


def unusual_sevens(table: pd.DataFrame, *, trust: Trust = NOBODY_LOOKED) -> Claim:
    """Return whether sevens are crossed, bold and unusual; needs ``crossed``, ``thickness_px``, ``typicality``.

    Bold: more often than others among the tenth of all digits with the thickest stroke for their size. Unusual:
    whether crossed sevens look less typical of their class than the others do.
    """
    rule = (
        "Three parts: at least a tenth is crossed; more than a tenth, the whole interval, belongs to the boldest tenth "
        "of all digits; crossed sevens are less typical than others. True when all three hold, partly when one does."
    )
    sevens = members(table, 7)
    crossed = measure_values(table, "crossed")[sevens] == 1
    thickness = measure_values(table, "thickness_px")
    bold = thickness[sevens] >= np.nanquantile(thickness, 0.9)
    low, high = _interval(table, sevens, bold)
    typicality = measure_values(table, "typicality")[sevens]
    both = crossed.any() and not crossed.all()
    gap = float(np.nanmedian(typicality[~crossed]) - np.nanmedian(typicality[crossed])) if both else 0.0
    told = told_share(table, sevens, crossed, PLURALS[7], accuracy=trust.accuracies.get("crossed"))
    than = "bolder than" if low > 0.1 else "less bold than" if high < 0.1 else "as bold as"
    finding = compose(
        "{} are crossed. Sevens are {} other digits: {} belong to the tenth of all digits with the boldest stroke for "
        "its size. {} of the sevens are both.",
        told,
        than,
        _counted(table, sevens, bold),
        share_alone(
            int((crossed & bold).sum()), len(sevens), "sevens", interval=_interval(table, sevens, crossed & bold)
        ),
    )
    if both:
        less = "less" if gap > 0 else "no less"
        finding = compose("{} Crossed sevens look {} typical of a seven than the others.", finding, less)
    parts = (crossed.mean() >= 0.1, low > 0.1, gap > 0)
    shown = _top(sevens[crossed], thickness[sevens][crossed]) if crossed.any() else _top(sevens, -typicality)
    return Claim(7, UNUSUAL, _verdict(all(parts), any(parts)), finding, rule, shown)


def standard_sevens(table: pd.DataFrame) -> Claim:
    """Return whether standard sevens are few; needs ``standard``."""
    rule = "True when less than half of the sevens are standard and fewer than of the other digits, partly when one."
    standard, label = measure_values(table, "standard"), table["label"].to_numpy()
    sevens, present = members(table, 7), _present(table)
    others = standard[label != 7]
    elsewhere = float(np.nanmean(others)) if len(others) else np.nan
    member = (label[:, None] == present).astype(np.float64)
    again = resampled_ratios(member * standard[:, None], member, writer_codes(table)[0])
    shares = np.array([float(np.nanmean(standard[label == digit])) for digit in present])
    few, fewer = shares[present.index(7)] < 0.5, shares[present.index(7)] < elsewhere
    names = [PLURALS[digit] for digit in present]
    least = lead(-shares, -again).told(names, most="fewest", link=" standard digits: ", capital=True)
    finding = compose("{} are standard", _counted(table, sevens, standard[sevens] == 1))
    if len(others):
        rest = share_alone(int(np.nansum(others)), int((~np.isnan(others)).sum()), "digits of the other classes")
        finding = compose("{}, against {} of the other digits. {}", finding, rest, least)
    finding = compose("{}.", finding)
    shown = _spread(sevens[standard[sevens] == 1])
    return Claim(7, STANDARD, _verdict(few and fewer, few or fewer), finding, rule, shown)


def _interval(table: pd.DataFrame, indices: Indices, has: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the 95 % interval of the share of some digits that has something."""
    return share_interval(has.astype(np.float64), writer_codes(table)[0][indices])


def _counted(table: pd.DataFrame, indices: Indices, has: NDArray[np.bool_]) -> Number:
    """Return how many of some digits have something, and which share that is, with its interval."""
    plural = PLURALS[int(table["label"].iloc[indices[0]])]
    return share(int(has.sum()), len(has), plural, interval=_interval(table, indices, has))


def _verdict(holds: object, partly: object) -> Verdict:
    """Return the verdict's words."""
    if holds:
        return "true"
    return "partly" if partly else "not borne out"


def _present(table: pd.DataFrame) -> list[int]:
    """Return the classes that have digits, ascending."""
    return [int(digit) for digit in np.unique(table["label"].to_numpy())]


def _top(indices: Indices, values: Values) -> Indices:
    """Return the digits with the highest values, the highest first."""
    return indices[np.argsort(-values, kind="stable")][:SHOWN]


def _spread(indices: Indices, *, count: int = SHOWN) -> Indices:
    """Return at most `count` of the indices, evenly spread over them."""
    if len(indices) <= count:
        return indices
    return np.asarray(indices[np.linspace(0, len(indices) - 1, count).astype(int)])
