"""Disputed labels: which labels are in doubt?"""

import streamlit as st

from mnist_explore.digits import SPLITS
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.shell import chosen_class, open_page
from mnist_explore.ui.views.disputed.cases import (
    answers_or_why,
    choose_where,
    find_disputed,
    of_group,
    show_cases,
    votes_or_why,
)
from mnist_explore.ui.views.disputed.counts import show_counts
from mnist_explore.words import SPLIT_WORDS

SHOWN = ("all digits", "those with votes")

atlas = open_page("disputed")
methods = answers_or_why(atlas)
votes = votes_or_why(atlas)
if methods is None and votes is None:
    st.stop()
st.write(
    "Some digits can be read in more than one way. These are the labels most doubted by networks that were not trained "
    "on the digit. **Pick one** to see what speaks for its label and what against."
    if methods is not None
    else "Five people voted on each of these digits: those whose label the fewest chose come first. **Pick one**."
)
left, middle, right = st.columns([1, 2, 2])
with left:
    split = choose("Split", SPLITS[::-1], key="disputed_split") if methods is not None else "test"
with middle:
    count = choose("How many", [30, 60, 120, 240], key="disputed_count")
with right:
    show = choose("Show", SHOWN, key="disputed_show") if methods is not None and votes is not None else SHOWN[0]
chosen_class(atlas)
group = choose_where(atlas)
found = find_disputed(atlas, methods, votes if methods is None or show == SHOWN[1] else None, split=split, group=group)
if not len(found):
    st.info("No digit is left with this choice. Votes are on test digits only.", icon=":material/filter_alt_off:")
    st.stop()
which = f"{len(found):,} {SPLIT_WORDS[split]} digits{of_group(group)}"
which += " that people voted on" if methods is None or show == SHOWN[1] else ""
show_cases(
    atlas,
    found[:count],
    methods,
    votes,
    caption=f"The first {min(count, len(found))} of {which}, the label least probable to the networks first "
    "(self-confidence, cleanlab). “Or”: the networks still agree with the label, but are not sure."
    if methods is not None
    else f"{which}. Votes: Northcutt, Athalye & Mueller 2021.",
)
if methods is not None:
    show_counts(atlas, votes)
