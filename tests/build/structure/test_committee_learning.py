"""Learning committees: distortions, and the same answers from Keras as from numpy."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from mnist_explore.build.structure.committee_learning import _epochs, _network, committee_of
from mnist_explore.style.structure.frames import fine_upright


def bars(count: int) -> np.ndarray:
    """Return upright bars, ``(count, 28, 28)`` uint8."""
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 5:23, 12:15] = 255
    return images


def test_epochs_distort_anew_but_keep_the_bar():
    """Every epoch shows every digit, each otherwise than before, within 0..1 and with most of its ink."""
    images = bars(20)
    (order, first), (_, second) = islice(_epochs(images, np.random.default_rng(0)), 2)
    assert sorted(order) == list(range(20))
    assert 0 <= first.min() < first.max() <= 1.001
    assert len(np.unique(np.concatenate([first, second]).sum((1, 2)))) == 40
    assert first.sum((1, 2)) == pytest.approx(fine_upright(images).sum((1, 2)), rel=0.6)


def test_committee_of_answers_as_keras_does():
    """Numpy runs the network that Keras learned: equal log-odds, within half precision."""
    pytest.importorskip("keras")
    network = _network(28, 4)
    frames = np.random.default_rng(0).random((6, 28, 28), np.float32)
    which = np.eye(4, dtype=bool)[[0, 1, 2, 3, 0, 1]]
    expected = np.asarray(network([frames[..., None], which.astype(np.float32)]))[:, 0]
    found = committee_of([network.get_weights()]).decisions(frames, which)
    assert found == pytest.approx(expected, abs=2e-3)
