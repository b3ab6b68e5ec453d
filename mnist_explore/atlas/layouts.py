"""Layouts: ways to lay digits out on a map, each a name and the places of some or all digits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.groups.regions import AXES, PIXELS, PLACE_STEP, on_grid
from mnist_explore.atlas.table import Atlas
from mnist_explore.atlas.values import Indices, members
from mnist_explore.embedding.landmarks import LANDMARKS, MOST_WHOLE
from mnist_explore.words import PLURALS, capitalised

FARTHEST_STEPS = 32_767
"""Places are sent as whole numbers of :data:`~mnist_explore.atlas.groups.regions.PLACE_STEP` in 16 bits."""


ALIKE = "Near means alike; distances between far islands, and the axes, mean nothing."
METHOD = "perplexity 30 (van der Maaten & Hinton 2008)"


@dataclass(frozen=True, eq=False)
class Layout:
    """Some digits with a place each.

    Parameters
    ----------
    name
        What an address calls it: lower-case letters.
    title
        What a page calls it.
    indices
        ``(n,)`` intp, ascending, the digits that it lays out.
    places
        ``(n, 2)`` float32, x to the right and y up, in the map's unit: within about 100 of the middle, at most 327.
    about
        How it was made, in sentences.
    digit
        The class that it lays out alone, or None; each class has a layout of its own under one name.
    tag
        Tells it from others of its name and class.
    """

    name: str
    title: str
    indices: Indices
    places: NDArray[np.float32]
    about: str = ""
    digit: int | None = None
    tag: str = ""

    @property
    def key(self) -> str:
        """What tells it from all others of its name: ``"own3"``."""
        return f"{self.name}{'' if self.digit is None else self.digit}{self.tag}"


def layouts_of(atlas: Atlas, *, only: int | None = None) -> tuple[Layout, ...]:
    """Return the layouts there are: all digits by pixels before all else, those of one class alone last.

    Parameters
    ----------
    atlas
        Digits; where only the map by pixels was made of them, they have that one.
    only
        The class to lay out alone as well, where it has digits.
    """
    every = np.arange(len(atlas.digits))
    found = [_layout(atlas, PIXELS, "All digits, by pixels",
                     f"t-SNE of the first 50 principal components of the pixels, {METHOD}.", every)]  # fmt: skip
    if not has_layouts(atlas):
        return tuple(found)
    how = f"t-SNE of what the network's last hidden layer gives for each digit, its principal components, {METHOD}."
    found.append(_layout(atlas, "features", "All digits, by the network's features", how, every))
    own = members(atlas.table, only) if only is not None else every[:0]
    if only is not None and len(own):
        noun = PLURALS[only]
        how = f"t-SNE of the {noun} alone, the first 50 principal components of their own pixels, {METHOD}."
        found.append(_layout(atlas, "own", f"{capitalised(noun)} alone, as written", how, own, digit=only))
        how = f"t-SNE of the {noun} alone, by their centre lines with slant, stroke width and size taken out, {METHOD}."
        found.append(_layout(atlas, "style", f"{capitalised(noun)} alone, by style", how, own, digit=only))
    return tuple(found)


def has_layouts(atlas: Atlas) -> bool:
    """Return whether the digits can be laid out otherwise than by pixels."""
    return AXES["features"][0] in atlas.table


def first_shown(layouts: tuple[Layout, ...]) -> Layout:
    """Return the layout that a map shows until another is asked for: the chosen class's own, else all by pixels."""
    return next((one for one in layouts if one.name == "own"), layouts[0])


def _layout(atlas: Atlas, name: str, title: str, how: str, indices: Indices, *, digit: int | None = None) -> Layout:
    """Return a layout from the table's columns."""
    places = np.stack([atlas.table[axis].to_numpy(np.float32)[indices] for axis in AXES[name]], axis=1)
    if len(indices) > MOST_WHOLE:
        how += f" Laid out are {LANDMARKS:,}, drawn at random; each other stands where its nearest of these do."
    return Layout(name, title, indices, places, f"{how} {ALIKE}", digit)


def grid_steps(places: NDArray[np.floating]) -> NDArray[np.int16]:
    """Return places as whole steps of the grid that membership is decided on; ``(n, 2)`` int16, clipped."""
    steps = np.rint(on_grid(places) / PLACE_STEP)
    return np.clip(steps, -FARTHEST_STEPS, FARTHEST_STEPS).astype(np.int16)


def curve_codes(steps: NDArray[np.int16]) -> NDArray[np.int64]:
    """Return how far along a Z-shaped curve places lie, ``(n,)`` int64 below 2³²: the bits of x and y in turn.

    References
    ----------
    Morton (1966), A computer oriented geodetic data base and a new technique in file sequencing, IBM.
    """
    spread = steps.astype(np.int64) + 32_768
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        spread = (spread | (spread << shift)) & mask
    return np.asarray(spread[:, 0] | (spread[:, 1] << 1))


def along_a_curve(steps: NDArray[np.int16]) -> Indices:
    """Return the order in which the curve visits places: neighbours in it are mostly neighbours on the map."""
    return np.argsort(curve_codes(steps), kind="stable")
