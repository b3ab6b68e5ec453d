"""Averages: what does the average digit look like?"""

import streamlit as st

from mnist_explore import figures
from mnist_explore.ui import cached
from mnist_explore.ui.choices import choose
from mnist_explore.ui.frame import open_page
from mnist_explore.ui.sheet import picture_sheet

KINDS = tuple(range(10))
CAPTIONS = {
    "mean": "**Mean.** Each pixel's average ink. Blurred where people differ, sharp where they agree.",
    "spread": "**Spread.** Each pixel's standard deviation: dark where some people put ink and others none.",
    "median": "**Median.** Ink where at least half of the people have it: the shape that most share.",
}

atlas = open_page("averages")
st.write("Lay all digits of a kind on top of each other. What stays sharp is what people agree on.")
pictures = cached.class_pictures(atlas)
for name, caption in CAPTIONS.items():
    picture_sheet(
        pictures[name],
        key=f"averages_{name}",
        alt=f"The {name} picture of each digit from 0 to 9",
        captions=[str(kind) for kind in KINDS],
        columns=10,
        cell_px=110,
    )
    st.caption(f"{caption} Computed from all {len(atlas.digits):,} digits.")

st.subheader("The difference of any two", anchor=False)
first, second, which = st.columns(3)
with first:
    one = choose("First", KINDS, default=4, key="averages_first", look="list")
with second:
    two = choose("Second", KINDS, default=9, key="averages_second", look="list")
with which:
    name = choose("Picture", ["mean", "median", "spread"], key="averages_picture")
st.plotly_chart(
    figures.difference_figure(pictures[name][one], pictures[name][two], names=(f"the {one}", f"the {two}")),
    key="averages_difference",
    alt=f"Where the {name} {one} has more ink than the {name} {two}, and the other way round",
)
st.caption(
    f"Orange: the {name} {one} has more there. Blue: the {name} {two} has more. "
    "Where nothing is coloured, ink cannot tell the two apart."
)
