"""How often each structure occurs in a class."""

from __future__ import annotations

import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.variation.sentences import structure_shares, structure_title
from mnist_explore.atlas import BY_NAME, Atlas
from mnist_explore.ui.base import cache


def show_structures(atlas: Atlas, digit: int) -> None:
    """Show how often each structure occurs in one class."""
    counts = cache.structure_counts(atlas, digit)
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
        " ".join(f"**{BY_NAME[name].title}.** {BY_NAME[name].definition}" for name in used)
        + " The lines are 95\u00a0% intervals that allow for several digits by one writer."
    )
