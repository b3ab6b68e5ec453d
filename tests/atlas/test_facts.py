"""The overview's facts say what the table says, and their digits show it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.facts import SHOWN, doubted_digits, leaning_ones, looped_twos, striking_facts
from mnist_explore.digits import Digits


def made_up(**columns: list[object]) -> pd.DataFrame:
    """Return a table of the columns that facts are computed from, all digits test digits unless given."""
    count = len(next(iter(columns.values())))
    given = {"label": 0, "slant_deg": 0.0, "holes": 0, "predicted": 0, "confidence": 0.5, "split": "test"}
    return pd.DataFrame({name: columns.get(name, [value] * count) for name, value in given.items()})


def test_leaning_ones_spread() -> None:
    """Ones from -50° to 50° in steps of one degree: their hundredths end at -49° and 49°, 98° apart."""
    table = made_up(label=[1] * 101 + [7], slant_deg=[*np.arange(-50.0, 51.0), 80.0])
    fact = leaning_ones(table)
    assert fact.value == "98°"
    assert "49° to the left" in fact.sentence and "49° to the right" in fact.sentence
    slants = table["slant_deg"].to_numpy()[fact.indices]
    assert (np.diff(slants) > 0).all() and len(slants) == SHOWN and 101 not in fact.indices


def test_looped_twos_share() -> None:
    """Of four twos one has a loop: 25 %; a zero's loop does not count."""
    fact = looped_twos(made_up(label=[2, 2, 2, 2, 0], holes=[0, 1, 0, 0, 1]))
    assert fact.value.replace(" ", "") == "25%"
    assert fact.indices.tolist() == [1]


def test_doubted_digits_only_of_the_test_part() -> None:
    """Misread test digits, the surest first; a misread training digit is no matter."""
    table = made_up(
        label=[3, 3, 3, 3], predicted=[3, 5, 8, 5], confidence=[0.9, 0.6, 0.7, 0.99], split=["test"] * 3 + ["train"]
    )
    fact = doubted_digits(table)
    assert fact.value == "2"
    assert fact.indices.tolist() == [2, 1]


def test_striking_facts_of_real_digits(few_atlas: Atlas) -> None:
    """Three facts, each with a number, a sentence, and digits of the kind it speaks of."""
    facts = striking_facts(few_atlas)
    ones, twos, misread = (fact.indices for fact in facts[:3])
    assert (few_atlas.digits.labels[ones] == 1).all()
    assert (few_atlas.digits.labels[twos] == 2).all() and (few_atlas.table["holes"].to_numpy()[twos] > 0).all()
    assert (few_atlas.digits.split[misread] == 1).all()
    assert all(fact.value and fact.sentence.endswith(".") for fact in facts)


def test_striking_facts_of_digits_without_ones_and_twos(few_atlas: Atlas) -> None:
    """A data set without ones and twos has no fact about them, and one about the network still."""
    rows = np.flatnonzero(few_atlas.digits.labels > 2)
    digits = few_atlas.digits
    others = Digits("others", digits.images[rows], digits.labels[rows], digits.split[rows])
    table = few_atlas.table.iloc[rows].reset_index(drop=True)
    facts = striking_facts(Atlas(others, table, few_atlas.projection))
    assert [fact.title for fact in facts] == [doubted_digits(table).title]


@pytest.mark.mnist
def test_looped_twos_of_mnist(mnist: Digits) -> None:
    """44.5 % of the training twos have a closed loop, 9.2 % of the fours a closed top (counted at threshold 128)."""
    table = load_atlas(mnist).table
    train = table[table["split"] == "train"]
    holes = train["holes"].to_numpy() > 0
    assert holes[train["label"] == 2].mean() == pytest.approx(0.445, abs=0.0015)
    assert holes[train["label"] == 4].mean() == pytest.approx(0.092, abs=0.0015)


@pytest.mark.mnist
def test_slant_of_mnist_by_series(mnist: Digits) -> None:
    """Employees' training ones lean 19.7° on average and students' 4.4°; sevens 6.1° and -3.7°."""
    if not mnist.has_writers:
        pytest.skip("the writers' table is needed")
    table = load_atlas(mnist).table
    table = table[table["split"] == "train"]
    student = (table["series"] == 4).to_numpy(bool, na_value=False)
    for digit, employees, students in ((1, 19.7, 4.4), (7, 6.1, -3.7)):
        own = (table["label"] == digit).to_numpy()
        slant = table["slant_deg"].to_numpy()
        assert slant[own & ~student].mean() == pytest.approx(employees, abs=0.1)
        assert slant[own & student].mean() == pytest.approx(students, abs=0.1)
