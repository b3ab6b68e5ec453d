"""Where on a finished map a new digit lies, by where its nearest digits lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_explore.embedding.neighbours import Neighbours

NEIGHBOURS = 10
"""How many neighbours have a say; chosen, like the next number, on training digits taken off the map and put back."""
SHARPNESS = 8.0
"""How soon a farther neighbour has less of a say: its weight falls with this power of its distance."""
ROUNDS = 40
"""Of the geometric median; it then moves by less than a thousandth of the map's width."""
CLOSE = 1e-3
"""Distances, in the neighbours' space and on the map, below which two places are one."""


@dataclass(frozen=True, eq=False)
class Placement:
    """Places of Q digits on a map.

    Parameters
    ----------
    places
        ``(Q, 2)`` float32, in the map's own unit.
    spread
        ``(Q,)`` float32, in the map's unit: half of the neighbours' say lies within this distance of the place. Large
        where the neighbours lie in several regions, so that the digit could be in any of them.
    """

    places: NDArray[np.float32]
    spread: NDArray[np.float32]


def place_by_neighbours(near: Neighbours, positions: NDArray[np.float32]) -> Placement:
    """Return where digits lie on a map: at the weighted geometric median of their neighbours' places.

    A median and not a mean, since neighbours may lie in two regions of the map, and between them lies nothing of the
    kind. A digit that equals one on the map lies where that one does.

    Parameters
    ----------
    near
        The nearest digits on the map of Q digits, at least one each, best :data:`NEIGHBOURS`; more are left out.
    positions
        ``(N, 2)`` float32, the map: the row of every digit that `near` may name.

    Returns
    -------
    Placement

    Raises
    ------
    ValueError
        If a digit has no neighbour.

    References
    ----------
    Weighted medians of neighbours are where openTSNE starts new points: Poličar, Stražar & Zupan (2021), Embedding to
    reference t-SNE space addresses batch effects in single-cell classification, Machine Learning. The iteration:
    Vardi & Zhang (2000), The multivariate L1-median and associated data depth, PNAS 97.
    """
    indices, distances = near.indices[:, :NEIGHBOURS], near.distances[:, :NEIGHBOURS].astype(np.float64)
    if indices.shape[1] == 0:
        raise ValueError("near must name at least one neighbour of each digit, not none")
    points = positions[indices].astype(np.float64)
    closest = np.maximum(distances[:, :1], CLOSE)
    weights = (closest / np.maximum(distances, closest)) ** SHARPNESS
    weights /= weights.sum(axis=1, keepdims=True)
    # A twin has the whole say; else a ring of others around it would draw it away.
    twin = distances[:, 0] < CLOSE
    weights[twin] = np.eye(weights.shape[1])[0]
    places = _geometric_medians(points, weights)
    return Placement(places.astype(np.float32), _weighted_medians(places, points, weights).astype(np.float32))


def _geometric_medians(points: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``(Q, 2)``, the point of least weighted distance to each row of ``(Q, k, 2)`` points."""
    apart = _distances(points[:, :, None] - points[:, None])
    best = (weights[:, None] @ apart)[:, 0].argmin(axis=1)
    places = points[np.arange(len(points)), best]
    for _ in range(ROUNDS):
        away = _distances(points - places[:, None])
        here = away < CLOSE
        pull = np.where(here, 0, weights / np.maximum(away, CLOSE))
        total = pull.sum(axis=1, keepdims=True)
        mean = (pull[..., None] * points).sum(axis=1) / np.maximum(total, 1e-12)
        force = _distances((pull[..., None] * (points - places[:, None])).sum(axis=1))[:, None]
        # A place on one of the points stays there if that point's weight outweighs the pull of all others.
        held = np.minimum(1, (weights * here).sum(axis=1, keepdims=True) / np.maximum(force, 1e-12))
        places = np.where(total > 0, (1 - held) * mean + held * places, places)
    return np.asarray(places)


def _weighted_medians(
    places: NDArray[np.float64], points: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return ``(Q,)``, the distance from each place within which half of its points' weight lies."""
    away = _distances(points - places[:, None])
    order = np.argsort(away, axis=1)
    within = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    middle = (within >= 0.5 - 1e-9).argmax(axis=1)
    return np.asarray(np.take_along_axis(away, order, axis=1)[np.arange(len(away)), middle])


def _distances(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the lengths of ``(..., 2)`` vectors."""
    return np.asarray(np.hypot(vectors[..., 0], vectors[..., 1]))
