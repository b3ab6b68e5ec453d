"""How often each structure occurs in a class."""

from __future__ import annotations

import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.variation.style_words import counted
from mnist_explore.atlas import BY_NAME, Atlas, queries
from mnist_explore.atlas.groups import Group
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import DIGIT
from mnist_explore.ui.components.chart_rows import choose_row
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.links import link_to, show_compare_link
from mnist_explore.words import PLURALS

SHOWN = 32
"""How many digits of a structure are shown."""


def show_structures(atlas: Atlas, digit: int) -> None:
    """Show how often each structure occurs in one class."""
    counts = cache.structure_counts(atlas, digit)
    names = [_structure_title(row.structure, row.value) for row in counts.itertuples()]
    place = choose_row(
        figures.share_figure(
            names,
            counts["share"].to_numpy(),
            counts["low"].to_numpy(),
            counts["high"].to_numpy(),
            colour=figures.DIGIT_COLOURS[digit],
        ),
        names,
        label="Digits with",
        key="variation_structures",
        alt=f"How often each structure occurs among the {PLURALS[digit]}",
    )
    row = counts.iloc[place]
    group = Group().asking(DIGIT, str(digit)).asking(row["structure"], row["value"])
    _show_digits(atlas, group, f"{names[place]}: {row['count']:,} of {row['total']:,} {PLURALS[digit]}")
    used = dict.fromkeys(counts["structure"])
    st.caption(
        " ".join(f"**{BY_NAME[name].title}.** {BY_NAME[name].definition}" for name in used)
        + " The lines are 95\u00a0% intervals that allow for several digits by one writer."
    )


def _show_digits(atlas: Atlas, group: Group, title: str) -> None:
    """Show digits of a group, evenly spread over it, and the ways to all of them and to their comparison."""
    found = cache.group_members(atlas, group)
    st.markdown(f"**{title}**")
    show_gallery(atlas, queries.evenly(found, SHOWN), key="variation_structure_digits", alt=title, cell_px=48)
    with st.container(horizontal=True):
        link_to("samples", label=f"All {len(found):,}", icon=":material/grid_view:", samples_where=group.addressed)
        show_compare_link(group, label="Compare them with the rest")


def _structure_title(structure: str, value: str) -> str:
    """Return what a bar of the structures' figure is called."""
    if BY_NAME[structure].kind == "count":
        return counted(structure, int(value))
    return BY_NAME[structure].title if value == "yes" else f"{BY_NAME[structure].title}: {value}"
