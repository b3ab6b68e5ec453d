from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_explore import files
from mnist_explore.model.training.checkpoint import Spent, resume_checkpoint, save_checkpoint
from mnist_explore.model.training.fitting import _Watch


def _model(*, units: int = 2, start: float = 1.0) -> Any:
    import keras

    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(units)])
    model.compile(keras.optimizers.Adam(), "mse")
    model.optimizer.build(model.trainable_variables)
    model.set_weights([np.full(weights.shape, start) for weights in model.get_weights()])
    return model


def test_resume_checkpoint_round_trip(tmp_path: Path) -> None:
    """Weights and the optimiser's state come back into another model, with epochs and seconds."""
    saved, fresh = _model(start=2.0), _model()
    saved.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
    save_checkpoint(tmp_path / "state", saved, key="a", spent=Spent(4, 1.5, 2.5))
    assert resume_checkpoint(tmp_path / "state", fresh, key="a") == Spent(4, 1.5, 2.5)
    for one, other in ((saved, fresh), (saved.optimizer, fresh.optimizer)):
        for left, right in zip(one.variables, other.variables, strict=True):
            np.testing.assert_array_equal(left.numpy(), right.numpy())


@pytest.mark.hostile
@pytest.mark.parametrize("damage", ["missing", "other key", "other shape", "half", "empty", "text", "pickle"])
def test_resume_checkpoint_unusable(damage: str, tmp_path: Path) -> None:
    """A file that is missing, foreign or damaged counts as none and leaves the model as it was."""
    path, fresh = tmp_path / "state", _model()
    save_checkpoint(path, _model(units=5 if damage == "other shape" else 2, start=3.0), key="a", spent=Spent(4, 1, 2))
    whole = path.read_bytes()
    if damage == "missing":
        path.unlink()
    elif damage == "pickle":
        with path.open("wb") as file:
            np.savez(file, key=np.array([{}], object))
    elif damage in ("half", "empty", "text"):
        path.write_bytes({"half": whole[: len(whole) // 2], "empty": b"", "text": b"not an archive"}[damage])
    key = "b" if damage == "other key" else "a"
    assert resume_checkpoint(path, fresh, key=key) == Spent()
    assert all((weights == 1).all() for weights in fresh.get_weights())


@pytest.mark.hostile
def test_training_goes_on_where_its_state_cannot_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk costs the way back into a training, not the training: older state stays, and the progress says so."""
    path, model = tmp_path / "state", _model()
    watch = _Watch(Spent(), path, "a", limit_s=1e9)
    assert watch.keep(model, 0) and not watch.trouble
    whole = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", full)
        assert watch.keep(model, 1)
    assert watch.trouble == "; its state cannot be kept (No space left on device)"
    assert path.read_bytes() == whole and [one.name for one in tmp_path.iterdir()] == ["state"]
    assert resume_checkpoint(path, _model(), key="a").epochs == 1
    assert watch.keep(model, 2) and not watch.trouble and resume_checkpoint(path, _model(), key="a").epochs == 3
