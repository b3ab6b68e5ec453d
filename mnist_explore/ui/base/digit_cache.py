"""What is computed of one digit and kept, and what it is held against: look-alikes, the map, known writers' hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from mnist_explore.analysis.errors import by_style
from mnist_explore.analysis.errors.confusion import Answers
from mnist_explore.analysis.writers.likeness import KnownHands, known_hands
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.layouts import Layout, layouts_of
from mnist_explore.atlas.maps import FurtherMaps, load_maps
from mnist_explore.atlas.values import Indices, members
from mnist_explore.embedding.neighbours import NeighbourIndex, Neighbours
from mnist_explore.embedding.placement import NEIGHBOURS, Placement, place_by_neighbours
from mnist_explore.figures.placed import StillMap, still_map
from mnist_explore.model.serving.attribution import Attribution, attribution
from mnist_explore.model.serving.features import FeatureReader
from mnist_explore.model.serving.recogniser import LITERT_FILE, network_bytes, network_section
from mnist_explore.style.families.shapes import shapes
from mnist_explore.style.families.spaces import flat
from mnist_explore.style.restyling import Dial, dial, dial_values
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.cache import KEYS, settled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Likeness = Literal["pixels", "features", "style"]


def probabilities(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return ``(classes,)``, how likely a ``(28, 28)`` uint8 digit is each, classified once for all who ask."""
    chances: NDArray[np.float32] = _probabilities(image, cache.shelf().network)
    return chances


@st.cache_data(show_spinner=False, max_entries=1000)
def _probabilities(image: NDArray[np.uint8], network: str) -> NDArray[np.float32]:  # noqa: ARG001 - the cache's key
    """Return how likely a digit is to be each class by a network."""
    chances: NDArray[np.float32] = cache.recogniser().probabilities(image[None])[0]
    return chances


@st.cache_resource(show_spinner="Finding the digits …", max_entries=60, hash_funcs=KEYS)
def misclassified_of_style(atlas: Atlas, answers: Answers, measure: str, name: str, *, only: int | None) -> Indices:
    """Return the misclassified digits of one style."""
    found: Indices = by_style.misclassified_of_style(atlas, answers, measure, name, only=only)
    return found


@st.cache_resource(show_spinner="Sorting the digits by likeness …", max_entries=2, hash_funcs=KEYS)
def neighbour_index(atlas: Atlas) -> NeighbourIndex:
    """Return the index that look-alikes are found in."""
    return settled(NeighbourIndex(atlas.projection(atlas.digits.images)))


def maps_of(atlas: Atlas) -> FurtherMaps:
    """Return the maps besides the one of all digits by pixels; raises ``ArtifactError`` where there are none."""
    return atlas.maps or load_maps(atlas.digits)


@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs=KEYS)
def _feature_reader(atlas: Atlas) -> FeatureReader:
    """Return what reads the served network's features."""
    return FeatureReader(network_bytes(LITERT_FILE, section=network_section(atlas.digits)))


@st.cache_resource(show_spinner="Sorting the digits by likeness …", max_entries=4, hash_funcs=KEYS)
def _index_by(atlas: Atlas, by: Likeness) -> NeighbourIndex:
    """Return the index that digits alike by something else than pixels are found in."""
    maps = maps_of(atlas)
    return NeighbourIndex((maps.features if by == "features" else maps.style).points())


def near_digits(
    atlas: Atlas, image: NDArray[np.uint8], *, by: Likeness = "pixels", count: int, among: Indices | None = None
) -> Neighbours:
    """Return the `count` digits nearest to a ``(28, 28)`` uint8 picture, by its pixels, its features or its style.

    Exact among the numbers kept of each digit: 50 principal components of the pixels, 24 of the network's features, or
    30 of the shape.

    Raises
    ------
    ArtifactError
        If features or style are asked for and there are none of these digits.
    """
    if by == "pixels":
        return neighbour_index(atlas).search(atlas.projection(image[None]), count=count, among=among)
    maps = maps_of(atlas)
    if by == "features":
        point = maps.features.place(_feature_reader(atlas)(image[None]))
    else:
        point = maps.style.place(flat(shapes(image[None])))
    return _index_by(atlas, by).search(point, count=count, among=among)


def look_alikes(
    atlas: Atlas,
    image: NDArray[np.uint8],
    *,
    by: Likeness = "pixels",
    count: int = 12,
    but: int | None = None,
    only: int | None = None,
) -> Indices:
    """Return the `count` digits most like a picture, nearest first.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8.
    by
        What likeness is; for all but pixels as :func:`near_digits`.
    but
        A digit to leave out: itself.
    only
        Look in this class alone.
    """
    among = None if only is None else members(atlas.table, only)
    near = near_digits(atlas, image, by=by, count=count + 1, among=among).indices[0]
    others: Indices = near[near != but][:count]
    return others


@st.cache_resource(show_spinner="Drawing the map …", max_entries=6, hash_funcs=KEYS)  # 1.3 MB each
def small_map(atlas: Atlas, *, only: int | None = None) -> StillMap:
    """Return the map of writing styles as a small still picture, of all digits or `only` one class that has digits."""
    table = atlas.table if only is None else atlas.table[atlas.table["label"] == only]
    return still_map(table["tsne_x"].to_numpy(), table["tsne_y"].to_numpy(), table["label"].to_numpy())


@st.cache_resource(show_spinner=False, max_entries=12, hash_funcs=KEYS)  # all digits' 1.7 MB once, others' up to 0.2
def layouts(atlas: Atlas, *, only: int | None = None) -> tuple[Layout, ...]:
    """Return the layouts there are, as :func:`~mnist_explore.atlas.layouts.layouts_of`: the same to all visitors.

    Streamlit keeps what the map was shown with as long as its visitor is there.
    """
    found = layouts_of(atlas, only=only)
    if only is None:
        return found
    shared = layouts(atlas)
    return (*shared, *found[len(shared) :])


def placement(atlas: Atlas, image: NDArray[np.uint8]) -> Placement:
    """Return where on the map a ``(28, 28)`` uint8 digit belongs, by its nearest digits there."""
    near = near_digits(atlas, image, count=NEIGHBOURS)
    return place_by_neighbours(near, atlas.table[["tsne_x", "tsne_y"]].to_numpy())


def explanation(image: NDArray[np.uint8]) -> Attribution:
    """Return the shares of a ``(28, 28)`` uint8 digit's ink in the answer of the network in use."""
    found: Attribution = _explanation(image, cache.shelf().network)
    return found


@st.cache_resource(show_spinner=False, max_entries=1000)
def _explanation(image: NDArray[np.uint8], network: str) -> Attribution:  # noqa: ARG001 - the cache's key
    """Return the shares of a digit's ink in a network's answer."""
    return attribution(image, cache.recogniser().single_pass, final=probabilities(image))


def dial_of(image: NDArray[np.uint8], measure: str) -> Dial:
    """Return a ``(28, 28)`` uint8 digit along a dial, classified by the network in use."""
    found: Dial = _dial_of(image, measure, cache.shelf().network)
    return found


@st.cache_resource(show_spinner=False, max_entries=200)
def _dial_of(image: NDArray[np.uint8], measure: str, network: str) -> Dial:  # noqa: ARG001 - the cache's key
    """Return a digit along a dial, classified by a network."""
    return dial(image, measure, dial_values(image, measure), cache.recogniser().probabilities)


@st.cache_resource(show_spinner="Comparing writers' hands …", max_entries=2, hash_funcs=KEYS)
def hands_of(atlas: Atlas) -> KnownHands | None:
    """Return all known writers' hands, by a model fitted to the training writers; None where too few are known."""
    return settled(known_hands(atlas))
