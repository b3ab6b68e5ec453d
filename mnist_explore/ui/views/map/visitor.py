"""Where digits glow on the map, and which digits are like them there: likeness is what each layout is made by."""

from __future__ import annotations

import numpy as np

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.layouts import Layout
from mnist_explore.atlas.values import Indices
from mnist_explore.embedding.placement import NEIGHBOURS, place_by_neighbours
from mnist_explore.ink.sharing import read_shared
from mnist_explore.ui.base import digit_cache
from mnist_explore.ui.base.digit_cache import Likeness
from mnist_explore.ui.inputs.shared import linked_text

LIKENESS: dict[str, Likeness] = {"pixels": "pixels", "features": "features", "own": "pixels", "style": "style"}
"""Layout → what near digits on it have in common."""

JOINED = 10
"""Look-alikes that a digit is joined with."""


def visitors_places(atlas: Atlas, *, key: str, only: int | None) -> dict[str, tuple[float, float]]:
    """Return layout → the place, in the map's unit, of the digit that the address holds; empty without one.

    Parameters
    ----------
    key
        The address bar's name of the digit.
    only
        The class chosen in the sidebar.
    """
    text = linked_text(key=key)
    if not text:
        return {}
    image = read_shared(text)
    return {layout.name: _place(atlas, layout, image) for layout in digit_cache.layouts(atlas, only=only)}


def look_alikes_on(atlas: Atlas, index: int, *, only: int | None) -> dict[str, Indices]:
    """Return layout → the ten digits most like one, by what that layout is made by; itself is not among them."""
    return {
        layout.name: digit_cache.look_alikes(
            atlas, atlas.digits.images[index], by=LIKENESS[layout.name], count=JOINED, but=index, only=layout.digit
        )
        for layout in digit_cache.layouts(atlas, only=only)
        if layout.digit in (None, atlas.digits.labels[index])
    }


def _place(atlas: Atlas, layout: Layout, image: np.ndarray) -> tuple[float, float]:
    """Return where a digit lies on a layout, by its nearest digits there."""
    among = None if layout.digit is None else layout.indices
    near = digit_cache.near_digits(atlas, image, by=LIKENESS[layout.name], count=NEIGHBOURS, among=among)
    places = np.zeros((len(atlas.digits), 2), np.float32)
    places[layout.indices] = layout.places
    x, y = place_by_neighbours(near, places).places[0]
    return float(x), float(y)
