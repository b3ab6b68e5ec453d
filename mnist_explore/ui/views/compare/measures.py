"""How far two groups differ in every measure, and how one measure is distributed over both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from mnist_explore import figures
from mnist_explore.analysis.comparing import NAMES, Pair
from mnist_explore.analysis.comparing.sentence import DISCOVERIES, NOTABLE
from mnist_explore.atlas import BY_NAME, Atlas
from mnist_explore.atlas.values import measure_values
from mnist_explore.columns import Column
from mnist_explore.ui.components.choices import choose
from mnist_explore.words import per_cent, with_unit

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
        st.caption("The groups were chosen by all that both have values of.")
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
        alt="; ".join(f"{measure_title(row['measure'])} {row['effect']:+.2f}" for row in rows),
    )
    st.caption(f"{held_words(len(rows), int(told.sum()))} {_chosen_words(found[found['chosen_by']])}{_SOURCE}")


_SOURCE = (
    "Beside each name: A's mean against B's. Effect sizes are Hedges' g (1981), the difference in standard deviations, "
    "and for shares Cohen's h (1988): 0.2 is small, 0.5 medium, 0.8 large. The lines are 95\u00a0% intervals from a "
    "bootstrap over writers (Davison & Hinkley 1997), since one person's digits are alike; false discovery rate: "
    "Benjamini & Hochberg (1995)."
)


def held_words(asked: int, told: int) -> str:
    """Return how many measures differ, and what those are that are drawn pale.

    >>> held_words(14, 9)[:60]
    'Of 14 measures, 9 differ by at least 0.2 and by more than ch'
    """
    pale = "" if told == asked else " Pale and hollow: no difference, or none to speak of."
    return (
        f"Of {asked} measures, {told} differ{'s' if told == 1 else ''} by at least {NOTABLE:g} and by more than "
        f"chance, at a false discovery rate of {100 * DISCOVERIES:.0f}\u00a0%.{pale}"
    )


def _chosen_words(chosen: Any) -> str:
    """Return which measures are left out because the groups were chosen by them."""
    names = [measure_title(name).lower() for name in chosen["measure"]]
    return f"Left out, since the groups were chosen by it: {', '.join(names)}. " if names else ""


def measure_title(measure: str) -> str:
    """Return what a figure calls a measure.

    >>> measure_title("slant_deg"), measure_title("form=bar")
    ('Slant', 'Form: bar')
    """
    name, _, wanted = measure.partition("=")
    return f"{BY_NAME[name].title}: {wanted}" if wanted else BY_NAME[name].title


def means_words(row: Mapping[str, Any]) -> str:
    """Return the first group's mean, or share, against the second's."""
    name, _, wanted = str(row["measure"]).partition("=")
    first, second = (
        value_words(BY_NAME[name], row[f"{side}_mean"], share=bool(wanted)) for side in ("first", "second")
    )
    return f"{first} against {second}"


def value_words(column: Column, value: float, *, share: bool = False) -> str:
    """Return a mean of a measure with its unit, of a yes-no measure a share."""
    if share or column.kind == "yes/no":
        return per_cent(float(value))
    return with_unit(value, column.unit) if column.unit else f"{value:.2f}"


def show_distributions(atlas: Atlas, pair: Pair) -> None:
    """Show how one measure is distributed over both groups; at first the one in which they differ most."""
    found = pair.comparison.measures
    ordered = () if found is None else found["measure"]
    titles = {measure_title(name): name for name in ordered if _has_distribution(name)}
    if not titles:
        st.caption("There is no amount that enough digits of both groups have.")
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
    st.caption(f"{_spread_words(atlas, pair, measure)} {column.definition} Source: {column.source}.")


def _has_distribution(measure: str) -> bool:
    """Return whether a measure is an amount or a count."""
    return measure in BY_NAME and BY_NAME[measure].kind in ("amount", "count")


def _spread_words(atlas: Atlas, pair: Pair, measure: str) -> str:
    """Return the medians, and where nine in ten lie, of both groups and of how many digits."""
    values, told = measure_values(atlas.table, measure), []
    for name, own in zip(NAMES, pair.sides, strict=True):
        known = values[own][~np.isnan(values[own])]
        low, middle, high = (value_words(BY_NAME[measure], part) for part in np.quantile(known, (0.05, 0.5, 0.95)))
        of = f"{len(known):,}" + ("" if len(known) == len(own) else f" of {len(own):,}")
        told.append(f"{name}: median {middle}, nine in ten between {low} and {high} ({of} digits)")
    return f"{'; '.join(told)}."
