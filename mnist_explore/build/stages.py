"""Building the atlas: stage after stage, each with its own columns, written with a manifest."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore import manifest
from mnist_explore.atlas.sections import made_from, made_with, section_of
from mnist_explore.atlas.styles import FILES
from mnist_explore.atlas.table import join_given, read_table
from mnist_explore.build.axes import fit_style_axes
from mnist_explore.build.parts import MOST_FITTED, Found, Run, fitted_rows, in_parts, run_here
from mnist_explore.build.styles import fit_styles
from mnist_explore.build.summary import summarise
from mnist_explore.classes import DIGITS, Classes
from mnist_explore.columns import BY_NAME, Stage, columns_of
from mnist_explore.digits import Digits
from mnist_explore.embedding.projection import Projection, fit_projection
from mnist_explore.errors import ArtifactError
from mnist_explore.installation import need_for_building
from mnist_explore.model.serving.recogniser import network_section
from mnist_explore.sources import Progress
from mnist_explore.style.axes.model import FILE as AXES_FILE

if TYPE_CHECKING:
    import pandas as pd

STAGES: tuple[Stage, ...] = ("style", "family", "axes", "network", "map")
"""What ``build`` computes, in order."""
STAGE_FILES: Mapping[Stage, tuple[str, ...]] = {"family": FILES, "axes": (AXES_FILE,)}
"""What stages leave besides their columns."""
FEWEST = 4
FEWEST_TRAINING = 2
"""Fewer have no map, and no class to be like."""

Columns = dict[str, Any]
Files = dict[str, bytes]
Report = Callable[[float], None]


def build_atlas(
    digits: Digits,
    *,
    stages: Sequence[Stage] = STAGES,
    seed: int = 0,
    progress: Progress | None = None,
    folder: Path | None = None,
    run: Run = run_here,
) -> None:
    """Compute the atlas of `digits` and write it, with its manifest.

    Parameters
    ----------
    digits
        Any digits, at least 4 of them, with 2 to learn from.
    stages
        Which stages to compute; the others' columns are taken from the atlas that is there.
    seed
        Of the map's optimisation.
    progress
        Called with a stage's name and its finished share, 0-1.
    folder
        Where to write, and to find what is kept; by default :func:`~mnist_explore.manifest.products_folder`, and what
        is kept is taken from where the atlas at hand lies.
    run
        Where what is asked of each digit alone is computed: in this process, or on a cluster, with the same result.

    Raises
    ------
    ArtifactError
        If there are too few digits, if a stage is left out and no sound atlas of the same digits is there, or if the
        network is missing.
    MnistExploreError
        If the map is asked for and openTSNE is not installed.
    """
    training = len(digits.where_split("train"))
    if len(digits) < FEWEST or training < FEWEST_TRAINING:
        raise ArtifactError(
            f"Too few digits, {len(digits)} with {training} for training, to compare with one another; "
            f"{FEWEST} with {FEWEST_TRAINING} are needed."
        )
    if "map" in stages:
        need_for_building("openTSNE")
    section = section_of(digits)
    source = manifest.place_of(section, folder=folder)
    report = progress or (lambda _stage, _share: None)
    kept, files = _kept(digits, stages, source)
    projection = fit_projection(_fitted_images(digits))
    before = manifest.read_manifest(source).get(section, {}).get("figures", {}) if kept else {}
    seconds: dict[str, float] = dict(before.get("build_seconds", {}))
    for stage in STAGES:
        if stage in stages:
            started = time.perf_counter()
            columns, more = _compute(stage, digits, kept, projection, seed=seed, run=run, report=partial(report, stage))
            kept, files = {**kept, **columns}, {**files, **more}
            seconds[stage] = round(time.perf_counter() - started, 1)
            report(stage, 1.0)
    computed = _table(kept)
    files |= {
        "atlas.parquet": _parquet(computed),
        "projection.npz": projection.to_bytes(),
        "summary.npz": summarise(digits, join_given(digits, computed)).to_bytes(),
    }
    manifest.record(
        section,
        {f"{section}/{name}": data for name, data in files.items()},
        facts=_facts(digits, projection, seconds, seed),
        folder=folder,
    )


def _compute(
    stage: Stage, digits: Digits, known: Columns, projection: Projection, *, seed: int, run: Run, report: Report
) -> tuple[Columns, Files]:
    """Return one stage's columns, and the files that it leaves besides them."""
    if stage == "style":
        return in_parts(measured, digits, run=run, report=report, classes=digits.classes), {}
    if stage == "family":
        styles, columns = fit_styles(digits, known, run=run, progress=report)
        return columns, styles.to_files()
    if stage == "axes":
        axes, columns = fit_style_axes(digits, known, run=run, progress=report)
        return columns, {AXES_FILE: axes.to_bytes()}
    if stage == "network":
        section = network_section(digits)
        if not digits.classes.are_digits and not manifest.section_facts(section):
            return {}, {}  # nothing reads them before a network was trained on them
        return in_parts(classified, digits, run=run, report=report, section=section), {}
    return _map_columns(digits, projection, seed, report), {}


def measured(images: NDArray[np.uint8], labels: NDArray[np.uint8], /, *, classes: Classes = DIGITS) -> Found:
    """Return the style stage's columns of one part."""
    from mnist_explore.style.measures import measure, structures

    return {**measure(images), **structures(images, labels, classes=classes)}


def classified(images: NDArray[np.uint8], _labels: NDArray[np.uint8], /, *, section: str) -> Found:
    """Return the columns of one part by the network of a section of the manifest."""
    from mnist_explore.model.serving.recogniser import load_recogniser

    probabilities = load_recogniser(section=section).probabilities(images)
    return {"predicted": probabilities.argmax(axis=1), "confidence": probabilities.max(axis=1)}


def _fitted_images(digits: Digits) -> NDArray[np.uint8]:
    """Return the pictures that principal components are fitted to: all, as far as they are not too many."""
    if len(digits) <= MOST_FITTED:
        return digits.images
    return digits.images[fitted_rows(digits)]


def _map_columns(digits: Digits, projection: Projection, seed: int, report: Report) -> Columns:
    from mnist_explore.embedding.landmarks import laid_out

    positions = laid_out(projection(digits.images), seed=seed, progress=report)
    return {"tsne_x": positions[:, 0], "tsne_y": positions[:, 1]}


def _kept(digits: Digits, stages: Sequence[Stage], folder: Path) -> tuple[Columns, Files]:
    """Return the columns and files of the stages that are not computed now, from the sound atlas that is there."""
    if set(stages) == set(STAGES):
        return {}, {}
    section = section_of(digits)
    if manifest.read_manifest(folder).get(section, {}).get("fingerprint") != digits.fingerprint:
        raise ArtifactError("There is no atlas of these digits to keep columns of; run `build` with all stages.")
    table = read_table(manifest.checked_bytes(section, f"{section}/atlas.parquet", folder=folder))
    wanted = [name for stage in STAGES if stage not in stages for name in columns_of(stage)]
    if not digits.classes.are_digits:
        wanted = [name for name in wanted if name in table or name not in columns_of("network")]
    missing = [name for name in wanted if name not in table]
    if missing:
        raise ArtifactError(f"The atlas that is there lacks {', '.join(missing)}; run `build` with all stages.")
    names = [name for stage, left in STAGE_FILES.items() if stage not in stages for name in left]
    files = {name: manifest.checked_bytes(section, f"{section}/{name}", folder=folder) for name in names}
    return {name: table[name].array for name in wanted}, files


def _table(columns: Columns) -> pd.DataFrame:
    """Return the computed columns as a table, each in the dtype that its description names."""
    import pandas as pd

    names = [name for stage in STAGES for name in columns_of(stage) if name in columns or stage != "network"]
    return pd.DataFrame({name: pd.Series(columns[name], dtype=BY_NAME[name].dtype) for name in names})


def _parquet(table: pd.DataFrame) -> bytes:
    """Return a table as a parquet file's bytes."""
    buffer = io.BytesIO()
    table.to_parquet(buffer, compression="zstd", compression_level=19, index=False)
    return buffer.getvalue()


def _facts(digits: Digits, projection: Projection, seconds: dict[str, float], seed: int) -> dict[str, Any]:
    """Return what the manifest says of an atlas besides its files."""
    return {
        "fingerprint": digits.fingerprint,
        "digits": len(digits),
        "made_with": made_with(*made_from(digits)),
        "seed": seed,
        "figures": {"pca_explained": round(projection.explained, 4), "build_seconds": seconds},
    }
