"""What is said of styles, in the words of the entries: a digit's structure, why it is unusual, families and groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mnist_explore.columns import BY_NAME, COLUMNS, SHAPES, Words, measures_of, traits
from mnist_explore.statements import SHARE, Number, Statement, amount, compose, count, joined
from mnist_explore.style.families.description import FamilyDescription
from mnist_explore.style.families.standard import Oddity
from mnist_explore.words import PER_CENT, PLURALS, whole_per_cent

MOST_HAVE = 0.75
"""The share of a family that must have a trait for the family to be called by it."""

NOTABLE = 0.5
"""Standard deviations by which a family's average must differ to be told: Cohen's medium effect."""

APART = 0.3
"""By how much the share that has a trait must differ between a family and the others to be told."""

LOOPS = {0: 1, 4: 1, 6: 1, 8: 2, 9: 1}
"""Class → how many holes it has where every loop closes."""

CLOSED_ALL_THE_SAME = " all the same (the count takes ink of half intensity, the gap is as people saw such digits)"
"""What is said where a loop is open to the eye and closed to the count, or one of the two errs."""

_TRAITS = {trait.name: trait.words for trait in traits(plain=True)}
_OF_FAMILIES = {column.name: column.words for column in (*COLUMNS, *SHAPES) if column.words.family}


@dataclass(frozen=True)
class NamedFamily:
    """One family in words.

    Parameters
    ----------
    name
        What people would call it, ``"crossed sevens"``; no other family of its class is called so.
    differences
        Sentences: what sets it apart from the rest of its class, the strongest first.
    numbers
        What the words say.
    """

    name: str
    differences: tuple[Statement, ...]
    numbers: FamilyDescription


def structure_statement(row: Mapping[str, Any]) -> Statement:
    """Return the structures of a digit: what it has, then its counts.

    Parameters
    ----------
    row
        Column → value, the label among them, of the atlas's table or of
        :func:`~mnist_explore.atlas.styles.describe_digit`.
    """
    words: list[Statement | str] = []
    for trait in traits(plain=True):
        value = row.get(trait.column)
        if value is True if trait.value is None else value == trait.value:
            words.append(_said(trait.words.digit, high=True))
    for name in measures_of("count", is_style=True):
        why = CLOSED_ALL_THE_SAME if name == "holes" and _contradicts(row) else ""
        found, (one, several) = int(row[name]), BY_NAME[name].words.counted or ("", "")
        words.append(compose("{} {}{}", count(found, several), one if found == 1 else several, why))
    return joined(words, by=", ")


def _contradicts(row: Mapping[str, Any]) -> bool:
    """Return whether a digit has a loop that does not close, and as many holes as if all its loops did."""
    loops = LOOPS.get(int(row["label"]), 0)
    opened = any(row.get(column.name) is True for column in COLUMNS if column.opens_a_loop)
    return opened and int(row["holes"]) >= loops


def counted(measure: str, count: int) -> str:
    """Return a count with what is counted: ``"1 hole"``, ``"2 holes"``."""
    return f"{count} {_said(BY_NAME[measure].words.counted, high=count != 1)}"


def unusual_words(found: Sequence[Oddity], label: int, *, total: int | None = None) -> list[Statement]:
    """Return a phrase for everything in which a digit is unusual.

    Parameters
    ----------
    found
        Of :func:`~mnist_explore.style.families.standard.oddities`.
    label
        The digit's class, 0-9.
    total
        How many training digits of the class it was compared with; None where nobody asks.

    Returns
    -------
    list of Statement
        For example "leans more to the right than 99 % of sevens" and "crossed, as 13 % of sevens are". Shares are read
        off the class's percentiles, so that their numerators are not whole.
    """
    return [_unusual(one, PLURALS[label], total) for one in found]


def _unusual(odd: Oddity, plural: str, total: int | None) -> Statement:
    """Return a phrase for one thing in which a digit is unusual."""

    def stated(said: str) -> Number:
        count = None if total is None else odd.share * total
        return Number(said, odd.share, SHARE, count, total, f"training {plural}")

    beyond = stated(_of_class(odd.share, plural))
    if odd.kind in ("picture", "shape"):
        return compose("a stranger {} than {}", odd.kind, beyond)
    if odd.kind == "trait":
        said = _said(_TRAITS[odd.name].digit, high=odd.is_high)
        return compose("{}, as {} of {} are", said, stated(whole_per_cent(odd.share)), plural)
    words = BY_NAME[odd.name].words
    pair = words.digit
    # "Leans more to the left" of a digit that leans to the right, if less than its class does, would be untrue.
    if words.digit_beyond_zero and (odd.value > 0) != odd.is_high:
        pair = words.digit_beyond_zero
    return compose(_said(pair, high=odd.is_high), beyond)


def _of_class(share: float, plural: str) -> str:
    """Return a share of a class in words; only the outermost are compared with all."""
    return f"all {plural} it was compared with" if share >= 1 else f"{int(100 * share)}{PER_CENT} of {plural}"


def named_families(
    families: Sequence[FamilyDescription], *, sizes: Sequence[int] | None = None
) -> tuple[NamedFamily, ...]:
    """Return the families of one class in words.

    Parameters
    ----------
    families
        All families of one class.
    sizes
        How many training digits each has; None where nobody asks.
    """
    names = family_names(families)
    return tuple(
        NamedFamily(
            name,
            tuple(family_sentences(family, sizes=(sizes[place], sum(sizes) - sizes[place]) if sizes else None)),
            family,
        )
        for place, (name, family) in enumerate(zip(names, families, strict=True))
    )


def family_names(families: Sequence[FamilyDescription]) -> list[str]:
    """Return the names of one class's families: by their traits, and by shape where traits do not tell them apart."""
    if len(families) == 1:
        return [PLURALS[families[0].digit]]
    have = [{name for name, (inside, _) in one.traits.items() if inside >= MOST_HAVE} for one in families]
    varying = [trait for trait in _TRAITS if 0 < sum(trait in had for had in have) < len(have)]
    names = [
        _trait_name(one.digit, {trait: trait in had for trait in varying})
        for one, had in zip(families, have, strict=True)
    ]
    final: list[str] = []
    for name, family in zip(names, families, strict=True):
        unused = [wording for wording in _by_shape(name, family) if wording not in final]
        final.append(name if names.count(name) == 1 else [*unused, f"{name}, kind {len(final) + 1}"][0])
    return final


def _by_shape(name: str, family: FamilyDescription) -> list[str]:
    """Return a name with what the family's shape adds to it, one thing or two, the strongest first."""
    shapes = {one.name for one in SHAPES} & family.differences.keys()
    strength = {measure: abs(family.differences[measure]) * _OF_FAMILIES[measure].weight for measure in sorted(shapes)}
    ranked = sorted(strength, key=lambda measure: -strength[measure])
    words = [_said(_OF_FAMILIES[measure].family, high=family.differences[measure] >= 0) for measure in ranked]
    pairs = [f"{name}, {one} and {other}" for one in words for other in words if one != other]
    return [*(f"{name}, {word}" for word in words), *pairs]


def _trait_name(digit: int, held: Mapping[str, bool]) -> str:
    """Return a family's name by the traits that most of it has, or that most of it lacks."""
    having = [_said(_TRAITS[trait].group, high=True) for trait, has in held.items() if has]
    lacking = [
        _said(words.group, high=False)
        for words, has in ((_TRAITS[trait], has) for trait, has in held.items())
        if not has and _said(words.digit, high=False)
    ]
    name = PLURALS[digit]
    for pattern in having or lacking or (["plain {}"] if held else []):
        name = pattern.format(name)
    return name


def family_sentences(family: FamilyDescription, *, sizes: tuple[int, int] | None = None) -> list[Statement]:
    """Return what sets a family apart: traits far more or less common in it, then measures, the strongest first.

    Parameters
    ----------
    family
        In numbers.
    sizes
        How many training digits the family has, and the others of its class; None where nobody asks.
    """
    apart = sorted(family.traits.items(), key=lambda item: -abs(item[1][0] - item[1][1]))
    plural = PLURALS[family.digit]

    def stated(value: float, place: int) -> Number:
        total = sizes[place] if sizes else None
        count = None if total is None else round(value * total)
        return Number(whole_per_cent(value), value, SHARE, count, total, f"training {plural}")

    sentences = [
        compose("{} {}, of the other {} {}", stated(inside, 0), _TRAITS[name].share, plural, stated(outside, 1))
        for name, (inside, outside) in apart
        if abs(inside - outside) >= APART
    ]
    told = [(name, value) for name, value in family.differences.items() if name in _OF_FAMILIES]
    return sentences + [
        compose("{} (by {})", _said(_OF_FAMILIES[name].family, high=value >= 0), _deviations(abs(value), plural))
        for name, value in sorted(told, key=lambda item: (-abs(item[1]), item[0]))
        if abs(value) >= NOTABLE
    ]


def _deviations(value: float, plural: str) -> Number:
    """Return a distance in standard deviations."""
    return amount(value, "standard deviations", f"training {plural}", said=f"{value:.1f} standard deviations")


def group_words(words: Words, digit: int, *, having: bool) -> str:
    """Return what the digits of a class are called that have a trait, or lack it: ``"crossed sevens"``."""
    return _said(words.group, high=having).format(PLURALS[digit])


def _said(pair: tuple[str, str] | None, *, high: bool) -> str:
    """Return one of two words; "" where the measure is not spoken of so."""
    return pair[high] if pair else ""
