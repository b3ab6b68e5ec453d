"""The shipped network is unsure of what is no digit; it never learnt from these pictures."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import probes
from mnist_explore.model.serving.recogniser import load_recogniser


@pytest.mark.parametrize("pictures", [probes.pages(), probes.noise(200)], ids=["pages", "noise"])
def test_load_recogniser_no_digit(pictures: np.ndarray) -> None:
    """An even page, empty to full, and noise of any density get no answer that even a coin would envy."""
    assert load_recogniser().probabilities(pictures).max() < 0.5


def test_load_recogniser_letters() -> None:
    """Of 48 printed letters that no digit looks like one is taken for a digit with 99 % confidence: an "a", for a 2."""
    sure = load_recogniser().probabilities(probes.letters()).max(axis=1)
    assert (sure >= 0.99).sum() <= 1
    assert np.median(sure) < 0.4
