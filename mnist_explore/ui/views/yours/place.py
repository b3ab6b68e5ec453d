"""Where a visitor's digit lies on the map of writing styles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.analysis.cards import place_words
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.values import members
from mnist_explore.classes import in_use
from mnist_explore.figures.placed import glowing
from mnist_explore.ink.sharing import shared_text
from mnist_explore.ui.base import digit_cache
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import link_to, map_view
from mnist_explore.words import PLURALS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAR_PLACE = 6
"""Times that the map shows a digit's place larger: its neighbours and the islands around are in view."""


def show_place(atlas: Atlas, image: NDArray[np.uint8], label: int | None, *, key: str) -> None:
    """Show a small map on which a ``(28, 28)`` uint8 digit glows, say how sure its place is, and lead to the map."""
    classes = [PLURALS[label]] if label is not None and len(members(atlas.table, label)) else []
    every = f"all {in_use().noun}s"
    shown = choose("Show", [every, *classes], key=f"{key}_map")
    still = digit_cache.small_map(atlas, only=label if shown != every else None)
    found = digit_cache.placement(atlas, image)
    x, y = (float(value) for value in found.places[0])
    whole = digit_cache.small_map(atlas)
    picture, words = st.columns([2, 3], gap="large", vertical_alignment="center")
    picture.image(
        glowing(still, x, y), output_format="PNG", width=380, alt=f"The map of {shown}; your digit's place glows"
    )
    words.markdown(place_words(float(found.spread[0]) / whole.width))
    with words:
        link_to(
            "map", label="The whole map, where your digit glows", icon=":material/scatter_plot:",
            map_digit=shared_text(image), map_layout="pixels",
            map_view=map_view((x, y), zoom=NEAR_PLACE),
        )  # fmt: skip
    with words:
        show_caption(
            "Its place is the weighted median of those of its ten nearest digits, nearest in the first 50 principal "
            "components of the pixels. Near means alike; distances between far islands, and the axes, mean nothing."
        )
