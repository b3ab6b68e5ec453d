"""Which ways of writing are misclassified: the error rate of every style, and its ratio to the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.errors.confusion import Answers
from mnist_explore.analysis.errors.leading import among_the_worst
from mnist_explore.analysis.errors.ratios import discovery_rates, no_difference, ratio_interval
from mnist_explore.analysis.errors.trends import trend
from mnist_explore.analysis.variation.structures import share_interval
from mnist_explore.analysis.variation.style_words import group_words, named_families
from mnist_explore.analysis.writers.groups import EMPLOYEES, STUDENTS
from mnist_explore.atlas.values import Indices, Values, measure_values, writer_codes
from mnist_explore.columns import BY_NAME, Trait, measures_of, traits
from mnist_explore.words import PLURALS

if TYPE_CHECKING:
    import pandas as pd

    from mnist_explore.atlas.table import Atlas

Mask = NDArray[np.bool_]

BINS = 10
"""Equal parts of a class by a measure: 6,000 of MNIST's training digits each."""

FEWEST = 20
"""Digits that a style, and the rest, must have: of fewer nothing can be told."""

GROUPED = {
    "family": BY_NAME["family"].title,
    "structure": "Structure",
    "series": "Writers",
    "label": BY_NAME["label"].title,
}
"""What digits are grouped by besides, and what it is called."""

_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True, eq=False)
class _Style:
    """Some digits, and the rest that they are held against; masks ``(n,)`` over the answers."""

    measure: str
    name: str
    digit: int
    member: Mask
    rest: Mask

    @property
    def question(self) -> tuple[bytes, ...]:
        """What a style shares with another of the same digits, and with its rest where that is a style as well."""
        return tuple(sorted(np.packbits(mask).tobytes() for mask in (self.member, self.rest)))


@dataclass(frozen=True, eq=False)
class StyleErrors:
    """What :func:`style_errors` returns: two tables."""

    styles: pd.DataFrame
    trends: pd.DataFrame


def cut_measures() -> tuple[str, ...]:
    """Return the measures that every class is cut into tenths by: those whose outermost tenths have a name."""
    return measures_of(told="tenths")


def style_errors(atlas: Atlas, answers: Answers, *, only: int | None = None) -> StyleErrors:
    """Return the error rate of every style, its ratio to the error rate of the rest, and its trend along measures.

    Slant, stroke width and typicality (:func:`cut_measures`) are cut into tenths of each class, which are shown and not
    tested: along each measure one trend is (:func:`~mnist_explore.analysis.errors.trends.trend`). Families and
    structures are held against the rest of their class; a class against all others; students against employees.

    Parameters
    ----------
    atlas
        Digits and their styles.
    answers
        Of one method and split.
    only
        Look at one class alone, so that its tenths are held against the rest of it.

    Returns
    -------
    styles
        DataFrame, one row per style of at least :data:`FEWEST` digits, held against as many: ``measure`` (one of
        :func:`cut_measures` or a key of :data:`GROUPED`), ``name``, ``digit`` (its class, -1 for all), ``digits``,
        ``errors``, ``rate`` with ``low`` and ``high``, ``rest_rate``, ``rest_errors``, ``rest_digits``, ``ratio``
        with ``ratio_low`` and ``ratio_high`` (infinite where the rest has no errors), ``among_worst`` (whether no other
        of the measure has a higher rate but for chance, by :mod:`~mnist_explore.analysis.errors.leading`), ``twin``
        (whether another row asks the same: it has the same digits, or the rest's, and comes first or has the higher
        rate), ``p`` (of the ratio being 1; NaN for tenths) and ``p_adjusted``, such
        that taking all rows up to a value for differences is expected to be wrong in that share of them.
    trends
        DataFrame, one row per measure: ``measure``, ``name``, ``direction`` (of
        :class:`~mnist_explore.analysis.errors.trends.Trend`), ``p`` and ``p_adjusted``.

    Notes
    -----
    Rates have Wilson's interval, ratios Koopman's score interval [1]_, which holds for few errors. Both are for
    independent digits, but one person's digits are misclassified together; counts are therefore divided by the design
    effect, the variance between writers over that of independent digits, of the share or of the logarithm of the
    ratio [2]_, where it is above 1. The adjustment is Benjamini & Hochberg's [3]_ over trends and all styles but tenths
    and twins together.

    References
    ----------
    .. [1] Koopman (1984), Confidence intervals for the ratio of two binomial proportions, Biometrics 40: 513-517.
    .. [2] Zou & Donner (2013), Extension of the modified Poisson regression model to prospective studies with
       correlated binary data, Statistical Methods in Medical Research 22: 661-670.
    .. [3] Benjamini & Hochberg (1995), Controlling the false discovery rate, JRSS B 57: 289-300.
    """
    import pandas as pd

    part = atlas.table.iloc[answers.indices]
    codes, _ = writer_codes(part)
    wrong = answers.wrong.astype(np.float64)
    among = np.ones(len(part), bool) if only is None else answers.labels == only
    styles = [
        style
        for style in _styles(atlas, part, among)
        if min(np.count_nonzero(style.member), np.count_nonzero(style.rest)) >= FEWEST
    ]
    rows = [
        (style.measure, style.name, style.digit, style.question, *_compared(style, wrong, codes)) for style in styles
    ]
    names = ["digits", "errors", "rate", "low", "high", "rest_rate", "effect", "rest_errors", "rest_digits"]
    found = pd.DataFrame(rows, columns=["measure", "name", "digit", "question", *names])
    types = dict.fromkeys(names, float) | dict.fromkeys(
        ["digit", "digits", "errors", "rest_errors", "rest_digits"], int
    )
    found["among_worst"] = among_the_worst([style.member for style in styles], list(found["measure"]), wrong, codes)
    found, trends = _with_ratios(found.astype(types)), _trends(part, wrong, codes, among)
    asked = (~found["twin"] & found["p"].notna()).to_numpy()
    adjusted = discovery_rates(np.append(found["p"].to_numpy()[asked], trends["p"]))
    found["p_adjusted"] = np.nan
    found.loc[asked, "p_adjusted"] = adjusted[: np.count_nonzero(asked)]
    found["p_adjusted"] = found.groupby("question")["p_adjusted"].transform("max")
    return StyleErrors(found.drop(columns="question"), trends.assign(p_adjusted=adjusted[np.count_nonzero(asked) :]))


def _trends(part: pd.DataFrame, wrong: Values, codes: NDArray[np.intp], among: Mask) -> pd.DataFrame:
    """Return how the error rate changes along every measure that classes are cut by, among some digits."""
    import pandas as pd

    rows = []
    for measure in cut_measures():
        rank = part.groupby("label")[measure].rank(pct=True).to_numpy()
        known = among & ~np.isnan(rank)
        if np.count_nonzero(known) >= FEWEST:
            found = trend(rank[known], wrong[known], codes[known])
            rows.append((measure, BY_NAME[measure].title, found.direction, found.p))
    return pd.DataFrame(rows, columns=["measure", "name", "direction", "p"]).astype({"p": float})


def misclassified_of_style(
    atlas: Atlas, answers: Answers, measure: str, name: str, *, only: int | None = None
) -> Indices:
    """Return the misclassified digits of one style, ``(n,)``, by its row in :func:`style_errors`; none for no style."""
    part = atlas.table.iloc[answers.indices]
    among = np.ones(len(part), bool) if only is None else answers.labels == only
    for style in _styles(atlas, part, among):
        if (style.measure, style.name) == (measure, name):
            return answers.where(style.member & answers.wrong)
    return np.empty(0, np.intp)


def _styles(atlas: Atlas, part: pd.DataFrame, among: Mask) -> Iterator[_Style]:
    """Yield every style of the digits in `among`, and its rest."""
    label = part["label"].to_numpy()
    for measure in cut_measures():
        yield from _tenths(part, measure, among)
    structures = [(trait, measure_values(part, trait.measure)) for trait in traits(plain=True)]
    for digit in np.unique(label[among]):
        own = label == digit
        yield from _structures(structures, int(digit), own)
        yield from _families(atlas, part, int(digit), own)
        yield _Style("label", PLURALS[digit], int(digit), own, ~own & among)
    series = measure_values(part, "series")
    employees, students = (np.isin(series, group) & among for group in (EMPLOYEES, STUDENTS))
    yield _Style("series", "by Census Bureau employees", -1, employees, students)
    yield _Style("series", "by high-school students", -1, students, employees)


def _tenths(part: pd.DataFrame, measure: str, among: Mask) -> Iterator[_Style]:
    """Yield the tenths of every class by a measure, each against the other nine; equal values stay together."""
    column = BY_NAME[measure]
    least, most = column.words.tenths or ("", "")
    rank = part.groupby("label")[measure].rank(pct=True).to_numpy()
    tenth = np.ceil(rank * BINS - 1e-9).astype(int)
    for number in range(1, BINS + 1):
        ordinal = f"{number}{_SUFFIXES.get(number, 'th')}"
        end = {1: f", {least}", BINS: f", {most}"}.get(number, "")
        member = (tenth == number) & among
        yield _Style(measure, f"{column.title}: {ordinal} tenth{end}", -1, member, ~member & among)


def _families(atlas: Atlas, part: pd.DataFrame, digit: int, own: Mask) -> Iterator[_Style]:
    """Yield the families of a class that has several."""
    family = part["family"].to_numpy()
    described = named_families(atlas.styles.of_digit(digit))
    for one in described if len(described) > 1 else ():
        member = own & (family == one.numbers.family)
        yield _Style("family", f"family: {one.name}", digit, member, own & ~member)


def _structures(structures: Sequence[tuple[Trait, Values]], digit: int, own: Mask) -> Iterator[_Style]:
    """Yield the structures that apply to a class, with and without each, and the forms of the ones."""
    for trait, values in structures:
        has, lacks = (own & (values == value) for value in (1, 0))
        yield _Style("structure", group_words(trait.words, digit, having=True), digit, has, lacks)
        if trait.value is None:  # what has not this form has one of the others, which are asked themselves
            yield _Style("structure", group_words(trait.words, digit, having=False), digit, lacks, has)


def _compared(style: _Style, wrong: Values, codes: NDArray[np.intp]) -> tuple[float, ...]:
    """Return a style's digits, errors, rate with its interval, the rest's rate, and what ratios are made of."""
    own, rest = wrong[style.member], wrong[style.rest]
    effect = _design_effect(style, wrong, codes)
    interval = share_interval(own, codes[style.member])
    return len(own), own.sum(), own.mean(), *interval, rest.mean(), effect, rest.sum(), len(rest)


def _design_effect(style: _Style, wrong: Values, codes: NDArray[np.intp]) -> float:
    """Return how many times more the logarithm of the ratio varies for writers than for independent digits; ≥ 1."""
    part = np.zeros(len(wrong))
    for mask, sign in ((style.member, 1), (style.rest, -1)):
        errors = wrong[mask].sum()
        if errors:
            part[mask] = sign * (wrong[mask] - wrong[mask].mean()) / errors
    known = codes >= 0
    per_writer = np.append(np.bincount(codes[known], part[known]), part[~known])
    independent = float((part**2).sum())
    return max(1.0, float((per_writer**2).sum()) / independent) if independent else 1.0


def _with_ratios(found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with ratios, their intervals and p-values."""
    names = ("errors", "digits", "rest_errors", "rest_digits")
    sizes = [found[name].to_numpy(float) / found["effect"].to_numpy() for name in names]
    with np.errstate(divide="ignore", invalid="ignore"):
        found["ratio"] = found["rate"] / found["rest_rate"]
    found["ratio_low"], found["ratio_high"] = ratio_interval(*sizes)
    # Of styles that ask the same, the first of those that are misclassified more often than the rest asks for all.
    ranked = found.sort_values("ratio", ascending=False, kind="stable")
    found["twin"] = ranked.duplicated("question")
    tested = ~found["measure"].isin(cut_measures()).to_numpy()
    found["p"] = np.where(tested, no_difference(*sizes), np.nan)
    return found.drop(columns="effect")
