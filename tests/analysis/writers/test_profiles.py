"""The list of writers and one writer's profile."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.analysis.writers.habits import chance_of_habits, find_habits, percentiles_among
from mnist_explore.analysis.writers.profiles import list_writers, writer_profile
from mnist_explore.digits import Digits
from mnist_explore.style.measures import slants_deg
from tests.atlas.tables import atlas_table, table_of


def leaning_people() -> pd.DataFrame:
    """Return 11 writers with 3 ones and 3 sevens each, writer w leaning w degrees; writer 10 crosses all sevens."""
    writer = np.tile(np.repeat(np.arange(11), 3), 2)
    label = np.repeat([7, 1], 33)
    crossed = pd.array(np.where(label == 7, writer == 10, None), dtype="boolean")
    wobble = np.tile([-0.1, 0.0, 0.1], 22)
    return table_of(
        label, writer, np.where(writer < 5, 0, 4), slant_deg=writer + wobble, crossed=crossed, typicality=-wobble
    )


def test_list_writers_counts() -> None:
    """Every known writer once, ascending, with their series and number of digits; unknown ones are nobody."""
    found = list_writers(table_of([1, 2, 3, 4], [8, 3, 8, None], [0, 4, 0, None]))
    assert found.to_dict("list") == {
        "writer": [3, 8], "series": [4, 0], "split": ["train", "train"], "digits": [1, 2],
    }  # fmt: skip


def test_list_writers_nobody_known() -> None:
    """Without writers the list is empty, with its columns."""
    found = list_writers(table_of([1, 2]))
    assert found.empty
    assert list(found) == ["writer", "series", "split", "digits"]


def test_writer_profile_digits_by_label() -> None:
    """All digits of the writer and no others, ordered by label, then as they come."""
    profile = writer_profile(leaning_people(), 10, measures=["slant_deg"])
    assert profile.indices.tolist() == [63, 64, 65, 30, 31, 32]
    assert profile.labels.tolist() == [1, 1, 1, 7, 7, 7]
    assert (profile.writer, profile.series, profile.split) == (10, 4, "train")


def test_writer_profile_usual_and_unusual() -> None:
    """The usual digits are the most typical, the unusual the least, and none is both."""
    profile = writer_profile(leaning_people(), 2, measures=[])
    assert len(profile.usual) == len(profile.unusual) == 3
    typicality = leaning_people()["typicality"].to_numpy()
    assert typicality[profile.usual].min() >= typicality[profile.unusual].max()
    assert not set(profile.usual) & set(profile.unusual)
    assert len(writer_profile(leaning_people().drop(columns="typicality"), 2, measures=[]).usual) == 0


def test_find_habits_percentile_and_words() -> None:
    """The writer who leans most leans more than all others, told in words; the middle one stands in the middle."""
    habits = find_habits(leaning_people(), 10, ["slant_deg"])
    assert [habit.percentile for habit in habits] == [100, 100, 100]
    assert habits[0].digit is None
    assert habits[0].sentence.text == (
        "leans more to the right than all 10 other writers, by 1.6 standard deviations on average"
    )
    assert habits[1].sentence.text == (
        "leans more to the right in their ones than all 10 other writers: 10° on average, where all ones average 5°"
    )
    assert {habit.percentile for habit in find_habits(leaning_people(), 5, ["slant_deg"])} == {50}
    left = find_habits(leaning_people(), 1, ["slant_deg"])[1]
    assert left.percentile == pytest.approx(10)
    assert "leans more to the left in their ones than 90\u00a0% of 10 other writers" in left.sentence.text


def test_find_habits_mirrored_measure_mirrors_percentiles() -> None:
    """A measure turned round turns every percentile round its middle."""
    table = leaning_people().assign(turned=lambda table: -table["slant_deg"])
    habits, turned = (
        sorted(find_habits(table, 3, [measure]), key=lambda habit: str(habit.digit))
        for measure in ("slant_deg", "turned")
    )
    assert [habit.percentile for habit in turned] == pytest.approx([100 - habit.percentile for habit in habits])


def test_find_habits_shares_in_words() -> None:
    """A yes-no habit is told as a count against the share of all digits of the class."""
    (habit,) = find_habits(leaning_people(), 10, ["crossed"])
    assert habit.sentence.text == "crosses their sevens: 3 of 3, where 9.1\u00a0% of all sevens are crossed"
    assert habit.percentile == 100
    (never,) = find_habits(leaning_people(), 0, ["crossed"])
    assert never.sentence.text.startswith("leaves their sevens uncrossed: 3 of 3, where 9.1\u00a0% ")
    assert never.percentile == pytest.approx(45)


def test_find_habits_one_digit_is_no_habit() -> None:
    """Below the least number of digits nothing is told."""
    assert find_habits(leaning_people(), 10, ["slant_deg"], fewest=7) == ()


def test_percentile_of_counts_half_of_ties() -> None:
    """Below 2 of 4 others and equal to 1: 62.5 percent; alone: the middle."""
    assert percentiles_among(np.array([3.0, 1, 2, 3, 4])).tolist() == [62.5, 0, 25, 62.5, 100]
    assert percentiles_among(np.array([3.0])).tolist() == [50]


def test_find_habits_say_what_the_person_does() -> None:
    """Who closes 12 of 13 fours, where nearly all are open, closes them: no one is said to leave open one of 13."""
    open_top = [*[False] * 12, True, *[True] * 130]
    table = table_of([4] * 143, np.repeat(np.arange(11), 13), open_top=pd.array(open_top, dtype="boolean"))
    (habit,) = find_habits(table, 0, ["open_top"])
    assert (
        habit.sentence.text
        == "closes their fours at the top: 12 of 13, where 91.6\u00a0% of all fours are open at the top"
    )
    assert habit.percentile == 0 and habit.is_found_again


def test_find_habits_count_only_what_both_halves_find() -> None:
    """Who leans far in every other digit alone leads on average, and has no habit; who does in all has one."""
    rng = np.random.default_rng(4)
    slant = rng.normal(size=(40, 12)) * 0.1 + np.arange(40)[:, None] * 0.01
    slant[7, ::2] += 9
    slant[8] += 3
    table = table_of([1] * 480, np.repeat(np.arange(40), 12), slant_deg=slant.ravel())
    (once,), (always,) = (find_habits(table, writer, ["slant_deg"]) for writer in (7, 8))
    assert once.percentile == 100 and not once.is_found_again and max(once.halves) == 100
    assert always.is_found_again


def test_find_habits_of_shuffled_writers_are_as_many_as_chance() -> None:
    """Digits dealt to 300 writers at random: as many habits as chance shows, 2 %; of people who differ, far more."""
    rng = np.random.default_rng(8)
    writer = np.repeat(np.arange(300), 20)
    label = np.tile(np.repeat([1, 7], 10), 300)
    plain = table_of(label, writer, slant_deg=rng.normal(size=6000))
    own = table_of(label, writer, slant_deg=rng.normal(size=300)[writer] + rng.normal(size=6000))

    def share(table: pd.DataFrame) -> float:
        found = [habit.is_found_again for one in range(300) for habit in find_habits(table, one, ["slant_deg"])]
        return float(np.mean(found))

    for table in (plain, own):
        assert chance_of_habits(table, ["slant_deg"]) == pytest.approx(0.02, abs=0.012)
    assert share(plain) == pytest.approx(0.02, abs=0.012)
    assert share(own) > 0.08


def test_writer_profile_unknown_writer() -> None:
    """A number that nobody has is named."""
    with pytest.raises(ValueError, match="99"):
        writer_profile(leaning_people(), 99, measures=[])
    with pytest.raises(ValueError, match="99"):
        find_habits(leaning_people(), 99, [])


@pytest.mark.slow
@pytest.mark.mnist
def test_list_writers_on_mnist(mnist: Digits) -> None:
    """539 people wrote the training digits, 297 others the test digits, and every digit has its writer."""
    found = list_writers(atlas_table(mnist))
    assert found.groupby("split").size().to_dict() == {"test": 297, "train": 539}
    assert found["digits"].sum() == 70_000


@pytest.mark.slow
@pytest.mark.mnist
def test_writer_profile_on_mnist(mnist: Digits) -> None:
    """The writer whose digits lean most on average is found to lean more than nearly all."""
    table = atlas_table(mnist, slant_deg=slants_deg(mnist.images))
    most = int(table.groupby("writer")["slant_deg"].mean().idxmax())
    profile = writer_profile(table, most, measures=["slant_deg"])
    overall = next(habit for habit in profile.habits if habit.digit is None)
    assert overall.percentile > 98
    assert np.array_equal(np.sort(profile.indices), np.flatnonzero(mnist.writer == most))
