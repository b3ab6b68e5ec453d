"""Overview: how differently do people write the same digit?"""

import streamlit as st

from mnist_explore.ui.shell import chosen_class, open_page, show_doors
from mnist_explore.ui.views.overview import show_draw, show_lesson_door, show_story

atlas = open_page("app")
show_story(atlas)
show_lesson_door()
show_draw(atlas, chosen_class(atlas))
st.header("All pages", anchor=False)
show_doors()
