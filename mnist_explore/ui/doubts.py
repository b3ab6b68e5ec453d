"""How many labels are in doubt, and whether people doubt the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.disputed import Ranking
from mnist_explore.sources import Votes
from mnist_explore.ui.disputed import SPLIT_WORDS, disputed_counts, ranking
from mnist_explore.words import PLURALS, per_cent

if TYPE_CHECKING:
    import pandas as pd


FIRST = (30, 60)
"""How far down the ranking the page looks for the labels that people dispute."""


def show_counts(atlas: Atlas, votes: Votes | None) -> None:
    """Show how many labels confident learning counts as disputed, and how far people agree."""
    table = disputed_counts(atlas)
    st.subheader("How many labels are in doubt", anchor=False)
    st.markdown(counts_words(table))
    names = {"digit": "labelled", "train_labels": "training digits", "train_disputed": "training, in doubt",
             "test_labels": "test digits", "test_disputed": "test, in doubt"}  # fmt: skip
    st.dataframe(
        table.rename(columns=names), key="disputed_counts", hide_index=True, width="content",
        alt="For each digit, how many training and test labels there are and how many are in doubt",
    )  # fmt: skip
    if votes is not None:
        st.markdown(agreement_words(ranking(atlas, "test"), votes))
    st.caption(
        "A label counts as in doubt when the networks give another digit at least the probability that they give, on "
        "average, to the digits labelled so (confident learning: Northcutt, Jiang & Chuang 2021, JAIR 70; cleanlab). "
        "That is an estimate, not a verdict. Votes: Northcutt, Athalye & Mueller 2021, NeurIPS Datasets and "
        "Benchmarks; people chose between the label, one other digit, and neither."
    )


def agreement_words(found: Ranking, votes: Votes) -> str:
    """Return how many of the labels that people dispute stand at the ranking's top, in words."""
    places = found.ranks_of(votes.disputed)
    tops = [f"**{int((places <= first).sum())}** among the first {first}" for first in FIRST]
    return (
        f"Five people each looked at {len(votes)} test digits, and less than half of them chose the label of "
        f"**{len(places)}**. Of these, the networks' ranking of the test digits, which knows nothing of the votes, has "
        f"{' and '.join(tops)}."
    )


def counts_words(table: pd.DataFrame) -> str:
    """Return the counts of :func:`disputed_counts` in a sentence."""
    parts = []
    for split, name in SPLIT_WORDS.items():
        count, of = int(table[f"{split}_disputed"].sum()), int(table[f"{split}_labels"].sum())
        parts.append(f"**{count:,}** of {of:,} {name} labels" + (f" ({per_cent(count / of)})" if of else ""))
    both = table["train_disputed"] + table["test_disputed"]
    most = f" The {PLURALS[int(both.idxmax())]} have the most, {both.max():,}." if both.max() else ""
    return f"Confident learning counts {parts[0]} and {parts[1]} as disputed.{most}"
