"""Sentences and the numbers that go with them."""

from __future__ import annotations

import math

import pytest

from mnist_explore.statements import (
    COUNT,
    PROBABILITY,
    SHARE,
    Rank,
    Statement,
    amount,
    compose,
    count,
    joined,
    probability,
    share,
    share_alone,
)


def test_compose_keeps_numbers_and_ranks_in_order() -> None:
    """A sentence of sentences has the numbers and ranks of all of them, in the order in which they are said."""
    rank = Rank("most in the ones", "ones", (), 10, 999)
    inner = compose("{} are crossed", share(3, 4, "sevens", interval=(0.3, 0.95)))
    whole = compose("{}, {}; {}.", inner, rank, count(1200, "digits"))
    assert (
        whole.text == "3 of 4 sevens (75.0\u00a0%, 95\u00a0% interval 30.0\u00a0% to 95.0\u00a0%) are crossed, "
        "most in the ones; 1,200."
    )
    assert [number.unit for number in whole.numbers] == [SHARE, COUNT] and whole.ranks == (rank,)
    assert (whole.numbers[0].numerator, whole.numbers[0].denominator) == (3, 4)
    assert whole.numbers[0].interval == (0.3, 0.95) and whole.numbers[0].value == 0.75


@pytest.mark.parametrize(
    ("parts", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_joined_in_a_row(parts: list[str], said: str) -> None:
    """One stands alone, and the last of several after its own word."""
    assert joined(parts, by=", ", last=" and ").text == said


def test_share_of_nothing_is_no_number() -> None:
    """A share of nothing says so, and its value is none."""
    assert share(0, 0, "twos").said == "0 of 0 twos" and math.isnan(share(0, 0, "twos").value)
    assert share_alone(0, 0, "twos").said == "no share"


def test_small_and_large_shares_are_bounded() -> None:
    """Three of ten thousand are not 0 %, all but three not 100 %; none and all are."""
    assert [share_alone(number, 10_000, "digits").said for number in (0, 3, 9_997, 10_000)] == [
        "0\u00a0%", "under 0.1\u00a0%", "over 99.9\u00a0%", "100\u00a0%",
    ]  # fmt: skip
    assert share_alone(1, 1_000, "digits", decimals=0).said == "under 1\u00a0%"


def test_probability_is_never_certain() -> None:
    """What a model holds certain is said to be over 99.9 %, what it holds impossible under 0.1 %."""
    assert probability(1.0, "a seven", style="**{}**").said == "**over 99.9\u00a0%**"
    assert probability(0.0, "a seven").said == "under 0.1\u00a0%" and probability(0.5, "").unit == PROBABILITY


def test_as_dict_is_as_json_has_it() -> None:
    """What is not known of a number is left out."""
    told = compose("{}", amount(-12.4, "°", "ones", total=50)).as_dict()
    number = {"said": "\u221212°", "value": -12.4, "unit": "°", "denominator": 50, "of": "ones"}
    assert told == {"text": "\u221212°", "numbers": [number], "ranks": []}
    assert str(Statement("None.")) == "None."
