"""The lesson's five claims."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.analysis.variation.lesson import (
    SHOWN,
    effective_number,
    leaning_ones,
    lesson_claims,
    looped_twos,
    standard_sevens,
    styles_of_threes,
    unusual_sevens,
)
from mnist_explore.digits import Digits
from mnist_explore.style.measures import slants_deg
from tests.atlas.tables import atlas_table, table_of


def yes_no(values: object) -> pd.api.extensions.ExtensionArray:
    """Return answers as the table holds them."""
    return pd.array(np.asarray(values, bool), dtype="boolean")


@pytest.mark.parametrize(("steep", "verdict"), [(5, "true"), (4, "partly"), (1, "partly"), (0, "not borne out")])
def test_leaning_ones_thresholds(steep: int, verdict: str) -> None:
    """5 of 100 ones at 40° or more make it true, a single one partly, none not; either side counts."""
    slant = np.where(np.arange(100) < steep, np.where(np.arange(100) % 2, -40.0, 40.0), 39.9)
    claim = leaning_ones(table_of([1] * 100, slant_deg=slant))
    assert claim.verdict == verdict
    assert claim.finding.startswith(f"{steep} of 100 ones, ")


def test_leaning_ones_shows_the_steepest() -> None:
    """The digits shown are the steepest ones, the steepest first, and no other digit."""
    table = table_of([1] * 20 + [2], slant_deg=np.append(np.arange(20.0), 44))
    assert leaning_ones(table).indices.tolist() == list(range(19, 19 - SHOWN, -1))


@pytest.mark.parametrize(("looped", "verdict"), [(34, "true"), (33, "partly"), (10, "partly"), (9, "not borne out")])
def test_looped_twos_thresholds(looped: int, verdict: str) -> None:
    """A third of the twos makes it true, a tenth partly."""
    claim = looped_twos(table_of([2] * 100, looped=yes_no(np.arange(100) < looped)))
    assert claim.verdict == verdict
    assert claim.finding.startswith(f"{looped} of 100 twos, {looped}.0\u00a0%")
    assert (claim.indices < looped).all()


def test_styles_of_threes_most_varied() -> None:
    """Threes with four equal families and the widest spread are first in both: true; one family less: partly."""
    label = np.repeat([3, 5], 40)
    slant = np.concatenate([np.linspace(-20, 20, 40), np.linspace(-10, 10, 40)])
    family = np.concatenate([np.arange(40) % 4, np.arange(40) % 3]).astype(np.uint8)
    claim = styles_of_threes(table_of(label, slant_deg=slant, family=family))
    assert claim.verdict == "true"
    assert claim.finding.startswith("Threes fall into as many as 4.0 families of equal weight, first among the digits")
    assert set(family[claim.indices[:4]]) == {0, 1, 2, 3}
    assert styles_of_threes(table_of(label, slant_deg=slant, family=family[::-1].copy())).verdict == "partly"


def test_styles_of_threes_least_varied() -> None:
    """Threes behind three other digits in both: not borne out."""
    label = np.repeat([3, 4, 5, 6], 20)
    width = np.repeat([1.0, 2, 3, 4], 20)
    table = table_of(
        label, slant_deg=width * np.tile(np.arange(20), 4), family=(np.tile(np.arange(20), 4) % width).astype(np.uint8)
    )
    claim = styles_of_threes(table)
    assert claim.verdict == "not borne out"
    assert claim.finding.count("fourth among the digits") == 2


def test_unusual_sevens_parts() -> None:
    """Crossed, bold and less typical: true; without the crossbars' effect: partly; none of the three: not."""
    count = np.arange(100)
    crossed = yes_no(count < 20)
    bold = np.where(count < 50, 9.0, 2.0)
    typicality = np.where(count < 20, 0.2, 0.8)
    label = np.repeat([7, 1], 50)
    table = table_of(label, crossed=crossed, thickness_px=bold, typicality=typicality)
    assert unusual_sevens(table).verdict == "true"
    assert unusual_sevens(table).finding.startswith("40.0\u00a0% of the sevens are crossed, ")
    assert unusual_sevens(table.assign(typicality=0.5)).verdict == "partly"
    plain = table.assign(crossed=yes_no(np.zeros(100)), thickness_px=10 - bold)
    assert unusual_sevens(plain).verdict == "not borne out"


def test_styles_of_threes_equal_to_all_others_is_no_first_place() -> None:
    """Four digits with the same families and the same spread: threes are not ahead of anyone."""
    table = table_of(np.repeat([2, 3, 4, 5], 20), slant_deg=np.tile(np.arange(20.0), 4), family=np.zeros(80, np.uint8))
    assert styles_of_threes(table).verdict == "not borne out"


@pytest.mark.parametrize(
    ("sevens", "others", "verdict"), [(4, 6, "true"), (4, 2, "partly"), (6, 8, "partly"), (6, 5, "not borne out")]
)
def test_standard_sevens_thresholds(sevens: int, others: int, verdict: str) -> None:
    """Less than half, and less than elsewhere: both make it true, one partly."""
    count = np.arange(10)
    table = table_of(np.repeat([7, 1], 10), standard=yes_no(np.concatenate([count < sevens, count < others])))
    claim = standard_sevens(table)
    assert claim.verdict == verdict
    assert claim.finding.startswith(
        f"{10 * sevens}.0\u00a0% of the sevens are standard, against {10 * others}.0\u00a0%"
    )


def test_effective_number_of_equal_and_unequal_kinds() -> None:
    """Four equal kinds count as 4, one kind as 1, and unequal ones as fewer than there are."""
    assert effective_number(np.array([5, 5, 5, 5])) == pytest.approx(4)
    assert effective_number(np.array([7])) == pytest.approx(1)
    assert 1 < effective_number(np.array([98, 1, 1])) < 1.2


def test_lesson_claims_without_columns() -> None:
    """A claim whose columns are missing stands there without a verdict and says which; so does one without digits."""
    claims = lesson_claims(table_of([1, 2, 3], slant_deg=[45.0, 0.0, 0.0]))
    assert [claim.verdict for claim in claims] == ["true"] + ["cannot be told"] * 4
    assert "looped" in claims[1].finding
    assert claims[4].finding == "There is no 7 among these digits."
    assert all(len(claim.indices) == 0 for claim in claims[1:])


@pytest.mark.slow
@pytest.mark.mnist
def test_lesson_claims_on_mnist(mnist: Digits) -> None:
    """About 1 % of MNIST's ones lean 40° or more, to about 53° at most: the claim is partly true."""
    claim = lesson_claims(atlas_table(mnist, slant_deg=slants_deg(mnist.images)))[0]
    assert claim.verdict == "partly"
    assert ", 1.3\u00a0%, lean 40° or more; the steepest leans 53°." in claim.finding
    assert (mnist.labels[claim.indices] == 1).all()
