"""What is loaded or computed once and shared by all visitors, keyed on the digits' fingerprint."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.variation.facts import Fact, striking_facts
from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.predictions import Methods, load_methods
from mnist_explore.atlas.values import Indices, members
from mnist_explore.digits import Digits
from mnist_explore.embedding.neighbours import NeighbourIndex
from mnist_explore.model.serving.recogniser import Recogniser, load_recogniser
from mnist_explore.sources import Found
from mnist_explore.ui.base.memory import settle_memory

if TYPE_CHECKING:
    import numpy as np
    import plotly.graph_objects as go
    from numpy.typing import NDArray

T = TypeVar("T")

KEYS: dict[str | type[Any], Callable[[Any], Any]] = {
    Digits: lambda digits: digits.fingerprint,
    Atlas: lambda atlas: atlas.digits.fingerprint,
}
"""How cached functions tell data sets apart: Streamlit would hash large arrays from a sample only."""


class Shelf:
    """Where the digits that were found are kept; one search and one measuring at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.building = threading.Lock()
        self.found: Found | None = None


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """Return the server's one shelf."""
    return Shelf()


@st.cache_resource(show_spinner="Reading the atlas …", max_entries=3, hash_funcs=KEYS)
def atlas_of(digits: Digits) -> Atlas:
    """Return the atlas of the digits."""
    return _settled(load_atlas(digits))


@st.cache_resource(show_spinner=False)
def recogniser() -> Recogniser:
    """Return the shipped network."""
    return _settled(load_recogniser())


@st.cache_data(show_spinner=False, max_entries=1000)
def probabilities(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return ``(10,)``, how likely a ``(28, 28)`` uint8 digit is to be each class, classified once for all who ask."""
    chances: NDArray[np.float32] = recogniser().probabilities(image[None])[0]
    return chances


@st.cache_resource(show_spinner="Reading the methods' answers …", max_entries=3, hash_funcs=KEYS)
def methods_of(atlas: Atlas) -> Methods:
    """Return what every method reads; an error is not kept, so that what is made meanwhile is found."""
    return _settled(load_methods(atlas.digits))


@st.cache_resource(show_spinner="Sorting the digits by likeness …", max_entries=2, hash_funcs=KEYS)
def neighbour_index(atlas: Atlas) -> NeighbourIndex:
    """Return the index that look-alikes are found in."""
    return _settled(NeighbourIndex(atlas.projection(atlas.digits.images)))


def look_alikes(
    atlas: Atlas, image: NDArray[np.uint8], *, count: int = 12, but: int | None = None, only: int | None = None
) -> Indices:
    """Return the `count` digits most like a picture, nearest first.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8.
    but
        A digit to leave out: itself.
    only
        Look in this class alone.
    """
    among = None if only is None else members(atlas.table, only)
    near = neighbour_index(atlas).search(atlas.projection(image[None]), count=count + 1, among=among).indices[0]
    others: Indices = near[near != but][:count]
    return others


@st.cache_resource(show_spinner=False, max_entries=3, hash_funcs=KEYS)
def facts(atlas: Atlas) -> tuple[Fact, ...]:
    """Return the overview's facts."""
    return _settled(striking_facts(atlas))


@st.cache_resource(show_spinner="Drawing the map …", max_entries=12, hash_funcs=KEYS)
def style_map(atlas: Atlas, *, colour: str, only: int | None = None) -> go.Figure:
    """Return the map of writing styles, of all digits or `only` one class, coloured by ``"digit"`` or ``"slant"``."""
    table = atlas.table if only is None else atlas.table[atlas.table["label"] == only]
    x, y = table["tsne_x"].to_numpy(), table["tsne_y"].to_numpy()
    if colour == "slant":
        return figures.style_map_by_slant(x, y, table["slant_deg"].to_numpy())
    return figures.style_map_by_digit(x, y, table["label"].to_numpy(), only=only)


def _settled(shared: T) -> T:
    """Return something that all visitors share, once the garbage collector no longer walks through it."""
    settle_memory()
    return shared
