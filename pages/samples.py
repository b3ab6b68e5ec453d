"""Samples: what do the digits look like?"""

import streamlit as st

from mnist_explore.ui.base import cache
from mnist_explore.ui.components.choices import choose_page
from mnist_explore.ui.components.filters import choose_group
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.shell import open_page

SHOWN = 300

atlas = open_page("samples")
st.write("Every digit of the data set is here. Choose a kind in the sidebar; pick a digit to see its card.")
group = choose_group(atlas, key="samples_where")
found = cache.group_members(atlas, group)
page = choose_page(len(found), size=SHOWN, key="samples_page")
shown = found[page]
show_gallery(atlas, shown, key="samples_sheet", alt=f"{len(shown)} of {len(found):,} digits")
