"""Writers: how alike are one writer's digits?"""

import streamlit as st

from mnist_explore.ui.components.choices import choose_view
from mnist_explore.ui.components.links import ONE_WRITER
from mnist_explore.ui.shell import chosen_class, open_page, say_all_ten
from mnist_explore.ui.views.writers.page import (
    choose_writer,
    group_views,
    show_employees_and_students,
    show_share_between,
    show_writer,
    who_wrote,
)
from mnist_explore.ui.views.writers.pair import show_two_writers

atlas = open_page("writers")
if not atlas.digits.has_writers:
    st.info(
        "Nobody recorded who wrote these digits, so this page has nothing to compare. MNIST's writers are known from "
        "QMNIST's label tables: `python -m mnist_explore fetch` downloads MNIST and the tables.",
        icon=":material/person_off:",
    )
    st.stop()
st.write(who_wrote(atlas))
digit = chosen_class(atlas)
views = [ONE_WRITER, "Two writers", "Within and between writers", *group_views(atlas)]
one, two, share, *groups = choose_view(views, key="writers_view")
if one.open:
    with one:
        show_writer(atlas, choose_writer(atlas), only=digit)
if two.open:
    with two:
        show_two_writers(atlas, only=digit)
if share.open:
    with share:
        say_all_ten()
        show_share_between(atlas)
if groups and groups[0].open:
    with groups[0]:
        say_all_ten()
        show_employees_and_students(atlas)
