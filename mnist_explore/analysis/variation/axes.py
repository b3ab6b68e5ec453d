"""The style axes of a class made visible: digits from one end to the other, their means, and who writes at the ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.variation.percentiles import Percentile, percentiles_of
from mnist_explore.analysis.variation.style_words import group_words
from mnist_explore.atlas import Atlas
from mnist_explore.atlas.values import Indices, Values, measure_values, members
from mnist_explore.columns import BY_NAME, SHAPES, traits
from mnist_explore.digits import UNKNOWN
from mnist_explore.style.axes.model import NAMES
from mnist_explore.style.measures.upright import upright_mean
from mnist_explore.words import PLURALS, capitalised, whole_per_cent

PLACES = (0.02, 0.10, 0.20, 0.30, 0.40, 0.50, 0.60, 0.70, 0.80, 0.90, 0.98)
"""The shares of the class that lie below the digits that are shown."""

NEAREST = 50
"""Digits that a mean is taken of."""

LOOKED_THROUGH = 0.01
"""The share of a class, nearest to a place, that the digit to show is chosen from; at least :data:`NEAREST`."""

HELD = ("slant_deg", "thickness_px")
"""Measures that lie near the middle in every digit shown, as its other axes do."""

FEWEST = 5
"""Digits of the class that a writer at an end must have written."""

WRITERS = 3
"""Shown at either end."""

SEPARATOR = " ↔ "


@dataclass(frozen=True)
class Hand:
    """A writer: NIST's number, the average position, and over how many digits of the class it is taken."""

    writer: int
    position: float
    count: int


@dataclass(frozen=True, eq=False)
class Strip:
    """One axis from end to end.

    Parameters
    ----------
    number
        1-5.
    ends
        Words for the low and the high end; None where no measure and no trait explains the axis.
    indices
        ``(n,)`` a digit for each of the :data:`PLACES`; fewer than 11 of a small class.
    means
        ``(n, 28, 28)`` uint8, the mean of the digits nearest to each place, set upright.
    low, high
        The writers whose digits lie farthest to either end, the farthest first.
    """

    number: int
    ends: tuple[str, str] | None
    indices: Indices
    means: NDArray[np.uint8]
    low: tuple[Hand, ...]
    high: tuple[Hand, ...]


def axis_strips(atlas: Atlas, digit: int) -> tuple[Strip, ...]:
    """Return every axis of a class, the one of most variance first.

    Parameters
    ----------
    atlas
        The atlas.
    digit
        0-9.
    """
    own, count = members(atlas.table, digit), atlas.axes.count(digit)
    if not len(own):
        return ()
    positions = np.stack([measure_values(atlas.table, name)[own] for name in (*NAMES[:count], *HELD)])
    centres = np.median(positions, axis=1, keepdims=True)
    away = (positions - centres) / np.maximum(positions.std(axis=1, keepdims=True), 1e-9)
    slants = measure_values(atlas.table, "slant_deg")
    strips = []
    for place in range(count):
        chosen, near = strip_digits(positions[place], np.delete(away, place, axis=0))
        means = [upright_mean(atlas.digits.images[own[one]], slant_deg=slants[own[one]]) for one in near]
        low, high = writers_at_ends(positions[place], atlas.digits.writer[own])
        pictures = np.rint(means).astype(np.uint8)
        strips.append(Strip(place + 1, axis_ends(atlas, digit, place + 1), own[chosen], pictures, low, high))
    return tuple(strips)


def strip_digits(positions: Values, others: Values) -> tuple[Indices, list[Indices]]:
    """Return digits from one end of an axis to the other, and those around each.

    Parameters
    ----------
    positions
        ``(N,)`` along the axis.
    others
        ``(M, N)``, how far each digit lies from the middle in everything else.

    Returns
    -------
    chosen
        ``(n,)`` intp, n at most 11, all different: of the digits nearest to each place the one that is nearest to the
        middle in everything else.
    near
        For each of these, the 50 digits nearest to the place.
    """
    count = min(len(PLACES), len(positions))
    looked = max(min(NEAREST, len(positions)), round(LOOKED_THROUGH * len(positions)))
    odd = np.square(others).sum(axis=0)
    chosen: list[int] = []
    near = []
    for place in np.quantile(positions, PLACES[:count]):
        order = np.argsort(np.abs(positions - place), kind="stable")
        free = [one for one in order[: looked + len(chosen)].tolist() if one not in chosen]
        chosen.append(min(free[:looked], key=odd.__getitem__))
        near.append(order[:NEAREST])
    # Of neighbouring places that are chosen from the same digits, the lower one shall not show the higher digit.
    ascending = np.array(sorted(chosen, key=positions.__getitem__), np.intp)
    return ascending, near


def writers_at_ends(positions: Values, writers: NDArray[np.integer]) -> tuple[tuple[Hand, ...], tuple[Hand, ...]]:
    """Return the writers whose digits lie lowest and highest on average, the farthest first.

    Parameters
    ----------
    positions
        ``(N,)`` along the axis.
    writers
        ``(N,)`` who wrote each digit; unknown ones are left out, and so are writers of fewer than 5 of the digits.
    """
    known = writers != UNKNOWN
    hands, places = np.unique(writers[known], return_inverse=True)
    counts = np.bincount(places, minlength=len(hands))
    averages = np.bincount(places, positions[known], minlength=len(hands)) / np.maximum(counts, 1)
    enough = np.flatnonzero(counts >= FEWEST)
    order = enough[np.argsort(averages[enough], kind="stable")]
    told = [Hand(int(hands[one]), float(averages[one]), int(counts[one])) for one in order]
    most = min(WRITERS, len(told) // 2)
    return tuple(told[:most]), tuple(reversed(told[len(told) - most :]))


def axis_ends(atlas: Atlas, digit: int, number: int) -> tuple[str, str] | None:
    """Return words for both ends of an axis, those of the measure or trait that explains it; None where none does."""
    explained = str(atlas.axes.explained_by[digit, number - 1])
    for trait in traits():
        if trait.name == explained:
            lacking, having = (group_words(trait.words, digit, having=has) for has in (False, True))
            return lacking, having
    shapes = {one.name: one for one in SHAPES}
    return (shapes.get(explained) or BY_NAME[explained]).words.family if explained else None


def axis_title(atlas: Atlas, digit: int, number: int) -> str:
    """Return what an axis is called: its number within the class, and the words for its ends where it has some."""
    ends = axis_ends(atlas, digit, number)
    return f"Axis {number}: {SEPARATOR.join(ends)}" if ends else f"Axis {number}"


def axis_percentiles(atlas: Atlas, row: Mapping[str, Any], *, label: int) -> tuple[Percentile, ...]:
    """Return where a digit stands among its class on every axis that the class has.

    Parameters
    ----------
    atlas
        The atlas.
    row
        A row of the atlas's table, or of :func:`~mnist_explore.atlas.styles.describe_digit`.
    label
        The class, 0-9.
    """
    measures = NAMES[: atlas.axes.count(label)]
    found = percentiles_of(atlas.table, row, label=label, measures=measures)
    return tuple(replace(one, title=axis_title(atlas, label, place)) for place, one in enumerate(found, 1))


def explained_words(atlas: Atlas, digit: int, number: int) -> str:
    """Return what explains an axis and how closely, in one sentence; that nothing does where it is so."""
    explained = str(atlas.axes.explained_by[digit, number - 1])
    strength = float(atlas.axes.strengths[digit, number - 1])
    if not explained:
        return "No measure and no structure explains it: the pictures alone say what it is."
    column = {one.name: one for one in SHAPES}.get(explained) or BY_NAME.get(explained)
    if column is not None and column.kind == "amount":
        return f"It goes with {column.title.lower()} (correlation {strength:.2f})."
    ends = axis_ends(atlas, digit, number) or ("", PLURALS[digit])
    return (
        f"{capitalised(ends[1])} lie to the right: farther than another of the {PLURALS[digit]} in "
        f"{whole_per_cent(strength)} of all pairs (area under the ROC curve {strength:.2f})."
    )
