"""Taking a view away: a link, its digits as tables and pictures, its figures as PNG; each made when asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.export import PICTURE_BYTES, description, group_pictures, group_table, likely_bytes, too_large
from mnist_explore.atlas.groups import Group
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import current_page
from mnist_explore.ui.base.keys import key_now, renew
from mnist_explore.ui.base.subject import begin_subject, is_same_view, subjects
from mnist_explore.ui.components.arrival import begin_anew_where_replaced
from mnist_explore.ui.components.copying import copy_link
from mnist_explore.ui.components.filters import group_sentence
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.picturing import offer_pictures

KEY = "takeaway"
"""The beginning of the menu's keys, the same on every page."""

SOURCE = "MNIST (LeCun, Cortes & Burges); writers: QMNIST (Yadav & Bottou 2019); measures: mnist_explore"
"""What pictures that leave the app say of where their digits come from."""


def show_takeaway(atlas: Atlas) -> None:
    """Show the menu from which a view is taken away; once a page, before anything names the digits it is about.

    Nothing is made before the menu is opened and a file is asked for. Opening it runs the menu alone, and what it
    offers is what the page, which has run by then, said that it is about.
    """
    name = f"{KEY}_menu"
    if st.session_state.get(key_now(name)) and not is_same_view():
        # Back or Forward with the menu open: what it offers is not known before the page has run.
        renew(name)
    _menu(atlas, key_now(name))
    begin_subject()


@st.fragment
def _menu(atlas: Atlas, key: str) -> None:
    """Show the menu, and what is in it where it is open."""
    begin_anew_where_replaced(atlas)
    menu = st.popover("Take it away", key=key, icon=":material/download:", on_change="rerun")
    if not menu.open:
        return
    with menu:
        copy_link(key=f"{KEY}_link")
        for place, group in enumerate(subjects()):
            with st.container(gap="xxsmall"):
                _offer_group(atlas, group, key=f"{KEY}_{place}")
        offer_pictures(key=f"{KEY}_pictures", page=current_page(), source=source_of(atlas))


def _offer_group(atlas: Atlas, group: Group, *, key: str) -> None:
    """Offer the digits of a group, their pictures, and what is known of them."""
    indices = cache.group_members(atlas, group)
    words = group_sentence(atlas, group)
    count = len(indices)
    st.markdown(f"**{words}**")
    if not count:
        return
    title = f"{words}\n{group.spaced}" if group.pairs else words
    refused = too_large(count, likely_bytes(atlas.table, indices))
    table = partial(group_table, atlas.table, indices)
    _offer("Table, CSV: all columns", "digits.csv", table, key=f"{key}_csv", refusal=refused)
    # Smaller than the CSV, so that it fits wherever that does, and is not tried first.
    _offer("The same as Parquet", "digits.parquet", partial(table, suffix=".parquet"), key=f"{key}_parquet",
           refusal=refused)  # fmt: skip
    _offer("What the table's columns mean, text", "digits-columns.txt", lambda: description(title=title).encode(),
           key=f"{key}_columns")  # fmt: skip
    _offer("Pictures, labels and indices, NPZ", "digits.npz", lambda: group_pictures(atlas.digits, indices),
           key=f"{key}_npz", refusal=too_large(count, count * PICTURE_BYTES))  # fmt: skip


def source_of(atlas: Atlas) -> str:
    """Return where the digits come from, in words for a picture that leaves the app."""
    digits = atlas.digits
    return SOURCE if digits.name == "mnist" else f"{digits.name}, {len(digits):,} digits; measures: mnist_explore"


def _offer(label: str, file: str, make: Callable[[], bytes], *, key: str, refusal: str | None = None) -> None:
    """Show a button that makes a file when it is pressed, or a sentence where the file would be too large."""
    if refusal:
        show_caption(refusal)
        return
    st.download_button(label, make, file, key=key, on_click="ignore", type="tertiary", icon=":material/download:")
