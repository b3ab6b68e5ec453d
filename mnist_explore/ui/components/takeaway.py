"""Taking a group of digits away: a link, a table, pictures, the sheet as one picture; each made when asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.export import PICTURE_BYTES, description, group_pictures, group_table, likely_bytes, too_large
from mnist_explore.atlas.groups import Group
from mnist_explore.atlas.values import Indices
from mnist_explore.figures.sheets import SheetPicture, sheet_png
from mnist_explore.ui.components.copying import copy_link

SOURCE = "MNIST (LeCun, Cortes & Burges); writers: QMNIST (Yadav & Bottou 2019); measures: mnist_explore"
"""What pictures that leave the app say of where their digits come from."""


def show_takeaway(
    atlas: Atlas,
    indices: Indices,
    *,
    words: str,
    key: str,
    group: Group | None = None,
    sheet: SheetPicture | None = None,
) -> None:
    """Show a menu from which a view's digits can be taken away.

    Nothing is made before the menu is opened and a file is asked for.

    Parameters
    ----------
    atlas
        The digits.
    indices
        ``(n,)`` those to take away.
    words
        Which these are; stands above the columns' description.
    key
        The beginning of the controls' keys.
    group
        How to ask for them again.
    sheet
        The digits as they lie on screen; without it there is no picture to take.
    """
    menu = st.popover("Take it away", key=f"{key}_menu", icon=":material/download:", on_change="rerun")
    if not menu.open:
        return
    title = f"{words}\n{group.spaced}" if group is not None and group.pairs else words
    count = len(indices)
    with menu:
        copy_link(key=f"{key}_link")
        refused = too_large(count, likely_bytes(atlas.table, indices))
        table = partial(group_table, atlas.table, indices)
        _offer(f"Table, CSV: {count:,} rows, all columns", "digits.csv", table, key=f"{key}_csv", refusal=refused)
        # Smaller than the CSV, so that it fits wherever that does, and is not tried first.
        _offer("The same as Parquet", "digits.parquet", partial(table, suffix=".parquet"), key=f"{key}_parquet",
               refusal=refused)  # fmt: skip
        _offer("What the table's columns mean, text", "digits-columns.txt", lambda: description(title=title).encode(),
               key=f"{key}_columns")  # fmt: skip
        _offer("Pictures, labels and indices, NPZ", "digits.npz", lambda: group_pictures(atlas.digits, indices),
               key=f"{key}_npz", refusal=too_large(count, count * PICTURE_BYTES))  # fmt: skip
        if sheet is not None:
            _offer("This sheet as a picture, PNG", "digits.png",
                   partial(sheet_png, sheet, source=source_of(atlas)), key=f"{key}_png")  # fmt: skip


def source_of(atlas: Atlas) -> str:
    """Return where the digits come from, in words for a picture that leaves the app."""
    digits = atlas.digits
    return SOURCE if digits.name == "mnist" else f"{digits.name}, {len(digits):,} digits; measures: mnist_explore"


def _offer(label: str, file: str, make: Callable[[], bytes], *, key: str, refusal: str | None = None) -> None:
    """Show a button that makes a file when it is pressed, or a sentence where the file would be too large."""
    if refusal:
        st.caption(refusal)
        return
    st.download_button(label, make, file, key=key, on_click="ignore", type="tertiary", icon=":material/download:")
