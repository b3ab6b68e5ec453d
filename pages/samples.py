"""Samples: what do the digits look like?"""

import streamlit as st

from mnist_explore.atlas import queries
from mnist_explore.ui.components.choices import choose, choose_page
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.shell import chosen_class, open_page

SHOWN = 300

atlas = open_page("samples")
digit = chosen_class(atlas)
st.write("Every digit of the data set is here. Choose a kind in the sidebar; pick a digit to see its card.")

left, right = st.columns([1, 2])
with left:
    split = choose("Split", ["both", "train", "test"], key="samples_split")
with right:
    order = choose("Order", list(queries.ORDERS), key="samples_order", look="list")

found = queries.select_digits(atlas.table, digit=digit, split=None if split == "both" else split, order=order)
what = "digits of all kinds" if digit is None else f"handwritten {digit}s"
page = choose_page(len(found), size=SHOWN, key="samples_page")
shown = found[page]
show_gallery(atlas, shown, key="samples_sheet", alt=f"{len(shown)} of {len(found):,} {what}, {order}")
st.caption(
    f"Numbers {page.start + 1:,} to {page.start + len(shown):,} of {len(found):,} {what}, in this order: {order}. "
    "Slant is measured from the ink's second moments; how sure the network is, is its own highest probability."
)
