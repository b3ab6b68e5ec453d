"""Averages: what does the average digit look like?"""

import streamlit as st

from mnist_explore.ui.shell import one_class, open_page
from mnist_explore.ui.views.averages import show_difference, show_pictures, show_variance_shares

atlas = open_page("averages")
st.write("Lay all digits of a class on top of each other. What stays sharp is what most of them share.")
found, phrase = show_pictures(atlas)
show_variance_shares(atlas, phrase)
show_difference(found, phrase, start=one_class(atlas, default=4))
