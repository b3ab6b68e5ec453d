"""Making the detectors of structure: every machine and committee, learned from the labels and shipped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.build.structure.accuracy import record_accuracy
from mnist_explore.build.structure.committee_learning import learned_committee
from mnist_explore.build.structure.labels import Labelled, labelled_digits
from mnist_explore.build.structure.learning import learned, packed
from mnist_explore.digits import Digits
from mnist_explore.manifest import record, section_facts
from mnist_explore.sources import Progress
from mnist_explore.style.structure.convolution import Committee
from mnist_explore.style.structure.detectors import FILE, RECIPES, SECTION, Recipe, committees, forget, machines

STAGE = "structure"
"""What ``build --stage`` calls this; it takes minutes and needs the labels, and runs only when asked for."""


def fit_detectors(
    digits: Digits,
    *,
    names: Sequence[str] = tuple(RECIPES),
    progress: Progress | None = None,
    folder: Path | None = None,
) -> None:
    """Learn the detectors from all digits labelled for learning, and ship them.

    Parameters
    ----------
    digits
        MNIST's.
    names
        Which to learn, names of :data:`~mnist_explore.style.structure.detectors.RECIPES`; the others stay as they are.
    progress
        Called with the stage's name and its finished share, 0-1.
    folder
        Where to write, and to find what stays; by default where products are kept.

    Raises
    ------
    ArtifactError
        If the digits are not MNIST's, if the labels are missing, or if others are to stay and are not there.
    """
    stays = set(RECIPES) - set(names)
    made, sitting = (dict(machines(folder)), dict(committees(folder))) if stays else ({}, {})
    facts: dict[str, Any] = dict(section_facts(SECTION, folder=folder)["learned"]) if stays else {}
    for number, name in enumerate(names):
        known, recipe = labelled_digits(digits, name), RECIPES[name]
        made[name] = learned(known.images, known.labels, known.truth, recipe)
        facts[name] = {"labelled": len(known.truth), "vectors": len(made[name].vectors)}
        if recipe.say:
            sitting[name], _ = fitted_committee(known, recipe)
            facts[name]["members"] = len(sitting[name].answer)
        if progress is not None:
            progress(STAGE, (number + 1) / len(names))
    about = {"fingerprint": digits.fingerprint, "learned": facts, "command": f"build --stage {STAGE}"}
    record(SECTION, {FILE: packed(made, sitting)}, facts=about, folder=folder)
    forget()
    record_accuracy(digits, folder=folder)


def fitted_committee(known: Labelled, recipe: Recipe, *, seed: int = 0) -> tuple[Committee, NDArray[np.float32]]:
    """Return a committee learned from labelled digits, and its members' log-odds out of fold, ``(N,)``."""
    which = known.labels[:, None] == np.array(recipe.digits)
    return learned_committee(known.images, which, known.truth, known.writers, seed=seed)
