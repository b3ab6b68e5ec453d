"""Learning committees: distortions, and the same answers from Keras as from numpy."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.build.structure.committee_learning import _network, committee_of, distorted
from mnist_explore.style.structure.frames import bilinear, upright_grid


def bars(count: int) -> np.ndarray:
    """Return upright bars, ``(count, 28, 28)`` uint8."""
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 5:23, 12:15] = 255
    return images


def test_upright_grid_fits_the_box():
    """A bar of 18 rows fills 24 of the 28 points from top to bottom, in the middle."""
    frames = bilinear(bars(1), *upright_grid(bars(1)))
    lines = np.flatnonzero(frames[0].max(1) > 0.5)
    assert (lines[0], lines[-1]) == (2, 25)


def test_distorted_differs_but_keeps_the_bar():
    """Every copy is another, none outside 0..1, and each still shows most of the bar."""
    images = bars(20)
    frames = distorted(images, *upright_grid(images), np.random.default_rng(0))
    assert frames.min() >= 0
    assert frames.max() <= 1
    assert len(np.unique(frames.sum((1, 2)))) == 20
    plain = bilinear(images, *upright_grid(images)).sum((1, 2))
    assert frames.sum((1, 2)) == pytest.approx(plain, rel=0.6)


def test_committee_of_answers_as_keras_does():
    """Numpy runs the network that Keras learned: equal log-odds, within half precision."""
    pytest.importorskip("keras")
    network = _network(28, 4)
    frames = np.random.default_rng(0).random((6, 28, 28), np.float32)
    which = np.eye(4, dtype=bool)[[0, 1, 2, 3, 0, 1]]
    expected = np.asarray(network([frames[..., None], which.astype(np.float32)]))[:, 0]
    found = committee_of([network.get_weights()]).decisions(frames, which)
    assert found == pytest.approx(expected, abs=2e-3)
