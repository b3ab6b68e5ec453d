"""All ways in which a visitor can give a picture, one of them open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.links import DOOR, DOOR_OF_DATA, LINKED, NUMBER
from mnist_explore.ui.inputs.draw import draw_picture
from mnist_explore.ui.inputs.drive import fetch_from_drive
from mnist_explore.ui.inputs.from_data import pick_digit
from mnist_explore.ui.inputs.given import Given
from mnist_explore.ui.inputs.shared import linked_digit, linked_text
from mnist_explore.ui.inputs.upload import take_picture, upload_picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DOORS = ("Draw", "Upload", "Camera", "Google Drive", DOOR_OF_DATA)
DOOR_OF_LINK = "From the link"
"""Open at first, and there at all, only where the address holds a digit."""


def choose_door() -> str:
    """Let the visitor choose a way to give a picture; return which."""
    linked = linked_text(key=LINKED)
    doors = (DOOR_OF_LINK, *DOORS) if linked else DOORS
    return choose("Where your digit comes from", doors, key=DOOR)


def open_door(door: str, images: NDArray[np.uint8], *, key: str) -> Given | None:
    """Let the visitor give a picture by one way; return what was given, if anything.

    What was drawn or fetched is there again when its door is opened again; files and photographs have to be given anew.

    Parameters
    ----------
    door
        Of :func:`choose_door`.
    images
        ``(N, 28, 28)`` uint8, all digits of the data set.
    key
        What the keys of all doors begin with: the page's name.
    """
    if door == DOOR_OF_LINK:
        return linked_digit(st.session_state[LINKED])
    if door == "Upload":
        return upload_picture(key=f"{key}_upload")
    if door == "Camera":
        return take_picture(key=f"{key}_camera")
    if door == "Google Drive":
        return fetch_from_drive(key=f"{key}_drive")
    if door == DOOR_OF_DATA:
        return pick_digit(images, key=NUMBER)
    return draw_picture(key=f"{key}_drawing")


def say_what_is_kept() -> None:
    """Say what becomes of a visitor's pictures."""
    st.caption(
        ":material/lock: Pictures are looked at in this server's memory and never stored; they are gone when you "
        "leave. Nothing of a picture leaves your session but the 28 × 28 pixels of a digit, and those only when you "
        "download them or pass on a link."
    )
