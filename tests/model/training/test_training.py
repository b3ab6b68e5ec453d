from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.model.training.training import Trained, train
from tests.model.conftest import EPOCHS


def _weights(trained: Trained) -> list[np.ndarray]:
    weights: list[np.ndarray] = trained.model.get_weights()
    return weights


def _same(left: Trained, right: Trained) -> bool:
    return all(np.allclose(a, b, atol=1e-5) for a, b in zip(_weights(left), _weights(right), strict=True))


def test_train_no_epochs(uci: Digits) -> None:
    """Training for no epoch is refused, not a network that knows nothing."""
    with pytest.raises(ValueError, match="not 0"):
        train(uci, epochs=0)


@pytest.mark.thorough
def test_train_figures(trained: Trained, uci: Digits) -> None:
    """The figures count the digits at hand, and a few epochs teach far more than chance (10 %)."""
    figures = trained.figures
    assert figures.train_digits + figures.validation_digits == len(uci.where_split("train"))
    assert figures.test_digits == len(uci.where_split("test"))
    assert figures.test_accuracy == pytest.approx(1 - figures.test_errors / figures.test_digits)
    assert figures.validation_accuracy > 0.5
    assert figures.test_accuracy > 0.5
    assert figures.epochs == EPOCHS
    assert figures.train_seconds > 0


@pytest.mark.thorough
def test_train_reads_no_test_digit(trained: Trained, uci: Digits) -> None:
    """Scrambled test pictures and labels change nothing of the network; the same seed gives the same network."""
    images, labels, chosen = uci.images.copy(), uci.labels.copy(), uci.where_split("test")
    images[chosen], labels[chosen] = 255 - images[chosen], 9 - labels[chosen]
    scrambled = train(replace(uci, images=images, labels=labels), seed=3, epochs=EPOCHS)
    assert _same(trained, scrambled)
    assert scrambled.figures.temperature == trained.figures.temperature
    assert scrambled.figures.test_errors != trained.figures.test_errors


@pytest.mark.thorough
@pytest.mark.slow
def test_train_limit(trained: Trained, uci: Digits, tmp_path: Path) -> None:
    """Out of time after its first epoch a training says so; without a limit it goes on there to the same network."""
    heard: list[float] = []
    state = tmp_path / "state"
    cut = train(uci, seed=3, epochs=EPOCHS, checkpoint=state, limit_s=0).figures
    again = train(uci, seed=3, epochs=EPOCHS, checkpoint=state, limit_s=0).figures
    whole = train(
        uci,
        seed=3,
        epochs=EPOCHS,
        progress=lambda stage, share: heard.append(share) if stage.startswith("Training") else None,
        checkpoint=state,
    )
    assert (cut.epochs, cut.planned_epochs) == (1, EPOCHS)
    assert again == cut
    assert heard[0] > 1 / EPOCHS
    assert heard[-1] == 1.0
    assert heard == sorted(heard)
    assert _same(trained, whole)
    assert (whole.figures.epochs, whole.figures.planned_epochs) == (EPOCHS, EPOCHS)
    assert whole.figures.train_seconds > cut.train_seconds
