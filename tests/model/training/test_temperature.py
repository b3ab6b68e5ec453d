from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.model.evaluation import calibration_error
from mnist_explore.model.training.temperature import best_temperature, with_temperature


def _overconfident(times: float) -> tuple[np.ndarray, np.ndarray]:
    """Return logits `times` as large as those that the labels were drawn by, and the labels."""
    generator = np.random.default_rng(0)
    logits = generator.normal(scale=2, size=(20_000, 10))
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = (chances.cumsum(axis=1) > generator.random((20_000, 1))).argmax(axis=1)
    return times * logits, labels


@pytest.mark.parametrize("times", [0.5, 1.0, 2.0])
def test_best_temperature_undoes_scaling(times: float) -> None:
    """Logits that are twice as large as they should be get a temperature of two, give or take a step."""
    logits, labels = _overconfident(times)
    assert best_temperature(logits, labels) == pytest.approx(times, rel=0.06)


def test_with_temperature_calibrates() -> None:
    """Overconfident probabilities, divided by the temperature found on them, mean what they say; answers stay."""
    logits, labels = _overconfident(2.0)
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    mended = with_temperature(chances, best_temperature(logits, labels))
    assert calibration_error(chances, labels) > 0.1
    assert calibration_error(mended, labels) < 0.02
    np.testing.assert_allclose(mended.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(mended.argmax(axis=1), chances.argmax(axis=1))


def test_with_temperature_sure_and_even() -> None:
    """A probability of 1 stays 1 without a warning, and even odds stay even."""
    given = np.array([[1.0, 0.0], [0.5, 0.5]])
    np.testing.assert_allclose(with_temperature(given, 0.5), given)
