"""Fitting style axes: the factors of every class that are stable and can be seen, and what explains them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import class_rows
from mnist_explore.style.axes.components import ROTATED, Factors, halved, principal_components, rotated, stabilities
from mnist_explore.style.axes.model import MOST_AXES, StyleAxes
from mnist_explore.style.axes.transport import COORDINATES
from mnist_explore.style.axes.visibility import edge_histograms, told_apart

STABLE = 0.9
"""The least |cosine| between the axes of two halves of the writers."""

VISIBLE = 0.85
"""The least share of the outer tenths that is told apart: 17 of 20."""

FEWEST = 100
"""Digits of a class that axes are looked for in."""

SEEN = 2_500
"""Digits of a class that are looked at to see whether an axis can be seen."""

BY_MEASURE, BY_TRAIT = 0.7, 0.85
"""From which correlation with a measure (half of the variance), and which area under the ROC curve of a trait, it is
said to explain an axis."""

Values = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Explanation:
    """What grows along an axis: a measure or a trait, and how closely; the sign is that of the axis as it was found."""

    name: str
    strength: float
    sign: float


@dataclass(frozen=True, eq=False)
class Rotation:
    """The factors that one number of components gives, how stable each is, and how well it is seen; ``(K,)`` both."""

    factors: Factors
    stable: NDArray[np.float64]
    seen: NDArray[np.float64]

    @property
    def kept(self) -> NDArray[np.intp]:
        """Return the factors that are axes."""
        return np.flatnonzero((self.stable >= STABLE) & (self.seen >= VISIBLE))[:MOST_AXES]


def fit_axes(
    coordinates: NDArray[np.float32],
    upright: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    writers: NDArray[np.integer],
    *,
    measures: Values,
    traits: Values,
    progress: Callable[[float], None] = lambda _share: None,
) -> StyleAxes:
    """Find the axes of every class. Training digits belong here, and no others.

    The first 2 to 6 principal components of a class are rotated by varimax. Of the factors those are axes, at most 5,
    that two halves of the writers give alike and whose outer tenths can be told apart by sight; as many components are
    rotated as leave most of these.

    Parameters
    ----------
    coordinates
        ``(N, 192)`` float32 from :func:`~mnist_explore.style.axes.transport.transport_coordinates`.
    upright
        ``(N, 28, 28)`` uint8, the same digits set upright: what is looked at.
    labels
        ``(N,)`` uint8 in 0-9.
    writers
        ``(N,)`` integers, -1 where unknown.
    measures, traits
        Name → ``(N,)`` numbers, and ``(N,)`` bool: what an axis may be explained by.
    progress
        Called with the finished share, 0-1.
    """
    classes = class_rows(labels)
    found = _no_axes(classes)
    for digit in range(classes):
        rows = np.flatnonzero(labels == digit)
        if len(rows) >= FEWEST:
            own = coordinates[rows]
            components = principal_components(own, writers[rows])
            found.centres[digit] = components.centre
            chosen = _chosen(own, upright[rows], writers[rows])
            for place, number in enumerate(chosen.kept.tolist()):
                positions = (own - components.centre) @ chosen.factors.weights[number]
                told = explain(positions, *({name: one[rows] for name, one in of.items()} for of in (measures, traits)))
                found.weights[digit, place] = told.sign * chosen.factors.weights[number]
                found.shares[digit, place] = chosen.factors.shares[number]
                found.stabilities[digit, place] = chosen.stable[number]
                found.visibilities[digit, place] = chosen.seen[number]
                found.explained_by[digit, place], found.strengths[digit, place] = told.name, told.strength
        progress((digit + 1) / classes)
    return found


def explain(positions: NDArray[np.floating], measures: Values, traits: Values) -> Explanation:
    """Return what explains an axis: a trait that nearly follows from it, else the measure that it goes with best.

    Parameters
    ----------
    positions
        ``(N,)`` along the axis.
    measures, traits
        Name → ``(N,)`` numbers and bool. A trait that fewer than one in fifty digits have, or lack, explains nothing.

    Returns
    -------
    Explanation
        Its name is ``""`` where nothing explains the axis; its sign is that of the best measure all the same.

    References
    ----------
    The area under the ROC curve is Mann & Whitney's U over the number of pairs: Hanley & McNeil (1982), Radiology 143.
    """
    varying = {name: np.asarray(values, np.float64) for name, values in measures.items() if np.ptp(values) > 0}
    linked = {name: float(np.corrcoef(positions, values)[0, 1]) for name, values in varying.items()}
    best = max(linked, key=lambda name: abs(linked[name]), default="")
    areas = {name: _area(positions, has) for name, has in traits.items() if 0.02 <= np.mean(has) <= 0.98}
    trait = max(areas, key=lambda name: abs(areas[name] - 0.5), default="")
    if trait and max(areas[trait], 1 - areas[trait]) >= BY_TRAIT:
        return Explanation(trait, max(areas[trait], 1 - areas[trait]), 1.0 if areas[trait] > 0.5 else -1.0)
    sign = -1.0 if linked.get(best, 0.0) < 0 else 1.0
    strength = abs(linked.get(best, 0.0))
    return Explanation(best if strength >= BY_MEASURE else "", strength if strength >= BY_MEASURE else 0.0, sign)


def _area(positions: NDArray[np.floating], has: NDArray[Any]) -> float:
    """Return how often a digit that has a trait lies above one that lacks it, equal ones counted half."""
    from scipy.stats import rankdata

    held = np.asarray(has, bool)
    having, lacking = int(held.sum()), int((~held).sum())
    ranks = rankdata(positions)
    return float((ranks[held].sum() - having * (having + 1) / 2) / (having * lacking))


def _chosen(coordinates: NDArray[np.float32], upright: NDArray[np.uint8], writers: NDArray[np.integer]) -> Rotation:
    """Return the rotation of one class's components that leaves most axes; of several, those seen best."""
    components, halves = principal_components(coordinates, writers), halved(coordinates, writers)
    some = np.random.default_rng(0).permutation(len(coordinates))[:SEEN]
    looks = edge_histograms(upright[some])
    rotations = []
    for count in ROTATED:
        factors = rotated(components, count)
        stable = stabilities(factors, halves)
        positions = (coordinates[some] - components.centre) @ factors.weights.T
        # Looking takes long, and what is not stable is no axis, however well it is seen.
        seen = [
            told_apart(one, looks) if firm >= STABLE else 0.0 for one, firm in zip(positions.T, stable, strict=True)
        ]
        rotations.append(Rotation(factors, stable, np.array(seen)))
    return max(rotations, key=lambda one: (len(one.kept), one.seen[one.kept].sum()))


def _no_axes(classes: int) -> StyleAxes:
    """Return room for the axes of so many classes."""
    per_axis = (classes, MOST_AXES)
    return StyleAxes(
        np.zeros((classes, COORDINATES), np.float32),
        np.zeros((*per_axis, COORDINATES), np.float32),
        shares=np.zeros(per_axis, np.float32),
        stabilities=np.zeros(per_axis, np.float32),
        visibilities=np.zeros(per_axis, np.float32),
        explained_by=np.zeros(per_axis, "<U32"),
        strengths=np.zeros(per_axis, np.float32),
    )
