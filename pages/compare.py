"""Compare: what sets two groups of digits apart?"""

import streamlit as st

from mnist_explore.ui.components.choices import choose_view
from mnist_explore.ui.shell import chosen_class, open_page
from mnist_explore.ui.views.compare.groups import choose_pair, show_finding
from mnist_explore.ui.views.compare.measures import show_distributions, show_effects
from mnist_explore.ui.views.compare.pictures import show_averages, show_places, show_typical
from mnist_explore.ui.views.compare.shares import show_shares

atlas = open_page("compare")
chosen_class(atlas)
by_what = "by whom they were written," if atlas.digits.has_writers else "by how bold they are,"
st.write(
    f"Name two groups of digits: {by_what} how they lean, which structures they have. Their class is "
    "the digit chosen, unless a group names its own."
)
pair = choose_pair(atlas)
if not show_finding(pair):
    st.stop()
glance, shares, distributions, samples, places = choose_view(
    ["At a glance", "Structures and errors", "Distributions", "Samples", "Map"], key="compare_view"
)
if glance.open:
    with glance:
        measures, pictures = st.columns(2, gap="medium")
        with measures:
            show_effects(pair)
        with pictures:
            show_averages(pair)
if shares.open:
    with shares:
        show_shares(atlas, pair)
if distributions.open:
    with distributions:
        show_distributions(atlas, pair)
if samples.open:
    with samples:
        show_typical(atlas, pair)
if places.open:
    with places:
        show_places(atlas, pair)
