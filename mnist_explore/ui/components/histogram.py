"""A small histogram beside a control: bars in the theme's colours, those outside the chosen range pale."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from mnist_explore.atlas.groups import Histogram

_HERE = Path(__file__).parent

_component = st.components.v2.component(
    "mnist_explore_histogram",
    html='<div class="bars" role="img"></div>',
    css=(_HERE / "histogram.css").read_text(),
    js=(_HERE / "histogram.js").read_text(),
)


def range_histogram(counted: Histogram, *, key: str, alt: str, chosen: tuple[float, ...] | None = None) -> None:
    """Show how a column is distributed over a group.

    Parameters
    ----------
    counted
        Edges and counts.
    key
        Of the picture.
    alt
        What a screen reader says of it; the largest bar's place is added.
    chosen
        Lowest and highest value chosen, in the column's unit; None for all.
    """
    most = max(1, int(counted.counts.max()))
    middles = (counted.edges[:-1] + counted.edges[1:]) / 2
    half = (counted.edges[1] - counted.edges[0]) / 2
    low, high = chosen or (float(counted.edges[0]), float(counted.edges[-1]))
    inside = (middles + half >= low) & (middles - half <= high)
    peak = f"{middles[counted.counts.argmax()]:.1f}\u00a0{counted.field.unit}".rstrip("\u00a0")
    _component(
        key=key,
        data={
            "heights": (100 * counted.counts / most).round(1).tolist(),
            "inside": inside.tolist(),
            "alt": f"{alt}; most at about {peak}",
        },
        height="content",
    )
