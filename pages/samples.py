"""Samples: what do the digits look like?"""

import streamlit as st

from mnist_explore.ui.base import cache
from mnist_explore.ui.components.filters import choose_group, group_sentence
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.shell import chosen_class, open_page
from mnist_explore.ui.views.samples.arrangement import choose_layout
from mnist_explore.ui.views.samples.sheet import show_selection, show_sheet, take_selection

atlas = open_page("samples")
chosen_class(atlas)
st.write("Every digit of the data set is here. Choose a class and narrow it as you like; pick a digit to see its card.")
group = choose_group(atlas, key="samples_where")
if not len(cache.group_members(atlas, group)):
    st.info("No digit is in this group: take one of its conditions away.", icon=":material/info:")
    st.stop()
layout = choose_layout(atlas, group)
selected = take_selection(atlas)
show_selection(selected, group)
words = group_sentence(atlas, group)
show_caption(f"{layout.words}. What a column means, and its source, stand beside its control.")
show_sheet(atlas, layout, selected, alt=f"{words}. {layout.words}")
