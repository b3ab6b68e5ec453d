"""How often structures, families and errors occur in two groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.comparing import NAMES, Pair
from mnist_explore.analysis.comparing.findings import (
    counts_words,
    largest_words,
    misclassified_words,
    row_title,
    share_words,
)
from mnist_explore.analysis.comparing.shares import MISCLASSIFIED
from mnist_explore.atlas import Atlas
from mnist_explore.ui.components.glossary import show_caption


def show_shares(atlas: Atlas, pair: Pair) -> None:
    """Show how often structures and families occur in both groups, of how many, and how many are misclassified."""
    found = pair.comparison.shares
    if found is None:
        return
    styles = found[found["measure"] != MISCLASSIFIED].to_dict("records")
    if styles:
        _show_styles(styles, {row["measure"]: row_title(atlas, pair, row["measure"]) for row in styles})
    else:
        show_caption("No structure or family is known of enough digits of both groups.")
    st.markdown(f"**How often the network misclassifies them.** {misclassified_words(found.iloc[-1].to_dict())}")
    show_caption(_whence(atlas, pair))


def _show_styles(rows: Sequence[dict[str, Any]], names: Mapping[str, str]) -> None:
    """Show how often every structure and family occurs in both groups."""
    sides = (
        [np.array([row[f"{side}_{part}"] for row in rows]) for part in ("share", "low", "high")]
        for side in ("first", "second")
    )
    st.plotly_chart(
        figures.paired_share_figure(
            [f"<b>{names[row['measure']]}</b>  {counts_words(row)}" for row in rows], *sides, groups=NAMES
        ),
        key="compare_shares",
        config={"displayModeBar": False},
        alt="; ".join(f"{names[row['measure']]}: {share_words(row)}" for row in rows),
    )
    show_caption(
        f"{largest_words(rows, names)} Beside each name: how many of how many digits. The lines are Wilson's 95\u00a0% "
        "intervals, widened where one person's digits are alike. Families are sub-styles of one class, told of groups "
        "of the same class alone."
    )


def _whence(atlas: Atlas, pair: Pair) -> str:
    """Return how the network's answers came about, and when their difference is no finding."""
    chosen = pair.chosen_by & {"right", "predicted", "confidence"}
    note = "The groups were chosen by what the network answered, so the difference is no finding. " if chosen else ""
    if pair.is_out_of_fold:
        unseen = "saw neither it nor any other digit of its writer" if atlas.digits.has_writers else "did not see it"
        return f"{note}Each digit is classified by a network that {unseen}. A label may itself be disputed."
    return f"{note}By the network that ships, which learned from the training digits. A label may itself be disputed."
