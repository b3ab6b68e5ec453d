"""The overview's facts say what the table says, and their digits show it."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.variation.facts import SHOWN, crossed_sevens, leaning_ones, looped_twos, striking_facts
from mnist_explore.analysis.variation.structures import wilson_interval
from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from tests.atlas.tables import table_of


def test_leaning_ones_spread() -> None:
    """Ones from -50° to 50° in steps of one degree: their hundredths end at -49° and 49°, 98° apart."""
    table = table_of([1] * 101 + [7], slant_deg=[*np.arange(-50.0, 51.0), 80.0])
    fact = leaning_ones(table)
    assert fact.value.said == "98°"
    assert "49° to the left" in fact.sentence.text and "49° to the right" in fact.sentence.text
    slants = table["slant_deg"].to_numpy()[fact.indices]
    assert (np.diff(slants) > 0).all() and len(slants) == SHOWN and 101 not in fact.indices


def test_looped_twos_share() -> None:
    """Of four twos two have a loop, one of them filled: 50 %, and half of the loops; a zero's does not count."""
    fact = looped_twos(table_of([2, 2, 2, 2, 0], looped=[False, True, True, False, True], holes=[0, 1, 0, 0, 1]))
    assert fact.value.said == "50\u00a0%"
    assert fact.sentence.text.startswith("2 of 4 twos (50.0\u00a0%, 95\u00a0% interval ")
    assert "1 of 2 loops (50.0\u00a0%, 95\u00a0% interval " in fact.sentence.text
    assert fact.indices.tolist() == [1, 2]


def test_looped_twos_without_a_loop() -> None:
    """Where no two has a loop, nothing is said of the loops."""
    fact = looped_twos(table_of([2, 2], looped=[False, False], holes=[0, 0]))
    assert fact.value.said == "0\u00a0%" and len(fact.indices) == 0
    assert "nan" not in fact.sentence.text


def test_crossed_sevens_by_series() -> None:
    """Students cross one of two sevens, employees three of four; a crossed four is no matter."""
    label, series = [7] * 6 + [4], [4, 4, 0, 0, 1, 1, 4]
    table = table_of(label, series=series, crossed=[True, False, True, True, True, False, True])
    fact = crossed_sevens(table)
    assert fact.value.said == "67\u00a0%"
    assert "students cross 1 of 2 sevens (50.0\u00a0%, 95\u00a0% interval " in fact.sentence.text
    assert "employees 3 of 4 sevens (75.0\u00a0%, 95\u00a0% interval " in fact.sentence.text
    assert fact.indices.tolist() == [0, 2, 3, 4]


def test_crossed_sevens_of_unknown_writers() -> None:
    """Without writers nothing is said of who crosses."""
    fact = crossed_sevens(table_of([7, 7], crossed=[True, False]))
    assert fact.value.said == "50\u00a0%" and "students" not in fact.sentence.text


def test_striking_facts_of_real_digits(few_atlas: Atlas) -> None:
    """Three facts, each with a number, a sentence, and digits of the kind it speaks of."""
    facts = striking_facts(few_atlas)
    assert len(facts) == 3
    for digit, fact in zip((1, 2, 7), facts, strict=True):
        assert (few_atlas.digits.labels[fact.indices] == digit).all()
        assert (
            fact.value.said and "nan" not in fact.value.said + fact.sentence.text and fact.sentence.text.endswith(".")
        )


def test_striking_facts_only_of_classes_that_are_there() -> None:
    """A data set without ones and twos has no fact about them; one without sevens as well has none."""
    image = np.zeros((3, 28, 28), np.uint8)
    for labels, count in (([7, 3, 3], 1), ([3, 3, 4], 0)):
        digits = Digits("own", image, np.array(labels, np.uint8), np.zeros(3, np.uint8))
        table = table_of(labels, slant_deg=[0.0] * 3, looped=[False] * 3, crossed=[True] * 3, holes=[0] * 3)
        atlas = Atlas.__new__(Atlas)
        object.__setattr__(atlas, "digits", digits)
        object.__setattr__(atlas, "table", table)
        assert len(striking_facts(atlas)) == count


@pytest.fixture
def train(mnist: Digits):  # type: ignore[no-untyped-def]
    """Return the table of MNIST's training digits, or skip where the shipped one does not fit: another test says so."""
    try:
        table = load_atlas(mnist).table
    except ArtifactError as error:
        pytest.skip(f"MNIST's atlas is needed: {error}")
    return table[table["split"] == "train"]


@pytest.mark.mnist
def test_holes_of_mnist(train) -> None:  # type: ignore[no-untyped-def]
    """44.5 % of the training twos have a closed loop, 9.2 % of the fours a closed top (counted at threshold 128)."""
    holes = train["holes"].to_numpy() > 0
    assert holes[train["label"] == 2].mean() == pytest.approx(0.445, abs=0.0015)
    assert holes[train["label"] == 4].mean() == pytest.approx(0.092, abs=0.0015)


@pytest.mark.mnist
def test_slant_of_mnist_by_series(train) -> None:  # type: ignore[no-untyped-def]
    """Employees' training ones lean 19.7° on average and students' 4.4°; sevens 6.1° and -3.7°."""
    if train["series"].isna().all():
        pytest.skip("the writers' table is needed")
    student = (train["series"] == 4).to_numpy(bool, na_value=False)
    slant = train["slant_deg"].to_numpy()
    for digit, employees, students in ((1, 19.7, 4.4), (7, 6.1, -3.7)):
        own = (train["label"] == digit).to_numpy()
        assert slant[own & ~student].mean() == pytest.approx(employees, abs=0.1)
        assert slant[own & student].mean() == pytest.approx(students, abs=0.1)


def test_looped_twos_interval_knows_the_writers() -> None:
    """Twenty writers who loop all twos or none say as much as twenty twos, not as two hundred."""
    writer = np.repeat(np.arange(20), 10)
    table = table_of([2] * 200, writer, looped=writer % 2 == 0, holes=np.ones(200, int))
    low, high = (100 * end for end in wilson_interval(0.5, 20))
    assert (
        f"(50.0\u00a0%, 95\u00a0% interval {low:.1f}\u00a0% to {high:.1f}\u00a0%)" in looped_twos(table).sentence.text
    )
