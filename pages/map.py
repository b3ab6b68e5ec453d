"""Map: which digits are written alike?"""

import streamlit as st

from mnist_explore.ui.base.address import remembered
from mnist_explore.ui.components.style_map import map_state, show_map
from mnist_explore.ui.shell import chosen_class, counted, open_page
from mnist_explore.ui.views.map.selection import show_selection
from mnist_explore.ui.views.map.visitor import visitors_place

atlas = open_page("map")
digit = chosen_class(atlas)
st.write(
    f"Each dot is one of the {counted(atlas, digit)}; digits written alike lie close together, and close up the dots "
    "are the digits themselves. **Draw a loop around some** to see what they have in common."
)
shown = remembered("map_show", range(-1, len(atlas.digits)), default=-1)
glow = visitors_place(atlas, key="map_digit")
state = map_state(atlas, only=digit)
# Side by side where there is room for both, else the selection below the map.
both = st.container(horizontal=True, gap="medium")
with both.container(width="stretch", key="map_place"):
    show_map(atlas, only=digit, key="map_chart", show=shown if shown >= 0 else None, glow=glow)
    if glow:
        st.caption("Your digit glows in yellow, at the place of the digits that are most like it.")
if state.regions:
    with both.container(width=320, key="map_selection"):
        show_selection(atlas, state, key="map_selected")
st.caption(
    "t-SNE of the first 50 principal components of the pixels, perplexity 30 (van der Maaten & Hinton 2008). "
    "Near means alike; distances between far islands, and the axes, mean nothing."
)
