"""A group in words: one phrase that says who is meant, and how many they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from mnist_explore.atlas.groups.conditions import Bound, Condition, Range
from mnist_explore.atlas.groups.fields import UNKNOWN_WORD, Field, value_words
from mnist_explore.atlas.groups.group import Group
from mnist_explore.atlas.groups.membership import members
from mnist_explore.atlas.values import Indices
from mnist_explore.classes import in_use
from mnist_explore.columns import BY_NAME, traits
from mnist_explore.statements import SHARE, Number, Statement, compose, count
from mnist_explore.words import PLURALS, SPLIT_WORDS

if TYPE_CHECKING:
    import pandas as pd

FamilyNames = Mapping[tuple[int, int], str]
"""Class and family → what the family is called, as in ``FamilyDescription.name``."""

_SHARES = {trait.measure: trait.words.share for trait in traits(plain=True)}
"""Question to the table → what digits are or have that answer yes: "are crossed"."""

_PREDICATES = {
    "right": ("that the network classifies right", "that the network classifies wrong"),
    "disputed": ("whose label is disputed", "whose label is not disputed"),
}
"""What is worked out → what digits are that have it, and that lack it."""

_MAPS = {
    "pixels": "the map",
    "features": "the map by the network's features",
    "own": "the map of their class alone",
    "style": "the map of their class alone, by style",
}
"""Layout → what sentences call it."""

_RANGES = {"slant_deg": "leaning"}
"""Measures whose ranges have a verb of their own."""


def words(
    table: pd.DataFrame, group: Group, *, disputed: Indices | None = None, families: FamilyNames | None = None
) -> str:
    """Return the sentence of :func:`group_statement`, without its numbers; parameters are the same."""
    return str(group_statement(table, group, disputed=disputed, families=families))


def group_statement(
    table: pd.DataFrame, group: Group, *, disputed: Indices | None = None, families: FamilyNames | None = None
) -> Statement:
    """Return a group in one sentence: "sevens that are crossed, by students, leaning over 20°: 412 of 7,293".

    The second number counts the digits of its classes, or all.

    Parameters
    ----------
    table, group, disputed
        As for :func:`~mnist_explore.atlas.groups.membership.members`.
    families
        What families are called; by default their numbers.
    """
    found = len(members(table, group, disputed=disputed))
    classes = group.of("label")
    whole = Group((classes,)) if classes else Group()
    total = len(members(table, whole))
    phrase = group_phrase(group, families=families)
    if group == whole:
        return compose("{}: {}", phrase, count(found, phrase))
    of = group_phrase(whole)
    said = Number(f"{found:,} of {total:,}", found / total if total else 0.0, SHARE, found, total, of)
    return compose("{}: {}", phrase, said)


def group_phrase(group: Group, *, families: FamilyNames | None = None) -> str:
    """Return what a group's digits are called, without their number: "sevens that are crossed, by students"."""
    asked = sorted((one for one in group.conditions if one.column != "label" and not _is_split(one)), key=_turn)
    parts = [_told(one, group, families or {}) for one in asked]
    if group.region:
        parts.append(f"in a region of {_MAPS[group.layout]}")
    return " ".join([_noun(group), ", ".join(parts)]).strip()


def _turn(one: Condition) -> int:
    """Return when a condition is told: what digits have, then by whom, then how much."""
    if one.field.kind == "yes/no" or one.field.values:
        return 0
    return 1 if _CLAUSES.get(one.column) == _by_people else 2


def _noun(group: Group) -> str:
    """Return the group's classes and split as a noun: "sevens", "test digits labelled 3 to 5"."""
    classes, split = group.of("label"), group.of("split")
    numbers = classes.numbers if classes else None
    if numbers and set(numbers) <= set(range(len(in_use()))):
        noun = _listed([PLURALS[number] for number in numbers], "and")
    else:
        noun = "digits" if classes is None else f"digits labelled {_values(classes)}"
    if split is not None and _is_split(split):
        return f"{SPLIT_WORDS[str(split.parts[0])]} {noun}"
    return noun if group.conditions or group.region else f"all {noun}"


def _is_split(one: Condition) -> bool:
    """Return whether a condition asks for one split, which is told before the noun."""
    return one.column == "split" and len(one.parts) == 1 and str(one.parts[0]) in SPLIT_WORDS


def _told(one: Condition, group: Group, families: FamilyNames) -> str:
    """Return one condition as a clause."""
    field = one.field
    if field.kind == "yes/no":
        return _answered(one)
    if UNKNOWN_WORD in one.parts:
        return f"where {field.title.lower()} is {_values(one)}"
    told = _CLAUSES.get(one.column)
    if told is not None and (one.numbers or one.column in ("series", "index")):
        return told(one, group, families)
    if field.values:
        trait = _SHARES.get(f"{one.column}={one.parts[0]}") if len(one.parts) == 1 else None
        return f"that {trait}" if trait else f"of {field.title.lower()} {_values(one)}"
    return _listed([_ranged(field, part) for part in one.parts if isinstance(part, Range)], "or")


def _answered(one: Condition) -> str:
    """Return a yes-no condition as a clause: "that are crossed", "that have no loop"."""
    answers = [str(part) for part in one.parts]
    if len(answers) > 1 or answers == [UNKNOWN_WORD]:
        return f"where “{one.field.title.lower()}” is {_listed(answers, 'or')}"
    if one.column in _PREDICATES:
        return _PREDICATES[one.column][0 if answers == ["yes"] else 1]
    trait = _SHARES.get(one.column, f"are {one.field.title.lower()}")
    return f"that {trait if answers == ['yes'] else denied(trait)}"


def denied(predicate: str) -> str:
    """Return the opposite of a plural predicate.

    >>> denied("are crossed"), denied("have a loop"), denied("stand on a base line")
    ('are not crossed', 'have no loop', 'do not stand on a base line')
    """
    for verb, opposite in (("are ", "are not "), ("have a ", "have no "), ("have ", "do not have ")):
        if predicate.startswith(verb):
            return opposite + predicate.removeprefix(verb)
    return f"do not {predicate}"


def _ranged(field: Field, part: Range) -> str:
    """Return a range as a clause: "leaning over 20°", "among the top 10 % of their class by stroke width"."""
    title = field.title.lower()
    if part.percentile:
        return f"{_in_percentiles(field, part)} of their class by {title}"
    counted = BY_NAME[field.name].words.counted if field.kind == "count" else None
    if counted:
        return f"with {_counted(part, counted)}"
    if part.single:
        return f"with {title} {part}"
    start = _RANGES.get(field.name, f"with {title}")
    if part.low and part.high:
        return f"{start} {_amount(field, part.low, unit='°')} to {_amount(field, part.high)}"
    return f"{start} over {_amount(field, part.low)}" if part.low else f"{start} under {_amount(field, part.high)}"


def _counted(part: Range, counted: tuple[str, str]) -> str:
    """Return a range of a count: "1 hole", "at least 3 stroke ends"."""
    ends = [str(one) for one in (part.low, part.high) if one]
    many = counted[0 if ends[-1] == "1" else 1]
    if part.single or len(ends) == 2:
        return f"{' to '.join(ends[:1] if part.single else ends)} {many}"
    return f"at {'least' if part.low else 'most'} {ends[0]} {many}"


def _in_percentiles(field: Field, part: Range) -> str:
    """Return a range of percentiles in words."""
    low, high = part.low, part.high
    if low and high and low.percentile and high.percentile:
        return f"between the {_ordinal(low.value)} and {_ordinal(high.value)} percentiles"
    if low and low.percentile and high is None:
        return f"among the top {100 - low.value:g}\u00a0%"
    if high and high.percentile and low is None:
        return f"among the bottom {high.value:g}\u00a0%"
    ends = [f"percentile {one.value:g}" if one.percentile else _amount(field, one) for one in (low, high) if one]
    return f"from {ends[0]} to {ends[1]}"


def _ordinal(number: float) -> str:
    """Return a place in a row: "1st", "12th", "2.5th"."""
    last = {1: "st", 2: "nd", 3: "rd"}.get(int(number) % 10, "th")
    return f"{number:g}{last if number == int(number) and int(number) // 10 != 1 else 'th'}"


def _amount(field: Field, bound: Bound | None, *, unit: str | None = None) -> str:
    """Return a bound with its unit and a proper minus; with `unit`, only where it is that one."""
    text = str(bound).replace("-", "−")
    own = field.unit if unit is None or unit == field.unit else ""
    return f"{text}{own}" if own in ("°", "") else f"{text}\u00a0{own}"


def _values(one: Condition) -> str:
    """Return a condition's values in words: "3 to 5 or 7", "students"."""
    texts = one.value_text().replace("..", " to ").split(",")
    return _listed([text.strip() for text in texts], "or")


def _listed(words_: list[str], last: str) -> str:
    """Return words in a row, with a word before the last."""
    return words_[0] if len(words_) == 1 else f"{', '.join(words_[:-1])} {last} {words_[-1]}"


def _by_family(one: Condition, group: Group, families: FamilyNames) -> str:
    """Return which families, by name where one class is asked and the names are known."""
    classes = group.of("label")
    digit = classes.numbers if classes else None
    numbers = one.numbers or ()
    if digit and len(digit) == 1 and all((digit[0], number) in families for number in numbers):
        return f"of the family “{_listed([families[digit[0], number] for number in numbers], 'or')}”"
    return f"of family {_values(one)}"


def _by_answer(one: Condition, group: Group, families: FamilyNames) -> str:  # noqa: ARG001 - one form for all clauses
    """Return what the network classifies them as."""
    known = [PLURALS[number] if 0 <= number < len(PLURALS) else str(number) for number in one.numbers or ()]
    return f"classified as {_listed(known, 'or')}"


def _by_index(one: Condition, group: Group, families: FamilyNames) -> str:  # noqa: ARG001 - one form for all clauses
    """Return how many were picked."""
    if one.numbers and len(one.numbers) == 1:
        return f"with number {one.numbers[0]}"
    ends = [(part.low, part.high) for part in one.parts if isinstance(part, Range)]
    if any(low is None or high is None or low.percentile or high.percentile for low, high in ends):
        return f"with numbers {_values(one)}"
    return f"from a list of {sum(int(high.value - low.value) + 1 for low, high in ends if low and high):,}"


def _by_people(one: Condition, group: Group, families: FamilyNames) -> str:  # noqa: ARG001 - one form for all clauses
    """Return who wrote them."""
    title = "" if any(word in one.value_text().split(",") for word in value_words(one.column)) else (
        f"{one.field.title.lower()} ")  # fmt: skip
    return f"by {title}{_values(one)}"


_CLAUSES: Mapping[str, Callable[[Condition, Group, FamilyNames], str]] = {
    "family": _by_family,
    "predicted": _by_answer,
    "index": _by_index,
    "writer": _by_people,
    "series": _by_people,
}
"""Columns of names whose condition has a clause of its own."""
