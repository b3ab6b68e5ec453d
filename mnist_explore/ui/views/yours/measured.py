"""A visitor's digit measured as the data set's are: styles, percentiles, and the nearest look-alikes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.analysis import cards
from mnist_explore.analysis.cards import measured_among, style_statements, trait_shares
from mnist_explore.analysis.variation.style_words import unusual_words
from mnist_explore.atlas import COLUMNS, Atlas
from mnist_explore.atlas.styles import describe_digit, traits_of_row
from mnist_explore.atlas.values import members
from mnist_explore.style.families.standard import oddities, usual_measures
from mnist_explore.ui.base import digit_cache
from mnist_explore.ui.base.errors import say_errors
from mnist_explore.ui.components.alike import EXPLAINED, choose_likeness
from mnist_explore.ui.components.card import show_percentiles
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.words import SINGULARS, TITLES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOT_OF_DRAWINGS = tuple(column.name for column in COLUMNS if not column.of_drawings)
"""Measures that a drawing does not have of itself: all are brought to one height, unless they are wider."""
ALIKE = 12
TOLD = 3
"""Facts that a card has room for."""


@say_errors()
def show_measures(atlas: Atlas, image: NDArray[np.uint8], label: int, *, key: str, is_sized: bool) -> None:
    """Show a digit measured as the data set's are, among those of its class; what was drawn was sized as they are."""
    if not len(members(atlas.table, label)):
        show_caption(f"None of these digits is a {SINGULARS[label]}, so there is nothing to measure yours against.")
        return
    row = describe_digit(image, label, atlas.styles, axes=atlas.axes, classes=atlas.digits.classes)
    st.header(measured_among(atlas, label), anchor=False)
    words, places = st.columns(2, gap="large")
    without = NOT_OF_DRAWINGS if is_sized else ()
    lines = [*style_statements(atlas, row, without=without), *trait_shares(atlas, row)]
    words.markdown("\n".join(f"- {line}" for line in lines))
    if is_sized:
        words.caption(
            "Height is left out: the longer side of every drawing is brought to 20 pixels. How bold its stroke is "
            "depends on the pen, and on how large you drew."
        )
    with places:
        show_percentiles(atlas, row, key=f"{key}_standing", without=without)


def telling_facts(atlas: Atlas, image: NDArray[np.uint8], label: int) -> list[str]:
    """Return what is most telling of a digit, at most three sentences: what is unusual first, then what it is.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8.
    label
        The class it was classified as, 0-9.
    """
    if not len(members(atlas.table, label)):
        return []
    row = describe_digit(image, label, atlas.styles, classes=atlas.digits.classes)
    values = {name: row[name] for name in usual_measures() if name not in NOT_OF_DRAWINGS}
    values |= {"typicality_shape": row["typicality_shape"], **traits_of_row(row)}
    found = oddities(values, label, atlas.styles.reference)
    unusual = unusual_words(found, label, total=cards.training_digits(atlas, label))
    return [fact.text for fact in cards.telling_facts(atlas, row, unusual, told=TOLD)]


def show_look_alikes(atlas: Atlas, image: NDArray[np.uint8], *, key: str, only: int | None = None) -> None:
    """Show the digits of the data set, or of `only` one class, most like a ``(28, 28)`` uint8 picture; who wrote them.

    A click on one opens its card, from which its writer's page is one step away.
    """
    st.header("The nearest look-alikes", anchor=False)
    by = choose_likeness(atlas, key=f"{key}_alike")
    near = digit_cache.look_alikes(atlas, image, by=by, count=ALIKE, only=only)
    labels, hands = atlas.digits.labels[near], atlas.digits.writer[near]
    show_gallery(
        atlas, near, key=f"{key}_alikes", alt=f"The {len(near)} digits most like yours, nearest first",
        columns=6, cell_px=96,
        captions=[f"labelled {SINGULARS[label]}, by writer {hand}" if hand >= 0 else f"labelled {SINGULARS[label]}"
                  for label, hand in zip(labels.tolist(), hands.tolist(), strict=True)],
    )  # fmt: skip
    counts = atlas.table["label"].iloc[near].value_counts()
    kinds = ", ".join(f"{count} × {TITLES[label]}" for label, count in counts.items())
    among = f"all {len(atlas.digits):,} digits" if only is None else f"the {SINGULARS[only]}s alone"
    show_caption(f"Among {among}, nearest first, by distance between {EXPLAINED[by]}. They are labelled: {kinds}.")
