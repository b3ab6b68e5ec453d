"""How often structures, families and errors occur in two groups."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.comparing import NAMES, Pair
from mnist_explore.analysis.comparing.shares import MISCLASSIFIED
from mnist_explore.analysis.variation.style_words import named_families
from mnist_explore.atlas import Atlas
from mnist_explore.ui.views.compare.measures import measure_title
from mnist_explore.words import per_cent


def show_shares(atlas: Atlas, pair: Pair) -> None:
    """Show how often structures and families occur in both groups, of how many, and how many are misclassified."""
    found = pair.comparison.shares
    if found is None:
        return
    styles = found[found["measure"] != MISCLASSIFIED].to_dict("records")
    if styles:
        _show_styles(styles, share_names(atlas, pair, [row["measure"] for row in styles]))
    else:
        st.caption("No structure or family is known of enough digits of both groups.")
    st.markdown(f"**How often the network misclassifies them.** {misclassified_words(found.iloc[-1].to_dict())}")
    st.caption(_whence(atlas, pair))


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
        alt="; ".join(
            f"{names[row['measure']]}: {per_cent(row['first_share'])} of A, {per_cent(row['second_share'])} of B"
            for row in rows
        ),
    )
    st.caption(
        f"{largest_words(rows, names)} Beside each name: how many of how many digits. The lines are Wilson's 95\u00a0% "
        "intervals, widened where one person's digits are alike. Families are sub-styles of one class, told of groups "
        "of the same class alone."
    )


def share_names(atlas: Atlas, pair: Pair, measures: Sequence[str]) -> dict[str, str]:
    """Return what the rows of shares are called: structures by their title, families by their name."""
    label = int(atlas.digits.labels[pair.first[0]])
    families = named_families(atlas.styles.of_digit(label))
    titles = {f"family={one.numbers.family}": f"Family: {one.name}" for one in families}
    return {name: titles.get(name) or measure_title(name) for name in measures}


def counts_words(row: Mapping[str, Any]) -> str:
    """Return how many of how many digits of both groups."""
    return " · ".join(
        f"{name} {row[f'{side}_count']:,} of {row[f'{side}_total']:,}"
        for name, side in zip(NAMES, ("first", "second"), strict=True)
    )


def largest_words(rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    """Return which share is most surely not the same in both groups.

    >>> row = {"measure": "crossed", "ratio": 15.4, "ratio_low": 7.8, "ratio_high": 30.9}
    >>> largest_words([row], {"crossed": "Crossed"})
    'Farthest apart for sure: crossed, in A 15.4 times as often as in B (7.8 to 30.9).'
    """
    apart = [row for row in rows if math.isfinite(row["ratio"]) and (row["ratio_low"] > 1 or row["ratio_high"] < 1)]
    if not apart:
        return "No share is surely another in A than in B."
    surest = max(apart, key=lambda row: max(row["ratio_low"], 1 / max(row["ratio_high"], 1e-9)))
    name = names[surest["measure"]]
    return f"Farthest apart for sure: {name[0].lower()}{name[1:]}, in A {_times(surest)}."


def _times(row: Mapping[str, Any]) -> str:
    """Return how many times as often, with its interval."""
    low, high = row["ratio_low"], row["ratio_high"]
    return f"{_ratio(row['ratio'])} times as often as in B ({_ratio(low)} to {_ratio(high)})"


def _ratio(value: float) -> str:
    """Return a ratio, below ten with one decimal, below one with two."""
    return "any number" if math.isinf(value) else f"{value:,.{0 if value >= 100 else 1 if value >= 1 else 2}f}"


def misclassified_words(row: Mapping[str, Any]) -> str:
    """Return how often both groups are misclassified, and whether they differ by more than chance."""
    told = ", ".join(
        f"{name}: {row[f'{side}_count']:,} of {row[f'{side}_total']:,} ({per_cent(float(row[f'{side}_share']))})"
        for name, side in zip(NAMES, ("first", "second"), strict=True)
    )
    if not row["first_count"] or not row["second_count"]:
        return f"{told}. Where a group has none misclassified, no ratio is told."
    sure = row["ratio_low"] > 1 or row["ratio_high"] < 1
    return f"{told}: A {_times(row)}, {'more than chance' if sure else 'which may be chance'}."


def _whence(atlas: Atlas, pair: Pair) -> str:
    """Return how the network's answers came about, and when their difference is no finding."""
    chosen = pair.chosen_by & {"right", "predicted", "confidence"}
    note = "The groups were chosen by what the network answered, so the difference is no finding. " if chosen else ""
    if pair.is_out_of_fold:
        unseen = "saw neither it nor any other digit of its writer" if atlas.digits.has_writers else "did not see it"
        return f"{note}Each digit is classified by a network that {unseen}. A label may itself be disputed."
    return f"{note}By the network that ships, which learned from the training digits. A label may itself be disputed."
