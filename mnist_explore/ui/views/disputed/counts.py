"""How many labels are in doubt, and whether people doubt the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.analysis.errors.disputed import Ranking
from mnist_explore.analysis.ranking import Lead
from mnist_explore.atlas import Atlas
from mnist_explore.model.training.out_of_fold import FOLDS, has_folds
from mnist_explore.sources import Votes
from mnist_explore.ui.base import cache
from mnist_explore.words import PLURALS, SPLIT_WORDS, per_cent

if TYPE_CHECKING:
    import pandas as pd


FIRST = (30, 60)
"""How far down the ranking the page looks for the labels that people dispute."""


def show_counts(atlas: Atlas, votes: Votes | None) -> None:
    """Show how many labels networks doubt, and how far people agree."""
    table = cache.disputed_counts(atlas)
    st.header("How many labels are in doubt", anchor=False)
    st.markdown(counts_words(table, cache.most_otherwise(atlas), several=has_folds(atlas.digits)))
    names = {"digit": "labelled"} | {
        f"{split}_{column}": f"{name}{words}"
        for split, name in SPLIT_WORDS.items()
        for column, words in (("labels", " digits"), ("otherwise", ", classified otherwise"), ("disputed", ", counted"))
    }
    st.dataframe(
        table.rename(columns=names), key="disputed_counts", hide_index=True, width="content",
        alt="For each class: how many training and test digits there are, how many networks classify otherwise, how "
        "many count as disputed",
    )  # fmt: skip
    if votes is not None:
        st.markdown(agreement_words(cache.label_ranking(atlas, "test"), votes))
    st.caption(
        "Confident learning counts a label as disputed when the networks give another digit at least the probability "
        "that they give, on average, to the digits labelled so (Northcutt, Jiang & Chuang 2021, JAIR 70; cleanlab): "
        "the surer they are in general, the fewer it counts. That is an estimate, not a verdict. Votes: Northcutt, "
        "Athalye & Mueller 2021, NeurIPS Datasets and Benchmarks; people chose between the label, one other digit, and "
        "neither."
    )


def agreement_words(found: Ranking, votes: Votes) -> str:
    """Return how many of the labels that people dispute stand at the ranking's top, in words."""
    places = found.ranks_of(votes.disputed)
    tops = [f"**{int((places <= first).sum())}** among the first {first}" for first in FIRST]
    return (
        f"Five people each looked at {len(votes)} test digits, which had been chosen because confident learning "
        "doubted their labels (Northcutt, Athalye & Mueller 2021), and less than half of them chose the label of "
        f"**{len(places)}**: that share says nothing of the other test labels. Of these, the networks' ranking of the "
        f"test digits, which knows nothing of the votes, has {' and '.join(tops)}."
    )


def counts_words(table: pd.DataFrame, most: Lead | None, *, several: bool) -> str:
    """Return the counts of :func:`~mnist_explore.ui.base.cache.disputed_counts`, and which class leads, in words."""
    read, counted = [], []
    for split, name in SPLIT_WORDS.items():
        of, otherwise = int(table[f"{split}_labels"].sum()), int(table[f"{split}_otherwise"].sum())
        read.append(f"**{otherwise:,}** of {of:,} {name} digits" + (f" ({per_cent(otherwise / of)})" if of else ""))
        counted.append(f"**{int(table[f'{split}_disputed'].sum()):,}** {name} labels")
    whose = "Networks not trained on them classify" if several else "A network not trained on them classifies"
    together = f", {FOLDS + 1} of them together," if several else ""
    leads = "" if most is None else f", {most.words(PLURALS, most='most often', link=' ')}"
    return (
        f"{whose} {read[0]} and{together} {read[1]} as another digit than they are labelled{leads}. Where that is as "
        "sure as for a digit that is labelled so, confident learning counts the label as disputed: "
        f"{counted[0]} and {counted[1]}."
    )
