"""The figures that ship are those of the files that ship."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.__main__ import main
from mnist_explore.atlas.predictions import OURS, Method, Methods, load_methods, methods_section
from mnist_explore.build.report import figures_in_words, method_figures, recomputed_figures
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import ARTIFACTS, read_manifest
from mnist_explore.model.serving.recogniser import LITERT_FILE, load_recogniser
from mnist_explore.model.serving.seeds import seed_recognisers


@pytest.fixture
def methods(few: Digits) -> Methods:
    """Return a method that reads every digit as 0, and one that reads all as labelled."""
    readings = np.stack([np.zeros_like(few.labels), few.labels])
    names = ("all zeros", OURS)
    return Methods(
        tuple(Method(name, 5, 1.5, 2.5) for name in names), readings, np.eye(10, dtype=np.float32)[few.labels]
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
        "dataset": "mnist", "test_digits": 10_000, "errors": 30, "errors_by_seed": [30, 28, 31], "parameters": 320_170,
        "ece": 0.0018, "methods": {"nearest average": method},
    }  # fmt: skip
    words = figures_in_words(figures)
    for text in ("30 of 10,000", "30, 28, 31", "320,170", "0.0018", "nearest average", "1,797", "7,840", "4.2", "2.5"):
        assert text in words


def test_seed_recognisers_first_is_the_one_that_serves(few: Digits) -> None:
    """Seed 0's network answers exactly as the served one, and each shipped file of a seed is there."""
    found = seed_recognisers()
    names = read_manifest()["recogniser"]["files"]
    assert len(found) == sum(name.endswith(".tflite") for name in names) and next(iter(found)) == 0
    served = load_recogniser(form="LiteRT").probabilities(few.images)
    assert (found[0].probabilities(few.images) == served).all()


def test_seed_recognisers_missing_or_damaged(tmp_path: Path) -> None:
    """No network, or one that is not the recorded bytes, is explained."""
    with pytest.raises(ArtifactError, match="network is missing"):
        seed_recognisers(folder=tmp_path)
    shutil.copy(ARTIFACTS / "manifest.json", tmp_path)
    (tmp_path / LITERT_FILE).write_bytes(b"torn")
    with pytest.raises(ArtifactError, match="damaged"):
        seed_recognisers(folder=tmp_path)


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
    others = sorted(read_manifest()["recogniser"].get("other_seeds", {}).items(), key=lambda seed: int(seed[0]))
    by_seed = [figures["test_errors"], *(other["test_errors"] for _, other in others)]
    assert found["errors_by_seed"] == by_seed == figures.get("errors_by_seed", by_seed)
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
