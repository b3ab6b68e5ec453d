"""The families of a digit, and what a standard one is."""

from __future__ import annotations

import streamlit as st

from mnist_explore.analysis.variation.sentences import families_of, family_share, standard_words
from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.values import title_of
from mnist_explore.classes import in_use
from mnist_explore.columns import BY_NAME, traits
from mnist_explore.style.families.standard import usual_measures
from mnist_explore.ui.base import cache
from mnist_explore.ui.components.filters import show_no_group
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.views.variation.part import choose_part, of_part, tell_whole
from mnist_explore.words import PLURALS, listed

SHOWN = 24


def show_families(atlas: Atlas, digit: int) -> None:
    """Show the sub-styles of one digit: medoid, name, share, what sets each apart, and members."""
    families, sizes = families_of(atlas, digit)
    count = len(families)
    tell_whole(digit)
    show_no_group(f"families were found among all {PLURALS[digit]}, and a group does not change them")
    st.markdown(
        f"The {PLURALS[digit]} fall into **{count} families**."
        if count > 1
        else f"The {PLURALS[digit]} are **one family**: no way to split them is found again in every half of the data."
    )
    for one, size in zip(families, sizes, strict=True):
        family = one.numbers
        with st.container(border=True):
            picture, words = st.columns([1, 4], vertical_alignment="center")
            with picture:
                show_gallery(
                    atlas,
                    queries.only(family.medoid),
                    key=f"variation_medoid_{digit}_{family.family}",
                    alt=f"The most central of the {one.name}",
                    columns=1,
                    cell_px=110,
                )
            words.markdown(family_share(one, size, sum(sizes)))
            if one.differences:
                words.markdown("\n".join(f"- {sentence}" for sentence in one.differences[:4]))
            show_gallery(
                atlas,
                queries.family_members(atlas.table, digit, family.family, count=SHOWN),
                key=f"variation_members_{digit}_{family.family}",
                alt=f"Members of the {one.name}",
                columns=SHOWN // 2,
                cell_px=64,
            )
    show_caption(
        "k-means on the digits' centre lines with slant, stroke width and size taken out, and on their structures. As "
        "many families as are found again from any start and in any half of the training digits: adjusted Rand index "
        "of 0.9 and more (Hubert & Arabie 1985). The large picture is the medoid; below it are members, drawn evenly. "
        f"{looked_for_words(digit, count)}"
    )


def looked_for_words(digit: int, count: int) -> str:
    """Return which structures a class's families can rest on, since only those were looked for.

    Parameters
    ----------
    digit
        0-9.
    count
        How many families it has.
    """
    titles = dict.fromkeys(BY_NAME[trait.column].title.lower() for trait in traits() if digit in trait.classes)
    plural = PLURALS[digit]
    if not in_use().are_digits:
        return "Loops, crossbars and the like are looked for in the digits 0 to 9 alone."
    if titles:
        return f"Structure looked for in {plural}: {listed(list(titles))}; no other."
    no_more = "; that they are one family says no more than that" if count == 1 else ""
    return f"No structure that people would name was looked for in {plural}{no_more}."


def show_standard(atlas: Atlas, digit: int) -> None:
    """Say how many digits of a class are standard, what that means, and show some that are and some that are not.

    All of it can be of a group.
    """
    part = choose_part(atlas, digit)
    if part is None:
        return
    digit, group = part
    own = cache.group_members(atlas, group)
    standard, others = queries.standard_and_others(atlas.table, own, count=SHOWN)
    st.markdown(f"**{standard_words(atlas.table, own, PLURALS[digit] + of_part(group, digit))}**")
    left, right = st.columns(2, gap="large")
    for place, title, indices in ((left, "Standard", standard), (right, "Not standard", others)):
        with place:
            st.markdown(f"**{title}**")
            show_gallery(
                atlas,
                indices,
                key=f"variation_{title}_{digit}",
                alt=f"{title} {PLURALS[digit]}",
                columns=8,
                cell_px=64,
            )
    show_caption(
        f"Standard, by definition: {listed([title_of(name) for name in usual_measures()])} lie between the 5th and the "
        "95th percentile of the class; at least a fifth of the class share each of its structures; and its picture and "
        "its shape, are nearer to the class than those of 5\u00a0% of it."
    )
