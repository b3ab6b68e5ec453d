"""What is loaded or computed once and shared by all visitors, keyed on the digits and who wrote them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import streamlit as st

from mnist_explore.analysis.comparing import Comparison, Pair, compare
from mnist_explore.analysis.errors import by_style, confusion, disputed, methods
from mnist_explore.analysis.ranking import Lead
from mnist_explore.analysis.variation import averages, ranking, spread, structures
from mnist_explore.analysis.variation.axes import Strip
from mnist_explore.analysis.variation.axes import axis_strips as strips_of
from mnist_explore.analysis.variation.facts import Fact, striking_facts
from mnist_explore.analysis.variation.fan import Fan, fan_out
from mnist_explore.analysis.variation.lesson import Claim, lesson_claims
from mnist_explore.analysis.writers import groups, habits, intraclass, profiles
from mnist_explore.analysis.writers.leading import most_between_groups, most_between_writers
from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.groups import Group, Histogram, ValueCounts, facets
from mnist_explore.atlas.groups import members as digits_of_group
from mnist_explore.atlas.predictions import OURS, Methods, load_methods
from mnist_explore.atlas.values import Indices, Values
from mnist_explore.columns import measures_of
from mnist_explore.digits import SPLITS, Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.model.serving.recogniser import Recogniser, load_recogniser
from mnist_explore.statements import Statement
from mnist_explore.style.structure.accuracy import trust_in
from mnist_explore.ui.base.housekeeping import HOUSEKEEPER
from mnist_explore.ui.base.shelf import Shelf

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

KEYS: dict[str | type[Any], Callable[[Any], Any]] = {
    Digits: lambda digits: digits.identity,
    Atlas: lambda atlas: atlas.digits.identity,
    Group: str,
    confusion.Answers: lambda answers: (
        answers.method,
        answers.split,
        hashlib.sha256(answers.indices.tobytes() + answers.predictions.tobytes()).hexdigest(),
    ),
}
"""How cached functions tell data sets apart: Streamlit would hash large arrays from a sample only."""
BINS = 60
"""Of a distribution: fine enough to see two humps, coarse enough for the thousand digits of the bundled set."""


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """Return the server's one shelf."""
    return Shelf()


@st.cache_resource(show_spinner="Loading the atlas …", max_entries=3, hash_funcs=KEYS)
def atlas_of(digits: Digits) -> Atlas:
    """Return the atlas of the digits."""
    return settled(load_atlas(digits))


def recogniser() -> Recogniser:
    """Return the network that reads the data set shown."""
    return _recogniser(shelf().network)


@st.cache_resource(show_spinner=False, max_entries=2)
def _recogniser(section: str) -> Recogniser:
    """Return a network by its section of the manifest."""
    return settled(load_recogniser(section=section))


@st.cache_resource(show_spinner="Loading the methods' answers …", max_entries=3, hash_funcs=KEYS)
def methods_of(atlas: Atlas) -> Methods:
    """Return what every method answers; an error is not kept, so that what is made meanwhile is found."""
    return settled(load_methods(atlas.digits))


@st.cache_resource(show_spinner=False, max_entries=3, hash_funcs=KEYS)
def methods_finding(atlas: Atlas) -> tuple[Statement, Values]:
    """Return what the comparison of methods says, and the intervals of their error shares, ``(methods, 2)``."""
    known = methods_of(atlas)
    return methods.finding(known, atlas), methods.error_shares(known, atlas)


@st.cache_resource(show_spinner=False, max_entries=3, hash_funcs=KEYS)
def facts(atlas: Atlas) -> tuple[Fact, ...]:
    """Return the overview's facts."""
    return striking_facts(atlas, trust=trust_in(atlas.digits.fingerprint))


@st.cache_resource(show_spinner=False, max_entries=6, hash_funcs=KEYS)
def fan(atlas: Atlas, digit: int, *, step_deg: float, rings: int) -> Fan:
    """Return digits of a class at the angles that they lean by."""
    return fan_out(atlas.table, digit, step_deg=step_deg, rings=rings)


@st.cache_resource(show_spinner=False, max_entries=150, hash_funcs=KEYS)
def made_for_map(atlas: Atlas, what: str, *, _make: Callable[[], T]) -> T:  # noqa: ARG001 - both are the cache's key
    """Return what `_make` makes for the map, named by `what`: packed bytes, an order of the digits."""
    return _make()


@st.cache_resource(show_spinner=False, max_entries=3, hash_funcs=KEYS)
def writers(atlas: Atlas) -> pd.DataFrame:
    """Return every known writer."""
    return profiles.list_writers(atlas.table)


@st.cache_resource(show_spinner=False, max_entries=50, hash_funcs=KEYS)
def writer_profile(atlas: Atlas, writer: int) -> profiles.Profile:
    """Return one writer's digits and habits."""
    return profiles.writer_profile(atlas.table, writer, measures=habits.habit_measures())


@st.cache_resource(show_spinner="Comparing two writers …", max_entries=50, hash_funcs=KEYS)
def writers_compared(atlas: Atlas, first: int, second: int) -> Comparison:
    """Return what sets two writers apart, by all that they wrote."""
    own = (writer_profile(atlas, writer).indices for writer in (first, second))
    return compare(atlas.table, *own, names=(f"writer {first}", f"writer {second}"))


@st.cache_resource(show_spinner=False, max_entries=3, hash_funcs=KEYS)
def chance_of_habits(atlas: Atlas) -> float:
    """Return which share of writers' places would count as habits had digits been dealt to writers at random."""
    return habits.chance_of_habits(atlas.table, habits.habit_measures())


@st.cache_resource(show_spinner="Comparing writers …", max_entries=3, hash_funcs=KEYS)
def between_writers(atlas: Atlas) -> pd.DataFrame:
    """Return the writers' share of every measure's variation, of all writers and within both groups."""
    return intraclass.between_writers(atlas.table, measures_of("amount", is_style=True))


@st.cache_resource(show_spinner=False, max_entries=40, hash_funcs=KEYS)
def leading_class(atlas: Atlas, measure: str, *, of: Literal["writers' share", "groups' difference"]) -> Lead:
    """Return in which class a measure's share of variation between writers, or the groups' difference, is highest."""
    if of == "writers' share":
        return most_between_writers(atlas.table, between_writers(atlas), measure)
    return most_between_groups(atlas.table, employees_against_students(atlas), measure)


@st.cache_resource(show_spinner=False, max_entries=6, hash_funcs=KEYS)  # 0.8 MB each
def pairs_again(atlas: Atlas, answers: confusion.Answers) -> Values:
    """Return how often every pair of classes is mixed up, from draws of writers."""
    return confusion.resampled_pairs(atlas.table, answers)


@st.cache_resource(show_spinner="Comparing groups …", max_entries=3, hash_funcs=KEYS)
def employees_against_students(atlas: Atlas) -> pd.DataFrame:
    """Return how the two groups of writers differ in every measure."""
    return groups.employees_against_students(atlas.table, measures_of("amount", is_style=True))


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=KEYS)
def distributions(atlas: Atlas, measure: str, digits: tuple[int, ...], *, of: Group) -> dict[int, spread.Distribution]:
    """Return each digit's distribution of a measure within a group, all in the same bins whatever the group."""
    edges = spread.distribution(atlas.table, None, measure, bins=BINS).edges
    table = atlas.table.iloc[group_members(atlas, of)]
    return {digit: spread.distribution(table, digit, measure, edges=edges) for digit in digits}


@st.cache_resource(show_spinner=False, max_entries=100, hash_funcs=KEYS)
def extremes(atlas: Atlas, digit: int, measure: str, *, count: int, of: Group) -> tuple[Indices, Indices]:
    """Return a class's digits in a group with the lowest and the highest values of a measure, extreme ones first."""
    own = group_members(atlas, of)
    lowest, highest = spread.extremes(atlas.table.iloc[own], digit, measure, count=count)
    return own[lowest], own[highest]


@st.cache_resource(show_spinner="Finding medoids …", max_entries=20, hash_funcs=KEYS)
def group_grid(atlas: Atlas, group: Group, *, rows: str, columns: str, size: int) -> spread.QuantileGrid:
    """Return the grid of a group's digits by two measures."""
    own = group_members(atlas, group)
    return spread.grid_of(atlas.table, atlas.digits, own, rows=rows, columns=columns, n=size)


@st.cache_resource(show_spinner=False, max_entries=20, hash_funcs=KEYS)
def structure_counts(atlas: Atlas, digit: int, *, of: Group) -> pd.DataFrame:
    """Return how often each structure occurs among a group's digits of one class.

    What detectors miss and find too much of is known of whole classes, and corrected there alone: of a group that is
    made by what a detector says it may be anything.
    """
    rows = group_members(atlas, of)
    whole = len(rows) == int((atlas.digits.labels == digit).sum())
    accuracies = trust_in(atlas.digits.fingerprint).accuracies if whole else {}
    return structures.structure_counts(atlas.table.iloc[rows], digit, accuracies=accuracies)


@st.cache_resource(show_spinner="Looking along the axes …", max_entries=20, hash_funcs=KEYS)
def axis_strips(atlas: Atlas, digit: int) -> tuple[Strip, ...]:
    """Return the style axes of one class, each from end to end."""
    return strips_of(atlas, digit)


@st.cache_resource(show_spinner="Ranking …", max_entries=3, hash_funcs=KEYS)
def variation_ranking(atlas: Atlas) -> tuple[list[int], list[str], Values, dict[str, Lead]]:
    """Return digits, measures, their relative spreads ``(digits, measures)``, and which class varies most in each."""
    measures = list(measures_of("amount", "count", is_style=True))
    digits, relative, first = ranking.leading_classes(atlas.table, measures)
    return digits, measures, relative, first


@st.cache_resource(show_spinner="Weighing the lesson's claims …", max_entries=3, hash_funcs=KEYS)
def claims(atlas: Atlas) -> tuple[Claim, ...]:
    """Return the lesson's five claims with their verdicts."""
    return lesson_claims(atlas.table, trust=trust_in(atlas.digits.fingerprint))


@st.cache_resource(show_spinner="Weighing the labels …", max_entries=4, hash_funcs=KEYS)
def label_ranking(atlas: Atlas, split: str) -> disputed.Ranking:
    """Return one split's digits, the label most in doubt first."""
    return disputed.rank_labels(atlas.digits, methods_of(atlas).doubt, split=split)


@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs=KEYS)
def disputed_counts(atlas: Atlas) -> pd.DataFrame:
    """Return how many labels of each digit confident learning counts as disputed, by split."""
    return disputed.count_disputed(atlas.digits, {split: label_ranking(atlas, split) for split in SPLITS})


@st.cache_resource(show_spinner="Weighing the labels …", max_entries=3, hash_funcs=KEYS)
def disputed_digits(atlas: Atlas) -> Indices:
    """Return the digits whose label confident learning counts as disputed."""
    found: Indices = disputed.counted_digits(atlas.digits, methods_of(atlas).doubt)
    return found


@st.cache_resource(show_spinner=False, max_entries=20, hash_funcs=KEYS)  # up to 0.6 MB each
def group_members(atlas: Atlas, group: Group) -> Indices:
    """Return the digits of a group, ascending; ``(n,)``, read-only."""
    found = digits_of_group(atlas.table, group, disputed=asked_disputed(atlas, group))
    found.setflags(write=False)
    return found


@st.cache_resource(show_spinner=False, max_entries=50, hash_funcs=KEYS)
def group_facets(atlas: Atlas, group: Group, *, with_disputed: bool) -> dict[str, ValueCounts | Histogram]:
    """Return column → how many digits every value of it would leave of a group."""
    weighed = disputed_digits(atlas) if with_disputed else None
    return {one.field.name: one for one in facets(atlas.table, group, disputed=weighed)}


def asked_disputed(atlas: Atlas, group: Group) -> Indices | None:
    """Return the digits whose label is disputed where a group asks for them: they take seconds to find, once."""
    return disputed_digits(atlas) if "disputed" in group.columns else None


@st.cache_resource(show_spinner=False, max_entries=12, hash_funcs=KEYS)  # up to 1.5 MB each
def pair(atlas: Atlas, first: Group, second: Group | None) -> Pair:
    """Return two groups, or one and all that it is held against, with what is asked of both; read out of fold."""
    try:
        wrong = methods_of(atlas).of(OURS) != atlas.digits.labels
    except ArtifactError:
        wrong = None
    asked = (asked_disputed(atlas, one) for one in (first, second or first))
    weighed = next((found for found in asked if found is not None), None)
    return Pair(atlas, first, second, disputed=weighed, wrong=wrong)


@st.cache_resource(show_spinner="Averaging …", max_entries=20, hash_funcs=KEYS)
def class_averages(atlas: Atlas, group: Group) -> averages.ClassAverages:
    """Return the average pictures of a group, class by class; those of all digits ship."""
    if group == Group():
        return averages.known_averages(atlas.summary, atlas.digits)
    return averages.class_averages(atlas.digits, atlas.table, group_members(atlas, group))


@st.cache_resource(show_spinner=False, max_entries=2, hash_funcs=KEYS)
def most_otherwise(atlas: Atlas) -> Lead | None:
    """Return which class networks that never saw it read most often as another digit."""
    return disputed.most_otherwise(atlas.digits, {split: label_ranking(atlas, split) for split in SPLITS})


@st.cache_resource(show_spinner="Comparing styles …", max_entries=40, hash_funcs=KEYS)
def style_errors(atlas: Atlas, answers: confusion.Answers, *, only: int | None) -> by_style.StyleErrors:
    """Return how often every style is misclassified, of all digits or `only` one class."""
    return by_style.style_errors(atlas, answers, only=only)


@st.cache_resource(show_spinner="Comparing writers …", max_entries=20, hash_funcs=KEYS)
def errors_by_writer(atlas: Atlas, answers: confusion.Answers) -> confusion.WriterErrors:
    """Return how often every writer is misclassified."""
    return confusion.writer_errors(atlas.table, answers)


def settled(shared: T) -> T:
    """Return something that all visitors share and keep; soon the garbage collector no longer walks through it."""
    HOUSEKEEPER.settle_soon()
    return shared
