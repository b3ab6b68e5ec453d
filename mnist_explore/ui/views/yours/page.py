"""The page of a visitor's own digit, in one piece that runs anew at every stroke."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import streamlit as st

from mnist_explore.atlas import Atlas
from mnist_explore.ui.base.errors import say_errors
from mnist_explore.ui.components.arrival import begin_anew_where_replaced
from mnist_explore.ui.components.choices import choose_view
from mnist_explore.ui.components.dial import show_dial
from mnist_explore.ui.components.explanation import show_explanation
from mnist_explore.ui.components.narrow import bring_into_view
from mnist_explore.ui.inputs.doors import choose_door, open_door, say_what_is_kept
from mnist_explore.ui.inputs.given import Given
from mnist_explore.ui.views.yours.looking import Looked, forget, look_at
from mnist_explore.ui.views.yours.measured import show_look_alikes, show_measures
from mnist_explore.ui.views.yours.picture import show_given, show_steps
from mnist_explore.ui.views.yours.place import show_place
from mnist_explore.ui.views.yours.row import join, show_row
from mnist_explore.ui.views.yours.share import show_sharing
from mnist_explore.ui.views.yours.verdict import show_verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VIEWS = ("Measured", "On the map", "Why", "Style dial", "Share")
ANSWER_PX = 230
"""Of the answer, below the drawing on a telephone: what comes into view after a stroke."""
WIDTH_PX = 1000
"""Of the drawing and the answer together."""


@st.fragment
def show_yours(atlas: Atlas, *, only: int | None, key: str) -> None:
    """Let the visitor give a picture, and show all that there is to say of the digits on it.

    A fragment, so that a stroke runs this alone, and not the frame around it.

    Parameters
    ----------
    only
        The class that look-alikes are looked for in, or None for all.
    key
        Begins every widget's key: the page's name.
    """
    begin_anew_where_replaced(atlas)
    door = choose_door()
    # On a wide screen too the answer stands beside the drawing.
    paper, answers = st.container(width=WIDTH_PX).columns([5, 6], gap="large")
    with paper:
        given = open_door(door, atlas.digits.images, key=key)
        below = st.container()
    looked = place = None
    with answers, say_errors():
        looked = _looked(given)
        bring_into_view(_name(looked, given), key=f"{key}_answer", reach_px=ANSWER_PX)
        if looked is not None:
            place = show_verdict(looked, key=key)
    with below:
        if looked is not None and given is not None:
            show_given(looked, is_drawn=bool(given.origin))
    if looked is not None and given is not None:
        show_steps(looked, key=key)
        if place is not None:
            _show_views(atlas, looked, place, only=only, key=key)
        if given.picture is not None and len(looked.clear):
            join(looked.images[looked.clear], origin=given.origin)
    show_row(atlas, key=key)
    say_what_is_kept()


def _name(looked: Looked | None, given: Given | None) -> str:
    """Return a name of what was found, another for another picture; "" for nothing.

    A drawing keeps its name from the first stroke to the last: a page that moves between strokes spoils the next one.
    """
    if looked is None or given is None:
        return ""
    return "drawing" if given.origin else str(crc32(looked.images.tobytes()))


def _looked(given: Given | None) -> Looked | None:
    """Return what is found in a given picture; without one, ask for it."""
    if given is not None:
        return look_at(given)
    forget()
    st.info("Nothing to look at yet: draw a digit, or give a picture of one or several.", icon=":material/draw:")
    return None


def _show_views(atlas: Atlas, looked: Looked, place: int, *, only: int | None, key: str) -> None:
    """Show what there is to say of one digit; each view is made when it is looked at."""
    image, label = looked.images[place], looked.answer(place)
    measured, on_map, why, dial, share = choose_view(VIEWS, key=f"{key}_view")
    if measured.open:
        with measured:
            if label is not None:
                show_measures(atlas, image, label, key=key, is_sized=looked.grey is not None)
            show_look_alikes(atlas, image, only=only, key=key)
    if on_map.open:
        with on_map:
            show_place(atlas, image, label, key=key)
    if why.open:
        with why:
            st.markdown("**Why the network says so**")
            show_explanation(image, key=f"{key}_why")
    if dial.open:
        with dial:
            _show_dial(image, key=f"{key}_dial")
    if share.open:
        with share:
            show_sharing(atlas, image, None if looked.chances is None else looked.chances[place], key=key)


@st.fragment
def _show_dial(image: NDArray[np.uint8], *, key: str) -> None:
    """Show the style dial, which runs alone when it is turned."""
    show_dial(image, key=key)
