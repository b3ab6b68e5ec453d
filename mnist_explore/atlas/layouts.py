"""Layouts: ways to lay digits out on a map, each a name and the places of some or all digits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.groups.regions import PLACE_STEP, on_grid
from mnist_explore.atlas.table import Atlas
from mnist_explore.atlas.values import Indices
from mnist_explore.columns import columns_of

FARTHEST_STEPS = 32_767
"""Places are sent as whole numbers of :data:`~mnist_explore.atlas.groups.regions.PLACE_STEP` in 16 bits."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Some digits with a place each.

    Parameters
    ----------
    name
        What an address calls it: lower-case letters and hyphens.
    title
        What a page calls it.
    indices
        ``(n,)`` intp, ascending, the digits that it lays out.
    places
        ``(n, 2)`` float32, x to the right and y up, in the map's unit: within about 100 of the middle, at most 327.
    """

    name: str
    title: str
    indices: Indices
    places: NDArray[np.float32]


def layouts_of(atlas: Atlas) -> tuple[Layout, ...]:
    """Return the layouts there are, the one that a map shows first before the others."""
    across, up = columns_of("map")[:2]
    places = atlas.table[[across, up]].to_numpy(np.float32)
    return (Layout("pixels", "All digits, by pixels", np.arange(len(places)), places),)


def grid_steps(places: NDArray[np.floating]) -> NDArray[np.int16]:
    """Return places as whole steps of the grid that membership is decided on; ``(n, 2)`` int16, clipped."""
    steps = np.rint(on_grid(places) / PLACE_STEP)
    return np.clip(steps, -FARTHEST_STEPS, FARTHEST_STEPS).astype(np.int16)


def along_a_curve(steps: NDArray[np.int16]) -> Indices:
    """Return the order in which a Z-shaped curve visits places: neighbours in it are mostly neighbours on the map.

    References
    ----------
    Morton (1966), A computer oriented geodetic data base and a new technique in file sequencing, IBM.
    """
    spread = steps.astype(np.int64) + 32_768
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        spread = (spread | (spread << shift)) & mask
    return np.argsort(spread[:, 0] | (spread[:, 1] << 1), kind="stable")
