"""The views of the variation page: how a measure spreads, its extremes, a grid of styles, structures, the lesson."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.variation.sentences import grid_words, medians
from mnist_explore.analysis.variation.spread import GRID
from mnist_explore.atlas import BY_NAME, Atlas, queries
from mnist_explore.atlas.groups import Group
from mnist_explore.columns import measures_of
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.subject import tell_subject
from mnist_explore.ui.components.choices import choose, choose_digits
from mnist_explore.ui.components.filters import CLASS, choose_group, of_any_class
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.views.variation.part import WHERE, choose_part, of_part
from mnist_explore.words import PLURALS, with_unit

EXTREMES = 16


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
    if missing := [str(one) for one in wanted if one not in there]:
        st.info(f"None of these digits is a {' or a '.join(missing)}.", icon=":material/info:")
    digits = [one for one in wanted if one in there]
    if not digits:
        st.info("Choose at least one digit that there is, or take a condition off.", icon=":material/filter_alt_off:")
        return
    tell_subject(group.asking(CLASS, ",".join(map(str, digits))), key=WHERE)
    column = BY_NAME[measure]
    found = cache.distributions(atlas, measure, tuple(digits), of=group)
    shares = {digit: one.counts / one.counts.sum() for digit, one in found.items()}
    st.plotly_chart(
        figures.distribution_figure(shares, found[digits[0]].edges, unit=column.unit, title=column.title),
        key="variation_distribution",
        config={"displayModeBar": False},
        alt=f"Distribution of {column.title.lower()} of {', '.join(PLURALS[digit] for digit in digits)}",
    )
    st.caption(f"{medians(found, measure)} {column.definition} Source: {column.source}.")
    for one in digits:
        _show_extremes(atlas, one, measure, group)


def _show_extremes(atlas: Atlas, digit: int, measure: str, group: Group) -> None:
    """Show the digits of a class in a group with the lowest and the highest values of a measure."""
    column = BY_NAME[measure]
    ends = cache.extremes(atlas, digit, measure, count=EXTREMES, of=group)
    values = atlas.table[measure].to_numpy()
    for place, side, words, indices in zip(
        st.columns(2, gap="large"), ("least", "most"), column.words.extremes or ("", ""), ends, strict=True
    ):
        with place:
            st.markdown(f"**The {PLURALS[digit]} {words}**")
            show_gallery(
                atlas,
                indices,
                key=f"variation_{side}_{digit}_{measure}",
                alt=f"The {len(indices)} {PLURALS[digit]} {words}",
                captions=[with_unit(values[index], column.unit) for index in indices],
                columns=8,
                cell_px=64,
            )


def show_grid(atlas: Atlas, digit: int) -> None:
    """Show one digit from leaning left to leaning right, and from fine to bold; all of it can be of a group."""
    part = choose_part(atlas, digit)
    if part is None:
        return
    digit, group = part
    grid = cache.group_grid(atlas, group, rows="slant_deg", columns="thickness_px", size=GRID)
    filled = grid.indices.ravel()
    st.markdown(
        f"{grid_words(grid.counts, PLURALS[digit] + of_part(group, digit))} "
        "**From the top down they lean farther right, from left to right the stroke grows bolder.**"
    )
    show_gallery(
        atlas,
        filled[filled >= 0],
        key=f"variation_grid_{digit}",
        alt=f"Medoids of {PLURALS[digit]} by slant and stroke width",
        columns=GRID,
        cell_px=88,
    )
    slants, widths = grid.row_edges, grid.column_edges
    st.caption(
        f"Rows: slant, cut at {_listed(slants, '°')}. Columns: stroke width, cut at {_listed(widths, ' px', 1)}. "
        "Each cell shows its medoid, the digit nearest to the cell's mean picture; a cell without digits is left out."
    )


def _listed(values: Iterable[float], unit: str, decimals: int = 0) -> str:
    """Return numbers with their unit in words."""
    return ", ".join(f"{value:.{decimals}f}{unit}" for value in values)
