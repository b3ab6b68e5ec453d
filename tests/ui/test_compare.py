"""The page that compares two groups: what it says, what it is asked for, and what it makes of nonsense."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.comparing.findings import (
    held_words,
    largest_words,
    means_words,
    measure_title,
    misclassified_words,
)
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.groups import exact_group, members
from mnist_explore.digits import Digits
from mnist_explore.ui.views.compare.groups import rest_words
from tests.ui.conftest import VIEWS, assert_calm, compare, said, sentence, sheets, visit


@pytest.mark.parametrize("view", VIEWS)
def test_compare_splits_on_few(view: str, on_few: Digits) -> None:
    """Two groups of all classes: their counts, and that nobody knows who wrote them, are said in every view."""
    test = compare("split~train", "split~test", compare_view=view)
    assert not test.warning
    for name, split in (("A", "train"), ("B", "test")):
        assert f"badge[{name}] {len(on_few.where_split(split)):,} digits" in said(test)
    assert "intervals are too narrow" in said(test)


def test_compare_starts_with_the_splits(on_few: Digits) -> None:
    """Where nobody knows the writers, a class's training digits are held against its test digits."""
    test = visit("compare", digit="3")
    assert_calm(test)
    for name, split in (("A", 0), ("B", 1)):
        assert f"badge[{name}] {int(((on_few.labels == 3) & (on_few.split == split)).sum())} digits" in said(test)


@pytest.mark.parametrize("view", VIEWS)
def test_compare_two_classes_on_few(view: str, on_few: Digits) -> None:
    """Two classes: the sentence tells what sets zeros and ones apart, and every view shows digits of the two alone."""
    test = compare("digit~0", "digit~1", compare_view=view)
    assert sentence(test).startswith("Compared with B, A leaves fewer loose ends")
    for key, data in sheets(test).items():
        if data["pickable"]:
            wanted = {"A": 0, "B": 1}[key.removeprefix("compare_typical_").split("of ")[1][0]]
            assert (on_few.labels[data["ids"]] == wanted).all(), key


def test_compare_against_the_rest_has_the_rest(on_few: Digits, few_atlas: Atlas) -> None:
    """Held against all the others, a group and the rest of its classes are all digits of them, each once."""
    test = compare("digit~0,6 slant~..0", None)
    own = members(few_atlas.table, exact_group("digit=0,6 slant=..0"))
    whole = int(np.isin(on_few.labels, [0, 6]).sum())
    assert f"badge[A] {len(own)} digits" in said(test) and f"badge[B] {whole - len(own)} digits" in said(test)
    assert "All other digits of the same class" in said(test)
    assert not [button for button in test.button if button.key == "compare_swap"]


def test_compare_follows_the_sidebar(on_few: Digits) -> None:
    """Groups that name no class have the one of the sidebar, another one when another is chosen."""
    test = visit("compare", digit="3")
    test.pills(key="digit").set_value(5).run()
    assert_calm(test)
    assert f"badge[A] {int(((on_few.labels == 5) & (on_few.split == 0)).sum())} digits" in said(test)


@pytest.mark.usefixtures("on_few")
def test_compare_swap() -> None:
    """Swapped, what A has more of B has, and the address says so."""
    test = compare("digit~0", "digit~1")
    before = sentence(test)
    test.button(key="compare_swap").click().run()
    assert_calm(test)
    assert sentence(test) != before
    assert (test.query_params["compare_first"], test.query_params["compare_second"]) == ("digit~1", "digit~0")
    test.button(key="compare_swap").click().run()
    assert sentence(test) == before


@pytest.mark.usefixtures("on_few")
@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("digit~0 slant~80..", "digit~0", "A has no digits"),
        ("slant~80..", "slant~81..", "Neither A nor B has any digits"),
        ("digit~0 index~0..20", "digit~0", "of fewer than 20 nothing can be told"),
        ("digit~0", "digit~0", "A and B are the same digits"),
        ("digit~0..9", None, "B has no digits"),
    ],
)
def test_compare_what_cannot_be(first: str, second: str | None, words: str) -> None:
    """Empty, tiny and equal groups get one sentence, and nothing is drawn."""
    test = compare(first, second)
    assert words in sentence(test)
    assert not test.get("plotly_chart") and not sheets(test)


def test_compare_overlapping(on_few: Digits) -> None:
    """Digits of both groups are counted and said to count in both; all that is shown still stands."""
    test = compare("digit~0,1", "digit~1,2")
    ones = int((on_few.labels == 1).sum())
    assert f"{ones} digits lie in both groups" in said(test)
    assert test.get("plotly_chart")


@pytest.mark.usefixtures("on_few")
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("compare_first", "colour~red digit~3", "compare_first"),
        ("compare_second", "<script>alert(1)</script>", "compare_second"),
        ("compare_first", "slant~" + "9" * 30_000, "compare_first"),
        ("compare_with", "everybody", "compare_with"),
        ("compare_view", "Nowhere", "compare_view"),
        ("compare_picture", "portrait", "compare_picture"),
    ],
)
def test_compare_bad_address(name: str, value: str, words: str) -> None:
    """What an address asks for and is not there gets one short sentence, without markup; the page goes on."""
    test = visit("compare", **({"compare_first": "split~train", "compare_second": "split~test"} | {name: value}))
    assert_calm(test)
    (warning,) = [one.value for one in test.warning]
    assert words in warning and len(warning) < 400 and not set("<>[]") & set(warning)
    assert sentence(test)


def test_compare_remembers_one_measure(on_few: Digits) -> None:
    """The measure asked by the address is drawn, with both medians by hand."""
    test = compare("digit~0", "digit~1", compare_view="Distributions", compare_measure="Holes")
    assert test.selectbox(key="compare_measure").value == "Holes"
    assert "A: median 1.00" in said(test) and "B: median 0.00" in said(test)
    assert f"({int((on_few.labels == 0).sum())} digits)" in said(test)


def test_rest_words_say_whom() -> None:
    """What a group is held against follows from what it asks: its class and split, or the other classes."""
    for text, words in (
        ("digit=7 crossed=yes", "All other digits of the same class"),
        ("digit=7", "All digits of the other classes"),
        ("split=test digit=7", "All digits of the other classes in the same split"),
        ("split=test digit=7 slant=0..", "All other digits of the same class and split"),
        ("writer=5", "All other digits"),
    ):
        assert rest_words(exact_group(text)) == words


def test_measure_words() -> None:
    """Rows are called by title, shares in per cent, amounts with their unit, counts with two decimals."""
    assert (measure_title("slant_deg"), measure_title("form=bar")) == ("Slant", "Form: bar")
    assert str(means_words({"measure": "slant_deg", "first_mean": -3.6, "second_mean": 5.8})) == "−4° against 6°"
    assert (
        str(means_words({"measure": "crossed", "first_mean": 0.25, "second_mean": 0.016}))
        == "25.0\u00a0% against 1.6\u00a0%"
    )
    assert (
        str(means_words({"measure": "form=bar", "first_mean": 1.0, "second_mean": 0.0}))
        == "100\u00a0% against 0\u00a0%"
    )
    assert str(means_words({"measure": "ends", "first_mean": 2.4, "second_mean": 2.177})) == "2.40 against 2.18"


def test_held_words_say_what_is_pale() -> None:
    """Where all measures differ nothing is said to be pale."""
    told = str(held_words(3, 1))
    assert told.startswith("Of 3 measures, 1 differs by at least 0.2") and "hollow" in told
    assert "hollow" not in str(held_words(3, 3))


def test_share_words_by_hand() -> None:
    """The surest ratio is told, not the largest; an interval about 1 is told as chance, no errors as no ratio."""
    small = {"measure": "crossed", "ratio": 20.0, "ratio_low": 1.1, "ratio_high": 300.0}
    large = {"measure": "serif", "ratio": 0.25, "ratio_low": 0.2, "ratio_high": 0.3125}
    names = {"crossed": "Crossed", "serif": "Serif"}
    told = str(largest_words([small, large], names))
    assert told.startswith("Surely apart: serif, in A 0.25 times as often") and told.endswith(" and 1 more.")
    assert "No share" in str(largest_words([small | {"ratio_low": 0.9}], names))
    row = {"first_count": 22, "first_total": 3549, "first_share": 22 / 3549, "second_count": 9, "second_total": 3744,
           "second_share": 9 / 3744, "ratio": 2.579, "ratio_low": 1.18, "ratio_high": 5.66}  # fmt: skip
    assert str(misclassified_words(row)) == (
        "A: 22 of 3,549 (0.6\u00a0%), B: 9 of 3,744 (0.2\u00a0%): A 2.6 times as often as in B (1.2 to 5.7), "
        "more than chance."
    )
    assert "may be chance" in str(misclassified_words(row | {"ratio_low": 0.9}))
    assert "no ratio" in str(misclassified_words(row | {"second_count": 0, "second_share": 0.0}))
