"""The views of the writers' page: one writer, what lies between writers, employees and students."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.writers.groups import EMPLOYEES, STUDENTS
from mnist_explore.analysis.writers.intraclass import ALL
from mnist_explore.analysis.writers.profiles import Profile
from mnist_explore.analysis.writers.sentences import (
    correlations_table,
    difference_words,
    habits_words,
    people_wrote,
    share_between_words,
    wrote,
)
from mnist_explore.atlas import BY_NAME, Atlas
from mnist_explore.atlas.groups import Group
from mnist_explore.classes import in_use
from mnist_explore.columns import measures_of
from mnist_explore.digits import UNKNOWN
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import DIGIT
from mnist_explore.ui.base.subject import drop_subject, tell_subject
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.filters import choose_group, show_no_group
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import WRITER, show_compare_link
from mnist_explore.ui.components.table import show_table
from mnist_explore.words import PLURALS, TEXTS, listed

if TYPE_CHECKING:
    import pandas as pd


TOP_HABITS = 8

WHERE = "writers_where"
"""The address bar's name of the group that a writer's digits are narrowed to."""


ONE_FORM = (
    "Each filled one form, at one sitting and with one pen (P. Grother 1995, NIST Special Database 19: Handprinted "
    "Forms and Characters Database): nobody was seen on another day or with another pen."
)


def who_wrote(atlas: Atlas) -> str:
    """Return in words by how many people the digits are, and what is known of how they wrote."""
    told = people_wrote(atlas.table)
    if atlas.digits.name != "mnist":
        return (
            f"{told} How alike are the digits of one writer, and how unlike those of two? Pen, paper and sitting may "
            "differ between writers, too."
        )
    return (
        "QMNIST traced every digit back to the person who wrote it: Census Bureau employees and high-school students. "
        f"{told} Each of them filled one form (Grother 1995, NIST Special Database 19), so a writer is one person "
        "with one pen at one sitting. How alike are the digits on one form, and how unlike those on two?"
    )


def group_views(atlas: Atlas) -> list[str]:
    """Return the views of groups of writers: none where it is not known which belong to any."""
    return ["Employees and students"] if (atlas.digits.series != UNKNOWN).any() else []


def choose_writer(atlas: Atlas) -> int:
    """Let the visitor choose one of the known writers by number."""
    writers = cache.writers(atlas)
    numbers = [int(number) for number in writers["writer"]]
    return choose("Writer's number", numbers, key=WRITER, look="list", help="Type a number to find it.")


def show_writer(atlas: Atlas, writer: int, *, only: int | None) -> None:
    """Show everything one writer wrote, or `only` one class of it, their habits, and their most and least usual."""
    profile = cache.writer_profile(atlas, writer)
    st.markdown(wrote(profile))
    _show_compare_links(atlas, writer)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown("**Narrow their digits** to those among")
        group = choose_group(atlas, key=WHERE, is_open=False)
        written = profile.indices[np.isin(profile.indices, cache.group_members(atlas, group))]
        if len(written):
            tell_subject(group.asking("writer", str(writer)), key=WHERE)
        else:
            drop_subject(key=WHERE)
        what = "digits" if only is None else PLURALS[only]
        whole = "Everything they wrote" if len(written) == len(profile.indices) else f"Their {what}"
        st.header(f"{whole}: {len(written):,}", anchor=False)
        if not len(written):
            show_caption(f"They wrote no {what} of this group.")
        show_gallery(atlas, written, key="writers_all", alt=f"All {len(written)} {what} of writer {writer}")
    with right:
        _show_habits(atlas, profile)
        for title, indices in (("Most usual", profile.usual), ("Least usual", profile.unusual)):
            st.markdown(f"**{title}**")
            show_gallery(
                atlas, indices, key=f"writers_{title}", alt=f"The writer's digits: {title.lower()}", columns=10
            )


def _show_compare_links(atlas: Atlas, writer: int) -> None:
    """Show ways to this writer beside everyone else, and beside another, whom a visitor can change there."""
    known = cache.writers(atlas)["writer"].tolist()
    other = int(known[(known.index(writer) + 1) % len(known)])
    with st.container(horizontal=True):
        show_compare_link(of_writer(writer), label="Compare them with everyone else")
        if other != writer:
            show_compare_link(of_writer(writer), against=of_writer(other), label=f"Compare them with writer {other}")


def of_writer(writer: int) -> Group:
    """Return all digits of a writer, whatever class is chosen in the sidebar: of one alone there are too few."""
    group = Group().asking("writer", str(writer))
    return (
        group
        if st.session_state.get(DIGIT) is None
        else group.asking("digit", "0..9" if in_use().are_digits else ",".join(in_use().texts))
    )


def _show_habits(atlas: Atlas, profile: Profile) -> None:
    """Show what sets a writer apart, in words."""
    st.header("Their habits", anchor=False)
    if not profile.habits:
        st.write("They wrote too few digits of a class for a habit to show.")
        return
    found = [habit for habit in profile.habits if habit.is_found_again]
    st.markdown("\n".join(f"- {habit.sentence}" for habit in found[:TOP_HABITS]))
    st.markdown(habits_words(len(found), len(profile.habits), cache.chance_of_habits(atlas)))
    show_caption(
        "Habits are of all that they wrote, against all writers of the same digit; of at least three digits each. A "
        "habit counts where both halves of their digits, every other one, lie in the same outer tenth of the writers. "
        "The strongest comes first."
    )


def show_share_between(atlas: Atlas) -> None:
    """Show which share of a measure's variation within a digit lies between writers, of all and within both groups."""
    show_no_group("the shares are of all writers and all their digits of a class")
    measure = _choose_measure("writers_share")
    found = cache.between_writers(atlas)
    found = found[found["measure"] == measure].sort_values("digit")
    part = found[found["group"] == ALL]
    title = BY_NAME[measure].title.lower()
    if not part["icc"].notna().any():
        st.info("No writer wrote a digit twice, so that nothing can be said.")
        return
    st.plotly_chart(
        figures.interval_figure(
            part["digit"].to_numpy(),
            part["icc"].to_numpy(),
            part["low"].to_numpy(),
            part["high"].to_numpy(),
            title="share of the variation that lies between writers",
            span=(0.0, 1.0),
        ),
        key="writers_icc",
        config={"displayModeBar": False},
        alt=f"Intraclass correlation of {title} for each digit with 95 % intervals",
    )
    st.markdown(share_between_words(found, title, cache.leading_class(atlas, measure, of="writers' share")))
    table = correlations_table(found)
    show_table(
        table,
        key="writers_icc_by_group",
        alt=f"Intraclass correlation of {title} for each digit, of {listed(list(table.columns[1:]))}",
    )
    show_caption(
        "Intraclass correlation ICC(1) (Shrout & Fleiss 1979) with 95\u00a0% jackknife intervals over writers. 1: "
        "each writer writes the digit in exactly one way, their own. 0: two digits of one writer differ like those of "
        "two. " + (ONE_FORM if atlas.digits.name == "mnist" else "")
    )


def show_employees_and_students(atlas: Atlas) -> None:
    """Show how the employees' digits differ from the students'."""
    show_no_group("it holds all employees against all students; Compare does so for any two groups")
    measure = _choose_measure("writers_series")
    found = cache.employees_against_students(atlas)
    part = found[found["measure"] == measure].sort_values("digit")
    column = BY_NAME[measure]
    reach = float(max(1.0, part[["low", "high"]].abs().to_numpy().max() * 1.05))
    st.plotly_chart(
        figures.interval_figure(
            part["digit"].to_numpy(),
            part["d"].to_numpy(),
            part["low"].to_numpy(),
            part["high"].to_numpy(),
            title="employees minus students, in standard deviations",
            span=(-reach, reach),
        ),
        key="writers_effect",
        config={"displayModeBar": False},
        alt=f"Effect size of being an employee on {column.title.lower()}, for each digit with 95 % intervals",
    )
    most = cache.leading_class(atlas, measure, of="groups' difference")
    st.markdown(difference_words(part, column.unit, most))
    table = _means(part, column.unit)
    show_table(
        table, key="writers_means", alt="Means of both groups by digit", formats=dict.fromkeys(table.columns[1:], ".2f")
    )
    show_caption(
        "Hedges' g with 95\u00a0% jackknife intervals over writers: 0.2 is small, 0.5 medium, 0.8 large. Employees: "
        f"HSF series {_series(atlas, EMPLOYEES)}, of the Census Bureau; students: series {_series(atlas, STUDENTS)}, "
        "at high school."
    )
    digit = Group().asking("digit", TEXTS[most.first])
    students, employees = (digit.asking("series", name) for name in ("students", "employees"))
    show_compare_link(students, against=employees, label=f"Compare the {PLURALS[most.first]} in all measures")


def _series(atlas: Atlas, group: Sequence[int]) -> str:
    """Return which of a group's series there are digits of, in words."""
    present = set(atlas.table["series"].dropna().unique())
    return listed([str(series) for series in group if series in present])


def _means(part: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Return the table of both groups' means."""
    table = part[["digit", "employees", "students", "difference", "d"]]
    return table.rename(
        columns={name: f"{name}, {unit}" for name in ("employees", "students", "difference")} | {"d": "Hedges' g"}
    )


def _choose_measure(key: str) -> str:
    """Let the visitor choose one of the amounts by its title."""
    titles = {BY_NAME[name].title: name for name in measures_of("amount", is_style=True)}
    return titles[choose("Measure", list(titles), key=f"{key}_measure", look="list")]
