from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import read_manifest, record
from mnist_explore.model.serving.recogniser import (
    KERAS_FILE,
    LITERT_FILE,
    SECTION,
    Form,
    litert_recogniser,
    load_recogniser,
)
from mnist_explore.model.serving.seeds import recorded_seeds
from mnist_explore.model.training.publishing import publish, train_and_publish
from mnist_explore.model.training.training import Trained

FORMS: tuple[Form, ...] = ("LiteRT", "Keras")


def test_publish_both_forms(trained: Trained, published: Path, uci: Digits) -> None:
    """Both published forms answer what the trained network answers, and the same after a second look, within 1e-4."""
    images = uci.images[:300]
    expected = np.asarray(trained.model(images[..., None].astype(np.float32), training=False))
    litert, keras = (load_recogniser(form=form, folder=published) for form in FORMS)
    for recogniser in (litert, keras):
        assert np.abs(recogniser.single_pass(images) - expected).max() <= 1e-4
    assert np.abs(litert.probabilities(images) - keras.probabilities(images)).max() <= 1e-4


def test_publish_facts(trained: Trained, published: Path, uci: Digits) -> None:
    """The manifest says which digits and seed the network came from and what was measured."""
    section = read_manifest(published)[SECTION]
    assert section["fingerprint"] == uci.fingerprint
    assert section["seed"] == 0
    assert section["figures"]["test_errors"] == trained.figures.test_errors
    assert set(section["files"]) == {KERAS_FILE, LITERT_FILE}


def test_publish_size(trained: Trained, published: Path) -> None:
    """Each form is little more than its weights, 4 bytes each: no optimiser, no training graph."""
    for name in (KERAS_FILE, LITERT_FILE):
        assert (published / name).stat().st_size < 4 * trained.figures.parameters + 100_000


def test_publish_no_state_of_training(published: Path) -> None:
    """The `.keras` file holds no optimiser: loaded with everything in it, the network is still not compiled."""
    import keras

    assert not keras.saving.load_model(published / KERAS_FILE, compile=True).compiled


@pytest.mark.slow
def test_train_and_publish_end_to_end(uci: Digits, tmp_path: Path) -> None:
    """One call trains, publishes and tidies its checkpoint away."""
    figures = train_and_publish(uci, seed=0, epochs=1, checkpoint=tmp_path / "state", folder=tmp_path / "artifacts")
    assert not (tmp_path / "state").exists()
    assert read_manifest(tmp_path / "artifacts")[SECTION]["figures"]["epochs"] == figures.epochs == 1
    assert load_recogniser(folder=tmp_path / "artifacts").probabilities(uci.images[:3]).shape == (3, 10)


def test_publish_other_seed(trained: Trained, published: Path, uci: Digits, tmp_path: Path) -> None:
    """Of another seed the figures are entered and the network is kept elsewhere; what serves stays as it was."""
    folder = Path(shutil.copytree(published, tmp_path / "products"))
    before = read_manifest(folder)[SECTION]
    for seed in (11, 5):
        publish(trained, digits=uci, seed=seed, folder=folder, weights=tmp_path / "cache")
    assert list(recorded_seeds(folder=folder)) == [5, 11]
    assert recorded_seeds(folder=folder)[5]["test_errors"] == trained.figures.test_errors
    assert read_manifest(folder)[SECTION] == before
    assert {path.name for path in folder.iterdir()} == {KERAS_FILE, LITERT_FILE, "manifest.json"}
    kept = litert_recogniser((tmp_path / "cache" / "recogniser-5.tflite").read_bytes())
    served = load_recogniser(form="LiteRT", folder=folder)
    assert (kept.single_pass(uci.images[:20]) == served.single_pass(uci.images[:20])).all()


def test_publish_seed_that_serves_anew(trained: Trained, published: Path, uci: Digits, tmp_path: Path) -> None:
    """Another network in seed 0's place has no other seeds beside it, until one is trained."""
    folder = Path(shutil.copytree(published, tmp_path / "products"))
    publish(trained, digits=uci, seed=5, folder=folder, weights=tmp_path)
    record(SECTION, {KERAS_FILE: b"another", LITERT_FILE: b"network"}, facts={}, folder=folder)
    assert recorded_seeds(folder=folder) == {}


def test_publish_other_seed_alone(trained: Trained, uci: Digits, tmp_path: Path) -> None:
    """Without seed 0's network of the same digits, another seed's has nothing to lie beside."""
    with pytest.raises(ArtifactError, match="train that first"):
        publish(trained, digits=uci, seed=5, folder=tmp_path, weights=tmp_path)
    assert not list(tmp_path.iterdir())
