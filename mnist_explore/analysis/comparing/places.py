"""Where two groups of digits lie on the map, how much room they take, and how far they overlap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.atlas.values import Indices, Values
from mnist_explore.columns import columns_of

if TYPE_CHECKING:
    import pandas as pd

SIDE = 4.0
"""Map units of a cell's side: a fiftieth of the map."""


@dataclass(frozen=True, eq=False)
class MapPlaces:
    """Two groups on the map.

    Parameters
    ----------
    centres
        ``(2, 2)`` float64, the mean x and y of either group, in map units. The map bends; a centre may lie where no
        digit does.
    areas
        ``(2,)`` float64, square map units of the fewest cells that hold half of each group.
    overlap
        0-1, the share that both have in common when each is counted as one, cell by cell.
    """

    centres: Values
    areas: Values
    overlap: float


def map_places(table: pd.DataFrame, first: Indices, second: Indices) -> MapPlaces:
    """Return where two groups lie on the map.

    Parameters
    ----------
    table
        The atlas's table.
    first, second
        Digits of either group, at least one each.

    Raises
    ------
    ValueError
        If a group has no digits.

    References
    ----------
    Hyndman (1996), Computing and graphing highest density regions, The American Statistician 50: 120-126.
    Inman & Bradley (1989), The overlapping coefficient as a measure of agreement between probability distributions,
    Communications in Statistics 18: 3851-3874.
    """
    if not len(first) or not len(second):
        raise ValueError("a group without digits lies nowhere")
    places = table[list(columns_of("map")[:2])].to_numpy(dtype=np.float64)
    cells = np.floor((places - places.min(axis=0)) / SIDE).astype(np.intp)
    flat = cells[:, 0] * (int(cells[:, 1].max()) + 1) + cells[:, 1]
    counts = [np.bincount(flat[own], minlength=int(flat.max()) + 1) for own in (first, second)]
    shares = [own / own.sum() for own in counts]
    areas = [SIDE**2 * (1 + np.searchsorted(np.cumsum(np.sort(own)[::-1]), 0.5 - 1e-9)) for own in shares]
    centres = np.stack([places[own].mean(axis=0) for own in (first, second)])
    return MapPlaces(centres, np.array(areas, np.float64), float(np.minimum(*shares).sum()))
