"""The dial: one call to the network, and flips where the two answers cross."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.model.serving.recogniser import load_recogniser
from mnist_explore.style.measures import slants_deg
from mnist_explore.style.restyling import dial, dial_values
from tests.style.restyling.test_restyle import bar


def judge(images: np.ndarray) -> np.ndarray:
    """Say 7 the surer the more a picture leans to the right, else 1: even odds at 10°."""
    chances = np.zeros((len(images), 10), np.float32)
    chances[:, 7] = 1 / (1 + np.exp(-(slants_deg(images) - 10) / 4))
    chances[:, 1] = 1 - chances[:, 7]
    return chances


def test_dial_flips_where_answers_cross() -> None:
    """A judge that changes its mind at 10° is found out to half a degree, from values 8° apart, with one call."""
    calls = []

    def counted(images: np.ndarray) -> np.ndarray:
        calls.append(len(images))
        return judge(images)

    found = dial(bar(), "slant_deg", np.arange(-30, 31, 8), counted)
    assert calls == [8]
    assert [(flip.before, flip.after) for flip in found.flips] == [(1, 7)]
    assert found.flips[0].value == pytest.approx(10, abs=0.5)
    assert found.answers.tolist() == [1] * 5 + [7] * 3
    assert found.images.shape == (8, 28, 28) and found.probabilities.shape == (8, 10)


def test_dial_between_answers_is_unsure() -> None:
    """Where no class reaches one half there is no answer, whichever class is ahead: the flips are its two ends."""

    def lost(images: np.ndarray) -> np.ndarray:
        leaning = np.abs(slants_deg(images))[:, None]
        sure = 1 / (1 + np.exp((leaning - 12) / 3))
        noise = np.random.default_rng(0).dirichlet(np.ones(9), len(images))
        return np.concatenate([sure, (1 - sure) * (0.9 / 9 + 0.1 * noise)], axis=1).astype(np.float32)

    found = dial(bar(), "slant_deg", np.arange(-30, 31, 6), lost)
    assert [(flip.before, flip.after) for flip in found.flips] == [(None, 0), (0, None)]
    assert [flip.value for flip in found.flips] == pytest.approx([-12, 12], abs=0.5)


def test_dial_without_flip() -> None:
    """Where the answer stays the same there is no flip; one value is enough."""
    assert dial(bar(), "slant_deg", [-20, -10, 0], judge).flips == ()
    assert dial(bar(), "slant_deg", [0.0], judge).flips == ()


def test_dial_refuses_values_that_do_not_ascend() -> None:
    """Equal, descending and no values are a caller's mistake."""
    for values in ([1, 1], [2, 1], []):
        with pytest.raises(ValueError, match="ascend"):
            dial(bar(), "slant_deg", values, judge)


@pytest.mark.mnist
def test_dial_of_real_digits_with_the_network(mnist: Digits) -> None:
    """The network's answer at a digit's own value is its answer to the digit; upside down, sixes become nines."""
    classify = load_recogniser().probabilities
    sixes = mnist.images[np.flatnonzero(mnist.labels == 6)[:12]]
    turned = [dial(image, "turn_deg", dial_values(image, "turn_deg"), classify) for image in sixes]
    for image, found in zip(sixes, turned, strict=True):
        own = int(np.abs(found.values).argmin())
        np.testing.assert_allclose(found.probabilities[own], classify(image[None])[0], atol=1e-6)
    nines = [9 in found.answers[np.abs(found.values) >= 150] for found in turned]
    assert np.mean(nines) >= 0.9
    assert all(found.flips for found, nine in zip(turned, nines, strict=True) if nine)
