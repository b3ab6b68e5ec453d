"""Confusion: which digits get mixed up?"""

from mnist_explore.ui.components.choices import choose_view
from mnist_explore.ui.shell import chosen_class, open_page, say_all_ten
from mnist_explore.ui.views.confusion.cells import show_cells, show_pairs
from mnist_explore.ui.views.confusion.styles import show_hardest, show_styles

atlas = open_page("confusion")
digit = chosen_class(atlas)
cells, pairs, styles, writers = choose_view(
    ["Every cell", "Pairs", "Styles that fool it", "Hardest writers"],
    key="confusion_view",
)
if cells.open:
    with cells:
        show_cells(atlas, digit)
if pairs.open:
    with pairs:
        show_pairs(atlas, digit)
if styles.open:
    with styles:
        show_styles(atlas, digit)
if writers.open:
    with writers:
        say_all_ten()
        show_hardest(atlas)
