"""How often each structure occurs in a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.variation.sentences import structure_shares, structure_title
from mnist_explore.atlas import BY_NAME, Atlas
from mnist_explore.ui.base import cache
from mnist_explore.ui.views.variation.part import choose_part, of_part
from mnist_explore.words import PLURALS, per_cent

if TYPE_CHECKING:
    import pandas as pd


def show_structures(atlas: Atlas, digit: int) -> None:
    """Show how often each structure occurs in one class, or in the digits of it that are in a group."""
    part = choose_part(atlas, digit)
    if part is None:
        return
    digit, group = part
    counts = cache.structure_counts(atlas, digit, of=group)
    names = [structure_title(row.structure, row.value) for row in counts.itertuples()]
    st.plotly_chart(
        figures.share_figure(
            names,
            counts["share"].to_numpy(),
            counts["low"].to_numpy(),
            counts["high"].to_numpy(),
            colour=figures.DIGIT_COLOURS[digit],
        ),
        key="variation_structures",
        config={"displayModeBar": False},
        alt="; ".join(map(str, structure_shares(counts, digit))),
    )
    used = dict.fromkeys(counts["structure"])
    st.caption(
        f"Of {len(cache.group_members(atlas, group)):,} {PLURALS[digit]}{of_part(group, digit)}. "
        + " ".join(f"**{BY_NAME[name].title}.** {BY_NAME[name].definition}" for name in used)
        + f" {_how(counts)}"
    )


def _how(counts: pd.DataFrame) -> str:
    """Return what the shares and their lines allow for."""
    writers = "The lines are 95\u00a0% intervals that allow for several digits by one writer"
    corrected = counts[counts["corrected"]]
    if corrected.empty:
        return f"{writers}."
    told = ", ".join(
        f"{structure_title(row.structure, row.value).lower()} {row[3]:,} of {row.total:,}, {per_cent(row.counted)}"
        for row in corrected.itertuples()
    )
    return (
        f"{writers} and, where a detector tells the structure, for its errors: such shares are corrected by what it "
        "finds and misses among digits labelled by eye that it did not learn from (Rogan & Gladen 1978, Lang & "
        f"Reiczigel 2014). As the detectors tell it: {told}."
    )
