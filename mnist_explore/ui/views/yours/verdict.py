"""The network's verdict: the number that a picture says, one digit of it to choose, and what that one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.cards import verdict_statement
from mnist_explore.errors import ArtifactError
from mnist_explore.ink.marks import Mark
from mnist_explore.statements import probability
from mnist_explore.ui.base import cache
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.sheet import digit_sheet, picture_sheet
from mnist_explore.ui.views.yours.looking import Looked, choose_place, chosen_place
from mnist_explore.words import NO_DIGIT, SINGULARS, TITLES, capitalised

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_INK = "What stands out in the picture is no digit: a dot, a line or a smudge."
TOUCHING = "Part of it cannot be told apart: digits that touch each other, or no digits at all."
SEEN_PX = 140
UNCLEAR_WORDS = f"{capitalised(NO_DIGIT)}."


def show_verdict(looked: Looked, *, key: str) -> int | None:
    """Show what was found in a picture and what the network makes of one digit of it; return that digit's place.

    The place is None where there is no digit, or the network takes it for none: nothing more is said of it then.

    Parameters
    ----------
    looked
        What was found.
    key
        Begins every widget's key.
    """
    for words in warning_words(looked):
        st.warning(words)
    if not len(looked):
        return None
    if len(looked) > 1:
        st.markdown(number_words(looked))
    place = _choose(looked, key=key) if len(looked) > 1 else 0
    others = other_words(looked.reading.marks) if looked.reading is not None else ""
    if others:
        show_caption(others)
    image = looked.images[place]
    if looked.chances is None:
        _say_what_is_missing()
        _show_seen(image, key=key)
        return place
    _show_answer(image, looked.chances[place], is_clear=looked.is_clear(place), key=key)
    return place if looked.is_clear(place) else None


def warning_words(looked: Looked) -> list[str]:
    """Return what keeps a picture from being read whole, a sentence each; none for one that is."""
    touching = looked.reading is not None and looked.reading.touching
    found = [TOUCHING] if touching else []
    return found if len(looked) or touching else [NO_INK]


def number_words(looked: Looked) -> str:
    """Return the number that a picture of several digits says, row by row; a digit that is unclear is a ?.

    >>> import numpy as np
    >>> chances = np.eye(10, dtype=np.float32)[[1, 9]]
    >>> number_words(Looked(np.zeros((2, 28, 28), np.uint8), chances))
    'The picture says **19**.'
    """
    signs = [TITLES[looked.answer(place) or 0] if looked.is_clear(place) else "?" for place in range(len(looked))]
    if looked.chances is None:
        return f"The picture has **{len(looked)}** digits."
    marks = looked.reading.digits if looked.reading is not None else ()
    rows: dict[int, str] = {}
    for place, sign in enumerate(signs):
        row = marks[place].row if marks else 0
        rows[row] = rows.get(row, "") + sign
    said = ", below it ".join(f"**{row}**" for row in rows.values())
    unclear = signs.count("?")
    if not unclear:
        return f"The picture says {said}."
    kinds = "digit as far as the network can tell" if unclear == 1 else "digits as far as the network can tell"
    return f"The picture says {said}; where a ? stands is no {kinds}."


def other_words(marks: tuple[Mark, ...]) -> str:
    """Return in a sentence what was found besides digits, "" for nothing."""
    left_out = sum(mark.kind == "mark" for mark in marks)
    touching = sum(mark.kind == "touching digits" for mark in marks)
    words = []
    if left_out:
        words.append(
            f"{left_out} {'mark is' if left_out == 1 else 'marks are'} taken for no digit (a comma, a rule, a smudge) "
            "and left out."
        )
    if touching:
        words.append(f"{touching} {'part' if touching == 1 else 'parts'} that cannot be told apart left out.")
    return " ".join(words)


def _choose(looked: Looked, *, key: str) -> int:
    """Show all digits that were found, and let the visitor choose one; return its place."""
    place = chosen_place(looked)
    answers = [TITLES[looked.answer(each) or 0] if looked.is_clear(each) else "unclear" for each in range(len(looked))]
    digit_sheet(
        looked.images,
        np.arange(len(looked)),
        labels=[f"Digit {each + 1} of {len(looked)}: {answer}" for each, answer in enumerate(answers)],
        on_pick=choose_place,
        key=f"{key}_found",
        alt=f"The {len(looked)} digits found, in reading order; choose one",
        captions=[f"{answer} ◂" if each == place else answer for each, answer in enumerate(answers)],
        cell_px=56,
    )
    show_caption(f"Digit {place + 1} of {len(looked)} is told of below; choose another by a tap.")
    return place


def _show_answer(image: NDArray[np.uint8], chances: NDArray[np.float32], *, is_clear: bool, key: str) -> None:
    """Show what one digit is classified as, with all ten probabilities and the picture that the network saw."""
    answer = int(chances.argmax())
    sure = probability(float(chances[answer]), f"a {SINGULARS[answer]} by the network")
    beside = st.container(border=True, horizontal=True, vertical_alignment="center")
    with beside.container():
        if is_clear:
            st.metric("The network classifies it as", TITLES[answer])
            st.markdown(verdict_statement(chances))
        else:
            st.warning(UNCLEAR_WORDS)
            st.write(f"Its likeliest answer is {SINGULARS[answer]}, with {sure}, so nothing is measured.")
    with beside.container(width=SEEN_PX):
        _show_seen(image, key=key)
    if is_clear:
        every = "ten classes" if len(chances) == 10 else "classes"
        st.plotly_chart(
            figures.probability_figure(chances),
            key=f"{key}_probabilities",
            config={"displayModeBar": False},
            alt=f"Probabilities of the {every}; {TITLES[answer]} has the highest, {sure}",
        )


def _show_seen(image: NDArray[np.uint8], *, key: str) -> None:
    """Show the 28 by 28 pixels that the network saw."""
    picture_sheet(
        image[None], key=f"{key}_seen", alt="The 28 by 28 pixels the network saw", captions=["28 × 28, as it saw it"],
        columns=1, cell_px=SEEN_PX,
    )  # fmt: skip


def _say_what_is_missing() -> None:
    """Say why there is no network."""
    try:
        cache.recogniser()
    except ArtifactError as error:
        st.warning(str(error))
