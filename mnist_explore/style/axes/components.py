"""The factors that one class's digits differ in, and whether halves of its writers give the same ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROTATED = (2, 3, 4, 5, 6)
"""How many of a class's first principal components are rotated together."""

ROUNDS = 500
"""Of the rotation, at most; some 50 are enough."""

CONVERGED = 1e-9
"""By how little of itself the criterion may grow in the last round."""

HALVINGS = 5
"""Into halves of the writers."""

Rows = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Components:
    """The directions of most variance of one class.

    Parameters
    ----------
    centre
        ``(F,)`` float64, the average.
    directions
        ``(K, F)`` float64, orthonormal, the one of most variance first; the signs mean nothing.
    variances
        ``(K,)`` float64, along each.
    total
        The variance in all directions.
    """

    centre: Rows
    directions: Rows
    variances: Rows
    total: float


@dataclass(frozen=True, eq=False)
class Factors:
    """Principal components rotated towards few coordinates each.

    Parameters
    ----------
    weights
        ``(K, F)`` float64: what a digit's difference from the average is multiplied with for its positions, which are
        uncorrelated and of variance 1.
    loadings
        ``(K, F)`` float64: how a digit changes for one step along each.
    shares
        ``(K,)`` float64 in 0-1, of all variance, the largest first.
    """

    weights: Rows
    loadings: Rows
    shares: Rows


def writer_weights(writers: NDArray[np.integer]) -> Rows:
    """Return ``(N,)`` float64 weights that sum to 1, each writer's digits together weighing alike.

    Parameters
    ----------
    writers
        ``(N,)`` writers' numbers; a digit of an unknown writer, -1, counts as written by a writer of its own.
    """
    hands = _hands(writers)
    weights = 1 / np.bincount(hands)[hands]
    return np.asarray(weights / weights.sum())


def principal_components(
    coordinates: NDArray[np.float32], writers: NDArray[np.integer], *, count: int = ROTATED[-1]
) -> Components:
    """Return the directions of most variance among digits, every writer weighing alike.

    Parameters
    ----------
    coordinates
        ``(N, F)`` float32.
    writers
        ``(N,)`` as for :func:`writer_weights`.
    count
        How many.

    References
    ----------
    Jolliffe (2002), Principal Component Analysis, 2nd ed.
    """
    weights = writer_weights(writers)
    rows = coordinates.astype(np.float64)
    centre = weights @ rows
    apart = rows - centre
    covariance = (apart * weights[:, None]).T @ apart
    values, vectors = np.linalg.eigh(covariance)
    # A direction in which nothing varies has no place to be told; it is given a variance too small to matter.
    variances = np.maximum(values[::-1][:count], 1e-12)
    return Components(centre, vectors[:, ::-1][:, :count].T, variances, max(float(values.sum()), 1e-12))


def rotated(components: Components, count: int) -> Factors:
    """Return the first components of a class rotated so that each factor's loadings are large on few coordinates.

    Parameters
    ----------
    components
        Of the class.
    count
        How many of them are rotated together.

    References
    ----------
    Kaiser (1958), The varimax criterion for analytic rotation in factor analysis, Psychometrika 23; by singular values
    as Sherin (1966), A matrix formulation of Kaiser's varimax criterion, Psychometrika 31.
    """
    deviations = np.sqrt(components.variances[:count])[:, None]
    loadings = components.directions[:count] * deviations
    turn = _varimax(loadings.T)
    loadings, weights = turn.T @ loadings, turn.T @ (components.directions[:count] / deviations)
    shares = (loadings**2).sum(axis=1) / components.total
    order = np.argsort(-shares, kind="stable")
    return Factors(weights[order], loadings[order], shares[order])


def _varimax(loadings: Rows) -> Rows:
    """Return the ``(K, K)`` rotation after which the squares of ``(F, K)`` loadings vary most within each factor."""
    turn, reached = np.eye(loadings.shape[1]), 0.0
    for _ in range(ROUNDS):
        now = loadings @ turn
        left, values, right = np.linalg.svd(loadings.T @ (now**3 - now * (now**2).mean(axis=0)))
        turn = left @ right
        if values.sum() <= reached * (1 + CONVERGED):
            break
        reached = values.sum()
    return np.asarray(turn)


def halved(
    coordinates: NDArray[np.float32], writers: NDArray[np.integer], *, splits: int = HALVINGS, seed: int = 0
) -> list[tuple[Components, Components]]:
    """Return the components that two halves of the writers give, for several ways to halve them at random.

    Parameters
    ----------
    coordinates, writers
        As for :func:`principal_components`.
    splits
        How many ways.
    seed
        Of the halving.
    """
    hands, generator = _hands(writers), np.random.default_rng(seed)
    firsts = (generator.permutation(hands.max() + 1)[hands] % 2 == 0 for _ in range(splits))
    return [
        (principal_components(coordinates[one], writers[one]), principal_components(coordinates[~one], writers[~one]))
        for one in firsts
    ]


def stabilities(factors: Factors, halves: list[tuple[Components, Components]]) -> Rows:
    """Return how alike the factors are that two halves of the writers give.

    Parameters
    ----------
    factors
        Of all the digits.
    halves
        From :func:`halved`.

    Returns
    -------
    NDArray[np.float64]
        ``(K,)`` in 0-1, the |cosine| between the two halves' loadings that match each factor, the median over the ways
        to halve. Halves are matched with each other, and the first with all, so that the |cosines| add up to the most.

    References
    ----------
    The cosine of loadings is Tucker's congruence coefficient: Lorenzo-Seva & ten Berge (2006), Methodology 2(2). The
    matching: Kuhn (1955), The Hungarian method for the assignment problem, Naval Research Logistics Quarterly 2.
    """
    whole = _unit(factors.loadings)
    found = np.zeros((len(halves), len(whole)))
    for place, half in enumerate(halves):
        one, other = (_unit(rotated(components, len(whole)).loadings) for components in half)
        between = np.abs(one @ other.T)
        to_other, to_one = _matched(between), _matched(np.abs(whole @ one.T))
        found[place] = between[to_one, to_other[to_one]]
    return np.asarray(np.median(found, axis=0))


def _unit(rows: Rows) -> Rows:
    """Return rows of length 1."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def _matched(cosines: Rows) -> NDArray[np.intp]:
    """Return for every row its own column, so that the cosines add up to the most."""
    from scipy.optimize import linear_sum_assignment

    return np.asarray(linear_sum_assignment(-cosines)[1])


def _hands(writers: NDArray[np.integer]) -> NDArray[np.intp]:
    """Return ``(N,)`` numbers from 0 of who wrote each digit; unknown writers are all different."""
    alone = np.where(writers < 0, -1 - np.arange(len(writers)), writers)
    return np.asarray(np.unique(alone, return_inverse=True)[1])
