"""The views of the variation page and the digit card: what they show is what the atlas says."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.variation.sentences import grid_words, standard_words
from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.predictions import OURS, Method, Methods
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.ui.base import cache
from mnist_explore.ui.components import card
from mnist_explore.ui.components.card import card_lines
from mnist_explore.ui.views.variation.families import looked_for_words
from mnist_explore.words import PLURALS
from tests.ui.conftest import assert_calm, said, sheet, sheets, visit

VIEWS = {
    "Families": "k-means on the digits' centre lines",
    "Style axes": "**no style axis**",
    "Spread": "Medians: {plural} ",
    "Slant × width": "holds one in 7 of the",
    "Structure": "95\u00a0% intervals",
    "Standard": ") are standard.**",
    "Ranking": "What varies most:",
    "The lesson": "-badge[",
}
"""View → what it alone says."""

pytestmark = pytest.mark.usefixtures("on_few")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("digit", ["1", "7", "3"])
def test_view_runs(view: str, digit: str) -> None:
    """Every view opens from a link, for digits with structures and without, and shows itself and none of the others."""
    test = visit("variation", digit=digit, variation_view=view)
    assert_calm(test)
    assert [tab.label for tab in test.tabs] == list(VIEWS)
    words = said(test)
    assert [name for name, own in VIEWS.items() if own.format(plural=PLURALS[int(digit)]) in words] == [view]


def test_lesson_has_five_claims_with_verdicts() -> None:
    """The lesson's five claims are there, each with a verdict."""
    test = visit("variation", variation_view="The lesson")
    verdicts = [text.value for text in test.markdown if "-badge[" in text.value]
    assert len(verdicts) == 5


def test_spread_shows_the_extremes_in_order(few_atlas: Atlas) -> None:
    """The digits with the least slant are shown from the least up, those with the most from the most down."""
    test = visit("variation", digit="1", variation_view="Spread")
    slant = few_atlas.table["slant_deg"].to_numpy()
    least = slant[sheet(test, "variation_least_1_slant_deg")["ids"]]
    most = slant[sheet(test, "variation_most_1_slant_deg")["ids"]]
    own = slant[few_atlas.digits.labels == 1]
    assert (np.diff(least) >= 0).all() and least[0] == own.min()
    assert (np.diff(most) <= 0).all() and most[0] == own.max()


def test_spread_of_several_digits() -> None:
    """Digits named in the address are laid side by side, each with its extremes."""
    test = visit("variation", variation_view="Spread", variation_digits="1.7")
    assert_calm(test)
    assert {"variation_least_1_slant_deg", "variation_least_7_slant_deg"} <= set(sheets(test))


def test_spread_of_digits_that_are_none() -> None:
    """Where the address names digits that are none, one sentence says so, and the view is as without them."""
    test = visit("variation", variation_view="Spread", variation_digits="77.x.4")
    assert_calm(test)
    assert [one.value for one in test.warning if "77.x.4" in one.value]
    assert test.session_state["variation_digits"] == [7]


def test_spread_follows_the_sidebar_until_touched() -> None:
    """The sidebar's digit is the one shown, also when it changes, until the visitor chooses others here."""
    test = visit("variation", variation_view="Spread")
    chosen = [test.session_state["variation_digits"]]
    for digit in (4, 2):
        test.pills(key="digit").set_value(digit).run()
        chosen.append(test.session_state["variation_digits"])
    test.pills(key="variation_digits").set_value([]).run()
    assert "Medians: twos " in said(test)
    test.pills(key="digit").set_value(3).run()
    chosen.append(test.session_state["variation_digits"])
    test.pills(key="variation_digits").set_value([2, 9]).run()
    test.pills(key="digit").set_value(5).run()
    assert_calm(test)
    assert not test.warning
    assert [*chosen, test.session_state["variation_digits"]] == [[7], [4], [2], [3], [2, 9]]


def test_grid_rows_lean_farther_right(few_atlas: Atlas) -> None:
    """From the top row of the grid to the bottom one, the digits lean farther right."""
    test = visit("variation", digit="1", variation_view="Slant × width")
    ids = np.array(sheet(test, "variation_grid_1")["ids"])
    ids = ids[ids >= 0]
    slant = few_atlas.table["slant_deg"].to_numpy()[ids]
    assert slant[: len(ids) // 3].mean() < slant[-(len(ids) // 3) :].mean() - 3


def test_families_hold_their_own(few_atlas: Atlas) -> None:
    """A family's members belong to it, no two are the same, and its medoid is of the class."""
    test = visit("variation", digit="4", variation_view="Families")
    family = few_atlas.table["family"].to_numpy()
    for one in few_atlas.styles.of_digit(4):
        ids = sheet(test, f"variation_members_4_{one.family}")["ids"]
        assert set(family[ids]) == {one.family} and len(set(ids)) == len(ids)
        assert few_atlas.digits.labels[one.medoid] == 4


def test_standard_and_not_standard_are_apart(few_atlas: Atlas) -> None:
    """What is shown as standard is, and what is shown as not standard is not."""
    test = visit("variation", digit="0", variation_view="Standard")
    standard = few_atlas.table["standard"].to_numpy()
    assert standard[sheet(test, "variation_Standard_0")["ids"]].all()
    assert not standard[sheet(test, "variation_Not standard_0")["ids"]].any()


def test_writers_page_says_why_it_is_empty() -> None:
    """Without writers the page says why, and what to do."""
    test = visit("writers")
    assert_calm(test)
    assert "Nobody recorded who wrote these digits" in said(test)


def test_card_says_what_the_row_says(few_atlas: Atlas) -> None:
    """The card of a digit tells its label, structure and the network's answer."""
    test = visit("samples", index="5")
    assert_calm(test)
    row = few_atlas.table.iloc[5]
    lines = [str(line) for line in card_lines(few_atlas, 5)]
    assert f"Labelled **{row['label']}**, number **5**, in the {row['split']} split" in lines
    assert all(line in said(test) for line in lines)


def test_card_of_a_training_digit(few: Digits, few_atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a training digit, and of no other, the card also says what a network reads that never saw it."""
    chances = np.full((len(few), 10), 0.01, np.float32)
    chances[:, 4] = 0.91
    answers = Methods((Method(OURS, 1, 1.0, 1.0),), few.labels[None], chances)
    monkeypatch.setattr(card, "has_folds", lambda _: True)
    monkeypatch.setattr(cache, "methods_of", lambda _: answers)
    sure = few_atlas.table["confidence"].to_numpy() > 0.9
    seen, unseen = (int(few.where_split(split)[sure[few.where_split(split)]][0]) for split in ("train", "test"))
    first, second = map(str, card_lines(few_atlas, seen)[-2:])
    assert first.startswith("The network, which was trained on most training digits, classifies it as **")
    assert second.startswith("One that was not trained on it says **4** (91.0\u00a0%), ")
    assert str(card_lines(few_atlas, unseen)[-1]).startswith("The network classifies it as **")

    def missing(_: Atlas) -> None:
        raise ArtifactError("The methods were not yet compared.")

    monkeypatch.setattr(cache, "methods_of", missing)
    assert str(card_lines(few_atlas, seen)[-1]) == first


@pytest.mark.parametrize("digit", range(10))
def test_averages_differ(digit: int) -> None:
    """The sidebar's digit is held against another one, whichever it is."""
    test = visit("averages", digit=str(digit))
    assert_calm(test)
    one, two = (test.selectbox(key=f"averages_{place}").value for place in ("first", "second"))
    assert one == digit != two


def test_averages_show_the_summary() -> None:
    """The averages' page shows four rows of ten pictures."""
    found = sheets(visit("averages"))
    assert {
        name: found[f"averages_{name}"]["count"] for name in ("mean", "upright", "spread", "median")
    } == dict.fromkeys(("mean", "upright", "spread", "median"), 10)


@pytest.mark.slow
@pytest.mark.mnist
def test_variance_shares_on_mnist_sums_to_one(mnist) -> None:
    """Each digit's shares sum to one, and slant is most of what varies in ones."""
    from mnist_explore.atlas import load_atlas

    summary = load_atlas(mnist).summary
    assert np.allclose(summary.shares.sum(axis=1), 1)
    slant = summary.shares[:, summary.causes.index("slant")]
    assert slant.argmax() == 1 and slant[1] > 0.4


def test_grid_words_say_how_many_digits_a_picture_stands_for() -> None:
    """Cells are not equally full: the fewest and the most are told, an empty cell is none of them."""
    counts = np.array([[30, 0], [0, 30]])
    assert str(grid_words(counts, "sevens")) == (
        "Each row, and each column, holds one in 2 of the 60 sevens; a picture stands for 30 to 30 of them."
    )
    ties = str(grid_words(np.array([[50, 0], [2, 8]]), "sevens"))
    assert ties.startswith("Each row holds 10 to 50, and each column 8 to 52, of the 60 sevens;")


def test_families_say_what_their_shares_are_of(uci: Digits) -> None:
    """A family's share is of the training digits of its class, on its page and on a card."""
    assert " training zeros (100\u00a0%)" in said(visit("variation", digit="0", variation_view="Families"))
    atlas = load_atlas(uci)
    digit = next(digit for digit in range(10) if len(atlas.styles.of_digit(digit)) > 1)
    lines = map(str, card_lines(atlas, int(np.flatnonzero(uci.labels == digit)[0])))
    (family,) = [line for line in lines if line.startswith("Family: ")]
    assert family.endswith(f"\u00a0% of the training {PLURALS[digit]}")


def test_standard_words_count_and_bound(few_atlas: Atlas) -> None:
    """The share of standard digits stands with its count, its class and its interval."""
    own = few_atlas.digits.labels == 4
    standard = int(few_atlas.table["standard"].to_numpy()[own].sum())
    words = str(standard_words(few_atlas.table, np.flatnonzero(own), "fours"))
    assert words.startswith(f"{standard} of {own.sum()} fours (")
    assert "95\u00a0% interval" in words


def test_looked_for_words_say_where_nothing_was_looked_for() -> None:
    """In threes and fives no structure was looked for, in eights one, in sevens two."""
    assert looked_for_words(3, 1) == (
        "No structure that people would name was looked for in threes; that they are one family says no more than that."
    )
    assert looked_for_words(5, 2) == "No structure that people would name was looked for in fives."
    assert looked_for_words(8, 2) == "Structure looked for in eights: gapped; no other."
    assert looked_for_words(7, 3) == "Structure looked for in sevens: crossed and serif; no other."
