"""Map: which digits are written alike?"""

import streamlit as st

from mnist_explore.atlas.layouts import has_layouts
from mnist_explore.ui.base.address import remembered
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.style_map import map_state, show_map
from mnist_explore.ui.shell import chosen_class, counted, open_page
from mnist_explore.ui.views.map.anew import made_layouts, show_laying_out
from mnist_explore.ui.views.map.selection import show_selection
from mnist_explore.ui.views.map.visitor import look_alikes_on, visitors_places

atlas = open_page("map")
digit = chosen_class(atlas)
st.write(
    f"Each dot is one of the {counted(atlas, digit)}; digits written alike lie close together, and close up the dots "
    "are the digits themselves. **Draw a loop around some** to see what they have in common."
)
shown = remembered("map_show", range(-1, len(atlas.digits)), default=-1)
glow = visitors_places(atlas, key="map_digit", only=digit)
alike = look_alikes_on(atlas, shown, only=digit) if shown >= 0 else {}
state = map_state(atlas, only=digit)
# Side by side where there is room for both, else the selection below the map.
both = st.container(horizontal=True, gap="medium")
with both.container(width="stretch", key="map_place"):
    show_map(atlas, only=digit, key="map_chart", show=shown if shown >= 0 else None, glow=glow, alike=alike,
             more=made_layouts(atlas, only=digit))  # fmt: skip
    if glow:
        show_caption("Your digit glows in yellow, at the place of the digits that are most like it.")
    if alike:
        show_caption("The marked digit is joined with the ten that are most like it, by what the map is laid out by.")
    if not has_layouts(atlas):
        show_caption("These digits have only the map by pixels.")
if state.regions:
    with both.container(width=320, key="map_selection"):
        show_selection(atlas, state, key="map_selected")
show_laying_out(atlas, state.group, only=digit, key="map_anew")
