"""The views of the variation page: how a measure spreads, its extremes, a grid of styles, structures, the lesson."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_explore import figures
from mnist_explore.analysis.variation.sentences import grid_words, medians
from mnist_explore.analysis.variation.spread import GRID
from mnist_explore.atlas import BY_NAME, Atlas, queries
from mnist_explore.columns import measures_of
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.subject import tell_subject
from mnist_explore.ui.components.choices import choose, choose_digits
from mnist_explore.ui.components.extremes import show_extremes
from mnist_explore.ui.components.filters import CLASS, choose_group, of_any_class
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.sheet import Axis
from mnist_explore.ui.views.variation.part import WHERE, choose_part, of_part
from mnist_explore.words import PLURALS, SINGULARS, TEXTS


def show_spread(atlas: Atlas, digit: int) -> None:
    """Show the distribution of one measure for one digit or several, `digit` at first, and its extremes as pictures.

    All of it can be of a group.
    """
    group = of_any_class(choose_group(atlas, key=WHERE, is_open=False), key=WHERE)
    left, right = st.columns([1, 2])
    with left:
        titles = {BY_NAME[name].title: name for name in measures_of("amount", is_style=True)}
        measure = titles[choose("Measure", list(titles), key="variation_measure", look="list")]
    with right:
        wanted = choose_digits("Digits side by side", key="variation_digits", default=digit)
    there = queries.classes(atlas.digits.labels[cache.group_members(atlas, group)])
    if missing := [SINGULARS[one] for one in wanted if one not in there]:
        st.info(f"None of these digits is a {' or a '.join(missing)}.", icon=":material/info:")
    digits = [one for one in wanted if one in there]
    if not digits:
        st.info("Choose at least one digit that there is, or take a condition off.", icon=":material/filter_alt_off:")
        return
    tell_subject(group.asking(CLASS, ",".join(TEXTS[digit] for digit in digits)), key=WHERE)
    column = BY_NAME[measure]
    found = cache.distributions(atlas, measure, tuple(digits), of=group)
    shares = {digit: one.counts / one.counts.sum() for digit, one in found.items()}
    st.plotly_chart(
        figures.distribution_figure(shares, found[digits[0]].edges, unit=column.unit, title=column.title),
        key="variation_distribution",
        config={"displayModeBar": False},
        alt=f"Distribution of {column.title.lower()} of {', '.join(PLURALS[digit] for digit in digits)}",
    )
    show_caption(
        f"A histogram of {cache.BINS} equal bins at most, not smoothed. {medians(found, measure)} {column.definition} "
        f"Source: {column.source}."
    )
    for one in digits:
        show_extremes(atlas, one, measure, group, key=f"variation_{{}}_{one}_{measure}")


def show_grid(atlas: Atlas, digit: int) -> None:
    """Show one digit from leaning left to leaning right, and from fine to bold; all of it can be of a group."""
    part = choose_part(atlas, digit)
    if part is None:
        return
    digit, group = part
    grid = cache.group_grid(atlas, group, rows="slant_deg", columns="thickness_px", size=GRID)
    slants, widths = grid.row_edges, grid.column_edges
    st.markdown(
        f"{grid_words(grid.counts, PLURALS[digit] + of_part(group, digit))} "
        "**From the top down they lean farther right, from left to right the stroke grows bolder.**"
    )
    show_gallery(
        atlas,
        grid.indices.ravel(),
        key=f"variation_grid_{digit}",
        alt=f"Medoids of {PLURALS[digit]} by slant and stroke width",
        axes=(
            Axis(BY_NAME["thickness_px"].title, ranges(widths, BY_NAME["thickness_px"].unit, decimals=1)),
            Axis(BY_NAME["slant_deg"].title, ranges(slants, BY_NAME["slant_deg"].unit)),
        ),
        cell_px=88,
    )
    show_caption(
        "Each row and each column is bounded by quantiles of its measure; a slant to the left is below 0. Each cell "
        "shows its medoid, the digit nearest to the cell's mean picture; a cell without digits is left empty."
    )


def ranges(edges: NDArray[np.float64], unit: str, *, decimals: int = 0) -> tuple[str, ...]:
    r"""Return the ranges between neighbouring edges in words.

    >>> ranges(np.array([-1.0, 0.5, 2.0]), "px", decimals=1)
    ('−1.0 to 0.5\xa0px', '0.5 to 2.0\xa0px')
    """
    ends = [f"{edge:.{decimals}f}".replace("-", "−") for edge in edges]
    space = "" if unit == "°" else "\u00a0"
    return tuple(f"{low} to {high}{space}{unit}" for low, high in pairwise(ends))
