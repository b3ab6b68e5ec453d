"""Methods' answers: kept and found again only where they belong; whose digits are whose alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.atlas import predictions as module
from mnist_explore.atlas.predictions import (
    OURS,
    Method,
    Methods,
    errors_on_test,
    load_methods,
    methods_section,
    right_against,
    right_alone,
    right_nowhere,
    save_methods,
)
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import read_manifest


@pytest.fixture
def digits() -> Digits:
    """Return six digits labelled 0 to 5; the first two are for training."""
    return Digits("six", np.zeros((6, 28, 28), np.uint8), np.arange(6, dtype=np.uint8), np.uint8([0, 0, 1, 1, 1, 1]))


@pytest.fixture
def methods() -> Methods:
    """Return three methods: of the test digits 2 to 5, one reads 2 and 3, another 3, ours 3 and 4; nobody reads 5."""
    predictions = np.array([[0, 9, 2, 3, 9, 9], [0, 1, 9, 3, 9, 9], [9, 1, 9, 3, 4, 9]], np.uint8)
    names = ("plain", "middle", OURS)
    chances = np.random.default_rng(0).dirichlet(np.full(10, 0.1), 6).astype(np.float32)
    return Methods(tuple(Method(name, 7, 1.5, 2.25) for name in names), predictions, chances)


def test_errors_on_test_counts_test_digits_alone(methods: Methods, digits: Digits) -> None:
    """Four test digits: 2, 3 and 2 of them are misclassified; the training digits do not count."""
    assert errors_on_test(methods, digits) == {"plain": 2, "middle": 3, OURS: 2}


def test_read_by_one_alone(methods: Methods, digits: Digits) -> None:
    """Only ours reads the 4, only the plain one the 2; the middle one reads nothing alone; splits are kept apart."""
    assert right_alone(methods, digits, OURS, split="test").tolist() == [4]
    assert right_alone(methods, digits, "plain", split="test").tolist() == [2]
    assert right_alone(methods, digits, "middle", split="test").tolist() == []
    assert right_alone(methods, digits, OURS, split="train").tolist() == []


def test_read_by_one_of_two(methods: Methods, digits: Digits) -> None:
    """Ours reads the 4 and the plain one does not; the other way round it is the 2, and the 0 among training digits."""
    assert right_against(methods, digits, OURS, "plain", split="test").tolist() == [4]
    assert right_against(methods, digits, "plain", OURS, split="test").tolist() == [2]
    assert right_against(methods, digits, "plain", OURS, split="train").tolist() == [0]


def test_read_by_none(methods: Methods, digits: Digits) -> None:
    """Nobody reads the 5."""
    assert right_nowhere(methods, digits, split="test").tolist() == [5]
    assert right_nowhere(methods, digits, split="train").tolist() == []


def test_save_and_load_methods(methods: Methods, digits: Digits, tmp_path: Path) -> None:
    """What was kept comes back: names, costs, predictions, probabilities within 1e-5; the manifest has figures."""
    save_methods(methods, digits, figures={"errors": {"plain": 2}}, folder=tmp_path)
    found = load_methods(digits, folder=tmp_path)
    assert found.methods == methods.methods
    assert (found.predictions == methods.predictions).all() and found.predictions.dtype == np.uint8
    assert np.abs(found.probabilities - methods.probabilities).max() < 1e-5
    assert found.probabilities.dtype == np.float32
    assert read_manifest(tmp_path)[methods_section(digits)]["figures"] == {"errors": {"plain": 2}}


def test_load_methods_not_compared(digits: Digits, tmp_path: Path) -> None:
    """Without a comparison, one sentence says so and names the command."""
    with pytest.raises(ArtifactError, match=r"not yet compared on these 6 digits.*build --stage methods"):
        load_methods(digits, folder=tmp_path)


@pytest.mark.hostile
def test_load_methods_of_others(
    methods: Methods, digits: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers about other digits, or by other networks, are not used."""
    save_methods(methods, digits, figures={}, folder=tmp_path)
    relabelled = replace(digits, name="mnist", labels=digits.labels[::-1].copy())
    with pytest.raises(ArtifactError):
        load_methods(relabelled, folder=tmp_path)
    monkeypatch.setattr(module, "made_with", lambda *_sections: {"folds.npz": "another"})
    with pytest.raises(ArtifactError, match="other networks"):
        load_methods(digits, folder=tmp_path)


@pytest.mark.hostile
@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 torn", None])
def test_load_methods_damaged(methods: Methods, digits: Digits, tmp_path: Path, damage: bytes | None) -> None:
    """A torn file, or none, is explained."""
    save_methods(methods, digits, figures={}, folder=tmp_path)
    (path,) = tmp_path.rglob("methods.npz")
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    with pytest.raises(ArtifactError, match=r"methods\.npz is (damaged|missing)"):
        load_methods(digits, folder=tmp_path)
