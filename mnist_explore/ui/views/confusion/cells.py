"""Whose answers the confusion page shows, and its first views: every cell, and the pairs mixed up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.errors.confusion import (
    Answers,
    confused_pairs,
    method_answers,
    most_confused,
    table_answers,
)
from mnist_explore.analysis.errors.sentences import cell_words, errors_in_words, pair_words
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.values import Indices
from mnist_explore.digits import SPLITS
from mnist_explore.errors import ArtifactError
from mnist_explore.model.serving.recogniser import UNTRAINED
from mnist_explore.ui.base import cache
from mnist_explore.ui.base.subject import tell_subject
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.filters import choose_group, of_any_class
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.narrow import bring_into_view
from mnist_explore.ui.components.selections import choose_cell
from mnist_explore.words import PLURALS, SINGULARS, SPLIT_WORDS, TITLES, capitalised, reading_words

SHOWN = 100
PAIRS = 10


WHERE = "confusion_where"
"""The address bar's name of the group whose errors are shown."""


def choose_answers(atlas: Atlas, *, split_key: str, split: str) -> Answers | None:
    """Let the visitor choose a group, a method and a split; return the answers, or None with a sentence for no digits.

    Without the methods, what is missing is said, and the table's answers are taken.

    Parameters
    ----------
    split_key
        The address bar's name of the split.
    split
        The split at the start, where there is a choice.
    """
    group = of_any_class(choose_group(atlas, key=WHERE, is_open=False), key=WHERE)
    every = _answers(atlas, split_key=split_key, split=split)
    if every is None:
        return None
    found = every.among(cache.group_members(atlas, group))
    tell_subject(group if group.of("split") else group.asking("split", found.split), key=WHERE)
    if len(found.indices):
        return found
    st.info(f"No {SPLIT_WORDS[found.split]} digit is in this group.", icon=":material/filter_alt_off:")
    return None


def _answers(atlas: Atlas, *, split_key: str, split: str) -> Answers | None:
    """Let the visitor choose a method and a split; return its answers to all digits of the split, None without any."""
    try:
        known = cache.methods_of(atlas)
    except ArtifactError as error:
        if not atlas.is_read:
            st.info(UNTRAINED, icon=":material/model_training:")
            return None
        show_caption(f"Shown are the shipped network's answers for the test digits alone. {error}")
        return table_answers(atlas.table, split="test")
    left, right = st.columns([3, 2])
    with left:
        name = choose("Classified by", known.names[::-1], key="confusion_method", look="list")
    with right:
        split = choose("Digits", SPLITS[::-1], default=split, key=split_key)
    return method_answers(known, atlas.digits, name=name, split=split)


def whence(atlas: Atlas, answers: Answers) -> str:
    """Return how the answers came about, in a sentence."""
    if answers.split == "test":
        return "No method was fitted to test digits."
    if atlas.digits.has_writers:
        return "Each training digit is classified out of fold: by a fit to other writers' digits."
    return "Each training digit is classified out of fold: by a fit that did not include it."


def show_cells(atlas: Atlas, given: int | None) -> None:
    """Show the confusion matrix and the digits of the cell chosen, at the start one of the row `given`."""
    answers = choose_answers(atlas, split_key="confusion_split", split="test")
    if answers is None:
        return
    counts = answers.counts
    errors = int(answers.wrong.sum())
    st.write(f"{errors_in_words(answers)} **Pick a cell** to see its digits.")
    matrix, cell = st.columns([3, 2], gap="large")
    with matrix:
        shown = choose("Show", ["counts", "rates in %"], key="confusion_show")
        row, answer = choose_cell(
            figures.confusion_figure(counts, rates=shown != "counts"),
            default=most_confused(counts, given=given),
            key="confusion",
            alt=f"Confusion matrix of {counts.sum():,} {SPLIT_WORDS[answers.split]} digits, {errors} off the diagonal",
        )
        show_caption(
            "Rows: the label. Columns: what the digit is classified as. The diagonal, where both agree, is left "
            f"without colour so that the rest can be seen. Rates are shares of a row. {whence(atlas, answers)} A label "
            "may itself be disputed."
        )
    with cell:
        bring_into_view(f"{row} {answer}", key="confusion_seen")
        _show_cell(atlas, answers, row, answer)


def _show_cell(atlas: Atlas, answers: Answers, given: int, answer: int) -> None:
    """Show the digits of one cell, and how sure their reading is."""
    found = answers.cell(given, answer)
    st.header(f"Labelled {SINGULARS[given]}, classified as {SINGULARS[answer]}", anchor=False)
    cell_name = f"labelled {SINGULARS[given]} and classified as {SINGULARS[answer]}"
    st.markdown(cell_words(answers, given, answer))
    shown = found[:SHOWN]
    show_predicted(
        atlas, answers, shown, key="confusion_sheet", captions=_sureness(answers, shown), cell_px=76,
        alt=f"{capitalised(SPLIT_WORDS[answers.split])} digits {cell_name}",
    )  # fmt: skip
    if not len(found):
        show_caption("No digit is in this cell.")
    elif answers.confidence is None:
        show_caption("Of this method the predictions alone are known, not how sure they are.")
    else:
        first = f"; the first {SHOWN}" if len(found) > SHOWN else ""
        show_caption(f"The surest come first{first}.")


def _sureness(answers: Answers, indices: Indices) -> list[str]:
    """Return what each digit is classified as and how probable that seems, never rounded up to certainty."""
    if answers.confidence is None:
        return []
    places = answers.places(indices)
    return [
        reading_words(label, read, sure=float(sure))
        for label, read, sure in zip(
            answers.labels[places], answers.predictions[places], answers.confidence[places], strict=True
        )
    ]


def show_predicted(
    atlas: Atlas,
    answers: Answers,
    indices: Indices,
    *,
    key: str,
    alt: str,
    captions: Sequence[str] | None = None,
    columns: int | None = None,
    cell_px: int = 76,
) -> None:
    """Show digits with label and reading below each, or `captions`; a pick opens the digit's card.

    Parameters
    ----------
    answers
        What reads them: a tool tip tells its reading, not that of the atlas's table.
    indices
        ``(n,)`` rows of the data set, among the answers'.
    """
    places = answers.places(indices)
    pairs = list(zip(answers.labels[places], answers.predictions[places], strict=True))
    words = [
        f"{TITLES[label]}, number {index}" + (f", classified as {TITLES[read]}" if read != label else "")
        for (label, read), index in zip(pairs, indices, strict=True)
    ]
    show_gallery(
        atlas,
        indices,
        words=words,
        key=key,
        alt=alt,
        captions=[reading_words(label, read) for label, read in pairs] if captions is None else captions,
        columns=columns,
        cell_px=cell_px,
    )


def show_pairs(atlas: Atlas, only: int | None) -> None:
    """Show the pairs of digits mixed up most often, all or those of `only` one class, with pictures."""
    answers = choose_answers(atlas, split_key="confusion_split", split="test")
    if answers is None:
        return
    st.markdown(errors_in_words(answers))
    pairs = confused_pairs(answers.counts)
    if only is not None:
        pairs = pairs[(pairs["first"] == only) | (pairs["second"] == only)]
    if not len(pairs):
        st.info("No two digits are mixed up.")
    again = cache.pairs_again(atlas, answers)[:, pairs["first"], pairs["second"]]
    for place, row in enumerate(pairs.head(PAIRS).itertuples()):
        words, pictures = st.columns([2, 3], vertical_alignment="center")
        one, other = PLURALS[row.first], PLURALS[row.second]
        digits = int(np.isin(answers.labels, [row.first, row.second]).sum())
        said, ways = pair_words(row, errors=int(answers.wrong.sum()), digits=digits, again=again, place=place)
        words.markdown(said)
        words.caption(ways)
        with pictures:
            show_predicted(
                atlas, answers, answers.pair(row.first, row.second)[:8], columns=8, cell_px=64,
                key=f"confusion_pair_{row.first}_{row.second}", alt=f"Digits among {one} and {other} that are mixed up",
            )  # fmt: skip
    show_caption(
        "A pair counts both ways, since both tell of one likeness. Its place is what it is in 95\u00a0% of the draws "
        f"of other {atlas.digits.resampled}. Below each picture: its label, and what it is classified "
        f"as{'; the surest come first' if answers.confidence is not None else ''}. {whence(atlas, answers)} A label "
        "may itself be disputed."
    )
