"""The network trained from other seeds than the one that serves: their figures say how much chance is in its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mnist_explore.manifest import section_facts
from mnist_explore.model.serving.recogniser import KERAS_FILE, SECTION

SEEDS_SECTION = "seeds"
"""Of the manifest; it has figures and no files, as only seed 0's network ships."""


def recorded_seeds(*, folder: Path | None = None) -> dict[int, dict[str, Any]]:
    """Return what was measured of the networks of other seeds when they were trained, seed by seed, ascending.

    Parameters
    ----------
    folder
        Where the manifest lies; by default the user's folder, then the package's.

    Returns
    -------
    dict
        Seed → the fields of :class:`~mnist_explore.model.training.record.Figures`. Empty where none was trained beside
        the very network that serves: figures beside another one say nothing of it.
    """
    served, seeds = section_facts(SECTION, folder=folder), section_facts(SEEDS_SECTION, folder=folder)
    if not served or seeds.get("beside") != served.get("files", {}).get(KERAS_FILE):
        return {}
    numbered = {int(seed): figures for seed, figures in seeds.get("figures", {}).items() if seed.isdecimal()}
    return dict(sorted(numbered.items()))
