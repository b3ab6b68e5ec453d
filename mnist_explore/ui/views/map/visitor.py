"""Where a visitor's digit, that came in a link, glows on the map."""

from __future__ import annotations

from mnist_explore.atlas import Atlas
from mnist_explore.ink.sharing import read_shared
from mnist_explore.ui.base import digit_cache
from mnist_explore.ui.inputs.shared import linked_text


def visitors_place(atlas: Atlas, *, key: str) -> tuple[float, float] | None:
    """Return the place, in the map's unit, of the digit that the address holds, or None without one.

    Parameters
    ----------
    key
        The address bar's name of the digit.
    """
    text = linked_text(key=key)
    if not text:
        return None
    x, y = digit_cache.placement(atlas, read_shared(text)).places[0]
    return float(x), float(y)
