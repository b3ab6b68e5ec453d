"""Whose hand is most like a visitor's digits: the writer, how sure that is, and their digits beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mnist_explore.analysis.cards import likeness_words
from mnist_explore.analysis.writers.hands import hand_features
from mnist_explore.analysis.writers.likeness import KnownHands, Likeness, rank_writers
from mnist_explore.analysis.writers.sentences import who
from mnist_explore.atlas import Atlas
from mnist_explore.digits import UNKNOWN
from mnist_explore.ui.base import digit_cache
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.links import show_writer_link

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_DIGITS = 5
"""The fewest digits by which writers were looked for when it was measured how often they are found."""
SHOWN = 48


def likeness_of(atlas: Atlas, hands: KnownHands, images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> Likeness:
    """Return the writers ranked by how like their hand is to ``(n, 28, 28)`` digits of classes ``(n,)``."""
    return rank_writers(hands, hand_features(images, atlas.styles.typicality.shapes), labels)


def show_hand(atlas: Atlas, images: NDArray[np.uint8], labels: NDArray[np.uint8], *, key: str) -> None:
    """Show the writer whose hand is most like some digits of one person, how sure that is, and the writer's digits.

    Parameters
    ----------
    images, labels
        ``(n, 28, 28)`` uint8 and ``(n,)`` uint8 in 0-9, the visitor's digits and which class each is.
    key
        Begins every widget's key.
    """
    if len(images) < FEWEST_DIGITS:
        show_caption(f"With {FEWEST_DIGITS} digits of yours or more it is told whose hand is most like them.")
        return
    hands = digit_cache.hands_of(atlas)
    if hands is None:
        show_caption("Too few of these digits' writers are known to tell whose hand is most like yours.")
        return
    found = likeness_of(atlas, hands, images, labels)
    writer = int(found.writers[0])
    written = np.flatnonzero(atlas.digits.writer == writer)
    series = int(atlas.digits.series[written[0]])
    st.markdown(likeness_words(found, whom=who(None if series == UNKNOWN else series)))
    show_writer_link(writer)
    same = written[np.isin(atlas.digits.labels[written], labels)]
    shown = same[np.argsort(atlas.digits.labels[same], kind="stable")][:SHOWN]
    show_gallery(
        atlas, shown, key=f"{key}_digits", alt=f"{len(shown)} digits that writer {writer} wrote, of your kinds"
    )
