"""Groups in words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.groups import FIELDS, exact_group, group_of_areas, group_phrase, words
from mnist_explore.columns import COLUMNS
from tests.atlas.tables import table_of


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("", "all digits"),
        ("digit=7", "sevens"),
        ("digit=4,9 split=test", "test fours and nines"),
        ("digit=3..5", "digits labelled 3 to 5"),
        ("digit=12", "digits labelled 12"),
        ("digit=7&crossed=yes&series=students&slant=20..", "sevens that are crossed, by students, leaning over 20°"),
        ("digit=2 looped=no", "twos that have no loop"),
        ("digit=4 open-top=no right=no", "fours that are not open at the top, that the network classifies wrong"),
        ("digit=7 predicted=9", "sevens classified as nines"),
        ("digit=1 form=base", "ones that stand on a base line"),
        ("digit=1 form=bar", "ones that are plain bars"),
        ("digit=2 family=1", "twos of the family “looped twos, broad at the top”"),
        ("digit=3 family=1", "threes of family 1"),
        ("digit=8 thickness=p90..", "eights among the top 10\u00a0% of their class by stroke width"),
        ("digit=8 thickness=..p10", "eights among the bottom 10\u00a0% of their class by stroke width"),
        ("thickness=p25..p75", "digits between the 25th and 75th percentiles of their class by stroke width"),
        ("thickness=p1..p12", "digits between the 1st and 12th percentiles of their class by stroke width"),
        ("slant=-10..10", "digits leaning −10° to 10°"),
        ("slant=..-5", "digits leaning under −5°"),
        ("width=10..", "digits with width over 10\u00a0px"),
        ("holes=2 ends=3..", "digits with 2 holes, with at least 3 ends"),
        ("holes=1 junctions=..2", "digits with 1 hole, with at most 2 junctions"),
        ("holes=..1 ends=1..4", "digits with at most 1 hole, with 1 to 4 ends"),
        ("writer=2154", "digits by writer 2154"),
        ("writer=3,7", "digits by writer 3 or 7"),
        ("series=unknown", "digits where series is unknown"),
        ("index=17", "digits with number 17"),
        ("index=3..5,9", "digits from a list of 4"),
        ("disputed=yes", "digits whose label is disputed"),
        ("standard=no", "digits that are not standard"),
    ],
)  # fmt: skip
def test_group_phrase(text: str, phrase: str) -> None:
    """Groups are called what a person would call them."""
    assert group_phrase(exact_group(text), families={(2, 1): "looped twos, broad at the top"}) == phrase


def test_words_count() -> None:
    """The number of digits follows, of how many of the class, or alone for whole classes."""
    table = table_of([7, 7, 7, 1], crossed=pd.array([True, False, True, None], dtype="boolean"),
                     tsne_x=np.zeros(4), tsne_y=np.zeros(4))  # fmt: skip
    assert words(table, exact_group("digit=7 crossed=yes")) == "sevens that are crossed: 2 of 3"
    assert words(table, exact_group("digit=7")) == "sevens: 3"
    assert words(table, exact_group("")) == "all digits: 4"
    region = group_of_areas([[(-1, -1), (1, -1), (0, 1)]])
    assert words(table, region) == "digits in a region of the map: 4 of 4"
    phrase = group_phrase(replace(region, layout="style").asking("digit", "3"))
    assert phrase == "threes in a region of the map of their class alone, by style"


def test_words_of_every_column(few_atlas: Atlas) -> None:
    """Every column has words that name it, whatever is asked of it."""
    for field in FIELDS[: len(COLUMNS)]:
        asked = [field.values[0]] if field.values else ["yes", "no"] if field.kind == "yes/no" else ["1", "2..", "p9.."]
        for value in [*asked, "unknown"]:
            told = words(few_atlas.table, exact_group(f"{field.short}={value}"))
            assert told.split()[0].rstrip(":") in ("digits", "all", "training", "ones")
            assert " of 240" in told or field.name == "label"
