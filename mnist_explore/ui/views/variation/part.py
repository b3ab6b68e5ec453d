"""Which digits of a class a view of the variation page is about: those of a group, or all, with the reason said."""

from __future__ import annotations

import streamlit as st

from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.groups import Group
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.subject import tell_subject
from mnist_explore.ui.components.filters import CLASS, choose_group, of_any_class
from mnist_explore.words import PLURALS, TEXTS

WHERE = "variation_where"
"""The address bar's name of the group whose variation is shown."""

FEWEST = 20
"""Digits of a class below which nothing is said of how they vary."""


def choose_part(atlas: Atlas, digit: int) -> tuple[int, Group] | None:
    """Let the visitor name a group; return one of its classes, `digit` if it is one of them, and its digits of it.

    Returns
    -------
    tuple or None
        The class, and the group of that class alone; None, with a sentence, where there are too few.
    """
    group = of_any_class(choose_group(atlas, key=WHERE, is_open=False), key=WHERE)
    there = queries.classes(atlas.digits.labels[cache.group_members(atlas, group)])
    if group.of(CLASS) and there and digit not in there:
        digit = there[0]
    part = group.asking(CLASS, TEXTS[digit])
    tell_subject(part, key=WHERE)
    count = len(cache.group_members(atlas, part))
    if count >= min(FEWEST, int((atlas.digits.labels == digit).sum())):
        return digit, part
    st.info(
        f"{count} {PLURALS[digit]} of this group are too few to say how they vary: take a condition off.",
        icon=":material/filter_alt_off:",
    )
    return None


def measured_words(atlas: Atlas) -> str:
    """Return what was measured of every digit; loops and bars of digits alone."""
    what = ", which loops and bars it has" if atlas.digits.classes.are_digits else ", how many holes and ends it has"
    return (
        f"Every digit here has been measured: how far it leans, how bold its stroke is{what}. "
        "Choose a digit to see its own."
    )


def of_part(part: Group, digit: int) -> str:
    """Return of which group a class's digits are, to follow their name.

    >>> of_part(Group().asking("digit", "7"), 7), of_part(Group().asking("digit", "7").asking("crossed", "yes"), 7)
    ('', ' of the group')
    """
    return "" if part == Group().asking(CLASS, TEXTS[digit]) else " of the group"


def tell_whole(digit: int) -> None:
    """Say that the view is about all digits of a class."""
    tell_subject(Group().asking(CLASS, TEXTS[digit]), key=WHERE)
