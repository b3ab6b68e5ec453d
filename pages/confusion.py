"""Confusion: which digits get mixed up?"""

import streamlit as st

from mnist_explore.ui.shell import chosen_class, open_page
from mnist_explore.ui.views.confusion.cells import show_cells, show_pairs
from mnist_explore.ui.views.confusion.styles import show_hardest, show_styles

atlas = open_page("confusion")
digit = chosen_class(atlas)
cells, pairs, styles, writers = st.tabs(
    ["Every cell", "Pairs", "Styles that fool it", "Hardest writers"],
    key="confusion_view",
    on_change="rerun",
    bind="query-params",
)
if cells.open:
    with cells:
        show_cells(atlas, digit)
if pairs.open:
    with pairs:
        show_pairs(atlas, digit)
if styles.open:
    with styles:
        show_styles(atlas, digit)
if writers.open:
    with writers:
        show_hardest(atlas)
