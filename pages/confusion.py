"""Confusion: which digits get mixed up?"""

import streamlit as st

from mnist_explore import figures
from mnist_explore.atlas import queries
from mnist_explore.ui.choices import choose
from mnist_explore.ui.frame import open_page
from mnist_explore.ui.gallery import show_gallery
from mnist_explore.ui.selections import choose_cell

atlas = open_page("confusion")
counts = queries.confusion_counts(atlas.table, split="test")
errors = int(counts.sum() - counts.trace())
st.write(
    f"A neural network that never saw the {counts.sum():,} test digits reads **all but {errors:,}** of them as "
    "their label says. **Pick a cell** to see its digits."
)
matrix, cell = st.columns([3, 2], gap="large")
with matrix:
    shown = choose("Show", ["counts", "rates in %"], key="confusion_show")
    given, answer = choose_cell(
        figures.confusion_figure(counts, rates=shown != "counts"),
        default=queries.most_confused(counts),
        key="confusion",
        alt=f"Confusion matrix of {counts.sum():,} test digits: {errors} lie off the diagonal",
    )
with cell:
    found = queries.confusion_cell(atlas.table, split="test", given=given, answer=answer)
    st.subheader(f"Labelled {given}, read as {answer}", anchor=False)
    st.write(f"{len(found):,} of {counts[given].sum():,} test digits labelled {given}" + (
        f", {len(found) / counts[given].sum():.2%}." if counts[given].sum() else "."))  # fmt: skip
    show_gallery(
        atlas, found[:200], key="confusion_sheet", alt=f"Test digits labelled {given} and read as {answer}", cell_px=56
    )
    st.caption("The answers that the network is surest of come first." if len(found) else "No digit is in this cell.")
st.caption(
    "Rows: the label given. Columns: the network's answer. The diagonal, where both agree, is left without colour so "
    "that the mistakes can be seen. Rates are shares of a row. Some labels are themselves disputed."
)
