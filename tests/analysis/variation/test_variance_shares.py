"""A class's variance, shared out among its causes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mnist_explore.analysis.variation.variance_shares import (
    PIECES,
    average_gains,
    share_variance,
    slant_corrected_means,
)
from mnist_explore.digits import Digits
from mnist_explore.style.measures import slants_deg
from tests.atlas.tables import atlas_table

COUNT = 2000


def made(amounts: dict[int, np.ndarray], **columns: np.ndarray) -> tuple[Digits, pd.DataFrame]:
    """Return sevens whose pixels (flat number → grey levels) are given, the rest blank, and their table."""
    images = np.zeros((COUNT, 784), np.uint8)
    for pixel, greys in amounts.items():
        images[:, pixel] = np.rint(greys)
    digits = Digits("made", images.reshape(-1, 28, 28), np.full(COUNT, 7, np.uint8), np.zeros(COUNT, np.uint8))
    return digits, atlas_table(digits, **columns)


def shares(digits: Digits, table: pd.DataFrame) -> dict[str, float]:
    """Return cause → share."""
    return {cause.name: cause.share for cause in share_variance(digits, table, 7).causes}


def test_variance_budget_recovers_what_was_put_in() -> None:
    """Four pixels, each with one cause and variances 4 : 3 : 2 : 1, give shares 0.4, 0.3, 0.2 and 0.1."""
    rng = np.random.default_rng(0)
    slant, width, family, noise = rng.normal(size=COUNT), rng.normal(size=COUNT), rng.integers(0, 3, COUNT), None
    noise = rng.normal(size=COUNT)

    def grey(values: np.ndarray, variance: float) -> np.ndarray:
        return 128 + 20 * np.sqrt(variance) * np.clip((values - values.mean()) / values.std(), -3, 3)

    names = np.array([0.0, 5, 1])[family]
    digits, table = made(
        {0: grey(slant, 4), 300: grey(width, 3), 500: grey(names, 2), 783: grey(noise, 1)},
        slant_deg=slant, thickness_px=width, family=family.astype(np.uint8),
    )  # fmt: skip
    found = shares(digits, table)
    assert list(found) == ["slant", "stroke width", "family", "the rest"]
    assert list(found.values()) == pytest.approx([0.4, 0.3, 0.2, 0.1], abs=0.02)


def test_variance_budget_sums_to_one() -> None:
    """The shares sum to 1 and none is below 0, whatever the causes have in common."""
    rng = np.random.default_rng(1)
    slant = rng.normal(size=COUNT)
    width = slant + rng.normal(size=COUNT)
    digits, table = made(
        {4: 100 + 10 * np.clip(slant + width + rng.normal(size=COUNT), -9, 9)}, slant_deg=slant, thickness_px=width
    )
    budget = share_variance(digits, table, 7)
    assert sum(cause.share for cause in budget.causes) == pytest.approx(1)
    assert all(0 <= cause.share <= 1 for cause in budget.causes)


def test_variance_budget_equal_causes_share_equally() -> None:
    """Two copies of one cause get the same share, and leave nothing."""
    slant = np.random.default_rng(2).normal(size=COUNT)
    digits, table = made({4: 100 + 20 * np.clip(slant, -4, 4)}, slant_deg=slant, thickness_px=5 * slant)
    first, second, rest = share_variance(digits, table, 7).causes
    assert (first.share, second.share) == pytest.approx((0.5, 0.5), abs=0.01)
    assert rest.share < 0.01


def test_variance_budget_a_pixel_reached_and_left_again() -> None:
    """A pixel that is ink only at a middling slant is explained by slant, though no straight line fits it."""
    slant = np.random.default_rng(3).uniform(-30, 30, COUNT)
    digits, table = made({4: 255 * np.exp(-((slant / 12) ** 2))}, slant_deg=slant)
    assert shares(digits, table)["slant"] > 0.99


def test_variance_budget_noise_explains_what_chance_does() -> None:
    """Unrelated columns explain about parameters over digits."""
    rng = np.random.default_rng(4)
    digits, table = made({k: rng.uniform(0, 255, COUNT) for k in range(200)}, slant_deg=rng.normal(size=COUNT))
    budget = share_variance(digits, table, 7)
    parameters = PIECES + 2  # cubic pieces that join smoothly, without the constant
    assert budget.causes[0].share == pytest.approx(parameters / (COUNT - 1), rel=0.3)


def test_variance_budget_constant_cause_explains_nothing() -> None:
    """A measure that never changes has share 0."""
    rng = np.random.default_rng(4)
    digits, table = made(
        {4: rng.uniform(0, 255, COUNT)}, slant_deg=np.zeros(COUNT), thickness_px=rng.normal(size=COUNT)
    )
    assert shares(digits, table)["slant"] == 0


def test_variance_budget_refuses() -> None:
    """Nothing to explain by, no digit, and no variation are named."""
    digits, table = made({4: np.arange(COUNT) % 256})
    with pytest.raises(ValueError, match="no column"):
        share_variance(digits, table, 7)
    with pytest.raises(ValueError, match="class 2"):
        share_variance(digits, table.assign(slant_deg=1.0), 2)
    blank, table = made({})
    with pytest.raises(ValueError, match="2000 digits of class 7"):
        share_variance(blank, table.assign(slant_deg=1.0), 7)


def test_average_gains_by_hand() -> None:
    """Causes that explain 0.5 and 0.3 alone and 0.6 together gain (0.5 + 0.3) / 2 and (0.3 + 0.1) / 2."""
    explained = {frozenset[int](): 0.0, frozenset([0]): 0.5, frozenset([1]): 0.3, frozenset([0, 1]): 0.6}
    assert average_gains(explained, 2) == pytest.approx([0.4, 0.2])


@pytest.mark.slow
@pytest.mark.mnist
def test_slant_corrected_means_are_sharper(mnist: Digits) -> None:
    """Ones set upright overlap: with as much ink, their mean is upright and has far more contrast."""
    part = np.flatnonzero(mnist.labels == 1)[:2000]
    ones = Digits("ones", *(getattr(mnist, name)[part] for name in ("images", "labels", "split", "writer", "series")))
    means = slant_corrected_means(ones, atlas_table(ones, slant_deg=slants_deg(ones.images)))
    assert means.shape == (10, 28, 28)
    assert means.dtype == np.uint8
    assert not means[[0, *range(2, 10)]].any()
    plain = ones.images.mean(axis=0)
    assert means[1].sum() == pytest.approx(plain.sum(), rel=0.02)
    assert (means[1].astype(float) ** 2).sum() > 1.3 * (plain**2).sum()
    assert abs(float(slants_deg(means[1:2])[0])) < 2


@pytest.mark.slow
@pytest.mark.mnist
def test_variance_budget_on_mnist(mnist: Digits) -> None:
    """Slant explains more of the ones' variance than of any other digit's."""
    table = atlas_table(mnist, slant_deg=slants_deg(mnist.images), thickness_px=mnist.images.mean(axis=(1, 2)))
    slant = [share_variance(mnist, table, digit).causes[0].share for digit in range(10)]
    assert np.argmax(slant) == 1
    assert slant[1] > 0.4
