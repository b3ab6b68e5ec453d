from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.model.training import negatives
from mnist_explore.model.training.negatives import LEAST_BROAD, MIRRORED, PEN_PX, TURNED, non_digits, pairs, sign


def test_non_digits_none_is_the_digit_it_is_made_of(uci: Digits) -> None:
    """No picture comes back as the digit it was made of, nor as a part of it where it stood."""
    images, labels = uci.images[:900], uci.labels[:900]
    made = non_digits(images, labels, generator=np.random.default_rng(0))
    assert made.shape == images.shape
    assert made.dtype == np.uint8
    inked = images.reshape(900, -1).astype(float)
    alike = (inked * made.reshape(900, -1)).sum(axis=1)
    norms = np.linalg.norm(inked, axis=1) * np.linalg.norm(made.reshape(900, -1).astype(float), axis=1)
    assert (made != images).any(axis=(1, 2)).all()
    assert np.median(alike / np.maximum(norms, 1)) < 0.6


def test_non_digits_kinds(uci: Digits) -> None:
    """Among 900 there are empty and even pages, noise, and digits turned or mirrored, of those classes alone."""
    images, labels = uci.images[:900], uci.labels[:900]
    made = non_digits(images, labels, generator=np.random.default_rng(0))
    even = made.min(axis=(1, 2)) == made.max(axis=(1, 2))
    assert (made[even] == 0).all(axis=(1, 2)).sum() > 20
    assert (made[even] > 0).all(axis=(1, 2)).sum() > 10
    turned = np.array([any((np.rot90(a, k) == b).all() for k in (1, 3)) for a, b in zip(images, made, strict=True)])
    mirrored = (made == images[:, :, ::-1]).all(axis=(1, 2))
    assert turned.sum() > 60
    assert mirrored.sum() > 15
    assert set(labels[turned]) == set(TURNED)
    assert set(labels[mirrored]) == set(MIRRORED)


def test_non_digits_same_generator_same_pictures(uci: Digits) -> None:
    """The same randomness makes the same pictures; other randomness, others."""
    one, same, other = (
        non_digits(uci.images[:50], uci.labels[:50], generator=np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


def test_non_digits_signs(uci: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third of them are signs, or none."""
    monkeypatch.setattr(negatives, "sign", lambda _generator: np.full((28, 28), 7, np.uint8))
    for signs, share in ((True, 1 / 3), (False, 0.0)):
        made = non_digits(uci.images[:900], uci.labels[:900], generator=np.random.default_rng(0), signs=signs)
        assert (made == 7).all(axis=(1, 2)).mean() == pytest.approx(share, abs=0.05 * signs)


def test_sign_size_and_pen() -> None:
    """A sign is 20 pixels and a pen long, it is centred, and its pen is no finer or bolder than set."""
    made = np.stack([sign(generator) for generator in map(np.random.default_rng, range(200))])
    assert made.dtype == np.uint8
    rows, columns = ((made.max(axis=axis) > 127) for axis in (2, 1))
    sides = np.stack([28 - line.argmax(axis=1) - line[:, ::-1].argmax(axis=1) for line in (rows, columns)])
    longer = sides.max(axis=0)
    assert longer.min() >= 20
    assert longer.max() <= 21 + 2 * np.ceil(PEN_PX[1])
    first, last = rows.argmax(axis=1), 27 - rows[:, ::-1].argmax(axis=1)
    assert np.abs(first + last - 27).max() <= 2
    assert (made.max(axis=(1, 2)) == 255).all()
    inked = (made > 127).mean(axis=(1, 2))
    assert inked.min() > 0.03
    assert inked.max() < 0.45


def test_sign_is_no_digit(mnist: Digits) -> None:
    """Hardly any sign has its nearest neighbour among digits as near as digits have theirs."""
    from sklearn.neighbors import NearestNeighbors

    known, asked = mnist.images[:10_000].reshape(-1, 784) / 255.0, mnist.images[60_000:60_300].reshape(-1, 784) / 255.0
    signs = np.stack([sign(generator) for generator in map(np.random.default_rng, range(300))]).reshape(-1, 784) / 255.0
    nearest = NearestNeighbors(n_neighbors=1).fit(known)
    of_digits, of_signs = (nearest.kneighbors(pictures)[0][:, 0] for pictures in (asked, signs))
    assert (of_signs < np.quantile(of_digits, 0.5)).mean() < 0.1
    assert np.median(of_signs) > np.quantile(of_digits, 0.75)


def test_pairs_two_digits_that_touch(uci: Digits) -> None:
    """A pair is as long as a digit, centred, nearly as wide as high or wider, and most often one piece of ink."""
    made = pairs(uci.images[:500], 100, generator=np.random.default_rng(0))
    assert made.shape == (100, 28, 28)
    assert made.dtype == np.uint8
    inked = made > 25
    heights, widths = (np.array([np.ptp(np.flatnonzero(one.any(axis=axis))) + 1 for one in inked]) for axis in (1, 0))
    assert (np.abs(np.maximum(heights, widths) - 20) <= 1).all()
    assert (widths >= LEAST_BROAD * heights - 1.5).mean() > 0.95
    masses = np.stack([made.sum(axis=axis) @ np.arange(28) / made.sum(axis=(1, 2)) for axis in (2, 1)])
    assert np.abs(masses - 14).max() < 1.01


def test_pairs_ones_only() -> None:
    """Where all digits are narrow there are pairs all the same."""
    one = np.zeros((1, 28, 28), np.uint8)
    one[0, 4:24, 13:15] = 255
    assert pairs(one, 2, generator=np.random.default_rng(0)).any(axis=(1, 2)).all()
