"""The maps besides the one in the table: by the network's features, and each digit alone, as written and by style."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.groups.regions import AXES
from mnist_explore.atlas.sections import made_with, section_of
from mnist_explore.digits import Digits
from mnist_explore.embedding.coordinates import Coordinates
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import checked_bytes, first_sound, read_manifest, record
from mnist_explore.model.serving.recogniser import network_section
from mnist_explore.packed import opened_arrays

if TYPE_CHECKING:
    import pandas as pd

FILE = "layouts.npz"
STEPS = 65_535
"""Places are kept in steps of 1/65,535 of their map's longer side: finer than a pixel at every zoom that shows one."""
REMEDY = "make them with `python -m mnist_explore build --stage layouts`."

MapName = Literal["features", "own", "style"]
NAMES: tuple[MapName, ...] = ("features", "own", "style")
SPACES = ("features", "style")
"""What look-alikes are found by besides pixels."""
REACH = 100.0
"""Units from the middle of a map to its farthest digit, along the longer side."""


@dataclass(frozen=True, eq=False)
class FurtherMaps:
    """Where every digit lies on several maps, and the spaces that these were made from.

    Parameters
    ----------
    places
        Name → ``(N, 2)`` uint16, x and y; 0 to 65,535 spans the longer side of a map, which the shorter is in the
        middle of. ``"features"`` is one map of all digits, by the network's last hidden layer. ``"own"`` and
        ``"style"`` are ten maps, one of each class: by the pixels, and by the centre lines with slant, stroke width
        and size taken out (:func:`~mnist_explore.style.families.shapes.shapes`).
    features
        Digits by the network's last hidden layer.
    style
        Digits by their shapes, in the space that typicality is measured in.
    """

    places: dict[MapName, NDArray[np.uint16]]
    features: Coordinates
    style: Coordinates


def maps_section(digits: Digits) -> str:
    """Return the manifest's section of a data set's further maps."""
    return f"{section_of(digits)}-layouts"


def in_steps(positions: NDArray[np.float32]) -> NDArray[np.uint16]:
    """Return a map's ``(N, 2)`` positions in steps of its longer side, both axes alike, the shorter in the middle.

    >>> in_steps(np.array([[0, 1], [4, 3]], np.float32)).tolist()
    [[0, 16384], [65535, 49151]]
    """
    low, high = positions.min(axis=0).astype(np.float64), positions.max(axis=0).astype(np.float64)
    side = max(float((high - low).max()), 1e-9)
    return np.asarray(np.rint(((positions - (low + high) / 2) / side + 0.5) * STEPS).astype(np.uint16))


def save_maps(maps: FurtherMaps, digits: Digits, *, seed: int, folder: Path | None = None) -> None:
    """Write the maps among the data set's artifacts."""
    buffer = io.BytesIO()
    arrays: dict[str, Any] = {f"{name}_places": places for name, places in maps.places.items()}
    arrays |= maps.features.as_arrays("features") | maps.style.as_arrays("style")
    np.savez_compressed(buffer, **arrays)
    facts = {"fingerprint": digits.fingerprint, "made_with": made_with(network_section(digits)), "seed": seed}
    files = {f"{section_of(digits)}/{FILE}": buffer.getvalue()}
    record(maps_section(digits), files, facts=facts, folder=folder)


def load_maps(digits: Digits, *, folder: Path | None = None) -> FurtherMaps:
    """Load the further maps of these digits.

    Raises
    ------
    ArtifactError
        If there are none, they are damaged, or they are of other digits or by another network.
    """
    return first_sound(maps_section(digits), lambda place: _load_from(place, digits), folder=folder)


def joined_places(table: pd.DataFrame, maps: FurtherMaps) -> pd.DataFrame:
    """Return the atlas's table with the places on the further maps of its digits.

    The columns are those of :data:`~mnist_explore.atlas.groups.regions.AXES`, float32, within 100 units of the middle.
    """
    import pandas as pd

    found = {axis: in_units(maps.places[name][:, number]) for name in NAMES for number, axis in enumerate(AXES[name])}
    return pd.concat([table, pd.DataFrame(found, index=table.index)], axis=1)


def in_units(steps: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Return places in the unit of pages' maps, -100 to 100, from their steps.

    >>> in_units(np.array([0, 65535], np.uint16)).tolist()
    [-100.0, 100.0]
    """
    return np.asarray(steps.astype(np.float64) / STEPS * (2 * REACH) - REACH, np.float32)


def _load_from(folder: Path, digits: Digits) -> FurtherMaps:
    """Return the maps that lie in one folder."""
    facts = read_manifest(folder).get(maps_section(digits))
    if facts is None:
        raise ArtifactError(f"These {len(digits):,} digits have no map but the one of all by pixels; {REMEDY}")
    if facts.get("fingerprint") != digits.fingerprint or facts.get("made_with") != made_with(network_section(digits)):
        raise ArtifactError(f"The further maps at hand are of other digits or by another network; {REMEDY}")
    data = checked_bytes(maps_section(digits), f"{section_of(digits)}/{FILE}", folder=folder)
    with opened_arrays(data, name=FILE, remedy=REMEDY) as arrays:
        places = {name: arrays[f"{name}_places"] for name in NAMES}
        maps = FurtherMaps(places, *(Coordinates.from_arrays(name, arrays) for name in SPACES))
    if not _fit(maps, len(digits)):
        raise ArtifactError(f"{FILE} does not fit these {len(digits):,} digits; {REMEDY}")
    return maps


def _fit(maps: FurtherMaps, count: int) -> bool:
    """Return whether every array has the shape and dtype that it must have."""
    places = all(one.shape == (count, 2) and one.dtype == np.uint16 for one in maps.places.values())
    return places and all(
        one.steps.dtype == np.int8
        and one.steps.ndim == one.components.ndim == 2
        and one.steps.shape == (count, one.components.shape[1])
        and one.scale.shape == one.steps.shape[1:]
        and one.mean.shape == one.components.shape[:1]
        for one in (maps.features, maps.style)
    )
