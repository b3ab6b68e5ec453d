"""The digits of a visit in a row: labelled, taken out, downloaded, and whose hand they are most like."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mnist_explore.atlas import Atlas
from mnist_explore.classes import Classes, in_use
from mnist_explore.errors import ArtifactError
from mnist_explore.ink.visit import UNLABELLED, Visit
from mnist_explore.ui.base import digit_cache
from mnist_explore.ui.base.errors import say_errors
from mnist_explore.ui.components.arrival import begin_anew_where_replaced
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.hand import FEWEST_DIGITS, show_hand
from mnist_explore.ui.components.sheet import digit_sheet
from mnist_explore.words import SINGULARS, TITLES, per_cent

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEPT, PICKED = "yours_kept", "yours_picked"
"""Where the session keeps the digits of the visit, and which of them was picked."""
SURE = 0.99
"""Confidence from which a digit counts for the hand without a label: one wrong class among five would mislead."""


@dataclass(frozen=True, eq=False)
class Kept:
    """The digits of a visit, and which picture the last of them are of.

    Parameters
    ----------
    visit
        All of them.
    origin
        Of the picture given last: while it stays the same, the picture is still being made.
    draft
        The digits of that picture, as bytes.
    classes
        What labels stand for: where pages speak of others meanwhile, none of them means anything.
    """

    visit: Visit = field(default_factory=Visit)
    origin: str = ""
    draft: tuple[bytes, ...] = ()
    classes: Classes = field(default_factory=in_use)


def joined(kept: Kept, images: NDArray[np.uint8], *, origin: str) -> Kept:
    """Return the digits of a visit with those of the picture given now, each once.

    While a drawing grows, what it was before, unlabelled, makes room for what it is. What the visitor took out does
    not come back as long as the picture stays as it is.

    Parameters
    ----------
    kept
        The digits so far.
    images
        ``(n, 28, 28)`` uint8, the digits of the picture.
    origin
        The same as before if it is the same picture, with more strokes.

    Raises
    ------
    PictureError
        If the visit is full.
    """
    now = tuple(image.tobytes() for image in images)
    if (origin, now) == (kept.origin, kept.draft):
        return kept
    visit = kept.visit
    if origin == kept.origin:
        for gone in set(kept.draft) - set(now):
            place = _place_of(visit, gone)
            if place is not None and visit.labels[place] == UNLABELLED:
                visit = visit.without(place)
    for image, content in zip(images, now, strict=True):
        if _place_of(visit, content) is None:
            visit = visit.with_digit(image)
    return Kept(visit, origin, now)


def _place_of(visit: Visit, content: bytes) -> int | None:
    """Return where a digit stands in a visit, or None."""
    return next((place for place, image in enumerate(visit.images) if image.tobytes() == content), None)


@say_errors()
def join(images: NDArray[np.uint8], *, origin: str) -> None:
    """Let the digits of the picture given now stand in the visitor's row; parameters as of :func:`joined`."""
    st.session_state[KEPT] = joined(_kept(), images, origin=origin)


@st.fragment
def show_row(atlas: Atlas, *, key: str) -> None:
    """Show the digits of the visit, with what can be done with them; nothing before there is one.

    Parameters
    ----------
    key
        Begins every widget's key.
    """
    begin_anew_where_replaced(atlas)
    visit = _visit()
    if not len(visit):
        return
    st.header("Your digits of this visit", anchor=False)
    answers = _answers(visit)
    captions = [caption(visit.labels[place], answers[place]) for place in range(len(visit))]

    def pick(place: int) -> None:
        st.session_state[PICKED] = visit.images[place].tobytes()

    digit_sheet(
        visit.images, np.arange(len(visit)), labels=[f"Digit {n}: {words}" for n, words in enumerate(captions, 1)],
        on_pick=pick, key=f"{key}_row", alt=f"The {len(visit)} digits of your visit; choose one to label it",
        captions=captions, cell_px=56,
    )  # fmt: skip
    _show_one(visit, answers, key=key)
    _show_downloads(visit, key=key)
    hand = st.expander("Whose hand is most like yours?", key=f"{key}_hand_open", on_change="rerun")
    if hand.open:
        with hand:
            _show_hand(atlas, visit, answers, key=key)


def caption(label: int, answer: tuple[int, float] | None) -> str:
    """Return what stands below a digit of the row: its label, or what it was classified as with a question mark.

    >>> caption(7, (1, 0.8)), caption(UNLABELLED, (1, 0.8)), caption(UNLABELLED, None)
    ('7', '1?', '?')
    """
    if label != UNLABELLED:
        return TITLES[label]
    return "?" if answer is None else f"{TITLES[answer[0]]}?"


def known_classes(visit: Visit, answers: list[tuple[int, float] | None]) -> tuple[list[int], list[int]]:
    """Return the places of the digits whose class is known, by label or by a sure answer, and their classes."""
    places, classes = [], []
    for place, (label, answer) in enumerate(zip(visit.labels.tolist(), answers, strict=True)):
        if label != UNLABELLED:
            places.append(place)
            classes.append(label)
        elif answer is not None and answer[1] >= SURE:
            places.append(place)
            classes.append(answer[0])
    return places, classes


def _kept() -> Kept:
    """Return what is kept of the visit; where pages speak of other classes by now, its pictures without labels."""
    kept: Kept = st.session_state.get(KEPT) or Kept()
    if kept.classes == in_use():
        return kept
    images = kept.visit.images
    return Kept(Visit(images, np.full(len(images), UNLABELLED, np.int8)), kept.origin, kept.draft)


def _visit() -> Visit:
    """Return the digits of the visit."""
    return _kept().visit


def _change(visit: Visit) -> None:
    """Keep a changed visit."""
    kept = _kept()
    st.session_state[KEPT] = Kept(visit, kept.origin, kept.draft)


def _answers(visit: Visit) -> list[tuple[int, float] | None]:
    """Return what each digit is classified as and with how much confidence; None without a network."""
    try:
        found = [digit_cache.probabilities(image) for image in visit.images]
    except ArtifactError:
        return [None] * len(visit)
    return [(int(chances.argmax()), float(chances.max())) for chances in found]


def _show_one(visit: Visit, answers: list[tuple[int, float] | None], *, key: str) -> None:
    """Let the visitor label one digit, the last until another is picked, or take it out."""
    place = _place_of(visit, st.session_state.get(PICKED, b""))
    place = len(visit) - 1 if place is None else place
    name = f"{key}_label_{hashlib.sha256(visit.images[place].tobytes()).hexdigest()[:12]}"
    label, answer = int(visit.labels[place]), answers[place]
    st.session_state[name] = None if label == UNLABELLED else label
    said = "" if answer is None else f" (classified as {SINGULARS[answer[0]]}, {per_cent(answer[1])})"
    st.pills(
        f"Digit {place + 1} of {len(visit)}{said}: what did you write?", range(len(in_use())), key=name, wrap=True,
        format_func=in_use().name,
        on_change=_label, args=(place, name),
    )  # fmt: skip
    with st.container(horizontal=True):
        st.button("Take it out", key=f"{key}_out", icon=":material/delete:", on_click=_take_out, args=(place,))
        if answer is not None and len(visit.labelled) < len(visit):
            st.button(
                "Label the rest as classified", key=f"{key}_label_rest", icon=":material/done_all:",
                on_click=_label_rest,
            )  # fmt: skip


def _label(place: int, name: str) -> None:
    """Give one digit the label that the visitor chose."""
    visit = _visit()
    if place < len(visit):
        st.session_state[PICKED] = visit.images[place].tobytes()
        _change(visit.with_label(place, st.session_state[name]))


def _label_rest() -> None:
    """Give every digit without a label the class that it was classified as."""
    visit = _visit()
    for place, answer in enumerate(_answers(visit)):
        if answer is not None and visit.labels[place] == UNLABELLED:
            visit = visit.with_label(place, answer[0])
    _change(visit)


def _take_out(place: int) -> None:
    """Take one digit out of the row."""
    visit = _visit()
    if place < len(visit):
        _change(visit.without(place))


def _show_downloads(visit: Visit, *, key: str) -> None:
    """Offer the labelled digits as files."""
    count = len(visit.labelled)
    if not count:
        show_caption("Labelled digits can be downloaded as CSV or NPZ. They stay in this session until you leave.")
        return
    with st.container(horizontal=True):
        st.download_button(
            f"Download {count} as CSV", visit.to_csv, "digits.csv", "text/csv", key=f"{key}_csv",
            on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        st.download_button(
            f"Download {count} as NPZ", visit.to_npz, "digits.npz", "application/octet-stream", key=f"{key}_npz",
            on_click="ignore", icon=":material/download:",
        )  # fmt: skip
    show_caption(
        "Only labelled digits are in the files. The CSV has Kaggle's layout, a label and 784 pixels a row; this app "
        "opens the NPZ as a data set: name it in MNIST_EXPLORE_DATA."
    )


@say_errors()
def _show_hand(atlas: Atlas, visit: Visit, answers: list[tuple[int, float] | None], *, key: str) -> None:
    """Show whose hand the digits of known class are most like, and which digits are not counted."""
    places, classes = known_classes(visit, answers)
    if len(places) < len(visit):
        show_caption(
            f"{len(places)} of your {len(visit)} digits count here: those that you labelled, and those classified with "
            f"at least {per_cent(SURE)} confidence. It takes {FEWEST_DIGITS}."
        )
    show_hand(atlas, visit.images[places], np.array(classes, np.uint8), key=f"{key}_hand")
