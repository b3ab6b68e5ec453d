"""Methods of reading digits, side by side: what each misclassifies, what it took, and whose digits are whose alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from mnist_explore.analysis.errors.methods import counted
from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.predictions import (
    OURS,
    Methods,
    errors_on_test,
    right_against,
    right_alone,
    right_nowhere,
)
from mnist_explore.atlas.values import Indices
from mnist_explore.digits import SPLITS
from mnist_explore.errors import ArtifactError
from mnist_explore.figures.methods import errors_figure
from mnist_explore.model.baselines.methods import BASELINES
from mnist_explore.model.serving.augmentation import LOOKS
from mnist_explore.model.serving.recogniser import UNTRAINED
from mnist_explore.model.training.out_of_fold import has_folds
from mnist_explore.ui.base import cache
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.filters import show_no_group
from mnist_explore.ui.components.gallery import show_gallery
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.table import show_table
from mnist_explore.words import SINGULARS, capitalised, per_cent, reading_words

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

SHOWN = 120
ALONE = (
    "Only the network trained on these pictures has read them so far; `python -m mnist_explore build --stage methods` "
    "with the same `--data PATH` fits the other methods and compares them."
)
HEADS = {
    "core-s": "Core-seconds of learning from the training digits",
    "µs": "Microseconds to classify one digit",
    "parameters": "Numbers that a method keeps",
}
"""What the heads of the table mean."""


def compared_methods(atlas: Atlas) -> Methods | None:
    """Return the methods' answers, or None, with a sentence that says why there are none."""
    try:
        found = cache.methods_of(atlas)
        if len(found.names) > 1:
            return found
        st.info(ALONE, icon=":material/hourglass_empty:")
        return None
    except ArtifactError as error:
        st.info(str(error) if atlas.is_read else UNTRAINED, icon=":material/hourglass_empty:")
        return None


def show_side_by_side(atlas: Atlas, methods: Methods) -> None:
    """Show what every method misclassifies among the test digits, and what it took."""
    show_no_group("methods are held against each other on all digits of a split; Confusion shows any one's for a group")
    errors = errors_on_test(methods, atlas.digits)
    count = len(atlas.digits.where_split("test"))
    st.markdown(cache.methods_finding(atlas)[0])
    chart, numbers = st.columns([2, 3], gap="medium", vertical_alignment="center")
    words = ", ".join(f"{name} {misclassified:,}" for name, misclassified in errors.items())
    chart.plotly_chart(
        _errors_chart(atlas, errors, count),
        key="methods_errors",
        config={"displayModeBar": False},
        alt=f"Misread of {count:,} test digits: {words}",
    )
    with numbers:
        show_table(
            _numbers(methods, errors),
            key="methods_numbers",
            alt=f"What every method took. Misread: {words}",
            formats={"core-s": ",.1f", "µs": ",.1f"},
            helps=HEADS,
        )
    widened = (
        ", widened by the design effect: one writer's digits are misclassified together" if atlas.digits.has_writers
        else ""
    )  # fmt: skip
    about = " ".join(f"**{capitalised(baseline.name)}:** {baseline.about}" for baseline in BASELINES)
    show_caption(
        f"{about} **Our network:** {_schooling(atlas)} The lines, and the numbers in brackets, are 95\u00a0% "
        f"intervals (Wilson's{widened}). Core-s, "
        "core-seconds: processor time of learning, all threads together, so that a busy machine changes nothing. µs, "
        "microseconds a digit: processor time of classifying up to a thousand digits at once on one thread, the "
        "methods taking turns, the median of five rounds. Parameters: the numbers that a method keeps."
    )


def choose_split(atlas: Atlas) -> str:
    """Let the visitor choose the digits that the galleries are of; say how each method could not know them."""
    split = choose("Which digits", SPLITS[::-1], key="methods_split")
    apart = " and without anything else by its writer" if atlas.digits.has_writers else ""
    show_caption(
        f"Test digits are classified after fitting to training digits alone; a training digit without it{apart}."
    )
    return split


def show_only_ours(atlas: Atlas, methods: Methods, *, split: str) -> None:
    """Show the digits that our network alone reads as labelled."""
    found = right_alone(methods, atlas.digits, OURS, split=split)
    st.header("The digits that only our network gets right", anchor=False)
    st.write(f"{counted(found, atlas, split)}: each of the other methods takes them for something else.")
    _gallery(atlas, found, methods.predictions[-1], key="methods_ours", alt="Digits that only our network gets right")


def show_against(atlas: Atlas, methods: Methods, *, split: str) -> None:
    """Let the visitor choose another method; show what one of the two reads and the other does not."""
    st.header("One other method against ours", anchor=False)
    others = [name for name in methods.names if name != OURS]
    name = choose("Compare with", others, default=others[-1], key="methods_other", look="list")
    left, right = st.columns(2, gap="large")
    ours = right_against(methods, atlas.digits, OURS, name, split=split)
    with left:
        st.markdown(f"**Our network is right, {name} is not:** {counted(ours, atlas, split)}.")
        _gallery(atlas, ours, methods.of(name), key="methods_we", alt=f"Digits that {name} gets wrong")
    theirs = right_against(methods, atlas.digits, name, OURS, split=split)
    alone = right_alone(methods, atlas.digits, name, split=split)
    with right:
        st.markdown(f"**{capitalised(name)} is right, our network is not:** {counted(theirs, atlas, split)}.")
        _gallery(atlas, theirs, methods.of(OURS), key="methods_they", alt=f"Digits that {name} gets right")
        st.markdown(f"**Only {name} is right:** {counted(alone, atlas, split)}.")
        if len(alone):
            _gallery(atlas, alone, methods.of(OURS), key="methods_alone", alt=f"Digits that only {name} gets right")


def show_nobody(atlas: Atlas, methods: Methods, *, split: str) -> None:
    """Show the digits that no method reads as labelled."""
    found = right_nowhere(methods, atlas.digits, split=split)
    st.header("The digits that no method gets right", anchor=False)
    st.write(f"{counted(found, atlas, split)}. Some of these labels are themselves disputed.")
    _gallery(atlas, found, methods.of(OURS), key="methods_nobody", alt="Digits that no method gets right")


def show_misread(atlas: Atlas) -> None:
    """Show the test digits that our network misclassifies: what there is to see before methods were compared."""
    table = atlas.table
    if not atlas.is_read:
        return
    answer = table["predicted"].to_numpy()
    wrong = (table["split"] == "test").to_numpy() & (answer != atlas.digits.labels)
    found = np.flatnonzero(wrong)
    st.header("The digits that our network misclassifies", anchor=False)
    st.write(f"{counted(found, atlas, 'test')}.")
    _gallery(atlas, found, answer, key="methods_misread", alt="Test digits that our network misclassifies")


def _gallery(atlas: Atlas, found: Indices, answers: np.ndarray, *, key: str, alt: str) -> None:
    """Show digits, at most :data:`SHOWN` of them, with label and, where it differs, an answer below each."""
    shown = queries.evenly(found, SHOWN)
    pairs = zip(atlas.digits.labels[shown].tolist(), answers[shown].tolist(), strict=True)
    captions = [
        f"labelled {SINGULARS[label]}" if label == answer else reading_words(label, answer) for label, answer in pairs
    ]
    if len(shown):
        show_gallery(atlas, shown, key=key, alt=alt, captions=captions, cell_px=76)
    if len(shown) < len(found):
        show_caption(f"{len(shown)} of them are shown, evenly drawn.")


def _errors_chart(atlas: Atlas, errors: dict[str, int], count: int) -> go.Figure:
    """Return the chart of what each method misclassifies."""
    misclassified = np.array(list(errors.values()), np.float64)
    low, high = cache.methods_finding(atlas)[1].T
    return errors_figure(list(errors), misclassified, count * low, count * high, count=count)


def _numbers(methods: Methods, errors: dict[str, int]) -> pd.DataFrame:
    """Return the methods' figures as a table."""
    import pandas as pd

    return pd.DataFrame(
        {
            "method": list(errors),
            "misclassified": list(errors.values()),
            "core-s": [method.train_seconds for method in methods.methods],
            "µs": [method.microseconds_per_digit for method in methods.methods],
            "parameters": [method.parameters for method in methods.methods],
        }
    )


def _schooling(atlas: Atlas) -> str:
    """Return what our network learned from, and how it reads."""
    again = f"where its confidence is below {per_cent(LOOKS[0][0])}, it classifies altered copies of the digit as well"
    if has_folds(atlas.digits):
        return (
            f"The one that this dashboard uses, trained on most of the same digits, distorted anew every time; {again}."
        )
    count = len(atlas.digits.where_split("train"))
    return (
        f"The one that this dashboard uses; {again}. It learned from MNIST alone and never saw digits of this "
        f"collection; all others learned from the {count:,} training digits here."
    )
