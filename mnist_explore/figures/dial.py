"""The figure of a style dial: how probable the network holds the likeliest answers all along it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.figures.colours import MARGIN, class_colour
from mnist_explore.words import SINGULARS, TITLES, with_unit

if TYPE_CHECKING:
    import plotly.graph_objects as go

APART = 0.25
"""Of the dial's length, that two marks told on one level stand apart at least."""
NOTABLE = 0.05
"""A class that is never held this probable has no line."""
MOST_LINES = 4
SURE = 0.5
"""A class that is ever held this probable has a line in any case."""
GREY = "#808890"

Flips = Sequence[tuple[float, int | None, int | None]]
"""Where the answer changes, with the answers below and above; None where the network is unsure."""


def dial_figure(
    values: NDArray[np.float64],
    probabilities: NDArray[np.floating],
    *,
    flips: Flips,
    own: float | None,
    title: str,
    unit: str,
) -> go.Figure:
    """Return one line for each likely answer over a dial, with a mark where the answer changes and where the digit is.

    Parameters
    ----------
    values
        ``(V,)`` ascending, in the unit.
    probabilities
        ``(V, 10)`` in 0-1.
    flips
        Where the answer changes, ascending.
    own
        Where the digit itself stands; None where that is beyond the dial.
    title, unit
        Of what the dial changes.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    for digit in likely_answers(probabilities):
        figure.add_trace(
            go.Scatter(
                x=values,
                y=100 * probabilities[:, digit],
                name=TITLES[digit],
                mode="lines+markers" if len(values) == 1 else "lines",
                line={"color": class_colour(digit), "width": 2.5},
                hovertemplate=f"{TITLES[digit]}: %{{y:.1f}} % at %{{x:.1f}} {unit}<extra></extra>",
            )
        )
    if own is not None:
        figure.add_vline(x=own, line={"color": GREY, "width": 1.5, "dash": "dot"}, annotation={
            "text": "as it is", "yref": "paper", "y": 0, "yanchor": "bottom", "textangle": -90, "xanchor": "right",
            "showarrow": False,
        })  # fmt: skip
    _mark(figure, flips, length=float(values[-1] - values[0]))
    figure.update_layout(
        margin={**MARGIN, "b": 40, "t": 48 if flips else 12},
        height=300,
        showlegend=True,
        legend={"title": "classified as"},
        xaxis={"title": f"{title}, {unit}" if unit else title, "fixedrange": True},
        yaxis={"title": "probability, %", "range": [0, 102], "fixedrange": True},
    )
    return figure


def _mark(figure: go.Figure, flips: Flips, *, length: float) -> None:
    """Mark where the answer changes; the words below the figure tell all, also those that have no room here."""
    taken = [-np.inf, -np.inf]
    for value, before, after in flips:
        figure.add_vline(x=value, line={"color": GREY, "width": 1.5})
        # Marks that stand close are told on two levels, so that they stay legible.
        level = next((one for one, last in enumerate(taken) if value - last > APART * length), None)
        if level is None:
            continue
        taken[level] = value
        figure.add_annotation(
            x=value,
            yref="paper",
            y=1.02 + 0.09 * level,
            yanchor="bottom",
            text=f"{_answer(before)} → {_answer(after)}",
            showarrow=False,
        )


def likely_answers(probabilities: NDArray[np.floating]) -> list[int]:
    """Return the classes that get a line, ascending: the likeliest somewhere on the dial, and every sure answer."""
    highest = probabilities.max(axis=0)
    order = [int(digit) for digit in np.argsort(-highest, kind="stable")]
    return sorted(digit for at, digit in enumerate(order) if highest[digit] >= (NOTABLE if at < MOST_LINES else SURE))


def dial_words(values: NDArray[np.float64], probabilities: NDArray[np.floating], *, flips: Flips, unit: str) -> str:
    """Return in one sentence what the network answers along a dial.

    >>> values, chances = np.array([0.0, 10.0]), np.eye(10)[[7, 2]]
    >>> dial_words(values, chances, flips=[(4.0, 7, 2)], unit="°")
    'From 0° to 10° the answer is first 7, and 2 from 4° on.'

    A change that reads as lying at an end is none that the dial shows:

    >>> dial_words(values, chances, flips=[(0.2, 7, 2)], unit="°")
    'From 0° to 10° the answer is 2 throughout.'
    """
    ends = [with_unit(value, unit) for value in (values[0], values[-1])]
    span = f"From {ends[0]} to {ends[1]}"
    within = [flip for flip in flips if with_unit(flip[0], unit) not in ends]
    if not within:
        chances = probabilities[len(values) // 2]  # not at an end, beyond a change that is not told
        first = _answer(int(chances.argmax()) if chances.max() >= SURE else None)
        return f"{span} the answer is {first} throughout."
    later = [f"{_answer(after)} from {with_unit(value, unit)} on" for value, _, after in within]
    joint = ", and " if len(later) == 1 else ", then "
    return f"{span} the answer is first {joint.join([_answer(within[0][1]), *later])}."


def _answer(digit: int | None) -> str:
    """Return an answer in words."""
    return "unsure" if digit is None else SINGULARS[digit]
