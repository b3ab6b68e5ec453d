"""What was found in the picture that a visitor gave, and what the network makes of each digit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mnist_explore.classes import in_use
from mnist_explore.errors import ArtifactError
from mnist_explore.ink import Reading, find_digits, load_picture
from mnist_explore.ink.pictures import one_at_a_time
from mnist_explore.ink.reading import least_clear
from mnist_explore.ui.base import cache, digit_cache

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mnist_explore.ui.inputs.given import Given

_LOOKED, _PLACE = "yours_looked", "yours_place"
"""Where the session keeps what was found in the picture given last, and which of its digits is looked at."""


@dataclass(frozen=True, eq=False)
class Looked:
    """What was found in a given picture.

    Parameters
    ----------
    images
        ``(n, 28, 28)`` uint8, its digits in reading order; n may be 0.
    chances
        ``(n, classes)`` float32, how probable each class is, or None without a network that can be used.
    grey
        ``(H, W)`` uint8, the picture as given, upright and in grey; None where a digit of 28×28 was given.
    reading
        The marks and the steps that led to them; None as above.
    """

    images: NDArray[np.uint8]
    chances: NDArray[np.float32] | None
    grey: NDArray[np.uint8] | None = None
    reading: Reading | None = None

    def __len__(self) -> int:
        """Return how many digits there are."""
        return len(self.images)

    def is_clear(self, place: int) -> bool:
        """Return whether the network takes one of the digits for a digit; without a network it counts as one."""
        return self.chances is None or float(self.chances[place].max()) >= least_clear()

    def answer(self, place: int) -> int | None:
        """Return the class that one of the digits is classified as, None without a network."""
        return None if self.chances is None else int(self.chances[place].argmax())

    @property
    def clear(self) -> NDArray[np.intp]:
        """The places of all clear digits, ascending."""
        return np.array([place for place in range(len(self)) if self.is_clear(place)], np.intp)


def look_at(given: Given) -> Looked:
    """Return what is found in a given picture; the same picture is looked at once.

    It is kept in the visitor's session alone, and only the last one.

    Raises
    ------
    PictureError
        If the bytes are no picture that is read here, or there is no ink on it.
    """
    content = given.picture if given.pixels is None else given.pixels.tobytes()
    assert content is not None
    usable = _usable()
    mark = (hashlib.sha256(content).hexdigest(), given.polarity, usable, cache.shelf().network)
    before: tuple[object, Looked] | None = st.session_state.get(_LOOKED)
    if before is not None and before[0] == mark:
        return before[1]
    forget()
    looked = _looked(given, usable=usable)
    st.session_state[_LOOKED] = (mark, looked)
    return looked


def forget() -> None:
    """Let go of the picture that was looked at last."""
    st.session_state.pop(_LOOKED, None)
    st.session_state.pop(_PLACE, None)


def chosen_place(looked: Looked) -> int:
    """Return which of the digits is looked at: the first, until the visitor chooses another."""
    place: int = st.session_state.get(_PLACE, 0)
    return place if place < len(looked) else 0


def choose_place(place: int) -> None:
    """Look at another of the digits."""
    st.session_state[_PLACE] = place


def _usable() -> bool:
    """Return whether there is a network."""
    try:
        cache.recogniser()
    except ArtifactError:
        return False
    return True


def _looked(given: Given, *, usable: bool) -> Looked:
    """Return what is found in a given picture, looked at anew."""
    if given.pixels is not None:
        images = given.pixels[None]
        return Looked(images, _chances(images) if usable else None)
    assert given.picture is not None
    classify = cache.recogniser().probabilities if usable else None
    with one_at_a_time(given.picture):
        grey = load_picture(given.picture).grey
        reading = find_digits(grey, polarity=given.polarity, classify=classify)
    images = np.array([mark.image for mark in reading.digits], np.uint8).reshape(-1, 28, 28)
    return Looked(images, _chances(images) if usable else None, grey, reading)


def _chances(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return ``(n, classes)``, what the network makes of each digit."""
    if not len(images):
        return np.empty((0, len(in_use())), np.float32)
    return np.stack([digit_cache.probabilities(image) for image in images])
