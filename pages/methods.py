"""Methods: does it take a neural network?"""

import streamlit as st

from mnist_explore.ui.shell import open_page
from mnist_explore.ui.views.methods import (
    choose_split,
    compared_methods,
    show_against,
    show_misread,
    show_nobody,
    show_only_ours,
    show_side_by_side,
)

atlas = open_page("methods")
methods = compared_methods(atlas)
if methods is None:
    show_misread(atlas)
    st.stop()
show_side_by_side(atlas, methods)
split = choose_split(atlas)
show_only_ours(atlas, methods, split=split)
show_against(atlas, methods, split=split)
show_nobody(atlas, methods, split=split)
