"""Two writers side by side: what sets them apart, their habits, and their digits class by class."""

from __future__ import annotations

import numpy as np
import streamlit as st

from mnist_explore.analysis.writers.profiles import Profile
from mnist_explore.analysis.writers.sentences import who
from mnist_explore.atlas import Atlas
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.subject import tell_subject
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.filters import show_no_group
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import WRITER, show_compare_link
from mnist_explore.ui.views.writers.page import of_writer
from mnist_explore.words import PLURALS, capitalised

SECOND = "writers_second"
"""The address bar's name of the writer that the first is held against."""

HABITS = 3
"""Of either writer, at most: what can be read across."""


def show_two_writers(atlas: Atlas, *, only: int | None) -> None:
    """Let the visitor choose two writers; show what sets them apart, and all digits of both, or `only` one class."""
    profiles = _choose_two(atlas)
    for key, profile in zip((WRITER, SECOND), profiles, strict=True):
        tell_subject(of_writer(profile.writer), key=key)
    show_no_group("it is of all digits of both writers")
    first, second = (profile.writer for profile in profiles)
    found = cache.writers_compared(atlas, first, second)
    told = str(found.sentence)
    st.markdown(f"**{capitalised(told)}**")
    form = "Each wrote one form at one sitting: t" if atlas.digits.name == "mnist" else "T"
    show_caption(
        "Told are at most three differences, by at least 0.2 standard deviations and by more than chance at a false "
        f"discovery rate of 5\u00a0% (Benjamini & Hochberg 1995). {form}he intervals are for more digits of the same "
        "kind, not for another day."
    )
    if first != second:
        show_compare_link(of_writer(first), against=of_writer(second), label="Compare these two in all measures")
    for place, profile in zip(st.columns(2, gap="large"), profiles, strict=True):
        with place:
            _show_head(profile)
    for digit in sorted({*profiles[0].labels.tolist(), *profiles[1].labels.tolist()}):
        if only in (None, digit):
            _show_class(atlas, profiles, digit)


def _choose_two(atlas: Atlas) -> tuple[Profile, Profile]:
    """Let the visitor choose two of the known writers by number, at first two neighbours."""
    numbers = [int(number) for number in cache.writers(atlas)["writer"]]
    left, right = st.columns(2, gap="large")
    with left:
        first = choose("First writer's number", numbers, key=WRITER, look="list", help="Type a number to find it.")
    following = numbers[(numbers.index(first) + 1) % len(numbers)]
    with right:
        second = choose("Second writer's number", numbers, default=following, key=SECOND, look="list")
    return cache.writer_profile(atlas, first), cache.writer_profile(atlas, second)


def _show_head(profile: Profile) -> None:
    """Say who a writer is, and what sets them apart from all others."""
    st.header(f"Writer {profile.writer}", anchor=False)
    whose, where = who(profile.series), f"the {profile.split} split" if profile.split else "both splits"
    st.write(f"{capitalised(whose)}; {len(profile.indices):,} digits in {where}.")
    habits = [habit for habit in profile.habits if habit.is_found_again][:HABITS]
    if habits:
        st.markdown("\n".join(f"- {habit.sentence}" for habit in habits))
    else:
        show_caption("No habit that half of their digits find again in the other half.")


def _show_class(atlas: Atlas, profiles: tuple[Profile, Profile], digit: int) -> None:
    """Show one class's digits of either writer beside each other."""
    for place, side, profile in zip(st.columns(2, gap="large"), ("first", "second"), profiles, strict=True):
        own = profile.indices[np.flatnonzero(profile.labels == digit)]
        with place:
            show_caption(f"{len(own):,} {PLURALS[digit]} by writer {profile.writer}")
            if len(own):
                show_gallery(
                    atlas, own, key=f"writers_{side}_{digit}",
                    alt=f"The {len(own)} {PLURALS[digit]} of writer {profile.writer}",
                )  # fmt: skip
