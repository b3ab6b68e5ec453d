"""Map: which digits are written alike?"""

import streamlit as st

from mnist_explore.ui.base import cache
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.selections import show_map_with_gallery
from mnist_explore.ui.shell import chosen_class, counted, open_page

COLOURS = {
    "digit": "A click on a legend entry hides its digits.",
    "slant": "Slant: blue leans left, grey stands upright, orange leans right.",
}

atlas = open_page("map")
digit = chosen_class(atlas)
st.write(
    f"Each dot is one of the {counted(atlas, digit)}; digits written alike lie close together. "
    "**Draw a loop around any dots** to see the digits themselves."
)
colour = choose("Colour by", list(COLOURS), key="map_colour")
show_map_with_gallery(atlas, cache.style_map(atlas, colour=colour, only=digit), only=digit, key="map_chart")
st.caption(
    "t-SNE of the first 50 principal components of the pixels, perplexity 30 (van der Maaten & Hinton 2008). "
    f"Near means alike; distances between far islands, and the axes, mean nothing. {COLOURS[colour]}"
)
