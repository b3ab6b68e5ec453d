"""Answers, pairs and writers of worked examples, and error rates of styles against published intervals."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.analysis.errors.by_style import cut_measures, style_errors
from mnist_explore.analysis.errors.confusion import (
    Answers,
    confused_pairs,
    error_spread,
    method_answers,
    most_confused,
    table_answers,
    writer_errors,
)
from mnist_explore.analysis.errors.ratios import discovery_rates, ratio_interval
from mnist_explore.analysis.variation.style_words import group_words
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.predictions import OURS, Method, Methods
from mnist_explore.columns import traits
from mnist_explore.digits import Digits
from tests.atlas.tables import table_of


def answers_of(labels: list[int], predictions: list[int], sure: list[float] | None = None) -> Answers:
    """Return the answers to the digits 10, 11, … of a data set."""
    label, read = (np.array(values, np.uint8) for values in (labels, predictions))
    confidence = None if sure is None else np.array(sure, np.float32)
    return Answers("a method", "test", np.arange(10, 10 + len(label)), label, read, confidence)


@pytest.fixture
def answers() -> Answers:
    """Return two fours classified as nines, a nine as nine, a nine as four, and a seven as four."""
    return answers_of([4, 4, 9, 9, 7], [9, 9, 9, 4, 4], [0.5, 0.75, 0.95, 0.6, 0.3])


def test_answers_counts_worked(answers: Answers) -> None:
    """Every answer is counted once, labels down and predictions across."""
    expected = np.zeros((10, 10), int)
    expected[4, 9], expected[9, 9], expected[9, 4], expected[7, 4] = 2, 1, 1, 1
    assert (answers.counts == expected).all()
    assert answers.wrong.tolist() == [True, True, False, True, True]


def test_answers_cell_surest_first(answers: Answers) -> None:
    """The digits of a cell are rows of the data set, the surest answer first, and no other."""
    assert answers.cell(4, 9).tolist() == [11, 10]
    assert answers.cell(0, 9).tolist() == []
    assert answers.places(answers.cell(4, 9)).tolist() == [1, 0]


def test_answers_cell_of_a_method_without_probabilities() -> None:
    """Where nothing is known of how sure an answer is, the data set's order stays."""
    assert answers_of([4, 4, 9], [9, 9, 9]).cell(4, 9).tolist() == [10, 11]


def test_answers_cells_add_up(few_atlas: Atlas) -> None:
    """Every cell holds as many digits as the matrix says, and all of them are of the split."""
    test = table_answers(few_atlas.table, split="test")
    assert test.counts.sum() == len(few_atlas.digits.where_split("test"))
    for given, answer in np.ndindex(10, 10):
        found = test.cell(given, answer)
        assert len(found) == test.counts[given, answer]
        assert (few_atlas.digits.labels[found] == given).all() and (few_atlas.digits.split[found] == 1).all()


def test_method_answers_of_each_split(few: Digits) -> None:
    """A method's answers are those of the split's digits; only ours come with the probability of the reading."""
    predictions = np.stack([(few.labels + 1) % 10, few.labels])
    probabilities = np.zeros((len(few), 10), np.float32)
    probabilities[np.arange(len(few)), few.labels] = 0.75
    methods = Methods((Method("other", 1, 1.0, 1.0), Method(OURS, 1, 1.0, 1.0)), predictions, probabilities)
    ours = method_answers(methods, few, name=OURS, split="train")
    assert ours.indices.tolist() == few.where_split("train").tolist() and not ours.wrong.any()
    assert ours.confidence is not None and (ours.confidence == 0.75).all()
    other = method_answers(methods, few, name="other", split="test")
    assert other.wrong.all() and other.confidence is None


def test_most_confused_is_off_the_diagonal() -> None:
    """The largest error, not the largest count; the first of equals; of one row where one is asked."""
    counts = np.diag(np.full(10, 1000))
    counts[4, 9], counts[7, 2] = 5, 5
    assert most_confused(counts) == (4, 9)
    counts[7, 2] = 6
    assert most_confused(counts) == (7, 2)
    assert most_confused(counts, given=4) == (4, 9)


def test_most_confused_without_errors() -> None:
    """A matrix without errors still names a cell off the diagonal."""
    counts = np.diag(np.full(10, 3))
    assert len(set(most_confused(counts))) == len(set(most_confused(counts, given=0))) == 2
    sevens = np.zeros((10, 10), np.int64)
    sevens[7, 7] = 5
    assert most_confused(sevens)[0] == 7


def test_confused_pairs_worked(answers: Answers) -> None:
    """Four and nine are mixed up three times of four, twice one way; four and seven once, of all three digits."""
    pairs = confused_pairs(answers.counts)
    assert pairs[["first", "second", "errors", "forth", "back"]].to_numpy().tolist() == [
        [4, 9, 3, 2, 1],
        [4, 7, 1, 0, 1],
    ]
    assert pairs["share"].tolist() == [0.75, 0.25]
    assert pairs["rate"].tolist() == [3 / 4, 1 / 3]
    assert answers.pair(4, 9).tolist() == [11, 13, 10]


def test_confused_pairs_without_errors() -> None:
    """Nothing mixed up, no pair."""
    assert len(confused_pairs(np.diag(np.full(10, 3)))) == 0


def test_writer_errors_one_of_three_is_not_the_hardest() -> None:
    """A writer with 1 of 3 misclassified stands below one with 20 of 100, and every rate is drawn to that of all."""
    writer = np.repeat([1, 2, 3, 4], [3, 100, 100, 100])
    wrong = np.concatenate([np.arange(n) < k for n, k in ((3, 1), (100, 20), (100, 1), (100, 0))])
    given = table_of(np.zeros(303, int), writer, np.where(writer == 1, 4, 0))
    answers = Answers("a", "train", np.arange(303), np.zeros(303, np.uint8), wrong.astype(np.uint8), None)
    found = writer_errors(given, answers)
    assert found.writers["writer"].tolist()[:2] == [2, 1]
    assert found.writers["series"].tolist()[:2] == [0, 4]
    overall = 22 / 303
    rate, shrunk = found.writers["rate"].to_numpy(), found.writers["shrunk"].to_numpy()
    assert ((shrunk - overall) * (rate - overall) > 0).all() and (abs(shrunk - overall) < abs(rate - overall)).all()
    assert (found.writers["low"] < shrunk).all() and (shrunk < found.writers["high"]).all()
    width = (found.writers["high"] - found.writers["low"]).to_numpy()
    assert width[1] == width.max()


def test_writer_errors_that_are_chance() -> None:
    """Writers with the same rate differ no more than chance, and nobody is hardest; none at all is no exception."""
    given = table_of(np.zeros(40, int), np.repeat([1, 2, 3, 4], 10))
    wrong = np.tile(np.arange(10) < 2, 4).astype(np.uint8)
    found = writer_errors(given, Answers("a", "train", np.arange(40), np.zeros(40, np.uint8), wrong, None))
    assert found.spread == 0 and set(found.writers["shrunk"]) == {0.2}
    nobody = table_of(np.zeros(40, int))
    alone = writer_errors(nobody, Answers("a", "train", np.arange(40), np.zeros(40, np.uint8), wrong, None))
    assert len(alone.writers) == 0


def test_error_spread_recovers_a_known_one() -> None:
    """From 20,000 made-up writers of 5 to 60 digits, the spread comes out as it went in."""
    generator = np.random.default_rng(0)
    rate, spread = 0.05, 0.1
    strength = 1 / spread - 1
    digits = generator.integers(5, 60, 20_000)
    errors = generator.binomial(digits, generator.beta(rate * strength, (1 - rate) * strength, 20_000))
    assert error_spread(errors, digits) == pytest.approx(spread, rel=0.05)


def arrays(*values: float) -> list[np.ndarray]:
    """Return each number as an array of one."""
    return [np.array([float(value)]) for value in values]


def test_ratio_interval_of_koopman() -> None:
    """36 of 40 against 16 of 80 gives 2.94 to 7.15, the example of Koopman (1984)."""
    low, high = ratio_interval(*arrays(36, 40, 16, 80))
    assert low[0] == pytest.approx(2.94, abs=0.005) and high[0] == pytest.approx(7.15, abs=0.005)


def test_ratio_interval_turned_round() -> None:
    """The interval of the inverse ratio is the inverse interval."""
    low, high = ratio_interval(*arrays(5, 300, 40, 9000))
    other_low, other_high = ratio_interval(*arrays(40, 9000, 5, 300))
    assert low * other_high == pytest.approx(1) and high * other_low == pytest.approx(1)


def test_ratio_interval_without_errors() -> None:
    """No errors reach down to 0, none in the rest up to infinity; the other end still tells something."""
    low, high = ratio_interval(*arrays(0, 40, 16, 80))
    assert low[0] == 0 and 0 < high[0] < 1
    low, high = ratio_interval(*arrays(16, 80, 0, 40))
    assert low[0] > 1 and np.isinf(high[0])
    low, high = ratio_interval(*arrays(0, 40, 0, 80))
    assert low[0] == 0 and np.isinf(high[0])


def test_discovery_rates_are_scipys() -> None:
    """The adjusted p-values are those of scipy, ties and none at all included."""
    from scipy.stats import false_discovery_control

    p = np.append(np.random.default_rng(0).random(50) ** 3, [0.01, 0.01, 0.0, 1.0])
    assert discovery_rates(p) == pytest.approx(false_discovery_control(p))
    assert len(discovery_rates(p[:0])) == 0


def misclassified(atlas: Atlas, wrong: np.ndarray) -> Answers:
    """Return answers to all digits of an atlas of which some are classified as the next digit."""
    labels = atlas.digits.labels
    return Answers("a", "train", np.arange(len(labels)), labels, np.where(wrong, (labels + 1) % 10, labels), None)


def test_style_errors_finds_the_style_that_fools(few_atlas: Atlas) -> None:
    """When the first tenth of slant is misclassified and nothing else, the trend is found, and tenths add up."""
    rank = few_atlas.table.groupby("label")["slant_deg"].rank(pct=True).to_numpy()
    found = style_errors(few_atlas, misclassified(few_atlas, rank <= 0.1))
    slant = found.styles[found.styles["measure"] == "slant_deg"]
    trends = found.trends.set_index("measure")
    assert trends.loc["slant_deg", "p_adjusted"] < 0.001 and trends.loc["slant_deg", "direction"] == "falls"
    first = slant.iloc[0]
    assert first["rate"] == 1 and first["rest_rate"] == 0 and np.isinf(first["ratio_high"])
    assert slant["p_adjusted"].isna().all() and (slant["rate"].to_numpy()[1:] == 0).all()
    assert slant["digits"].sum() == len(few_atlas.digits) and "left" in first["name"]


def test_style_errors_of_chance(few_atlas: Atlas) -> None:
    """Errors that fall at random, one digit in five, are nowhere called more than chance."""
    wrong = np.random.default_rng(1).random(len(few_atlas.digits)) < 0.2
    errors = style_errors(few_atlas, misclassified(few_atlas, wrong))
    found = errors.styles
    assert len(found) > 30 and (found["ratio_low"] <= found["ratio"]).all()
    assert (found["ratio"] <= found["ratio_high"]).all()
    tested = found[~found["measure"].isin(cut_measures())]
    assert len(errors.trends) == len(cut_measures())
    for rows in (tested, errors.trends):
        assert (rows["p_adjusted"] > 0.05).all() and (rows["p_adjusted"] >= rows["p"] - 1e-12).all()


def test_style_errors_intervals_and_tests_agree(few_atlas: Atlas) -> None:
    """An interval excludes 1 exactly where the p-value is below 5 %."""
    wrong = np.random.default_rng(2).random(len(few_atlas.digits)) < few_atlas.table["typicality"].to_numpy()
    found = style_errors(few_atlas, misclassified(few_atlas, wrong)).styles
    found = found[found["p"].notna()]
    excluded = (found["ratio_low"] > 1) | (found["ratio_high"] < 1)
    assert excluded.any() and (excluded == (found["p"] < 0.05)).all()


def test_style_errors_ask_once(few_atlas: Atlas) -> None:
    """Having a structure and lacking it are one question: the one misclassified more often asks for both."""
    # Each digit is answered eight times, so that the few that have a structure are enough to be told of.
    rows = np.tile(np.arange(len(few_atlas.digits)), 8)
    labels = few_atlas.digits.labels[rows]
    wrong = np.random.default_rng(3).random(len(rows)) < 0.4
    found = style_errors(
        few_atlas, Answers("a", "train", rows, labels, np.where(wrong, (labels + 1) % 10, labels), None)
    ).styles
    pairs = [
        {group_words(trait.words, digit, having=having) for having in (True, False)}
        for trait in traits()
        if trait.value is None
        for digit in trait.classes
    ]
    compared = [found[(found["measure"] == "structure") & found["name"].isin(pair)] for pair in pairs]
    assert sum(len(part) == 2 for part in compared) >= 2
    for part in compared:
        if len(part) == 2:
            asks = part.loc[~part["twin"], "rate"]
            assert len(asks) <= 1 and (asks >= part["rate"].max()).all()


def test_style_errors_of_one_class(few_atlas: Atlas) -> None:
    """Of one class alone, only its own digits are counted, and classes are not compared."""
    found = style_errors(few_atlas, misclassified(few_atlas, few_atlas.digits.labels == 3), only=7).styles
    assert (found["errors"] == 0).all() and not (found["measure"] == "label").any()


@pytest.mark.slow
@pytest.mark.mnist
def test_style_errors_widen_where_writers_are_misread_whole(mnist: Digits) -> None:
    """The same number of errors tells less when they are whole writers' than when they are scattered."""
    from mnist_explore.atlas import load_atlas

    atlas = load_atlas(mnist)
    train = mnist.where_split("train")
    generator = np.random.default_rng(0)
    bad = np.isin(mnist.writer[train], generator.choice(np.unique(mnist.writer[train]), 10, replace=False))
    scattered = generator.permutation(bad)
    labels = mnist.labels[train]
    rows = []
    for wrong in (bad, scattered):
        predictions = np.where(wrong, (labels + 1) % 10, labels).astype(np.uint8)
        found = style_errors(atlas, Answers("a", "train", train, labels, predictions, None)).styles
        rows.append(found.set_index("name").loc["by high-school students"])
    whole, spread = (np.log(row["ratio_high"] / row["ratio_low"]) for row in rows)
    assert whole > 2 * spread


@pytest.mark.parametrize("confidence", [None, np.linspace(0.1, 0.9, 5, dtype=np.float32)])
def test_answers_among_a_group(confidence: np.ndarray | None) -> None:
    """Of a group the answers to its digits alone are kept, in order; a group with all of them changes nothing."""
    label, read = np.array([0, 1, 2, 1, 0], np.uint8), np.array([0, 2, 2, 1, 6], np.uint8)
    answers = Answers("a", "test", np.arange(10, 15), label, read, confidence)
    part = answers.among(np.array([3, 11, 14, 99]))
    assert (part.indices.tolist(), part.wrong.tolist(), part.is_part) == ([11, 14], [True, True], True)
    assert part.counts.sum() == 2 and part.counts[1, 2] == part.counts[0, 6] == 1
    assert (part.confidence is None) == (confidence is None)
    assert answers.among(np.arange(100)) is answers
    assert not len(answers.among(np.array([], np.intp)).indices)
