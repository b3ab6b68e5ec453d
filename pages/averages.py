"""Averages: what does the average digit look like?"""

import streamlit as st

from mnist_explore import figures
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.sheet import picture_sheet
from mnist_explore.ui.shell import one_class, open_page

KINDS = tuple(range(10))
CAPTIONS = {
    "mean": "**Mean.** Each pixel's average ink. Blurred where people differ, sharp where they agree.",
    "upright": "**Slant-corrected mean.** The same with every digit stood upright: the blur left is not slant.",
    "spread": "**Spread.** Standard deviations, drawn at twice their value: strong where only some digits have ink.",
    "median": "**Median.** The ink that half of the digits reach: the shape that most share.",
}

atlas = open_page("averages")
pictures = atlas.summary.pictures
st.write("Lay all digits of a kind on top of each other. What stays sharp is what people agree on.")
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

st.subheader("What the variation is made of", anchor=False)
st.plotly_chart(
    figures.variance_shares_figure(KINDS, dict(zip(atlas.summary.causes, atlas.summary.shares.T, strict=True))),
    key="averages_variance",
    config={"displayModeBar": False},
    alt="Share of each digit's pixel variance that slant, stroke width, size, family and the rest explain",
)
st.caption(
    "Per cent of a digit's pixel variance. Each cause's share is its gain in R² averaged over all orders of entry "
    "(Lindeman, Merenda & Gold 1980); amounts enter as cubic splines, families as indicators. The rest is what no "
    "measure here catches."
)

st.subheader("The difference of any two", anchor=False)
first, second, which = st.columns(3)
with first:
    one = choose("First", KINDS, default=one_class(atlas, default=4), key="averages_first", look="list")
with second:
    two = choose("Second", KINDS, default=4 if one == 9 else 9, key="averages_second", look="list")
with which:
    name = choose("Picture", list(CAPTIONS), key="averages_picture", look="list")
st.plotly_chart(
    figures.difference_figure(pictures[name][one], pictures[name][two], names=(f"the {one}", f"the {two}")),
    key="averages_difference",
    alt=f"Where the {name} {one} has more ink than the {name} {two}, and the other way round",
)
st.caption(
    f"Orange: the {name} {one} has more there. Blue: the {name} {two}. 100 points of ink: a full pixel to an empty one."
)
