from __future__ import annotations

from dataclasses import replace

from mnist_explore.model.training.record import figures_as_dict
from mnist_explore.model.training.training import Trained
from tests.model.conftest import EPOCHS


def test_figures_as_dict_nan(trained: Trained) -> None:
    """What was not measured is null in the manifest, which has no NaN."""
    figures = figures_as_dict(replace(trained.figures, test_accuracy=float("nan")))
    assert figures["test_accuracy"] is None
    assert figures["epochs"] == EPOCHS
