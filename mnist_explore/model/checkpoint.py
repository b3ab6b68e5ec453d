"""Keeping a training's state in one file, so that a killed training goes on where it was."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from mnist_explore.manifest import write_atomically


def save_checkpoint(path: Path, model: Any, *, key: str, epochs_done: int, seconds: float) -> None:
    """Write weights, optimiser state and drop-out state, atomically.

    Parameters
    ----------
    key
        Names the training (digits, seed, settings); only a training of the same key takes the file up.
    epochs_done
        How many epochs went into this state.
    seconds
        Time trained so far.
    """
    arrays = {f"state{number}": variable.numpy() for number, variable in enumerate(_state(model))}
    buffer = io.BytesIO()
    np.savez(buffer, key=np.array(key), epochs_done=np.array(epochs_done), seconds=np.array(seconds), **arrays)
    write_atomically(path, buffer.getvalue())


def resume_checkpoint(path: Path, model: Any, *, key: str) -> tuple[int, float]:
    """Put a saved state back into `model` and return the epochs done and the seconds they took.

    A file that is not there, is of another training, or is damaged counts as none, because starting over is always
    right: the answer is then ``(0, 0.0)`` and the model is as it was. Pickled arrays are never read.
    """
    try:
        with np.load(path, allow_pickle=False) as saved:
            if str(saved["key"]) != key:
                return 0, 0.0
            state = _state(model)
            arrays = [saved[f"state{number}"] for number in range(len(state))]
            done, seconds = int(saved["epochs_done"]), float(saved["seconds"])
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
        return 0, 0.0
    if any(array.shape != tuple(variable.shape) for array, variable in zip(arrays, state, strict=True)):
        return 0, 0.0
    for variable, array in zip(state, arrays, strict=True):
        variable.assign(array)
    return done, seconds


def _state(model: Any) -> list[Any]:
    """Return every variable that the next step depends on: the model's and the optimiser's."""
    return [*model.variables, *model.optimizer.variables]
