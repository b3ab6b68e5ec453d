"""Keeping a training's state in one file, so that a killed training goes on where it was."""

from __future__ import annotations

import io
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mnist_explore.errors import ArtifactError
from mnist_explore.files import write_atomically
from mnist_explore.packed import opened_arrays


@dataclass(frozen=True)
class Spent:
    """What a training took so far.

    Parameters
    ----------
    epochs
        Passes through the digits done.
    seconds, core_seconds
        By the clock on the wall, and of the processor's cores together.
    """

    epochs: int = 0
    seconds: float = 0.0
    core_seconds: float = 0.0


def save_checkpoint(path: Path, model: Any, *, key: str, spent: Spent) -> None:
    """Write weights, optimiser state and drop-out state, atomically.

    Parameters
    ----------
    key
        Names the training (digits, seed, settings); only a training of the same key takes the file up.
    spent
        What went into this state.
    """
    arrays = {f"state{number}": variable.numpy() for number, variable in enumerate(_state(model))}
    buffer = io.BytesIO()
    np.savez(buffer, key=np.array(key), spent=np.array(astuple(spent)), **arrays)
    write_atomically(path, buffer.getvalue())


def resume_checkpoint(path: Path, model: Any, *, key: str) -> Spent:
    """Put a saved state back into `model` and return what went into it.

    A file that is not there, is of another training, or is damaged counts as none, because starting over is always
    right: the answer is then ``Spent()`` and the model is as it was. Pickled arrays are never read.
    """
    try:
        # A pipe of that name would be waited for.
        data = path.read_bytes() if path.is_file() else b""
        with opened_arrays(data, name=path.name, remedy="remove it.") as saved:
            if str(saved["key"]) != key:
                return Spent()
            state = _state(model)
            arrays = [saved[f"state{number}"] for number in range(len(state))]
            epochs, seconds, core_seconds = saved["spent"].tolist()
    except (OSError, ArtifactError):
        return Spent()
    if any(array.shape != tuple(variable.shape) for array, variable in zip(arrays, state, strict=True)):
        return Spent()
    for variable, array in zip(state, arrays, strict=True):
        variable.assign(array)
    return Spent(int(epochs), seconds, core_seconds)


def _state(model: Any) -> list[Any]:
    """Return every variable that the next step depends on: the model's and the optimiser's."""
    return [*model.variables, *model.optimizer.variables]
