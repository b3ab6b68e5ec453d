"""Overview: how differently do people write the same digit?"""

import streamlit as st

from mnist_explore.analysis.variation.sentences import people_wrote
from mnist_explore.atlas import queries
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import assign, remembered
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.shell import chosen_class, open_page, show_doors

DRAWS = 1_000_000

atlas = open_page("app")
digit = chosen_class(atlas)
draw = remembered("app_draw", range(DRAWS), default=0)
rows = queries.sample_rows(atlas.digits.labels, only=digit, seed=draw)
many = "Sixteen" if len(rows) == 160 else "Up to sixteen"
what = f"{many} of each kind" if digit is None else f"{len(rows)} of the {digit}s"
st.write(
    f"{people_wrote(len(atlas.digits))} {what}, drawn at random, are below: "
    "**pick any of them** to see what is known about it."
)
show_gallery(
    atlas,
    rows,
    key="app_sheet",
    alt=f"{what}: {len(rows)} handwritten digits in rows of sixteen",
    columns=16,
    cell_px=52,
)
if st.button("Draw others", key="app_others", icon=":material/casino:"):
    assign("app_draw", (draw + 1) % DRAWS)
    st.rerun()

st.subheader("What the digits show", anchor=False)
for place, fact in enumerate(cache.facts(atlas)):
    number, proof = st.columns([2, 3], vertical_alignment="center")
    number.metric(fact.title, str(fact.value))
    number.markdown(fact.sentence)
    with proof:
        show_gallery(atlas, fact.indices, key=f"app_fact_{place}", alt=f"Digits that show it: {fact.title}", columns=12)
st.caption(
    "Computed from the table of all digits, not from a sample. The 95\u00a0% intervals are what other writers of the "
    "same kind would give. Only where a share allows for the detector's errors does its interval know of them: how "
    "often the detectors of loops and bars err was counted on MNIST alone."
)

st.subheader("Explore", anchor=False)
show_doors()
