from __future__ import annotations

import numpy as np

from mnist_explore.digits import Digits
from mnist_explore.model.nondigits import MIRRORED, TURNED, non_digits


def test_non_digits_none_is_the_digit_it_is_made_of(uci: Digits) -> None:
    """No picture comes back as the digit it was made of, nor as a part of it where it stood."""
    images, labels = uci.images[:600], uci.labels[:600]
    made = non_digits(images, labels, generator=np.random.default_rng(0))
    assert made.shape == images.shape
    assert made.dtype == np.uint8
    inked = images.reshape(600, -1).astype(float)
    alike = (inked * made.reshape(600, -1)).sum(axis=1)
    norms = np.linalg.norm(inked, axis=1) * np.linalg.norm(made.reshape(600, -1).astype(float), axis=1)
    assert (made != images).any(axis=(1, 2)).all()
    assert np.median(alike / np.maximum(norms, 1)) < 0.6


def test_non_digits_kinds(uci: Digits) -> None:
    """Among 600 there are empty and even pages, noise, and digits turned or mirrored, of those classes alone."""
    images, labels = uci.images[:600], uci.labels[:600]
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
