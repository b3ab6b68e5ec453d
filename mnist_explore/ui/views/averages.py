"""The views of the page of averages: pictures of every class of a group, and the difference of any two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.variation.averages import ClassAverages
from mnist_explore.analysis.variation.sentences import averaged
from mnist_explore.analysis.variation.variance_shares import CAUSES
from mnist_explore.atlas import BY_NAME, Atlas
from mnist_explore.atlas.groups import Group, group_phrase
from mnist_explore.atlas.values import members
from mnist_explore.classes import in_use
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.address import DIGIT
from mnist_explore.ui.components.chart_rows import choose_mark
from mnist_explore.ui.components.choices import choose, choose_class
from mnist_explore.ui.components.extremes import show_extremes
from mnist_explore.ui.components.filters import choose_group, family_titles, of_any_class, only_class, show_no_group
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import link_to
from mnist_explore.ui.components.sheet import picture_sheet
from mnist_explore.words import PLURALS, SINGULARS, TEXTS, TITLES

CAPTIONS = {
    "mean": "**Mean.** Each pixel's average ink. Blurred where they differ, sharp where they agree.",
    "upright": "**Slant-corrected mean.** The same with every digit stood upright: the blur left is not slant.",
    "spread": "**Spread.** Standard deviations, drawn at twice their value: strong where only some digits have ink.",
    "median": "**Median.** The ink that half of the digits reach: the shape that most share.",
}

WHERE = "averages_where"
"""The address bar's name of the group that is averaged."""

WHOLE = group_phrase(Group())
"""What all digits are called."""


def show_pictures(atlas: Atlas) -> tuple[ClassAverages, str]:
    """Let the visitor name a group, and show its average pictures; return those of all its classes, and its phrase."""
    group = choose_group(atlas, key=WHERE, is_open=False)
    asked = of_any_class(group, key=WHERE)
    found = cache.class_averages(atlas, asked)
    phrase = group_phrase(asked, families=family_titles(atlas, asked))
    chosen = only_class(group)
    shown = found.classes if chosen is None else [digit for digit in found.classes if digit == chosen]
    if not shown:
        st.info("No digit is left to be averaged: take a condition off.", icon=":material/filter_alt_off:")
    elif len(shown) == 1:
        _show_one_class(found, shown[0])
    else:
        _show_classes(found, shown, phrase)
    return found, phrase


def _show_classes(found: ClassAverages, shown: Sequence[int], phrase: str) -> None:
    """Show a row of every kind of picture, one of each class."""
    for name, caption in CAPTIONS.items():
        picture_sheet(
            found.pictures[name][list(shown)],
            key=f"averages_{name}",
            alt=f"The {name} picture of each digit, {_listed(shown)}, of {phrase}",
            captions=[TITLES[digit] for digit in shown],
            columns=10,
            cell_px=110,
        )
        show_caption(f"{caption} {averaged(found.counts, shown)}")


def _show_one_class(found: ClassAverages, digit: int) -> None:
    """Show all pictures of one class."""
    picture_sheet(
        np.stack([found.pictures[name][digit] for name in CAPTIONS]),
        key="averages_one",
        alt=f"The {', '.join(CAPTIONS)} pictures of {found.counts[digit]:,} {PLURALS[digit]}",
        captions=[caption.split("**")[1].rstrip(".").lower() for caption in CAPTIONS.values()],
        columns=len(CAPTIONS),
        cell_px=220,
    )
    show_caption(f"{' '.join(CAPTIONS.values())} {averaged(found.counts, [digit])}")


def _listed(shown: Sequence[int]) -> str:
    """Return classes in words."""
    every = in_use()
    return f"from {every.span}" if len(shown) == len(every) > 4 else ", ".join(TITLES[one] for one in shown)


def show_variance_shares(atlas: Atlas, phrase: str) -> None:
    """Show what the variation of every class is made of, which is known of whole classes alone."""
    st.header("What the variation is made of", anchor=False)
    if phrase != WHOLE:
        show_no_group("the shares are of all digits of each class, and are not worked out anew for groups")
    summary = atlas.summary
    shown = range(len(atlas.digits.classes))
    one = int(np.nan_to_num(summary.shares[:, 0], nan=-1).argmax())
    digit, cause = choose_mark(
        figures.variance_shares_figure(shown, dict(zip(summary.causes, summary.shares[: len(shown)].T, strict=True))),
        [TITLES[digit] for digit in shown],
        summary.causes,
        labels=("Digit", "Cause"),
        default=(TITLES[one], summary.causes[0]),
        key="averages_variance",
        alt="Share of each digit's pixel variance that slant, stroke width, size, family and the rest explain",
    )
    show_caption(
        "Per cent of a digit's pixel variance. Each cause's share is its gain in R² averaged over all orders of entry "
        "(Lindeman, Merenda & Gold 1980); amounts enter as cubic splines, families as indicators. The rest is what no "
        "measure here catches."
    )
    _show_cause(atlas, in_use().names.index(digit), cause)


def _show_cause(atlas: Atlas, digit: int, cause: str) -> None:
    """Show the digits that differ most in a cause of variation: its ends, or the way to the families."""
    measures = [name for name in CAUSES.get(cause, ("typicality",)) if BY_NAME[name].kind == "amount"]
    if not len(members(atlas.table, digit)) or not measures:
        asked = {DIGIT: TEXTS[digit], "variation_view": "Families"}
        link_to("variation", label=f"The families of the {PLURALS[digit]}", icon=":material/insights:", **asked)
        return
    show_extremes(atlas, digit, measures[0], Group(), key="averages_{}")


def show_difference(found: ClassAverages, phrase: str, *, start: int) -> None:
    """Show where the pictures of two classes differ, at first of the class `start`."""
    st.header("The difference of any two", anchor=False)
    if len(found.classes) < 2:
        show_caption(
            f"Two classes are needed, and {phrase} are of fewer. Compare holds any two groups against each other."
        )
        return
    left, middle, right = st.columns(3)
    classes = found.classes
    with left:
        one = choose_class("First", classes, default=start if start in classes else None, key="averages_first")
    other = next(digit for digit in (4 if one == 9 else 9, *classes) if digit in classes and digit != one)
    with middle:
        two = choose_class("Second", classes, default=other, key="averages_second")
    with right:
        name = choose("Picture", list(CAPTIONS), key="averages_picture", look="list")
    st.plotly_chart(
        figures.difference_figure(
            found.pictures[name][one],
            found.pictures[name][two],
            names=(f"the {SINGULARS[one]}", f"the {SINGULARS[two]}"),
        ),
        key="averages_difference",
        config={"displayModeBar": False},
        alt=f"Where the {name} {TITLES[one]} has more ink than the {name} {TITLES[two]}, and the other way round",
    )
    show_caption(
        f"Orange: the {name} {SINGULARS[one]} has more there. Blue: the {name} "
        f"{SINGULARS[two]} has more. Without colour: they are alike. "
        "100 points of ink: from an empty pixel to a full one. "
        f"Of {found.counts[one]:,} {PLURALS[one]} and {found.counts[two]:,} {PLURALS[two]}."
    )
