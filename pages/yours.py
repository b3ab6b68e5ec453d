"""Your digit: what do the numbers say about your own digit?"""

import streamlit as st

from mnist_explore.ui.shell import chosen_class, open_page
from mnist_explore.ui.views.yours.page import show_yours

atlas = open_page("yours")
st.write(
    "**Draw a digit, or send a picture of one or several:** each is classified, measured, placed and explained as the "
    "data set's are."
)
show_yours(atlas, only=chosen_class(atlas), key="yours")
