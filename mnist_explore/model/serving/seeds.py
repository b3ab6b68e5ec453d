"""The same network trained from several seeds: one serves, the others say how much chance is in its figures."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import ARTIFACTS, checked_bytes, read_manifest
from mnist_explore.model.serving.recogniser import SECTION, Interpreters, Recogniser, load_recogniser

SEED_FILE = re.compile(r"recogniser(?:-(\d+))?\.tflite")
"""The file without a number is seed 0's, the one that serves."""


def seed_recognisers(*, folder: Path = ARTIFACTS) -> dict[int, Recogniser]:
    """Return the shipped network of every seed, seed 0 first; where LiteRT has no wheel, seed 0's alone.

    Raises
    ------
    ArtifactError
        If a file that the manifest names is missing, damaged, or no such model.
    """
    if find_spec("ai_edge_litert") is None:
        return {0: load_recogniser(folder=folder)}
    names = read_manifest(folder).get(SECTION, {}).get("files", {})
    found = {int(match[1] or 0): name for name in names if (match := SEED_FILE.fullmatch(name))}
    if 0 not in found:
        raise ArtifactError("The network is missing; restore it, or make it anew with `python -m mnist_explore train`.")
    return {
        seed: litert_recogniser(checked_bytes(SECTION, name, folder=folder)) for seed, name in sorted(found.items())
    }


def litert_recogniser(data: bytes) -> Recogniser:
    """Return the recogniser in a `.tflite` file's bytes, which are from a source that is trusted.

    Raises
    ------
    ArtifactError
        If they are no LiteRT model.
    """
    return Recogniser(form="LiteRT", run=Interpreters(data).run)
