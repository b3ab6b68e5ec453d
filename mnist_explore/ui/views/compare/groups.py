"""Which two groups are compared, and what is said of both first."""

from __future__ import annotations

import streamlit as st

from mnist_explore.analysis.comparing import Pair
from mnist_explore.analysis.comparing.findings import counted
from mnist_explore.analysis.comparing.pair import WHOLE, first_pair
from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.groups import Group
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import DIGIT, assign
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.filters import choose_group
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import AGAINST, ANOTHER, FIRST, SECOND, THE_REST
from mnist_explore.words import TEXTS

BADGES = (":orange-badge[A]", ":blue-badge[B]")
"""The two, in the colours that figures give them."""


def choose_pair(atlas: Atlas) -> Pair:
    """Let the visitor name two groups, or one and all that it is held against."""
    starts = default_groups(atlas)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        against = choose("Compare A with", [ANOTHER, THE_REST], key=AGAINST)
        if against == ANOTHER:
            st.button("Swap A and B", key="compare_swap", icon=":material/swap_horiz:", on_click=_swap)
    left, right = st.columns(2, gap="medium")
    with left:
        first = _choose_side(atlas, 0, key=FIRST, default=starts[0])
    with right:
        if against == ANOTHER:
            second = _choose_side(atlas, 1, key=SECOND, default=starts[1])
        else:
            second = None
            with st.container(border=True):
                st.markdown(f"{BADGES[1]} **{rest_words(first)}**")
    return cache.pair(atlas, first, second)


def default_groups(atlas: Atlas) -> tuple[Group, Group]:
    """Return what is compared at first.

    Of the class chosen in the sidebar, which the groups take from there, or else of one that is named.
    """
    whole = Group()
    if st.session_state.get(DIGIT) is None:
        there = queries.classes(atlas.digits.labels)
        whole = whole.asking("digit", TEXTS[WHOLE if WHOLE in there else there[0]])
    return first_pair(atlas.digits, whole)


def rest_words(first: Group) -> str:
    """Return what a group is held against when it is held against all others.

    >>> rest_words(Group().asking("digit", "7").asking("crossed", "yes")), rest_words(Group().asking("digit", "7"))
    ('All other digits of the same class', 'All digits of the other classes')
    >>> rest_words(Group().asking("writer", "5").asking("split", "test"))
    'All other digits of the same split'
    """
    asked = set(first.columns)
    if first.region or asked - {"label", "split"}:
        shared = [word for column, word in (("label", "class"), ("split", "split")) if column in asked]
        return " of the same ".join(["All other digits", *([" and ".join(shared)] if shared else [])])
    return f"All digits of the other classes{' in the same split' if 'split' in asked else ''}"


def show_finding(pair: Pair) -> bool:
    """Say what sets the two apart, and of how many digits; return whether there is more to show."""
    found = pair.comparison
    st.header(str(found.sentence), anchor=False)
    st.markdown(" · ".join(f"{BADGES[place]} {counted(pair, place)}" for place in range(2)))
    for note in found.notes:
        show_caption(note)
    if found.measures is None:
        st.info("Change one of the groups above to go on.", icon=":material/filter_alt:")
    return found.measures is not None


def _choose_side(atlas: Atlas, place: int, *, key: str, default: Group) -> Group:
    """Let the visitor name one of the two groups."""
    with st.container(border=True):
        st.markdown(BADGES[place])
        return choose_group(atlas, key=key, default=default, is_open=False)


def _swap() -> None:
    """Let the two groups change places."""
    first, second = st.session_state[FIRST], st.session_state[SECOND]
    assign(FIRST, second)
    assign(SECOND, first)
