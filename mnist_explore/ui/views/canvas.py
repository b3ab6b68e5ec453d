"""What the network makes of a visitor's digit: its answer, what it saw, and the nearest look-alikes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore import figures
from mnist_explore.atlas import COLUMNS, Atlas
from mnist_explore.atlas.styles import describe_digit
from mnist_explore.atlas.values import members
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.errors import say_errors
from mnist_explore.ui.components.card import show_percentiles, style_lines
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.sheet import picture_sheet
from mnist_explore.words import PLURALS, per_cent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOT_OF_DRAWINGS = tuple(column.name for column in COLUMNS if not column.of_drawings)
"""Measures that a drawing does not have of itself: all are brought to one height, unless they are wider."""

DOUBTFUL = 0.5
"""A confidence below which the answer is more likely wrong than right."""


@say_errors()
def show_answer(image: NDArray[np.uint8], *, key: str) -> int | None:
    """Show the network's answer with all ten probabilities, and the picture that it saw; return the answer.

    Without a network that can be used, a sentence says so, and the answer is None.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8, from :func:`~mnist_explore.ui.inputs.given.given_digit`.
    """
    probabilities = cache.probabilities(image)
    answer = int(probabilities.argmax())
    words, seen = st.columns([3, 1], vertical_alignment="center")
    words.metric("The network reads", str(answer))
    if probabilities[answer] < DOUBTFUL:
        words.write("This hardly looks like a digit to it.")
    words.write(f"with **{per_cent(probabilities[answer])}** confidence; {_runner_up(probabilities)}")
    with seen:
        picture_sheet(
            image[None], key=f"{key}_seen", alt="The 28 by 28 pixels the network saw", captions=["what it saw"],
            columns=1, cell_px=112,
        )  # fmt: skip
    st.plotly_chart(
        figures.probability_figure(probabilities),
        key=f"{key}_probabilities",
        config={"displayModeBar": False},
        alt=f"Probabilities of the ten digits; {answer} has the highest, {per_cent(probabilities[answer])}",
    )
    return answer


@say_errors()
def show_measures(atlas: Atlas, image: NDArray[np.uint8], label: int, *, key: str) -> None:
    """Show a visitor's digit measured as the data set's are, among the digits of the class it was classified as."""
    count = len(members(atlas.table, label))
    if not count:
        st.caption(f"None of these digits is a {label}, so there is nothing to measure yours against.")
        return
    row = describe_digit(image, label, atlas.styles)
    st.subheader(f"Your digit, measured among {count:,} {PLURALS[label]}", anchor=False)
    words, places = st.columns(2, gap="large")
    words.markdown("\n".join(f"- {line}" for line in style_lines(atlas, row, without=NOT_OF_DRAWINGS)))
    words.caption(
        "Height is left out: the longer side of every drawing is brought to 20 pixels. How bold its stroke is depends "
        "on the pen, and on how large you drew."
    )
    with places:
        show_percentiles(atlas, row, key=f"{key}_standing", without=NOT_OF_DRAWINGS)


def show_look_alikes(atlas: Atlas, image: NDArray[np.uint8], *, key: str, only: int | None = None) -> None:
    """Show the digits of the data set, or of `only` one class, most like a ``(28, 28)`` uint8 picture."""
    near = cache.look_alikes(atlas, image, count=24, only=only)
    st.subheader("The nearest look-alikes", anchor=False)
    show_gallery(
        atlas, near, key=f"{key}_alikes", alt=f"The {len(near)} digits most like the drawing, nearest first", cell_px=56
    )
    labels = atlas.table["label"].iloc[near].value_counts()
    kinds = ", ".join(f"{count} × {label}" for label, count in labels.items())
    st.caption(
        f"Among {f'all {len(atlas.digits):,} digits' if only is None else f'the {only}s alone'}, nearest first, by "
        f"distance between the first 50 principal components of their pixels. They are labelled: {kinds}."
    )


def _runner_up(probabilities: NDArray[np.float32]) -> str:
    """Return the second most probable digit in words."""
    second = int(probabilities.argsort()[-2])
    return f"next is {second} with {per_cent(probabilities[second])}."
