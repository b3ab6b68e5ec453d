"""What is said of styles: digits, families and groups, worked by hand and on a real atlas."""

from __future__ import annotations

import pytest

from mnist_explore.analysis.variation.percentiles import percentiles_of, ranked_measures
from mnist_explore.analysis.variation.style_words import (
    counted,
    family_names,
    family_sentences,
    group_words,
    structure_statement,
    unusual_words,
)
from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.styles import traits_of_row
from mnist_explore.columns import BY_NAME, traits
from mnist_explore.digits import Digits
from mnist_explore.style.families.description import FamilyDescription
from mnist_explore.style.families.standard import STRANGE, WHOLE, Oddity, oddities, usual_measures


def family(number: int, *, digit: int = 7, **numbers: object) -> FamilyDescription:
    """Return a family with made-up numbers: measures as they are, traits as pairs of shares."""
    traits = {name: value for name, value in numbers.items() if isinstance(value, tuple)}
    differences = {name: value for name, value in numbers.items() if isinstance(value, float)}
    return FamilyDescription(digit, number, 0, 0.5, differences, traits)


def test_structure_words_worked() -> None:
    """Structures that a digit has are named, those it lacks are not, and one of a thing is singular."""
    row = {
        "label": 7,
        "looped": None,
        "crossed": True,
        "serif": False,
        "form": None,
        "holes": 1,
        "ends": 4,
        "junctions": 1,
    }
    assert structure_statement(row).text == "crossed, 1 hole, 4 ends, 1 junction"
    assert structure_statement(row | {"label": 1, "crossed": None, "form": "base", "holes": 0}).text.startswith(
        "on a base line, 0 holes"
    )


def test_counted_singular_and_plural() -> None:
    """One is singular, none and several are plural."""
    assert [counted("holes", count) for count in (0, 1, 2)] == ["0 holes", "1 hole", "2 holes"]


def test_unusual_words_of_each_kind() -> None:
    """A measure, a structure had and one lacking, and the shape, each with its share of the class."""
    found = [
        Oddity("measure", "slant_deg", True, 1.0, 50.0),
        Oddity("measure", "thickness_px", False, 0.971, 1.0),
        Oddity("trait", "crossed", True, 0.1, 1.0),
        Oddity("trait", "looped", False, 0.004, 0.0),
        Oddity("picture", "typicality", False, 0.96, 0.04),
        Oddity("shape", "typicality_shape", False, 0.98, 0.02),
    ]
    assert list(map(str, unusual_words(found, 7))) == [
        "leans more to the right than all sevens it was compared with",
        "stroke thinner for its size than 97\u00a0% of sevens",
        "crossed, as 10\u00a0% of sevens are",
        "without a loop, as under 1\u00a0% of sevens are",
        "a stranger picture than 96\u00a0% of sevens",
        "a stranger shape than 98\u00a0% of sevens",
    ]


@pytest.mark.parametrize(
    ("is_high", "slant", "words"),
    [
        (False, 2.0, "leans less to the right than"),
        (False, -2.0, "leans more to the left than"),
        (True, -2.0, "leans less to the left than"),
        (True, 2.0, "leans more to the right than"),
    ],
)
def test_unusual_words_name_the_side_a_digit_leans_to(is_high: bool, slant: float, words: str) -> None:
    """Where all lean right by 10-20°, one at 2° leans less to the right, and only one at -2° to the left."""
    (said,) = unusual_words([Oddity("measure", "slant_deg", is_high, 0.99, slant)], 1)
    assert said.text == f"{words} 99\u00a0% of ones"


def test_family_names_by_traits() -> None:
    """A family is called by what most of it has, else by what it lacks where that is worth a word, else plain."""
    crossed = family(0, crossed=(1.0, 0.1), serif=(0.2, 0.3))
    serif = family(1, crossed=(0.1, 0.5), serif=(0.9, 0.0))
    neither = family(2, crossed=(0.0, 0.6), serif=(0.0, 0.5))
    assert family_names([crossed, serif, neither]) == ["crossed sevens", "sevens with a serif", "plain sevens"]
    looped, unlooped = (family(number, digit=2, looped=(1.0 - number, 0.5)) for number in (0, 1))
    assert family_names([looped, unlooped]) == ["looped twos", "twos without a loop"]
    assert family_names([looped]) == ["twos"]


def test_family_names_by_shape_where_traits_do_not_tell() -> None:
    """Families with the same traits are told apart by shape, where a bulge counts for three quarters of its size."""
    broad = family(0, digit=3, head_width=1.0, bulge=1.2)
    bulging = family(1, digit=3, head_width=-0.8, bulge=-1.2, slant_deg=9.0)
    third = family(2, digit=3, head_width=1.0)
    assert family_names([broad, bulging, third]) == [
        "threes, broad at the top",
        "threes, bulging to the left",
        "threes, kind 3",
    ]


def test_family_sentences_strongest_first() -> None:
    """Traits that differ by 30 points come first, then measures that differ by half a deviation, both by size."""
    said = family_sentences(
        family(0, crossed=(0.5, 0.1), serif=(1.0, 0.25), looped=(0.5, 0.4), proportion=0.6, slant_deg=-1.25, bulge=0.4)
    )
    assert list(map(str, said)) == [
        "100\u00a0% have a serif, of the other sevens 25\u00a0%",
        "50\u00a0% are crossed, of the other sevens 10\u00a0%",
        "leaning left (by 1.2 standard deviations)",
        "broad against their height (by 0.6 standard deviations)",
    ]


def test_group_words_with_and_without() -> None:
    """Every structure that a class can have names the digits that have it, and otherwise those that lack it."""
    said = [group_words(BY_NAME["crossed"].words, 7, having=having) for having in (True, False)]
    assert said == ["crossed sevens", "sevens without a bar"]
    for trait in traits(plain=True):
        digit = trait.classes[0]
        assert group_words(trait.words, digit, having=True) != group_words(trait.words, digit, having=False)


def test_family_names_of_a_real_atlas_differ(few_atlas: Atlas) -> None:
    """No two families of a class are called the same."""
    for digit in range(10):
        names = family_names(few_atlas.styles.of_digit(digit))
        assert len(set(names)) == len(names) > 0


@pytest.mark.parametrize(
    ("label", "column", "holes", "explained"),
    [(4, "open_top", 0, False), (4, "open_top", 1, True), (8, "gapped", 1, False), (8, "gapped", 2, True)],
)
def test_structure_words_explain_an_open_loop_with_its_hole(
    label: int, column: str, holes: int, explained: bool
) -> None:
    """An open four with a hole, or a gapped eight with two, says how that can be; an eight with one does not."""
    row = {"label": label, column: True, "holes": holes, "ends": 2, "junctions": 1}
    assert ("all the same" in structure_statement(row).text) is explained
    assert "all the same" not in structure_statement(row | {column: False}).text


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.mnist
def test_cards_of_mnist_contradict_themselves_nowhere(mnist: Digits) -> None:
    """On none of the 70,000 cards is nothing unusual beside an outermost percentile, or a loop open and closed."""
    atlas = load_atlas(mnist)
    unusual = 0
    for row in atlas.table.to_dict("records"):
        label = int(row["label"])
        measures = {name: row[name] for name in ranked_measures()}
        found = oddities({**measures, **traits_of_row(row)}, label, atlas.styles.reference)
        assert bool(row["standard"]) == (not found), row["index"]
        for name in WHOLE:
            assert (100 * row[name] < 100 * STRANGE) == any(one.name == name for one in found), row["index"]
        words = structure_statement(row).text
        opened = "open at the top" in words or "with a gap" in words
        closed = row["holes"] >= {0: 1, 4: 1, 6: 1, 8: 2, 9: 1}.get(label, 9)
        assert (opened and closed) == ("all the same" in words), row["index"]
        unusual += bool(found)
    assert 0.3 < unusual / len(mnist) < 0.4


@pytest.mark.slow
@pytest.mark.mnist
def test_cards_of_mnist_call_nothing_ordinary_that_stands_outermost(mnist: Digits) -> None:
    """Of every 70th card: where nothing is unusual, every percentile shown lies from 4 to 96, typicality's from 5."""
    atlas = load_atlas(mnist)
    told = usual_measures()
    for row in atlas.table[atlas.table["standard"]].iloc[::70].to_dict("records"):
        for place in percentiles_of(atlas.table, row, label=int(row["label"]), measures=told):
            assert 4 < place.percentile < 96, (row["index"], place)
        for place in percentiles_of(atlas.table, row, label=int(row["label"]), measures=tuple(WHOLE)):
            assert place.percentile >= 5, (row["index"], place)
