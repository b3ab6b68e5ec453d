"""What is said of one digit, the data set's or a visitor's: structure, family, why unusual, networks' answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.variation.percentiles import Percentile, percentiles_of, ranked_measures
from mnist_explore.analysis.variation.sentences import families_of
from mnist_explore.analysis.variation.style_words import structure_statement, unusual_words
from mnist_explore.analysis.writers.likeness import Likeness
from mnist_explore.analysis.writers.sentences import who
from mnist_explore.atlas.styles import traits_of_row
from mnist_explore.atlas.table import Atlas
from mnist_explore.atlas.values import members
from mnist_explore.columns import traits
from mnist_explore.ink.reading import least_clear
from mnist_explore.statements import (
    SHARE,
    Number,
    Statement,
    amount,
    compose,
    count,
    joined,
    probability,
    share_alone,
)
from mnist_explore.style.families.standard import oddities
from mnist_explore.words import NO_DIGIT, PER_CENT, PLURALS, SINGULARS, capitalised, whole_per_cent

RIVALS = 3
"""How many of the network's answers a card names at most."""

LEAST = 0.0005
"""The least probability of an answer beside the first that is named: of less, "under 0.1 %" alone could be said."""

FAR = 0.1
"""A spread, as a share of the map's width, above which the digit's neighbours do not lie in one region."""


def whose(atlas: Atlas, index: int) -> list[Statement]:
    """Return what was given with a digit: its label, number and split, and who wrote it where that is known."""
    row = atlas.table.iloc[index]
    lines = [Statement(f"Labelled **{SINGULARS[row['label']]}**, number **{index:,}**, in the {row['split']} split")]
    if atlas.digits.writer[index] >= 0:
        series = int(row["series"]) if isinstance(row["series"], int | np.integer) else None
        of_nist = "NIST's " if atlas.digits.name == "mnist" else ""
        lines.append(Statement(f"Written by {of_nist}writer **{row['writer']}**, {who(series)}"))
    return lines


def style_statements(atlas: Atlas, row: Mapping[str, Any], *, without: Sequence[str] = ()) -> list[Statement]:
    """Return what the measures say of a digit, the data set's or a visitor's: structure, family, why unusual.

    Parameters
    ----------
    row
        A row of the atlas's table, or of :func:`~mnist_explore.atlas.styles.describe_digit`.
    without
        Measures that say nothing of this digit.
    """
    label = int(row["label"])
    lines = [compose("Structure: {}", structure_statement(row))]
    families, sizes = families_of(atlas, label)
    own = [place for place, one in enumerate(families) if one.numbers.family == int(row["family"])]
    if own and len(families) > 1:
        held = share_alone(sizes[own[0]], sum(sizes), f"training {PLURALS[label]}")
        lines.append(compose("Family: **{}**, {} of the training {}", families[own[0]].name, held, PLURALS[label]))
    measures = {name: row[name] for name in ranked_measures() if name not in without}
    found = oddities({**measures, **traits_of_row(row)}, label, atlas.styles.reference)
    reasons = unusual_words(found, label, total=training_digits(atlas, label))
    if not reasons:
        return [*lines, Statement(f"Nothing about it is unusual: a **standard {SINGULARS[label]}**")]
    return [*lines, compose("Unusual: **{}**", joined(reasons, by="; "))]


def training_digits(atlas: Atlas, label: int) -> int:
    """Return how many training digits a class has; where it has none, it was given what is usual among all."""
    is_trained = (atlas.table["split"] == "train").to_numpy()
    own = int(((atlas.table["label"] == label).to_numpy() & is_trained).sum())
    return own or int(is_trained.sum())


def trait_shares(atlas: Atlas, row: Mapping[str, Any]) -> list[Statement]:
    """Return of every structure that a digit can have how many of its class have it, and whether it does."""
    label, held, shares = int(row["label"]), traits_of_row(row), atlas.styles.reference.shares
    total = training_digits(atlas, label)
    lines = []
    for trait in traits(plain=True):
        if trait.name in held and trait.name in shares:
            part = shares[trait.name][label]
            said = Number(whole_per_cent(part), part, SHARE, round(part * total), total, f"training {PLURALS[label]}")
            own = ", **yours among them**" if held[trait.name] else "; yours is not one of them"
            lines.append(compose("{} of the {} {}{}", said, PLURALS[label], trait.words.share, own))
    return lines


def places_among(atlas: Atlas, row: Mapping[str, Any], *, without: Sequence[str] = ()) -> tuple[Percentile, ...]:
    """Return where a digit stands among its class in every measure that has a place; as for `style_statements`."""
    measures = [name for name in ranked_measures() if name not in without]
    return percentiles_of(atlas.table, row, label=int(row["label"]), measures=measures)


def percentile_statements(atlas: Atlas, places: Sequence[Percentile], label: int) -> list[Statement]:
    """Return in words where a digit stands among its class, measure by measure."""
    total = len(members(atlas.table, label))
    told = []
    for place in places:
        below = place.percentile / 100
        said = Number(whole_per_cent(below), below, SHARE, below * total, total, PLURALS[label])
        value = amount(place.value, place.unit, "the digit", said=place.text)
        told.append(compose("{} {}, above {} of its class", place.title, value, said))
    return told


def answer_statement(chances: NDArray[np.floating], *, start: str) -> Statement:
    """Return a network's first answer and those beside it that are not negligible.

    Parameters
    ----------
    chances
        ``(10,)`` in 0-1.
    start
        The words before them.
    """
    best = [int(digit) for digit in chances.argsort()[::-1][:RIVALS]]
    named = [digit for place, digit in enumerate(best) if place == 0 or chances[digit] >= LEAST]
    told = [
        compose("**{}** ({})", said, probability(float(chances[digit]), f"a {said} by the network"))
        for digit, said in ((digit, SINGULARS[digit]) for digit in named)
    ]
    return compose("{} {}", start, joined(told, by=", "))


def network_statements(
    chances: NDArray[np.floating], unseen: NDArray[np.floating] | None, *, is_trained_on: bool
) -> Iterator[Statement]:
    """Yield what the network makes of a digit, and one that was not trained on it where that is known.

    Parameters
    ----------
    chances
        ``(10,)`` in 0-1, of the network that serves.
    unseen
        The same of one that was not trained on the digit, or None.
    is_trained_on
        Whether the digit may be one that the network was trained on.
    """
    start = "The network, which was trained on most training digits," if is_trained_on else "The network"
    does = "classifies it as" if chances.max() >= least_clear() else f"finds no clear answer: {NO_DIGIT}. Likeliest is"
    yield answer_statement(chances, start=f"{start} {does}")
    if unseen is not None:
        yield answer_statement(unseen, start="One that was not trained on it says")


def verdict_statement(chances: NDArray[np.floating]) -> Statement:
    """Return how sure a network is of its answer, and what comes next; ``(10,)`` in 0-1."""
    answer, second = (int(digit) for digit in chances.argsort()[::-1][:2])
    return compose(
        "with {} confidence; next is {} with {}.",
        probability(float(chances[answer]), f"a {SINGULARS[answer]} by the network", style="**{}**"),
        SINGULARS[second],
        probability(float(chances[second]), f"a {SINGULARS[second]} by the network"),
    )


def place_words(spread: float) -> Statement:
    r"""Return how sure a place on the map is.

    Parameters
    ----------
    spread
        The distance that holds half the say of the digit's neighbours, as a share of the map's width.

    >>> place_words(0.012).text[33:]
    "half of them, the nearest counting most, lie no farther from the ring than **1\xa0%** of the map's width."
    """
    reach = whole_per_cent(spread) if spread >= 0.005 else f"under 1{PER_CENT}"
    said = amount(spread, "map's width", "nearest digits", said=f"**{reach}**")
    if spread > FAR:
        return compose(
            "Its nearest digits lie in several regions (half of them, the nearest counting most, lie up to {} of the "
            "map's width away), so that it could as well lie elsewhere.",
            said,
        )
    return compose(
        "Its nearest digits lie together: half of them, the nearest counting most, lie no farther from the ring than "
        "{} of the map's width.",
        said,
    )


def likeness_words(found: Likeness, *, whom: str) -> Statement:
    """Return whose hand is most like some digits, and how sure that is; `whom` says who the writer is."""
    writer = str(found.writers[0])
    return compose(
        "Of {} writers, the hand most like yours is writer **{}**'s, {}. {}",
        count(len(found.writers), "writers"),
        writer,
        whom,
        sureness_words(found),
    )


def sureness_words(found: Likeness) -> Statement:
    """Return how sure a likeness is, and how likely it is that nobody known wrote the digits."""
    return compose(
        "If one of them wrote these {} digits, it is this one with a probability of {}; that none of them did has {}, "
        "counting it as likely as not beforehand. Both come from looking for writers whose digits were kept aside.",
        count(found.digits, "digits"),
        probability(float(found.probabilities[0]), "writer", style="**{}**"),
        probability(found.stranger, "a stranger", style="**{}**"),
    )


def measured_among(atlas: Atlas, label: int) -> Statement:
    """Return among how many digits a visitor's is measured."""
    total = len(members(atlas.table, label))
    return compose("Your digit, measured among {} {}", count(total, PLURALS[label]), PLURALS[label])


def by_the_writer(others: int) -> Statement:
    """Return how many other digits the writer of one wrote."""
    return compose("**By the same writer**: {} other digit{}", count(others, "digits"), "" if others == 1 else "s")


def telling_facts(atlas: Atlas, row: Mapping[str, Any], unusual: Sequence[Statement], *, told: int) -> list[Statement]:
    """Return what is most telling of a digit, at most `told` sentences: what is unusual first, then what it is."""
    label = int(row["label"])
    families, sizes = families_of(atlas, label)
    plural = PLURALS[label]
    own = f"training {plural}"
    kinds = [
        compose("Family: {}, {} of the {}", one.name, share_alone(size, sum(sizes), own), own)
        for one, size in zip(families, sizes, strict=True)
        if one.numbers.family == row["family"] and one.name != plural
    ]
    plain = [] if unusual else [Statement(f"Nothing about it is unusual: a standard {SINGULARS[label]}")]
    facts = [*unusual, *plain, *kinds, *trait_shares(atlas, row)]
    return [Statement(capitalised(one.text).replace("**", ""), one.numbers, one.ranks) for one in facts[:told]]
