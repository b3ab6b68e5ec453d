"""The figures that ship are those of the files that ship."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.__main__ import main
from mnist_explore.atlas.predictions import OURS, Method, Methods, load_methods, methods_section
from mnist_explore.build.report import figures_in_words, method_figures, recomputed_figures
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import ARTIFACTS, read_manifest, record, sha256
from mnist_explore.model.serving.recogniser import KERAS_FILE, LITERT_FILE, SECTION, load_recogniser
from mnist_explore.model.serving.seeds import SEEDS_SECTION, recorded_seeds


@pytest.fixture
def methods(few: Digits) -> Methods:
    """Return a method that reads every digit as 0, and one that reads all as labelled."""
    predictions = np.stack([np.zeros_like(few.labels), few.labels])
    names = ("all zeros", OURS)
    return Methods(
        tuple(Method(name, 5, 1.5, 2.5) for name in names), predictions, np.eye(10, dtype=np.float32)[few.labels]
    )


def test_method_figures_are_counted(methods: Methods, few: Digits) -> None:
    """Errors are counted among the test digits; what a method took is as it was measured."""
    found = method_figures(methods, few)
    not_zero = int((few.labels[few.where_split("test")] != 0).sum())
    cost = {"train_seconds": 1.5, "microseconds_per_digit": 2.5, "parameters": 5}
    assert found == {"all zeros": {"errors": not_zero, **cost}, OURS: {"errors": 0, **cost}}


def test_figures_in_words_name_every_number() -> None:
    """The readable form has each number, thousands set apart."""
    method = {"errors": 1797, "train_seconds": 4.25, "microseconds_per_digit": 2.5, "parameters": 7840}
    figures = {
        "dataset": "mnist", "test_digits": 10_000, "errors": 30, "errors_by_seed": [30, 28, 33],
        "recorded_seeds": [1, 2], "parameters": 320_170, "ece": 0.0018, "methods": {"nearest average": method},
    }  # fmt: skip
    words = figures_in_words(figures)
    for text in (
        "30 of 10,000",
        "seed 1 28, seed 2 33",
        "30.3 on average",
        "do not ship",
        "320,170",
        "0.0018",
        "nearest average",
        "1,797",
        "7,840",
        "4.2",
        "2.5",
    ):
        assert text in words


def manifest_with(folder: Path, *, beside: str, fingerprint: str) -> None:
    """Write a manifest of the shipped network and of two made-up seeds' figures, trained beside a network's hash."""
    files = {name: (ARTIFACTS / name).read_bytes() for name in (KERAS_FILE, LITERT_FILE)}
    record(SECTION, files, facts={"fingerprint": fingerprint, "figures": {}}, folder=folder)
    figures = {"10": {"test_errors": 7}, "9": {"test_errors": 5}}
    record(SEEDS_SECTION, {}, facts={"beside": beside, "fingerprint": fingerprint, "figures": figures}, folder=folder)


def test_recorded_seeds_beside_the_network_in_use(tmp_path: Path) -> None:
    """Seeds come in their numbers' order, and only where they were trained beside the very network that serves."""
    manifest_with(tmp_path, beside=sha256(ARTIFACTS / KERAS_FILE), fingerprint="f")
    assert recorded_seeds(folder=tmp_path) == {9: {"test_errors": 5}, 10: {"test_errors": 7}}
    assert list(recorded_seeds(folder=tmp_path)) == [9, 10]
    manifest_with(tmp_path, beside="0" * 64, fingerprint="f")
    assert recorded_seeds(folder=tmp_path) == {}
    assert recorded_seeds(folder=tmp_path / "none") == {}


def test_recomputed_figures_with_recorded_seeds(few: Digits, tmp_path: Path) -> None:
    """Seed 0 is counted now; the others are given, and named, where they were counted on the same digits."""
    rows = few.where_split("test")
    wrong = int((load_recogniser().probabilities(few.images[rows]).argmax(axis=1) != few.labels[rows]).sum())
    manifest_with(tmp_path, beside=sha256(ARTIFACTS / KERAS_FILE), fingerprint=few.fingerprint)
    found = recomputed_figures(few, None, folder=tmp_path)
    assert (found["errors"], found["errors_by_seed"], found["recorded_seeds"]) == (wrong, [wrong, 5, 7], [9, 10])
    manifest_with(tmp_path, beside=sha256(ARTIFACTS / KERAS_FILE), fingerprint="another")
    found = recomputed_figures(few, None, folder=tmp_path)
    assert (found["errors_by_seed"], found["recorded_seeds"]) == ([wrong], [])


def test_figures_in_words_without_other_seeds() -> None:
    """Where no other seed was recorded, nothing is said of any."""
    figures = {
        "dataset": "few", "test_digits": 80, "errors": 3, "errors_by_seed": [3], "recorded_seeds": [], "parameters": 5,
        "ece": 0.1, "methods": {},
    }  # fmt: skip
    assert "seed" not in figures_in_words(figures)


def test_recomputed_figures_without_test_digits(few: Digits) -> None:
    """Digits without a test part have no figures, and one sentence says so."""
    rows = few.where_split("train")
    digits = Digits("few", few.images[rows], few.labels[rows], few.split[rows])
    with pytest.raises(ArtifactError, match="none of these 160 digits"):
        recomputed_figures(digits, None)


@pytest.mark.mnist
@pytest.mark.slow
def test_evaluate_equals_the_manifest(mnist: Digits, capsys: pytest.CaptureFixture[str]) -> None:
    """What `evaluate --json` recomputes from the shipped files is what the manifest says of them."""
    assert main(["evaluate", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    figures = read_manifest()["recogniser"]["figures"]
    assert found["dataset"] == "mnist" and found["test_digits"] == figures["test_digits"] == 10_000
    assert found["errors"] == figures["test_errors"] == found["errors_by_seed"][0]
    others = recorded_seeds()
    assert found["errors_by_seed"][1:] == [other["test_errors"] for other in others.values()]
    assert found["recorded_seeds"] == list(others)
    assert found["parameters"] == figures["parameters"]
    assert found["ece"] == pytest.approx(figures["test_calibration_error"], abs=1e-5)
    section = read_manifest().get(methods_section(mnist))
    try:
        load_methods(mnist)
    except ArtifactError:
        assert found["methods"] == {}
        return
    assert section is not None
    assert {name: method["errors"] for name, method in found["methods"].items()} == section["figures"]["errors"]
    assert found["methods"][OURS]["errors"] == found["errors"]
    assert [found["methods"][method["name"]]["train_seconds"] for method in section["methods"]] == [
        method["train_seconds"] for method in section["methods"]
    ]
