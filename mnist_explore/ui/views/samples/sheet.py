"""The sheet of digits that is browsed: a pick opens a card, several can be selected, and a selection is a group."""

from __future__ import annotations

import numpy as np
import streamlit as st

from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.groups import Group, exact_group, group_of_indices
from mnist_explore.atlas.values import Indices
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import assign, keep, open_index, take
from mnist_explore.ui.base.subject import tell_subject
from mnist_explore.ui.components.links import SAMPLES_GROUP, show_compare_link
from mnist_explore.ui.components.sheet import selection_sheet
from mnist_explore.ui.views.samples.arrangement import Layout

SELECTED = "samples_selected"
"""The address bar's name of the digits that are selected."""

_TOO_MANY = "samples_too_many"
"""Where the session keeps, until it is said, how many digits could not be selected."""


def take_selection(atlas: Atlas) -> tuple[int, ...]:
    """Return the digits that are selected, as the address or the visitor says."""

    def read(text: str) -> tuple[int, ...] | None:
        try:
            group = exact_group(f"index={text}")
        except ValueError:
            return None
        return tuple(cache.group_members(atlas, group).tolist())

    none: tuple[int, ...] = ()
    chosen = take(
        SELECTED, none, parse=read, known=lambda value: isinstance(value, tuple),
        range_="digits' numbers such as 3,5..9",
    )  # fmt: skip
    keep(SELECTED, chosen, (), text=selection_text(chosen))
    return chosen


def selection_text(chosen: tuple[int, ...]) -> str:
    """Return digits' numbers as the address has them: ``3,5..9``; "" for none."""
    asked = group_of_indices(np.array(chosen)).of("index") if chosen else None
    return asked.value_text() if asked else ""


def show_sheet(atlas: Atlas, layout: Layout, selected: tuple[int, ...], *, alt: str) -> None:
    """Show the digits; what is picked opens its card, and what is selected goes into the address.

    Parameters
    ----------
    selected
        The digits that are selected, those that are not on screen too.
    alt
        What the sheet shows.
    """

    def select(now: tuple[int, ...]) -> None:
        _select(layout.indices, selected, now)

    selection_sheet(
        atlas.digits.images,
        layout.indices,
        labels=queries.digit_words(atlas.table, layout.indices),
        on_pick=open_index,
        on_select=select,
        key="samples_sheet",
        alt=alt,
        selected=selected,
        by_tap=layout.by_tap,
        captions=layout.captions,
        rows=layout.rows,
        axes=layout.axes,
        cell_px=layout.cell_px,
    )
    if (count := st.session_state.pop(_TOO_MANY, None)) is not None:
        st.warning(f"{count:,} digits so far apart are more than an address can name; select fewer.")


def _select(shown: Indices, before: tuple[int, ...], now: tuple[int, ...]) -> None:
    """Keep a selection: what is selected on screen, and what was elsewhere."""
    chosen = tuple(sorted((set(before) - set(shown.tolist())) | set(now)))
    try:
        selection_text(chosen)
    except ValueError:
        st.session_state[_TOO_MANY] = len(chosen)
        return
    assign(SELECTED, chosen)


def show_selection(chosen: tuple[int, ...], group: Group) -> None:
    """Say how many digits are selected, and show what can be done with them; nothing where none are.

    The page is then about the selected digits: they are what can be taken away.
    """
    if not chosen:
        return
    own = group_of_indices(np.array(chosen))
    tell_subject(own, key=SAMPLES_GROUP)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", border=True):
        st.markdown(f"**{len(chosen):,} selected**", width="content")
        st.button("Show these alone", key="samples_alone", icon=":material/filter_alt:", on_click=_alone, args=(own,))
        show_compare_link(own, label="Compare with the group", against=group)
        st.button("Select none", key="samples_none", icon=":material/deselect:", on_click=assign, args=(SELECTED, ()))


def _alone(group: Group) -> None:
    """Let a selection be the group that is browsed."""
    assign(SAMPLES_GROUP, group)
    assign(SELECTED, ())
