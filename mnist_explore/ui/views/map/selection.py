"""What is selected on the map: how many, by whom, what makes them special, and the digits themselves."""

from __future__ import annotations

import numpy as np
import streamlit as st

from mnist_explore.analysis.comparing.comparison import FEWEST
from mnist_explore.analysis.comparing.sentence import headline
from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.groups import Group
from mnist_explore.atlas.values import Indices
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.subject import tell_subject
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import show_group_links
from mnist_explore.ui.components.style_map import MapState
from mnist_explore.words import TITLES

SHOWN = 240
"""Digits in the gallery: more are seen on the map itself."""

NAMES = ("the selection", "the rest")


def show_selection(atlas: Atlas, state: MapState, *, key: str) -> None:
    """Show what is selected on the map, or how to select.

    Parameters
    ----------
    state
        From :func:`~mnist_explore.ui.components.style_map.map_state`.
    key
        The beginning of the controls' keys.
    """
    if not state.regions:
        return
    found = cache.group_members(atlas, state.group) if state.group is not None else np.array([], np.intp)
    st.markdown(counted_words(atlas, found))
    if state.group is None or not len(found):
        return
    special = st.empty()
    with st.container(horizontal=True, vertical_alignment="center"):
        tell_subject(state.group, key=key)
        show_group_links(state.group)
    # Evenly spread, so that a large region is not shown by its first few hundred digits alone.
    shown = queries.evenly(found, SHOWN)
    if len(shown) < len(found):
        show_caption(f"{len(shown)} of them, evenly spread:")
    show_gallery(atlas, shown, key=f"{key}_gallery", alt=f"{len(shown)} of the {len(found):,} digits selected")
    special.markdown(special_words(atlas, state.group))


def counted_words(atlas: Atlas, found: Indices) -> str:
    """Return how many digits are selected, of which classes, and by how many writers, in words."""
    if not len(found):
        return "**No digits** are selected: none that are shown lie in there."
    counts = atlas.table["label"].iloc[found].value_counts()
    kinds = ", ".join(f"{count:,} × {TITLES[label]}" for label, count in counts.items())
    writers = int(atlas.table["writer"].iloc[found].nunique())
    by = f", by {writers:,} {'writer' if writers == 1 else 'writers'}" if writers else ""
    noun = "digit" if len(found) == 1 else "digits"
    return f"**{len(found):,} {noun} selected**{by}: {kinds}"


def special_words(atlas: Atlas, group: Group) -> str:
    """Return in one sentence what sets a group most apart from the digits that Compare holds it against."""
    found = cache.pair(atlas, group, None)
    if not len(found.second):
        return "All digits that it could be compared with are selected."
    if found.comparison.measures is None:
        return f"Of fewer than {FEWEST} digits nothing can be told."
    return str(headline(found.comparison.measures, names=NAMES))
