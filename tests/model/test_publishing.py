from __future__ import annotations

from pathlib import Path

import numpy as np

from mnist_explore.digits import Digits
from mnist_explore.manifest import read_manifest
from mnist_explore.model.publishing import train_and_publish
from mnist_explore.model.serving import KERAS_FILE, LITERT_FILE, SECTION, load_recogniser
from mnist_explore.model.training import Trained


def test_publish_both_forms(trained: Trained, published: Path, uci: Digits) -> None:
    """Both published forms answer what the trained network answers, within 1e-4."""
    images = uci.images[:300]
    expected = np.asarray(trained.model(images[..., None].astype(np.float32), training=False))
    for form in ("LiteRT", "Keras"):
        answers = load_recogniser(form=form, folder=published).probabilities(images)  # type: ignore[arg-type]
        assert np.abs(answers - expected).max() <= 1e-4


def test_publish_facts(trained: Trained, published: Path, uci: Digits) -> None:
    """The manifest says which digits and seed the network came from and what was measured."""
    section = read_manifest(published)[SECTION]
    assert section["fingerprint"] == uci.fingerprint
    assert section["seed"] == 3
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


def test_train_and_publish_end_to_end(uci: Digits, tmp_path: Path) -> None:
    """One call trains, publishes and tidies its checkpoint away."""
    figures = train_and_publish(uci, seed=1, epochs=1, checkpoint=tmp_path / "state", folder=tmp_path / "artifacts")
    assert not (tmp_path / "state").exists()
    assert read_manifest(tmp_path / "artifacts")[SECTION]["figures"]["epochs"] == figures.epochs == 1
    assert load_recogniser(folder=tmp_path / "artifacts").probabilities(uci.images[:3]).shape == (3, 10)
