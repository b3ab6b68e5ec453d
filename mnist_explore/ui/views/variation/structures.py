"""How often each structure occurs in a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.variation.sentences import structure_shares, structure_title
from mnist_explore.atlas import BY_NAME, Atlas, queries
from mnist_explore.atlas.groups import Group
from mnist_explore.ui.base import cache
from mnist_explore.ui.components.chart_rows import choose_row
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import link_to, show_compare_link
from mnist_explore.ui.views.variation.part import choose_part, of_part
from mnist_explore.words import PLURALS, per_cent

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 32
"""How many digits of a structure are shown."""


def show_structures(atlas: Atlas, digit: int) -> None:
    """Show how often each structure occurs in one class, or in the digits of it that are in a group."""
    part = choose_part(atlas, digit)
    if part is None:
        return
    digit, group = part
    counts = cache.structure_counts(atlas, digit, of=group)
    if counts.empty:
        st.info(f"No structure is known of these {PLURALS[digit]}.")
        return
    names = [structure_title(row.structure, row.value) for row in counts.itertuples()]
    place = choose_row(
        figures.share_figure(
            names,
            counts["share"].to_numpy(),
            counts["low"].to_numpy(),
            counts["high"].to_numpy(),
            colour=figures.class_colour(digit),
        ),
        names,
        label="Digits with",
        key="variation_structures",
        alt="; ".join(map(str, structure_shares(counts, digit))),
    )
    row = counts.iloc[place]
    used = dict.fromkeys(counts["structure"])
    show_caption(
        f"Of {len(cache.group_members(atlas, group)):,} {PLURALS[digit]}{of_part(group, digit)}. "
        + " ".join(f"**{BY_NAME[name].title}.** {BY_NAME[name].definition}" for name in used)
        + f" {_how(counts, by_writers=atlas.digits.has_writers)}"
    )
    _show_digits(
        atlas,
        group.asking(row["structure"], row["value"]),
        f"{names[place]}: {row['count']:,} of {row['total']:,} {PLURALS[digit]}",
    )


def _how(counts: pd.DataFrame, *, by_writers: bool) -> str:
    """Return what the shares and their lines allow for."""
    lines = "The lines are 95\u00a0% intervals"
    allowed = " that allow for several digits by one writer" if by_writers else ""
    corrected = counts[counts["corrected"]]
    if corrected.empty:
        return f"{lines}{allowed}."
    allowed = f"{allowed} and," if allowed else " that allow,"
    told = ", ".join(
        f"{structure_title(row.structure, row.value).lower()} {row[3]:,} of {row.total:,}, {per_cent(row.counted)}"
        for row in corrected.itertuples()
    )
    return (
        f"{lines}{allowed} where a detector tells the structure, for its errors: such shares are corrected by what it "
        "finds and misses among digits labelled by eye that it did not learn from (Rogan & Gladen 1978, Lang & "
        f"Reiczigel 2014). As the detectors tell it: {told}."
    )


def _show_digits(atlas: Atlas, group: Group, title: str) -> None:
    """Show digits of a group, evenly spread over it, and the ways to all of them and to their comparison."""
    found = cache.group_members(atlas, group)
    st.markdown(f"**{title}**")
    show_gallery(atlas, queries.evenly(found, SHOWN), key="variation_structure_digits", alt=title, cell_px=48)
    with st.container(horizontal=True):
        link_to("samples", label=f"All {len(found):,}", icon=":material/grid_view:", samples_where=group.addressed)
        show_compare_link(group, label="Compare them with the rest")
