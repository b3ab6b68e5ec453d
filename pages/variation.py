"""Variation: how many ways are there to write one digit?"""

import streamlit as st

from mnist_explore.ui.components.choices import choose_view
from mnist_explore.ui.shell import one_class, open_page, say_all_ten
from mnist_explore.ui.views.variation.axes import show_axes
from mnist_explore.ui.views.variation.families import show_families, show_standard
from mnist_explore.ui.views.variation.lesson import show_lesson
from mnist_explore.ui.views.variation.part import measured_words
from mnist_explore.ui.views.variation.ranking import show_ranking
from mnist_explore.ui.views.variation.spread import show_grid, show_spread
from mnist_explore.ui.views.variation.structures import show_structures

atlas = open_page("variation")
digit = one_class(atlas, default=7)
st.write(measured_words(atlas))
families, axes, spread, grid, structures, standard, ranking, lesson = choose_view(
    ["Families", "Style axes", "Spread", "Slant × width", "Structure", "Standard", "Ranking", "The lesson"],
    key="variation_view",
)
if lesson.open:
    with lesson:
        say_all_ten()
        show_lesson(atlas)
if spread.open:
    with spread:
        show_spread(atlas, digit)
if grid.open:
    with grid:
        show_grid(atlas, digit)
if axes.open:
    with axes:
        show_axes(atlas, digit)
if families.open:
    with families:
        show_families(atlas, digit)
if standard.open:
    with standard:
        show_standard(atlas, digit)
if structures.open:
    with structures:
        show_structures(atlas, digit)
if ranking.open:
    with ranking:
        say_all_ten()
        show_ranking(atlas)
