"""The lesson's five claims with their verdicts."""

from __future__ import annotations

import streamlit as st

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.groups import Group
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.subject import tell_subject
from mnist_explore.ui.components.filters import show_no_group
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption

ONLY_DIGITS = "The lesson’s five claims are about the digits 0 to 9; they say nothing of these classes."
VERDICTS = {
    "true": ":green-badge[true]",
    "partly": ":orange-badge[partly true]",
    "not borne out": ":red-badge[not borne out]",
    "cannot be told": ":gray-badge[cannot be told]",
}


def show_lesson(atlas: Atlas) -> None:
    """Show the lesson's five claims, each with its verdict, numbers and pictures."""
    tell_subject(Group(), key="variation_where")
    if not atlas.digits.classes.are_digits:
        st.info(ONLY_DIGITS, icon=":material/info:")
        return
    show_no_group("the lesson speaks of all digits")
    st.write("A lesson on neural networks begins by looking at these digits and marvelling. Is what it says true?")
    for place, claim in enumerate(cache.claims(atlas)):
        with st.container(border=True):
            st.markdown(f"**“{claim.claim}”** {VERDICTS[claim.verdict]}")
            st.markdown(claim.finding)
            if len(claim.indices):
                show_gallery(
                    atlas,
                    claim.indices,
                    key=f"variation_claim_{place}",
                    alt=f"Digits that show it: {claim.claim}",
                    columns=12,
                    cell_px=64,
                )
            show_caption(claim.rule)
