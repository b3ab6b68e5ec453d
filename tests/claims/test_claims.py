"""Every statement of every page, for ten data sets and MNIST itself, keeps the rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

from mnist_explore.analysis.cards import answer_statement
from mnist_explore.analysis.variation.percentiles import ranked_measures
from mnist_explore.analysis.variation.style_words import structure_statement, unusual_words
from mnist_explore.analysis.writers.intraclass import between_writers
from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.predictions import Methods, load_methods
from mnist_explore.atlas.styles import traits_of_row
from mnist_explore.claims import PAGES, Claim, errors, list_claims, refuted
from mnist_explore.columns import measures_of
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.sources import load_digits
from mnist_explore.statements import SHARE, Number, Rank, Statement, compose, probability, share, share_alone
from mnist_explore.style.families.standard import oddities
from tests.claims.data_sets import DATA_SETS, methods_of_rows, variant

NAMES = re.compile(r"\d+(st|nd|rd|th) tenth|[Ww]riter (\*\*)?\d+")
"""Names that have a figure in them."""


@pytest.fixture(scope="module")
def bundled(uci: Digits) -> Atlas:
    """Return the bundled digits' shipped atlas, or skip where it does not fit: another test says so."""
    try:
        return load_atlas(uci)
    except ArtifactError as error:
        pytest.skip(f"the bundled atlas is needed: {error}")


@pytest.fixture(scope="module")
def answers(uci: Digits) -> Methods | None:
    """Return what the methods answer of the bundled digits, or None."""
    try:
        return load_methods(uci)
    except ArtifactError:
        return None


@pytest.fixture(params=DATA_SETS)
def atlas(
    request: pytest.FixtureRequest, bundled: Atlas, answers: Methods | None, monkeypatch: pytest.MonkeyPatch
) -> Atlas:
    """Return one of the ten data sets, with the methods' answers where there are any."""
    rows, writer = DATA_SETS[request.param](bundled)
    split = np.zeros(len(rows), np.uint8) if request.param == "training digits alone" else None
    made = variant(bundled, request.param, rows, writer, split=split)
    known = None if answers is None else methods_of_rows(answers, rows)
    monkeypatch.setattr(errors, "known_methods", lambda _: known)
    return made


@pytest.mark.parametrize("page", PAGES)
def test_statements_of_ten_data_sets(atlas: Atlas, page: str) -> None:
    """No statement of any page breaks a rule, whoever wrote the digits and however many there are."""
    broken = [(claim.about, claim.statement.text, wrong)
              for claim in list_claims(atlas, page=page) if (wrong := refuted(claim.statement))]  # fmt: skip
    assert not broken, "\n".join(map(str, broken[:10]))


def _bare(statement: Statement) -> list[str]:
    """Return the figures of a text that are in none of its numbers and ranks, nor in names: those of its words."""
    text = NAMES.sub("", statement.text)
    for said in sorted((one.said for one in (*statement.numbers, *statement.ranks)), key=len, reverse=True):
        text = text.replace(said, "", 1)
    return sorted(figure.rstrip(".,") for figure in re.findall(r"\d[\d,.]*", text))


def test_no_number_is_said_by_words_alone(
    bundled: Atlas, answers: Methods | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said of other digits differs in its numbers alone: no figure that was computed stands in the words."""
    figures = []
    for name in ("bundled, by made-up writers", "writers drawn again"):
        rows, writer = DATA_SETS[name](bundled)
        known = None if answers is None else methods_of_rows(answers, rows)
        monkeypatch.setattr(errors, "known_methods", lambda _, known=known: known)
        claims = list_claims(variant(bundled, name, rows, writer))
        figures.append({(claim.page, claim.about): _bare(claim.statement) for claim in claims})
    both = figures[0].keys() & figures[1].keys()
    assert len(both) > 300
    assert not [(place, figures[0][place], figures[1][place]) for place in both
                if figures[0][place] != figures[1][place]]  # fmt: skip


def test_a_class_alone_leads_nothing(bundled: Atlas) -> None:
    """Of one class nothing is said to vary most, to be the largest or the fewest: there is nothing to outdo."""
    rows, writer = DATA_SETS["sevens alone"](bundled)
    made = variant(bundled, "sevens", rows, writer)
    for page in ("overview", "variation", "writers"):
        assert not [claim.about for claim in list_claims(made, page=page) if claim.statement.ranks]


def test_equal_digits_share_the_lead(bundled: Atlas) -> None:
    """Where two classes are the same digits under two labels, neither varies more without the other beside it."""
    sevens = np.flatnonzero(bundled.digits.labels == 7)
    rows = np.concatenate([sevens, sevens])
    made = variant(bundled, "twins", rows, np.tile(np.arange(len(sevens)) // 5, 2))
    labels = np.repeat([7, 1], len(sevens)).astype(np.uint8)
    digits = Digits("twins", made.digits.images, labels, made.digits.split, made.digits.writer, made.digits.series)
    twins = Atlas(digits, made.table.assign(label=labels), made.projection, made.summary, made.styles, made.axes)
    (claim,) = [one for one in list_claims(twins, page="variation") if one.about == "most varied"]
    assert claim.statement.ranks and all(rank.rivals for rank in claim.statement.ranks)


def test_shuffled_writers_are_told_apart_by_nothing(bundled: Atlas) -> None:
    """Dealt at random, digits of one writer differ as those of two: few intervals of the correlations lie above 0."""
    rows, writer = DATA_SETS["writers shuffled"](bundled)
    shuffled = variant(bundled, "shuffled", rows, writer)
    found = between_writers(shuffled.table, measures_of("amount", is_style=True))
    assert (found["low"] > 0).mean() < 0.1
    told = [claim.statement for claim in list_claims(shuffled, page="writers") if claim.about.startswith("between")]
    assert told and sum(bool(one.ranks[0].rivals) for one in told) > len(told) / 2


def test_a_page_that_is_none(bundled: Atlas) -> None:
    """A page that there is not is refused by name."""
    with pytest.raises(ValueError, match="nowhere"):
        next(list_claims(bundled, page="nowhere"))


WRONG = {
    "no denominator": compose("{} do", Number("3 of 4 (75 %)", 0.75, SHARE, 3)),
    "more than all": compose("{} do", Number("5 of 4 (125 %)", 1.25, SHARE, 5, 4)),
    "three are none": compose("{} do", Number("0.0 %", 0.0001, SHARE, 3, 30_000)),
    "not all are all": compose("{} do", Number("100 %", 0.9999, SHARE, 9_999, 10_000)),
    "another share": compose("{} do", Number("74.0 %", 0.75, SHARE, 3, 4)),
    "outside its interval": compose("{} do", share(1, 4, "twos", interval=(0.3, 0.9))),
    "not in the text": Statement("Some do.", (share(1, 4, "twos"),)),
    "rank without draws": Statement("The difference is largest in the ones."),
    "rivals kept back": compose("{} first", Rank("most in the ones", "ones", ("fours",), 10, 999)),
    "no number": compose("{} do", share_alone(1, 0, "twos")),
    "certain": compose("{}", Number("100 %", 1.0, "probability")),
    "nan": Statement("nan of them do."),
}


@pytest.mark.parametrize("name", WRONG)
def test_rules_find_what_is_wrong(name: str) -> None:
    """Every rule refuses a statement that breaks it, so that keeping the rules says something."""
    assert refuted(WRONG[name])


def test_rules_let_what_is_right_pass() -> None:
    """Shares at either end, small ones, and a lead that is shared, are well said."""
    lead = Rank("among the most in the ones and fours", "ones", ("fours",), 10, 999)
    right = compose(
        "{}; {}; {}; {}; {}", share(0, 4, "twos"), share(4, 4, "twos", interval=(0.5, 1.0)), share(3, 30_000, "twos"),
        share(9_999, 10_000, "twos"), lead,
    )  # fmt: skip
    assert not refuted(right) and not refuted(compose("{}", probability(1.0, "a seven")))


def test_an_answer_at_nothing_is_not_named() -> None:
    """A class to which the network gives nothing stands on no card; the surest answer is never certain."""
    chances = np.array([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], np.float32)
    assert answer_statement(chances, start="It says").text == "It says **0** (over 99.9\u00a0%)"
    unsure = np.array([0.9, 0.0994, 0.0006, 0, 0, 0, 0, 0, 0, 0], np.float32)
    assert answer_statement(unsure, start="It says").text.endswith("**1** (9.9\u00a0%), **2** (0.1\u00a0%)")


@pytest.fixture(scope="module")
def claims_of_mnist(mnist: Digits) -> list[Claim]:
    """Return all statements about MNIST."""
    found = load_digits(download=False)
    return list(list_claims(load_atlas(mnist), votes=found.votes))


@pytest.mark.slow
@pytest.mark.mnist
def test_statements_of_mnist(claims_of_mnist: list[Claim]) -> None:
    """No statement about MNIST breaks a rule, and every page makes some."""
    broken = [(claim.page, claim.about, wrong) for claim in claims_of_mnist if (wrong := refuted(claim.statement))]
    assert not broken, "\n".join(map(str, broken[:10]))
    assert {claim.page for claim in claims_of_mnist} == set(PAGES)
    assert len(claims_of_mnist) > 600


def _card(atlas: Atlas, chances: np.ndarray, row: dict[str, object]) -> Iterator[Statement]:
    """Yield what a card says of one digit besides its family."""
    label = int(str(row["label"]))
    measures = {name: row[name] for name in ranked_measures()}
    found = oddities({**measures, **traits_of_row(row)}, label, atlas.styles.reference)
    yield structure_statement(row)
    yield from unusual_words(found, label, total=6_000)
    yield answer_statement(chances, start="The network says")


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.mnist
def test_cards_of_all_mnist(mnist: Digits) -> None:
    """On none of the 70,000 cards is a share 0 % or 100 % that is not, or an answer named that is none."""
    atlas, methods = load_atlas(mnist), load_methods(mnist)
    for index, row in enumerate(atlas.table.to_dict("records")):
        for statement in _card(atlas, methods.probabilities[index], row):
            assert not refuted(statement), (index, statement.text, refuted(statement))
            assert "(0\u00a0%)" not in statement.text
