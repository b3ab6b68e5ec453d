"""The statistics that pages show, each computed once for a data set and shared by all visitors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mnist_explore.analysis.variation import spread, structures
from mnist_explore.analysis.variation.lesson import Claim, lesson_claims
from mnist_explore.analysis.writers import groups, intraclass
from mnist_explore.analysis.writers.habits import habit_measures
from mnist_explore.analysis.writers.profiles import Profile, list_writers
from mnist_explore.analysis.writers.profiles import writer_profile as profile_of
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.values import Indices, Values
from mnist_explore.columns import measures_of
from mnist_explore.ui.base.cache import KEYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

BINS = 60
"""Of a distribution: fine enough to see two humps, coarse enough for the thousand digits of the bundled set."""


@st.cache_resource(show_spinner=False, max_entries=3, hash_funcs=KEYS)
def writers(atlas: Atlas) -> pd.DataFrame:
    """Return every known writer."""
    return list_writers(atlas.table)


def as_values(numbers: Sequence[float]) -> Values:
    """Return numbers as the array that figures take."""
    return np.asarray(numbers, np.float64)


def digits_of_writer(atlas: Atlas, writer: int) -> Indices:
    """Return the digits of one writer, ascending."""
    return np.flatnonzero(atlas.digits.writer == writer)


@st.cache_resource(show_spinner=False, max_entries=50, hash_funcs=KEYS)
def writer_profile(atlas: Atlas, writer: int) -> Profile:
    """Return one writer's digits and habits."""
    return profile_of(atlas.table, writer, measures=habit_measures())


def amounts() -> tuple[str, ...]:
    """Return the measures of style that have a spread and a mean, in the order in which people read them."""
    return measures_of("amount", is_style=True)


@st.cache_resource(show_spinner="Comparing writers …", max_entries=3, hash_funcs=KEYS)
def person_or_moment(atlas: Atlas) -> pd.DataFrame:
    """Return the writers' share of every measure's variation."""
    return intraclass.person_or_moment(atlas.table, amounts())


@st.cache_resource(show_spinner="Comparing groups …", max_entries=3, hash_funcs=KEYS)
def employees_against_students(atlas: Atlas) -> pd.DataFrame:
    """Return how the two groups of writers differ in every measure."""
    return groups.employees_against_students(atlas.table, amounts())


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=KEYS)
def distributions(atlas: Atlas, measure: str, digits: tuple[int, ...]) -> dict[int, spread.Distribution]:
    """Return each digit's distribution of a measure, all in the same bins."""
    edges = spread.distribution(atlas.table, None, measure, bins=BINS).edges
    return {digit: spread.distribution(atlas.table, digit, measure, edges=edges) for digit in digits}


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=KEYS)
def extremes(atlas: Atlas, digit: int, measure: str, *, count: int) -> tuple[Indices, Indices]:
    """Return the digits of a class with the lowest and the highest values of a measure, the extreme ones first."""
    return spread.extremes(atlas.table, digit, measure, count=count)


@st.cache_resource(show_spinner="Finding medoids …", max_entries=20, hash_funcs=KEYS)
def style_grid(atlas: Atlas, digit: int, *, size: int) -> spread.QuantileGrid:
    """Return the grid of one digit by slant and stroke width."""
    return spread.quantile_grid(atlas.table, atlas.digits, digit, n=size)


@st.cache_resource(show_spinner=False, max_entries=20, hash_funcs=KEYS)
def structure_counts(atlas: Atlas, digit: int) -> pd.DataFrame:
    """Return how often each structure occurs in one class."""
    return structures.structure_counts(atlas.table, digit)


@st.cache_resource(show_spinner="Ranking …", max_entries=3, hash_funcs=KEYS)
def ranking(atlas: Atlas) -> tuple[list[int], list[str], Values, dict[str, int]]:
    """Return digits, measures, their relative spreads ``(digits, measures)``, and which digit varies most in each."""
    measures = list(measures_of("amount", "count", is_style=True))
    found = spread.variation_ranking(atlas.table, measures)
    wide = found.pivot(index="digit", columns="measure", values="relative")[measures]
    first = found[found["rank"] == 1].drop_duplicates("measure").set_index("measure")["digit"]
    return (
        [int(digit) for digit in wide.index],
        measures,
        wide.to_numpy(),
        {name: int(first[name]) for name in measures},
    )


@st.cache_resource(show_spinner="Weighing the lesson's claims …", max_entries=3, hash_funcs=KEYS)
def claims(atlas: Atlas) -> tuple[Claim, ...]:
    """Return the lesson's five claims with their verdicts."""
    return lesson_claims(atlas.table)
