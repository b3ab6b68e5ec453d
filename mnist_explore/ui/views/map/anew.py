"""Laying some digits out anew, at another perplexity: beside the page, and for the visitor who asked alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.groups import Group, group_phrase
from mnist_explore.atlas.layouts import ALIKE, Layout
from mnist_explore.atlas.maps import in_steps, in_units
from mnist_explore.atlas.values import Indices
from mnist_explore.build.layouts import FEWEST, principal_coordinates_of
from mnist_explore.digits import pixel_rows
from mnist_explore.embedding.tsne import PERPLEXITY, tsne_map
from mnist_explore.errors import quoted
from mnist_explore.installation import need_for_building
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.background import Work
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.folding import fold
from mnist_explore.ui.components.progress import show_progress
from mnist_explore.ui.components.style_map import MADE
from mnist_explore.words import TEXTS

PERPLEXITIES = (5, 10, 30, 100)
MOST = 10_000
"""Digits that are laid out anew at once: a minute or two on two cores."""

_ASKED = "map_anew_asked"
"""Where the session keeps what it has asked for."""


@dataclass(frozen=True, eq=False)
class _Asked:
    """What a visitor has asked to be laid out.

    Parameters
    ----------
    fingerprint
        Of the data set.
    phrase
        What the digits are called.
    indices
        Which they are, ascending.
    perplexity
        Of the map.
    work
        Gives their places, ``(n, 2)`` float32 in the map's unit.
    """

    fingerprint: str
    phrase: str
    indices: Indices
    perplexity: int
    work: Work[NDArray[np.float32]]


def made_layouts(atlas: Atlas, *, only: int | None) -> tuple[Layout, ...]:
    """Return the layout that this visitor has had made of these digits, where it is ready and has any of the class."""
    asked: _Asked | None = st.session_state.get(_ASKED)
    places = asked.work.result() if asked is not None else None
    if asked is None or places is None or asked.fingerprint != atlas.digits.fingerprint:
        return ()
    if only is not None and only not in atlas.digits.labels[asked.indices]:
        return ()
    count = len(asked.indices)
    # As t-SNE lowers it where there are few digits.
    perplexity = f"{min(asked.perplexity, (count - 1) / 3):.0f}"
    title = f"Yours: {count:,} digits, perplexity {perplexity}"
    about = (
        f"t-SNE of {count:,} digits alone ({asked.phrase}), the first 50 principal components of their "
        f"own pixels, perplexity {perplexity} (van der Maaten & Hinton 2008). Made for this visit, it has no place in "
        f"a link, so that nothing can be selected on it; select on another layout, and see here where the digits lie. "
        f"{ALIKE}"
    )
    return (Layout(MADE, title, asked.indices, places, about, tag=f"{id(asked.work):x}"),)


def show_laying_out(atlas: Atlas, group: Group | None, *, only: int | None, key: str) -> None:
    """Offer to lay the digits selected, or those of the class chosen, out anew; show how far that is.

    Parameters
    ----------
    atlas
        The digits.
    group
        What is selected on the map, or None.
    only
        The class chosen in the sidebar.
    key
        The beginning of the controls' keys.
    """
    place = fold("Lay out anew", key=key, icon=":material/scatter_plot:", is_open=False)
    asked: _Asked | None = st.session_state.get(_ASKED)
    runs = asked is not None and not asked.work.ended
    if not place.open and not runs:
        return
    with place:
        choose("Perplexity", PERPLEXITIES, key=f"{key}_perplexity", default=PERPLEXITY,
               help="About how many neighbours each digit keeps near: few give small islands, many show how these lie "
               "to each other.")  # fmt: skip
        if asked is not None and runs:
            doing = f"{len(asked.indices):,} digits"
            show_progress(asked.work, doing=lambda: doing, waits="Another visitor's digits come first", key=key)
            return
        if group is None and only is not None:
            group = Group().asking("digit", TEXTS[only])
        found = cache.group_members(atlas, group) if group is not None else np.arange(len(atlas.digits))
        if not FEWEST <= len(found) <= MOST:
            st.write(f"Choose a digit or select some on the map: {FEWEST} to {MOST:,} digits can be laid out anew.")
            return
        phrase = group_phrase(group or Group())
        st.button(f"Lay out these {len(found):,} digits", key=f"{key}_go", icon=":material/play_arrow:",
                  on_click=_begin, args=(atlas, phrase, found, f"{key}_perplexity"))  # fmt: skip
        if asked is not None and asked.work.error is not None and not asked.work.stopped:
            st.warning(f"The digits could not be laid out: {quoted(asked.work.error)}")


def laid_out(
    images: NDArray[np.uint8], perplexity: float, progress: Callable[[float], None], *, seed: int = 0
) -> NDArray[np.float32]:
    """Return the places of ``(n, 28, 28)`` uint8 digits by their pixels; ``(n, 2)`` float32 in the map's unit.

    Raises
    ------
    MnistExploreError
        If openTSNE is not installed.
    """
    need_for_building("openTSNE")
    points = principal_coordinates_of(pixel_rows(images))
    progress(0.02)
    return in_units(in_steps(tsne_map(points, perplexity=perplexity, seed=seed, progress=progress)))


def _begin(atlas: Atlas, phrase: str, found: Indices, key: str) -> None:
    """Begin to lay digits out, at the perplexity that its control has at the click: it may have been just moved."""
    images = atlas.digits.images[found]
    perplexity: int = st.session_state.get(key) or PERPLEXITY
    work = Work(lambda move: laid_out(images, perplexity, move))
    st.session_state[_ASKED] = _Asked(atlas.digits.fingerprint, phrase, found, perplexity, work)
