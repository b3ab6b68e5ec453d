"""Which digit varies most in what."""

from __future__ import annotations

import numpy as np
import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.variation.sentences import most_varied
from mnist_explore.atlas import BY_NAME, Atlas
from mnist_explore.atlas.groups import Group
from mnist_explore.classes import in_use
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.subject import tell_subject
from mnist_explore.ui.components.chart_rows import choose_mark
from mnist_explore.ui.components.extremes import show_extremes
from mnist_explore.ui.components.filters import show_no_group
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.words import TITLES


def show_ranking(atlas: Atlas) -> None:
    """Show which digit varies most in what, and the extremes of one cell."""
    tell_subject(Group(), key="variation_where")
    drawn = atlas.digits.resampled
    show_no_group(f"the ten classes are held against each other, all of each, and drawn anew by {drawn}")
    digits, measures, relative, first = cache.variation_ranking(atlas)
    titles = {BY_NAME[name].title: name for name in measures}
    most = np.unravel_index(np.nanargmax(relative), relative.shape)
    row, column = choose_mark(
        figures.ranking_figure(relative, digits, list(titles)),
        [TITLES[digit] for digit in digits],
        list(titles),
        labels=("Digit", "Measure"),
        default=(TITLES[digits[most[0]]], list(titles)[most[1]]),
        key="variation_ranking",
        alt="How much every digit varies in every measure, against the digits' mean",
    )
    st.markdown(most_varied(first, digits))
    show_caption(
        "The spread is Gini's mean difference, how far two digits of a class drawn at random lie apart, over its mean "
        f"over the ten classes. Orange varies more than usual, blue less. “Among the most”: with other {drawn} "
        f"drawn, another class varies as much in one of twenty draws or more (bootstrap of {drawn})."
    )
    show_extremes(
        atlas, in_use().names.index(row), titles[column], Group(), key=f"variation_{{}}_{row}_{titles[column]}"
    )
