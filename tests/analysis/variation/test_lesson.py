"""The lesson's five claims."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.analysis.variation.lesson import (
    SHOWN,
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


@pytest.mark.parametrize(("steep", "verdict"), [(5, "true"), (2, "true"), (1, "partly"), (0, "not borne out")])
def test_leaning_ones_thresholds(steep: int, verdict: str) -> None:
    """Two ones at 40° or more are some, so true; a single one is partly, none not; either side counts, and how rare."""
    slant = np.where(np.arange(100) < steep, np.where(np.arange(100) % 2, -40.0, 40.0), 39.9)
    claim = leaning_ones(table_of([1] * 100, slant_deg=slant))
    assert claim.verdict == verdict
    assert f"{steep} of 100 ones ({steep if steep else 0}" in claim.finding.text
    assert ("They are not rare: " in claim.finding.text) == (steep == 5)
    assert ("They are rare: " in claim.finding.text) == (0 < steep < 5)


def test_leaning_ones_shows_the_steepest() -> None:
    """The digits shown are the steepest ones, the steepest first, and no other digit."""
    table = table_of([1] * 20 + [2], slant_deg=np.append(np.arange(20.0), 44))
    assert leaning_ones(table).indices.tolist() == list(range(19, 19 - SHOWN, -1))


@pytest.mark.parametrize(("looped", "verdict"), [(34, "true"), (33, "partly"), (10, "partly"), (9, "not borne out")])
def test_looped_twos_thresholds(looped: int, verdict: str) -> None:
    """A third of the twos makes it true, a tenth partly."""
    claim = looped_twos(table_of([2] * 100, looped=yes_no(np.arange(100) < looped)))
    assert claim.verdict == verdict
    assert claim.finding.text.startswith(f"{looped} of 100 twos ({looped}.0\u00a0%, 95\u00a0% interval ")
    assert (claim.indices < looped).all()


def spread_table(widths: dict[int, float], *, count: int = 60) -> pd.DataFrame:
    """Return a table of digits by 20 people each, whose slants spread over a width of the class's own."""
    label = np.repeat(list(widths), count)
    slant = np.concatenate([np.linspace(-width, width, count) for width in widths.values()])
    return table_of(label, np.tile(np.arange(count) % 20, len(widths)), slant_deg=slant)


def test_styles_of_threes_most_varied() -> None:
    """Threes twice as wide as the others lead in every draw of the writers: true, and told as first."""
    claim = styles_of_threes(spread_table({3: 20, 5: 10, 6: 10}))
    assert claim.verdict == "true"
    assert "they are first of the 3 digits. Most varied are the threes." in claim.finding.text
    assert "families" not in claim.finding.text.lower()


def test_styles_of_threes_among_the_most_varied() -> None:
    """Threes as wide as another digit are no more the most varied than it is: partly, and both are named."""
    claim = styles_of_threes(spread_table({3: 20, 5: 20, 6: 5}))
    assert claim.verdict == "partly"
    assert "between first and second of the 3 digits" in claim.finding.text
    assert claim.finding.text.endswith("Among the most varied are the threes and fives.")


def test_styles_of_threes_least_varied() -> None:
    """Threes behind three other digits are not borne out, and their rank is told as it is."""
    claim = styles_of_threes(spread_table({3: 5, 4: 10, 5: 15, 6: 40}))
    assert claim.verdict == "not borne out"
    assert "they are fourth of the 4 digits. Most varied are the sixes." in claim.finding.text


def test_unusual_sevens_parts() -> None:
    """Crossed, bold and less typical: true; without the crossbars' effect: partly; none of the three: not."""
    count = np.arange(100)
    crossed = yes_no(count < 20)
    bold = np.where(count < 50, 9.0, 2.0)
    typicality = np.where(count < 20, 0.2, 0.8)
    label = np.repeat([7, 1], 50)
    table = table_of(label, crossed=crossed, thickness_px=bold, typicality=typicality)
    assert unusual_sevens(table).verdict == "true"
    assert unusual_sevens(table).finding.text.startswith("20 of 50 sevens (40.0\u00a0%, 95\u00a0% interval ")
    assert unusual_sevens(table.assign(typicality=0.5)).verdict == "partly"
    plain = table.assign(crossed=yes_no(np.zeros(100)), thickness_px=10 - bold)
    assert unusual_sevens(plain).verdict == "not borne out"


@pytest.mark.parametrize(
    ("bold", "words"),
    [(30, "Sevens are bolder than other"), (10, "Sevens are as bold as other"), (0, "Sevens are less bold")],
)
def test_unusual_sevens_are_bold_only_beyond_their_interval(bold: int, words: str) -> None:
    """Of 100 sevens among 1,000 digits 10 belong to the boldest tenth by chance: as bold as others, and not bold."""
    count = np.arange(1000)
    boldest = np.where(count < 100, count < bold, count >= 900 + bold)
    table = table_of(
        np.where(count < 100, 7, 1), crossed=yes_no(np.zeros(1000)), thickness_px=np.where(boldest, 9.0, 2.0),
        typicality=np.full(1000, 0.5),
    )  # fmt: skip
    claim = unusual_sevens(table)
    assert words in claim.finding.text and f"{bold} of 100 sevens (" in claim.finding.text
    assert claim.verdict == ("partly" if bold == 30 else "not borne out")


def test_standard_sevens_tied_with_another_digit() -> None:
    """Sevens as often standard as ones are not the fewest: both are among them, and no rank is told."""
    count = np.arange(200)
    standard = np.where(count < 100, count % 2, (count % 2) | (count >= 190))
    table = table_of(np.repeat([7, 1, 2], [50, 50, 100]), standard=yes_no(standard))
    assert standard_sevens(table).finding.text.endswith("Among the fewest standard digits: ones, sevens and twos.")


@pytest.mark.parametrize(
    ("sevens", "others", "verdict"), [(4, 6, "true"), (4, 2, "partly"), (6, 8, "partly"), (6, 5, "not borne out")]
)
def test_standard_sevens_thresholds(sevens: int, others: int, verdict: str) -> None:
    """Less than half, and less than elsewhere: both make it true, one partly."""
    count = np.arange(10)
    table = table_of(np.repeat([7, 1], 10), standard=yes_no(np.concatenate([count < sevens, count < others])))
    claim = standard_sevens(table)
    assert claim.verdict == verdict
    assert claim.finding.text.startswith(f"{sevens} of 10 sevens ({10 * sevens}.0\u00a0%, 95\u00a0% interval ")


def test_lesson_claims_without_columns() -> None:
    """A claim whose columns are missing stands there without a verdict and says which; so does one without digits."""
    claims = lesson_claims(table_of([1, 2, 3], slant_deg=[45.0, 0.0, 0.0]))
    assert [claim.verdict for claim in claims] == ["partly"] + ["cannot be told"] * 4
    assert "looped" in claims[1].finding.text
    assert claims[4].finding.text == "There is no 7 among these digits."
    assert all(len(claim.indices) == 0 for claim in claims[1:])


@pytest.mark.slow
@pytest.mark.mnist
def test_lesson_claims_on_mnist(mnist: Digits) -> None:
    """About 1 % of MNIST's ones lean 40° or more, to about 53° at most: the claim is true, and they are rare."""
    claim = lesson_claims(atlas_table(mnist, slant_deg=slants_deg(mnist.images)))[0]
    assert claim.verdict == "true"
    assert claim.finding.text.startswith("They are rare: 102 of 7,877 ones (1.3\u00a0%, ")
    assert " lean 40° or more; the steepest leans 53°." in claim.finding.text
    assert (mnist.labels[claim.indices] == 1).all()
