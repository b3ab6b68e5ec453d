"""Two groups compared: what is said first, what cannot be said, and the shares."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.analysis.comparing import compare
from mnist_explore.analysis.comparing.sentence import headline
from tests.atlas.tables import table_of


@pytest.fixture
def made() -> pd.DataFrame:
    """Return 2,000 sevens by 200 people: those of the second hundred lean 15° more and are crossed more often."""
    rng = np.random.default_rng(0)
    writer = np.repeat(np.arange(200), 10)
    later = writer >= 100
    return table_of(
        [7] * 2000,
        writer=writer,
        slant_deg=rng.normal(5, 10, 2000) + 15 * later,
        length_px=rng.normal(12, 2, 2000),
        crossed=pd.array(rng.random(2000) < np.where(later, 0.48, 0.03), dtype="boolean"),
        predicted=np.where(rng.random(2000) < np.where(later, 0.1, 0.02), 1, 7).astype(np.uint8),
        family=(rng.random(2000) < np.where(later, 0.5, 0.25)).astype(np.uint8),
    )


EARLY, LATE = np.arange(1000), np.arange(1000, 2000)


def test_compare_says_what_was_put_in(made: pd.DataFrame) -> None:
    """The lean and the bar are told with their sizes, the larger effect first, and that the length is alike."""
    found = compare(made, LATE, EARLY, names=("Anna's", "Bert's"))
    start, _, end = str(found.sentence).partition("; ")
    assert start.startswith("Compared with Bert's, Anna's leans more to the right (by 15°) and is crossed ")
    assert "times as often (4" in start and start.endswith("against 2\u00a0%)") and end == (
        "stroke length: no difference to speak of.")  # fmt: skip
    assert found.writers == (100, 100) and not found.notes and not len(found.shared)
    back = str(compare(made, EARLY, LATE).sentence)
    assert "A leans more to the left (by 15°) and is crossed less often (2\u00a0% against 4" in back


def test_compare_does_not_tell_what_groups_were_chosen_by(made: pd.DataFrame) -> None:
    """The column that groups were chosen by is in the table but not in the sentence."""
    found = compare(made, LATE, EARLY, chosen_by={"slant_deg", "writer"})
    assert "leans" not in str(found.sentence) and "crossed" in str(found.sentence)
    assert found.measures is not None and "slant_deg" in set(found.measures["measure"])


def test_compare_shares(made: pd.DataFrame) -> None:
    """Shares, their ratio, families and errors are counts over counts, inside their intervals."""
    shares = compare(made, LATE, EARLY).shares
    assert shares is not None
    shares = shares.set_index("measure")
    assert list(shares.index) == ["crossed", "family=0", "family=1", "misclassified"]
    for name, has in (
        ("crossed", made["crossed"]),
        ("misclassified", made["predicted"] == 1),
        ("family=1", made["family"]),
    ):
        row = shares.loc[name]
        counts = int(has[LATE].sum()), int(has[EARLY].sum())
        assert (row["first_count"], row["second_count"]) == counts and row["first_total"] == 1000
        assert row["ratio"] == pytest.approx(counts[0] / counts[1])
        assert row["ratio_low"] < row["ratio"] < row["ratio_high"] and row["ratio_low"] > 1
        assert row["first_low"] < row["first_share"] == counts[0] / 1000 < row["first_high"]
    own = compare(made, LATE, EARLY, wrong=np.zeros(2000, bool)).shares
    assert own is not None and own.set_index("measure").loc["misclassified", "first_count"] == 0
    assert np.isnan(own.set_index("measure").loc["misclassified", ["ratio", "ratio_low"]].astype(float)).all()


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ([], [], "Neither A nor B has any digits."),
        ([], range(50), "A has no digits, so that there is nothing to compare."),
        (range(50), [], "B has no digits, so that there is nothing to compare."),
        (range(50), range(50), "A and B are the same digits."),
        (range(12), range(50), "A has 12 digits: of fewer than 20 nothing can be told."),
        (range(1), range(5), "A has 1 digit and B has 5 digits: of fewer than 20 nothing can be told."),
    ],
)
def test_compare_nothing_to_tell(made: pd.DataFrame, first: object, second: object, said: str) -> None:
    """Empty, tiny and equal groups get one sentence and no numbers."""
    found = compare(made, np.array(first, np.intp), np.array(second, np.intp))
    assert (str(found.sentence), found.measures, found.shares) == (said, None, None)


def test_compare_refuses_repeats(made: pd.DataFrame) -> None:
    """A digit named twice in one group is a mistake."""
    with pytest.raises(ValueError, match="once"):
        compare(made, np.zeros(30, np.intp), EARLY)


def test_compare_notes(made: pd.DataFrame) -> None:
    """What the numbers do not say is told: few people, unknown people, digits in both, other classes."""
    assert [str(note) for note in compare(made, np.arange(20), LATE).notes] == [
        "A is by 2 people: its intervals are for more digits by the same, not for other people."]  # fmt: skip
    (both,) = compare(made, np.arange(1001), LATE).notes
    assert both.text == "1 digit lies in both groups and counts in both." and both.numbers[0].numerator == 1
    unknown = made.assign(writer=pd.array([None] * 2000, dtype="Int32"))
    assert "intervals are too narrow" in compare(unknown, EARLY, LATE).notes[0].text
    mixed = made.assign(label=np.where(np.arange(2000) % 2000 < 500, 1, 7).astype(np.uint8))
    assert "not made of the same classes" in compare(mixed, EARLY, LATE).notes[0].text


def test_compare_halves_of_the_same_people(made: pd.DataFrame) -> None:
    """Every other digit against the rest: nothing is told but that the amounts are alike."""
    found = compare(made, np.arange(0, 2000, 2), np.arange(1, 2000, 2))
    assert str(found.sentence).startswith("Nothing sure and large sets A and B apart; ")
    assert "length" in str(found.sentence) and "slant" in str(found.sentence)


def effect_rows(**effects: tuple[float, float, float, float]) -> pd.DataFrame:
    """Return a table of effects: measure → effect, low, high and adjusted p."""
    rows = [{"measure": name, "effect": one[0], "low": one[1], "high": one[2], "p_adjusted": one[3],
             "difference": one[0], "difference_low": one[1], "difference_high": one[2], "first_mean": 0.5,
             "second_mean": 0.4, "first_count": 100, "second_count": 100, "chosen_by": False}
            for name, one in effects.items()]  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("slant", "said"),
    [
        ((0.3, 0.25, 0.35, 0.001), "leans more to the right"),
        ((-0.3, -0.35, -0.25, 0.001), "leans more to the left"),
        ((0.19, 0.15, 0.23, 0.001), "No difference between"),
        ((0.3, 0.0, 0.6, 0.06), "No difference between"),
        ((0.1, 0.05, 0.15, 0.001), "Nothing sure and large sets A and B apart; slant: no difference to speak of."),
    ],
)
def test_headline_tells_only_what_is_sure_and_large(slant: tuple[float, float, float, float], said: str) -> None:
    """A small effect, however sure, and a large one that is not sure, are not told; a surely small one is alike."""
    assert said in str(headline(effect_rows(slant_deg=slant)))


def test_headline_of_new_columns() -> None:
    """Measures without words of their own are told by their titles, one value of a category at most."""
    forms = {"form=bar": (0.5, 0.4, 0.6, 0.0), "form=flag": (0.4, 0.3, 0.5, 0.0)}
    told = str(headline(effect_rows(confidence=(1.0, 0.9, 1.1, 0.0), **forms)))
    assert told.startswith("Compared with B, A has more confidence (by 1) and is a bare bar more often (50")
    assert "flag" not in told


def test_headline_tells_of_standard_digits_only_alone() -> None:
    """What is standard follows from all measures: it is told where nothing else is, and no group was chosen by any."""
    far = (0.9, 0.8, 1.0, 0.001)
    both = effect_rows(standard=far, slant_deg=(0.3, 0.25, 0.35, 0.001))
    assert "standard" not in str(headline(both)) and "leans" in str(headline(both))
    alone = effect_rows(standard=far)
    assert "is standard more often (50\u00a0% against 40\u00a0%)" in str(headline(alone))
    chosen = pd.concat([alone, effect_rows(crossed=far).assign(chosen_by=True)])
    assert "standard" not in str(headline(chosen))


def test_headline_has_the_numbers_that_it_says() -> None:
    """A difference goes with its interval, shares with how many of how many, whichever way round they lie."""
    told = headline(effect_rows(slant_deg=(-0.3, -0.35, -0.25, 0.001), crossed=(0.9, 0.8, 1.0, 0.001)))
    by, first, second = told.numbers
    assert by.value == pytest.approx(0.3) and by.interval == pytest.approx((0.25, 0.35))
    assert [(one.numerator, one.denominator) for one in (first, second)] == [(50, 100), (40, 100)]
