"""How far two groups differ in every measure, and how one measure is distributed over both."""

from __future__ import annotations

from typing import Any

import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.comparing import NAMES, Pair
from mnist_explore.analysis.comparing.findings import (
    effect_words,
    held_words,
    means_words,
    measure_title,
    spread_words,
)
from mnist_explore.analysis.comparing.sentence import DISCOVERIES, NOTABLE
from mnist_explore.atlas import BY_NAME, Atlas
from mnist_explore.ui.components.choices import choose
from mnist_explore.ui.components.glossary import show_caption

MEASURE = "compare_measure"
"""The address bar's name of the measure whose distribution is shown."""


def show_effects(pair: Pair) -> None:
    """Show the measures in the order of how far the groups differ, and say which differences hold."""
    found = pair.comparison.measures
    if found is None:
        return
    asked = found[~found["chosen_by"]]
    told = ((asked["p_adjusted"] <= DISCOVERIES) & (asked["effect"].abs() >= NOTABLE)).to_numpy(dtype=bool)
    rows = asked.to_dict("records")
    st.markdown("**How far they differ**, the farthest first")
    if not rows:
        show_caption("The groups were chosen by all that both have values of.")
        return
    st.plotly_chart(
        figures.effect_figure(
            [f"<b>{measure_title(row['measure'])}</b>  {means_words(row)}" for row in rows],
            *(asked[name].to_numpy() for name in ("effect", "low", "high")),
            sure=told,
            groups=NAMES,
        ),
        key="compare_effects",
        config={"displayModeBar": False},
        alt="; ".join(str(effect_words(row)) for row in rows),
    )
    show_caption(
        f"{held_words(len(rows), int(told.sum()))} {_chosen_words(found[found['chosen_by']])}{_source_words(pair)}"
    )


def _source_words(pair: Pair) -> str:
    """Return what the effect sizes and their intervals are."""
    by_writers = any(pair.comparison.writers)
    drawn, why = ("writers", ", since one person's digits are alike") if by_writers else ("digits", "")
    return (
        "Beside each name: A's mean against B's. Effect sizes are Hedges' g (1981), the difference in standard "
        "deviations, and for shares Cohen's h (1988): 0.2 is small, 0.5 medium, 0.8 large. The lines are 95\u00a0% "
        f"intervals from a bootstrap over {drawn} (Davison & Hinkley 1997){why}; false discovery rate: Benjamini & "
        "Hochberg (1995)."
    )


def _chosen_words(chosen: Any) -> str:
    """Return which measures are left out because the groups were chosen by them."""
    names = [measure_title(name).lower() for name in chosen["measure"]]
    return f"Left out, since the groups were chosen by it: {', '.join(names)}. " if names else ""


def show_distributions(atlas: Atlas, pair: Pair) -> None:
    """Show how one measure is distributed over both groups; at first the one in which they differ most."""
    found = pair.comparison.measures
    ordered = () if found is None else found["measure"]
    titles = {measure_title(name): name for name in ordered if _has_distribution(name)}
    if not titles:
        show_caption("There is no amount that enough digits of both groups have.")
        return
    measure = titles[choose("Measure", list(titles), key=MEASURE, look="list")]
    column = BY_NAME[measure]
    shown = pair.distributions(measure)
    st.plotly_chart(
        figures.overlaid_figure(
            shown.edges, shown.first, shown.second, groups=NAMES, unit=column.unit, title=column.title
        ),
        key="compare_distribution",
        config={"displayModeBar": False},
        alt=f"Distribution of {column.title.lower()} over A, solid, and B, dashed",
    )
    show_caption(f"{spread_words(atlas.table, pair, measure)} {column.definition} Source: {column.source}.")


def _has_distribution(measure: str) -> bool:
    """Return whether a measure is an amount or a count."""
    return measure in BY_NAME and BY_NAME[measure].kind in ("amount", "count")
