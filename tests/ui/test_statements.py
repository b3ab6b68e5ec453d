"""What views say, held to what the numbers are: statements made of worked examples."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.analysis.errors.disputed import Ranking
from mnist_explore.analysis.errors.doubts import agreement_words, counts_words
from mnist_explore.analysis.errors.methods import best_of
from mnist_explore.analysis.errors.sentences import trend_words, worst_words
from mnist_explore.analysis.ranking import Lead, place_words
from mnist_explore.analysis.writers.sentences import difference_words, share_between_words
from mnist_explore.atlas import Atlas
from mnist_explore.digits import Digits
from mnist_explore.sources import Votes
from mnist_explore.ui.views.writers.page import _series
from tests.ui.conftest import said, visit

ICC = pd.DataFrame({
    "group": ["all", "all", "employees", "employees", "students", "students"],
    "digit": [1, 4, 1, 4, 1, 4],
    "icc": [0.78, 0.77, 0.76, 0.75, 0.62, 0.61],
    "low": 0.5, "high": 0.9, "writers": 50, "digits": 400,
})  # fmt: skip


@pytest.mark.parametrize(
    ("rivals", "words"), [((), "; largest in the ones. "), ((4,), "; among the largest in the ones and fours. ")]
)
def test_share_between_words(rivals: tuple[int, ...], words: str) -> None:
    """A rank is told alone only where it is sure; the share is no person's, and stands within both groups as well."""
    told = str(share_between_words(ICC, "slant", Lead(1, rivals)))
    assert words in told and "between **77\u00a0%** and **78\u00a0%** lies between writers" in told
    assert "person, pen and sitting together" in told and "the error of measuring" in told
    assert told.endswith("for the ones it is 0.78 of all, 0.76 among employees and 0.62 among students.")


def test_share_between_words_without_groups() -> None:
    """Where the groups are not known, nothing is said of them."""
    told = str(share_between_words(ICC[ICC["group"] == "all"], "slant", Lead(1, ())))
    assert "employees" not in told


def test_difference_words_of_a_tie() -> None:
    """Equal differences share the largest; the averages are said to be of the first."""
    part = pd.DataFrame({"digit": [1, 4], "employees": [19.7, 9.0], "students": [4.4, 1.0], "d": [1.25, 1.25]})
    assert difference_words(part, "°", Lead(1, (4,))).text == (
        "Against how much writers vary anyway, the difference is among the largest in the ones and fours; in the "
        "ones it is on average **20°** for employees and **4°** for students."
    )
    assert "the difference is largest in the ones: on average" in difference_words(part, "°", Lead(1, ())).text


def test_series_that_there_are(few_atlas: Atlas) -> None:
    """Only series that digits are of are named."""
    table = few_atlas.table.assign(series=pd.array([0, 4] * (len(few_atlas.table) // 2), dtype="Int8"))
    atlas = Atlas.__new__(Atlas)
    object.__setattr__(atlas, "table", table)
    assert _series(atlas, (0, 1)) == "0"
    object.__setattr__(atlas, "table", table.assign(series=pd.array([0, 1] * (len(table) // 2), dtype="Int8")))
    assert _series(atlas, (0, 1)) == "0 and 1"


def test_worst_words_name_rivals_and_denominator() -> None:
    """The group with the highest rate stands with its count; those that may be as high are named with it."""
    rows = {"name": ["a", "b"], "errors": [12, 9], "digits": [100, 100], "rate": [0.12, 0.09], "low": [0.06, 0.04],
            "high": [0.2, 0.16], "rest_rate": [0.01, 0.01], "rest_errors": [10, 10],
            "rest_digits": [1000, 1000], "p_adjusted": [0.001, 0.001]}  # fmt: skip
    both = str(worst_words(pd.DataFrame({**rows, "among_worst": [True, True]})))
    assert both.startswith("Among those misclassified most often: **a**, 12 of 100, 12.0\u00a0%") and both.endswith(
        ": b."
    )
    alone = str(worst_words(pd.DataFrame({**rows, "among_worst": [True, False]})))
    assert alone.startswith("Misclassified most often: **a**") and "With other writers" not in alone


def test_trend_words_count_measures_once() -> None:
    """Trends that hold are counted of all measures and say where errors are; one measure alone is told as one."""
    trends = pd.DataFrame({
        "measure": ["slant_deg", "thickness_px", "typicality"], "name": ["Slant", "Stroke width", "Typicality"],
        "direction": ["ends", "rises", "falls"], "p": [0.5, 0.01, 0.001], "p_adjusted": [0.5, 0.04, 0.01],
    })  # fmt: skip
    assert str(trend_words(trends)) == (
        "Along **2** of 3 measures the error rate changes more than by chance: stroke width (more errors among those "
        "boldest for their size) and typicality (more errors among those least typical)."
    )
    assert str(trend_words(trends[:1])) == "How the error rate changes along it may be chance."
    assert str(trend_words(trends[2:])).endswith("along it more than by chance: more errors among those least typical.")


def test_place_words_of_sure_and_unsure_pairs() -> None:
    """A place is a number only where it is the same in nearly all draws."""
    assert place_words((1, 1)) == "place 1" and place_words((2, 15)) == "a place from 2 to 15"


def test_counts_words_share_the_lead() -> None:
    """Nines that other writers might put behind eights are among the most often doubted; without any, nothing leads."""
    counts = {f"{split}_{name}": [5, 5] for split in ("train", "test") for name in ("labels", "otherwise", "disputed")}
    table = pd.DataFrame(counts)
    assert "labelled, among the most often nines and eights. " in str(counts_words(table, Lead(9, (8,)), several=True))
    assert "labelled, most often nines. " in str(counts_words(table, Lead(9, ()), several=True))
    assert "most often" not in str(counts_words(table, None, several=True))


def test_best_of_the_others_with_a_rival() -> None:
    """A method that another might beat is told with it."""
    assert str(best_of(Lead(1, ()), ["a", "b"])) == "the best of the others (b)"
    assert str(best_of(Lead(1, (0,)), ["a", "b"])).endswith("(b; in one draw of the writers of twenty or more, a)")


def test_agreement_words_say_how_the_hundred_were_chosen() -> None:
    """The digits voted on were chosen because they were doubted, so that the share is not one of all test labels."""
    counts = np.array([[4, 1, 0], [1, 4, 0], [5, 0, 0], [5, 0, 0]])
    votes = Votes(np.arange(4), np.zeros(4, np.uint8), np.ones(4, np.uint8), counts)
    ranking = Ranking(np.arange(4), np.zeros(4, np.uint8), np.zeros(4, bool), np.zeros(4, bool))
    told = str(agreement_words(ranking, votes))
    assert "chosen because confident learning doubted their labels" in told
    assert "that share says nothing of the other test labels" in told


@pytest.mark.usefixtures("on_few")
def test_averages_say_what_is_drawn() -> None:
    """The spread is said to be drawn at twice its value, the median to be of digits, and differences to be points."""
    words = said(visit("averages"))
    assert "drawn at twice their value" in words and "half of the digits reach" in words
    assert "100 points of ink" in words and "half of the people" not in words


@pytest.mark.usefixtures("on_few")
def test_overview_says_what_its_intervals_leave_out(few: Digits) -> None:
    """The shares of the overview stand with counts and intervals, and with what these do not hold."""
    words = said(visit("app"))
    assert f" of {int((few.labels == 2).sum())} twos (" in words and "95\u00a0% interval" in words
    assert "how often the detectors of loops and bars err was counted on MNIST alone" in words
