"""Making the detectors of structure: from labels of these digits alone, and the shipped ones again."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.__main__ import main
from mnist_explore.build.structure.fitting import fit_detectors
from mnist_explore.build.structure.labels import label_table, labelled_digits
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import ARTIFACTS, MANIFEST, read_manifest
from mnist_explore.style.structure.detectors import FILE, RECIPES, SECTION, committees, machines, structure


def shipped(folder: Path) -> Path:
    """Return a folder with the shipped detectors and their manifest."""
    for name in (FILE, MANIFEST):
        shutil.copy(ARTIFACTS / name, folder / name)
    return folder


def test_label_table_asks_one_question() -> None:
    """Halves are apart; of ones, based tells a base from the rest, and flagged is not asked of those with a base."""
    tune, test = (label_table("looped", half=half) for half in ("tune", "test"))
    assert not set(tune["index"]) & set(test["index"])
    assert set(tune["digit"]) == {2}
    assert np.array_equal(tune["truth"], tune["value"] == "1")
    based, flagged = (label_table(name, half="tune") for name in ("based", "flagged"))
    assert set(based["value"]) == {"bar", "flag", "base"}
    assert set(flagged["value"]) == {"bar", "flag"}
    assert len(based) - based["truth"].sum() == len(flagged)


def test_label_table_missing(tmp_path: Path) -> None:
    """Where only the package is installed, one sentence says where the labels are."""
    with pytest.raises(ArtifactError, match=r"structure\.csv is missing; the labels come with the project's source"):
        label_table("looped", half="tune", folder=tmp_path)


@pytest.mark.parametrize("name", RECIPES)
def test_labelled_digits_are_the_recipes(mnist: Digits, name: str) -> None:
    """A detector learns from its own classes, from both answers, and from training digits whose writers are known."""
    known = labelled_digits(mnist, name)
    assert set(known.labels.tolist()) == set(RECIPES[name].digits)
    assert 0.02 < known.truth.mean() < 0.98
    assert len(known.images) == len(known.writers) == len(known.is_random)
    assert known.is_random.any()


def test_fit_detectors_of_other_digits(uci: Digits, tmp_path: Path) -> None:
    """Digits that the labels are not about are refused, and nothing is written."""
    with pytest.raises(ArtifactError, match="these are uci"):
        fit_detectors(uci, folder=tmp_path)
    assert not list(tmp_path.iterdir())


def test_build_stage_structure_of_bundled_digits(capsys: pytest.CaptureFixture[str]) -> None:
    """On the command line this is one sentence, and the shipped detectors stay."""
    before = (ARTIFACTS / FILE).read_bytes()
    assert main(["build", "--stage", "structure", "--bundled"]) == 1
    assert "labels of structure are about MNIST's digits" in capsys.readouterr().err
    assert (ARTIFACTS / FILE).read_bytes() == before


@pytest.mark.slow
@pytest.mark.mnist
def test_fit_detectors_again_answers_alike(mnist: Digits, tmp_path: Path) -> None:
    """A detector learned anew answers as the shipped one of all but a few fours, and the others stay as they are."""
    folder = shipped(tmp_path)
    fit_detectors(mnist, names=["open_top"], folder=folder)
    fours = np.flatnonzero(mnist.labels == 4)[:2000]
    old = structure(mnist.images[fours], mnist.labels[fours]).open_top.to_numpy(bool)
    new = structure(mnist.images[fours], mnist.labels[fours], folder=folder).open_top.to_numpy(bool)
    assert 0.85 < old.mean() < 0.97
    assert (old != new).mean() <= 0.002
    for name, machine in machines().items():
        if name != "open_top":
            assert np.allclose(machines(folder)[name].vectors, machine.vectors, atol=1e-6)
    assert committees(folder).keys() == committees().keys()
    learned = read_manifest(folder)[SECTION]["learned"]
    assert learned["open_top"]["labelled"] == len(label_table("open_top", half="tune"))
