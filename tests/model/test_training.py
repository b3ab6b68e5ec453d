from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.model.training import Trained, figures_as_dict, split_validation, train

from .conftest import EPOCHS


class _Killed(BaseException):
    """Stands for the end of the process."""


def _weights(trained: Trained) -> list[np.ndarray]:
    weights: list[np.ndarray] = trained.model.get_weights()
    return weights


def _same(left: Trained, right: Trained) -> bool:
    return all(np.allclose(a, b, atol=1e-5) for a, b in zip(_weights(left), _weights(right), strict=True))


def test_split_validation_writers(mnist: Digits) -> None:
    """No writer is in both parts, the parts are the training digits, and about a twelfth is set aside."""
    learning, validation = split_validation(mnist, seed=0)
    assert not set(mnist.writer[learning]) & set(mnist.writer[validation])
    np.testing.assert_array_equal(np.sort(np.concatenate([learning, validation])), mnist.where_split("train"))
    assert 5000 <= len(validation) < 5400
    assert (np.diff(learning) > 0).all()
    assert (np.diff(validation) > 0).all()


def test_split_validation_unknown_writers(uci: Digits) -> None:
    """Without writers single digits are set aside, never test digits, and the seed decides which."""
    learning, validation = split_validation(uci, seed=0)
    np.testing.assert_array_equal(np.sort(np.concatenate([learning, validation])), uci.where_split("train"))
    assert len(validation) == -(-len(uci.where_split("train")) // 12)
    np.testing.assert_array_equal(validation, split_validation(uci, seed=0)[1])
    assert not np.array_equal(validation, split_validation(uci, seed=1)[1])


def test_split_validation_two_writers(uci: Digits) -> None:
    """With two writers, one learns and the other validates; with one there is nothing to validate on."""
    two = replace(uci, writer=np.arange(len(uci), dtype=np.int32) % 2)
    learning, validation = split_validation(two, seed=0)
    assert len(set(two.writer[learning])) == len(set(two.writer[validation])) == 1
    with pytest.raises(ValueError, match="one writer"):
        split_validation(replace(uci, writer=np.zeros(len(uci), np.int32)))


def test_split_validation_too_few(uci: Digits) -> None:
    """Too few training digits are the caller's mistake."""
    few = Digits("few", uci.images[:19], uci.labels[:19], np.zeros(19, np.uint8))
    with pytest.raises(ValueError, match="not 19"):
        split_validation(few)


def test_train_no_epochs(uci: Digits) -> None:
    """Training for no epoch is refused, not a network that knows nothing."""
    with pytest.raises(ValueError, match="not 0"):
        train(uci, epochs=0)


def test_train_figures(trained: Trained, uci: Digits) -> None:
    """The figures count the digits at hand, and three epochs teach far more than chance (10 %)."""
    figures = trained.figures
    assert figures.train_digits + figures.validation_digits == len(uci.where_split("train"))
    assert figures.test_digits == len(uci.where_split("test"))
    assert figures.test_accuracy == pytest.approx(1 - figures.test_errors / figures.test_digits)
    assert figures.validation_accuracy > 0.5
    assert figures.test_accuracy > 0.5
    assert figures.epochs == EPOCHS
    assert figures.train_seconds > 0


def test_train_reads_no_test_digit(trained: Trained, uci: Digits) -> None:
    """Scrambled test pictures and labels change nothing of the network; the same seed gives the same network."""
    images, labels, chosen = uci.images.copy(), uci.labels.copy(), uci.where_split("test")
    images[chosen], labels[chosen] = 255 - images[chosen], 9 - labels[chosen]
    scrambled = train(replace(uci, images=images, labels=labels), seed=3, epochs=EPOCHS)
    assert _same(trained, scrambled)
    assert scrambled.figures.temperature == trained.figures.temperature
    assert scrambled.figures.test_errors != trained.figures.test_errors


def test_train_resumes(trained: Trained, uci: Digits, tmp_path: Path) -> None:
    """A training killed in its second epoch goes on after the first and ends with the same network."""
    heard: list[float] = []

    def kill(_stage: str, share: float) -> None:
        if share > 1.5 / EPOCHS:
            raise _Killed

    with pytest.raises(_Killed):
        train(uci, seed=3, epochs=EPOCHS, progress=kill, checkpoint=tmp_path / "state")
    resumed = train(
        uci,
        seed=3,
        epochs=EPOCHS,
        progress=lambda stage, share: heard.append(share) if stage.startswith("Training") else None,
        checkpoint=tmp_path / "state",
    )
    assert heard[0] > 1 / EPOCHS
    assert heard[-1] == 1.0
    assert heard == sorted(heard)
    assert _same(trained, resumed)


def test_figures_as_dict_nan(trained: Trained) -> None:
    """What was not measured is null in the manifest, which has no NaN."""
    figures = figures_as_dict(replace(trained.figures, test_accuracy=float("nan")))
    assert figures["test_accuracy"] is None
    assert figures["epochs"] == EPOCHS
