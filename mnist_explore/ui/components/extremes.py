"""The digits of a class with the lowest and the highest values of a measure, side by side."""

from __future__ import annotations

import numpy as np
import streamlit as st

from mnist_explore.atlas import BY_NAME, Atlas
from mnist_explore.atlas.groups import Group
from mnist_explore.ui.base import cache
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.values import extreme_words
from mnist_explore.words import PLURALS, with_unit

EXTREMES = 16
"""Digits shown at either end."""


def show_extremes(atlas: Atlas, digit: int, measure: str, group: Group, *, key: str) -> None:
    """Show the digits of a class in a group with the lowest and the highest values of a measure.

    Parameters
    ----------
    measure
        An amount or a count.
    key
        Of the two galleries, with ``{}`` where "least" and "most" stand.
    """
    column = BY_NAME[measure]
    ends = cache.extremes(atlas, digit, measure, count=EXTREMES, of=group)
    values = atlas.table[measure].to_numpy()
    of_ends = values[np.concatenate(ends)] if any(map(len, ends)) else np.zeros(1)
    called = extreme_words(measure, float(of_ends.min()), float(of_ends.max()))
    for place, side, words, indices in zip(st.columns(2, gap="large"), ("least", "most"), called, ends, strict=True):
        with place:
            st.markdown(f"**The {PLURALS[digit]} {words}**")
            show_gallery(
                atlas,
                indices,
                key=key.format(side),
                alt=f"The {len(indices)} {PLURALS[digit]} {words}",
                captions=[
                    f"{values[index]:.0f}" if column.kind == "count" else with_unit(values[index], column.unit)
                    for index in indices
                ],
                columns=8,
                cell_px=64,
            )
