from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import read_manifest
from mnist_explore.model.network.architecture import build_network
from mnist_explore.model.serving.recogniser import load_recogniser
from mnist_explore.model.training import out_of_fold
from mnist_explore.model.training.fitting import Fitted
from mnist_explore.model.training.out_of_fold import (
    FOLD_FILE,
    FOLD_SECTION,
    FoldAnswers,
    fold_numbers,
    forget_fold_states,
    has_folds,
    out_of_sample,
    out_of_sample_by_all,
    publish_folds,
    train_folds,
)


def test_fold_numbers_share_no_writer(mnist: Digits) -> None:
    """Five folds of a fifth each hold all training digits, no writer is in two, and every class is spread evenly."""
    numbers = fold_numbers(mnist)
    train = mnist.where_split("train")
    assert (numbers[mnist.where_split("test")] == -1).all()
    assert set(numbers[train]) == set(range(5))
    fold_of: dict[int, int] = {}
    for writer, number in zip(mnist.writer[train].tolist(), numbers[train].tolist(), strict=True):
        assert fold_of.setdefault(writer, number) == number
    table = np.histogram2d(numbers[train], mnist.labels[train], bins=(5, 10))[0]
    assert np.abs(table / table.mean(axis=0) - 1).max() < 0.1


def test_fold_numbers_unknown_writers(uci: Digits) -> None:
    """Digits of unknown writers are dealt one by one, the same for the same seed."""
    numbers = fold_numbers(uci)
    counts = np.bincount(numbers[uci.where_split("train")])
    assert counts.max() - counts.min() <= 10
    np.testing.assert_array_equal(numbers, fold_numbers(uci))
    assert (numbers != fold_numbers(uci, seed=1)).any()


@pytest.mark.slow
def test_train_folds_answers_without_the_digit(few_digits: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every training digit is answered once, by a network that was fitted to all other folds and to nothing else.

    Who answers what is asked here: the networks stand as they are built, since fitting them is tested elsewhere.
    """
    numbers, asked = fold_numbers(few_digits), []
    read, network = out_of_fold.classified_by, build_network(seed=0)

    def watched_fit(_digits: Digits, learning: np.ndarray, **_options: object) -> Fitted:
        asked.append(learning)
        return Fitted(network, 1, 0.0, 0.0)

    def watched_read(model: object, digits: Digits, chosen: np.ndarray) -> np.ndarray:
        if set(chosen) == set(digits.where_split("test")):
            return read(model, digits, chosen)
        assert not set(chosen) & set(asked[-1])
        assert set(numbers[chosen]) == {len(asked) - 1}
        assert set(chosen) | set(asked[-1]) == set(digits.where_split("train"))
        return read(model, digits, chosen)

    monkeypatch.setattr(out_of_fold, "fit_network", watched_fit)
    monkeypatch.setattr(out_of_fold, "classified_by", watched_read)
    answers = train_folds(few_digits, epochs=1)
    assert len(asked) == 5
    assert answers.train.shape == (300, 10)
    assert answers.test.shape == (100, 10)
    np.testing.assert_allclose(answers.train.sum(axis=1), 1, atol=1e-4)
    np.testing.assert_allclose(answers.test.sum(axis=1), 1, atol=1e-4)


def test_forget_fold_states(tmp_path: Path) -> None:
    """What the five trainings have kept is removed, and nothing else."""
    for name in ("training-0", "training-1-without-0", *(f"training-0-without-{fold}" for fold in (0, 2, 4))):
        (tmp_path / name).write_bytes(b"state")
    forget_fold_states(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["training-0", "training-1-without-0"]


def test_out_of_sample_joins_folds_and_network(few_digits: Digits, shipped: Path, tmp_path: Path) -> None:
    """Training digits of the network's own data set get the shipped out-of-fold answers, test digits the network's."""
    recogniser = load_recogniser(folder=shipped)
    own = recogniser.probabilities(few_digits.images)
    np.testing.assert_array_equal(out_of_sample(few_digits, recogniser, folder=shipped), own)
    (tmp_path / "manifest.json").write_text(
        (shipped / "manifest.json")
        .read_text()
        .replace(read_manifest(shipped)["recogniser"]["fingerprint"], few_digits.fingerprint)
    )
    assert has_folds(few_digits, folder=tmp_path) and not has_folds(few_digits, folder=shipped)
    with pytest.raises(ArtifactError, match="train --folds"):
        out_of_sample(few_digits, recogniser, folder=tmp_path)
    given = np.random.default_rng(0).dirichlet(np.ones(10), 300).astype(np.float32)
    fives = np.random.default_rng(1).dirichlet(np.ones(10), 100).astype(np.float32)
    publish_folds(FoldAnswers(given, fives), few_digits, folder=tmp_path)
    joined = out_of_sample(few_digits, recogniser, folder=tmp_path)
    np.testing.assert_allclose(joined[few_digits.where_split("train")], given, atol=1e-3)
    test = few_digits.where_split("test")
    np.testing.assert_allclose(joined[test], own[test], atol=1e-6)
    by_all = out_of_sample_by_all(few_digits, recogniser, folder=tmp_path)
    np.testing.assert_allclose(by_all[test], (5 * fives + own[test]) / 6, atol=1e-3)
    np.testing.assert_array_equal(by_all[few_digits.where_split("train")], joined[few_digits.where_split("train")])
    figures = read_manifest(tmp_path)[FOLD_SECTION]["figures"]
    assert figures["errors"] == (given.argmax(axis=1) != few_digits.labels[few_digits.where_split("train")]).sum()
    (tmp_path / FOLD_FILE).write_bytes(b"")
    with pytest.raises(ArtifactError, match="damaged"):
        out_of_sample(few_digits, recogniser, folder=tmp_path)
    other = replace(few_digits, labels=few_digits.labels[::-1].copy())
    assert out_of_sample(other, recogniser, folder=tmp_path).shape == (400, 10)
