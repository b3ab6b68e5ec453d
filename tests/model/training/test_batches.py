from __future__ import annotations

import numpy as np

from mnist_explore.digits import Digits
from mnist_explore.model.training.batches import BATCH, DRAWN, NON_DIGITS, PAIRS, REAL, batches, steps_of


def test_batches_every_digit_once(few_digits: Digits) -> None:
    """An epoch's whole batches hold no digit twice, some drawn ones and non-digits, and probabilities that sum to 1."""
    learning = few_digits.where_split("train")
    steps = steps_of(len(learning))
    found = list(batches(few_digits, learning, seed=0, epochs=range(1)).as_numpy_iterator())
    assert len(found) == steps == len(learning) // REAL
    pictures, wanted = (np.concatenate(parts) for parts in zip(*found, strict=True))
    assert pictures.shape == (steps * BATCH, 28, 28, 1)
    assert pictures.min() >= 0
    # Four shares that sum to 1 in float32 may sum to a little more.
    assert pictures.max() <= 255 * (1 + 1e-6)
    np.testing.assert_allclose(wanted.sum(axis=1), 1, atol=1e-6)
    assert (wanted.max(axis=1) < 0.2).sum() == steps * (NON_DIGITS + PAIRS)
    assert (wanted.max(axis=1) == 1).sum() == steps * (REAL + DRAWN)
    real = np.concatenate([one[:REAL] for _, one in found])
    counts = np.bincount(real.argmax(axis=1), minlength=10)
    assert (counts <= np.bincount(few_digits.labels[learning], minlength=10)).all()


def test_batches_epoch_does_not_depend_on_those_before(uci: Digits) -> None:
    """The second epoch is the same whether the first was asked for or not, so that a training can be resumed."""
    learning = uci.where_split("train")[:200]
    both = list(batches(uci, learning, seed=5, epochs=range(2)).as_numpy_iterator())
    second = list(batches(uci, learning, seed=5, epochs=range(1, 2)).as_numpy_iterator())
    for (pictures, wanted), (again, same) in zip(both[len(second) :], second, strict=True):
        np.testing.assert_array_equal(pictures, again)
        np.testing.assert_array_equal(wanted, same)
    assert (both[0][0] != second[0][0]).any()
