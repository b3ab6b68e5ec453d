"""How many labels are in doubt, and whether people doubt the same."""

from __future__ import annotations

import streamlit as st

from mnist_explore.analysis.errors.doubts import agreement_words, counts_words
from mnist_explore.atlas import Atlas
from mnist_explore.model.training.out_of_fold import has_folds
from mnist_explore.sources import Votes
from mnist_explore.ui.base import cache
from mnist_explore.ui.components.filters import show_no_group
from mnist_explore.ui.components.glossary import show_caption
from mnist_explore.ui.components.table import by_name, show_table
from mnist_explore.words import SPLIT_WORDS


def show_counts(atlas: Atlas, votes: Votes | None) -> None:
    """Show how many labels networks doubt, and how far people agree."""
    table = cache.disputed_counts(atlas)
    st.header("How many labels are in doubt", anchor=False)
    show_no_group("the counts are of all labels")
    st.markdown(counts_words(table, cache.most_otherwise(atlas), several=has_folds(atlas.digits)))
    names = {"digit": "labelled"} | {
        f"{split}_{column}": f"{name}{words}"
        for split, name in SPLIT_WORDS.items()
        for column, words in (("labels", " digits"), ("otherwise", ", classified otherwise"), ("disputed", ", counted"))
    }
    show_table(
        by_name(table, "digit").rename(columns=names), key="disputed_counts",
        alt="For each class: how many training and test digits there are, how many networks classify otherwise, how "
        "many count as disputed",
    )  # fmt: skip
    if votes is not None:
        st.markdown(agreement_words(cache.label_ranking(atlas, "test"), votes))
    show_caption(
        "Confident learning counts a label as disputed when the networks give another digit at least the probability "
        "that they give, on average, to the digits labelled so (Northcutt, Jiang & Chuang 2021, JAIR 70; cleanlab): "
        "the surer they are in general, the fewer it counts. That is an estimate, not a verdict. Votes: Northcutt, "
        "Athalye & Mueller 2021, NeurIPS Datasets and Benchmarks; people chose between the label, one other digit, and "
        "neither."
    )
