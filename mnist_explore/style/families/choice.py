"""How many families a digit has: as many as are found again, whatever the start and whichever half is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sklearn.cluster import KMeans

MOST = 6
"""The most families tried for one digit: more names than that nobody keeps apart."""

STABLE = 0.9
"""The least adjusted Rand index between two groupings that count as the same."""

MARGIN = 0.035
"""Added to :data:`STABLE` when the number is chosen, so that other halves than those tried stay above it; with 0.03
four families of eights passed that fresh halves did not find again."""

TRIES = 12
"""How many starts and how many ways to halve a number of families has to stand."""

STARTS = 10
"""K-means is started this often and the best grouping kept."""


@dataclass(frozen=True, eq=False)
class Stability:
    """How well one digit's families are found again.

    Parameters
    ----------
    families
        How many.
    seeds
        Lowest adjusted Rand index between groupings of all digits that were started differently; 1 for one family.
    halves
        Lowest adjusted Rand index between the groupings that two halves of the digits give to all of them.
    """

    families: int
    seeds: float
    halves: float


def family_count(points: NDArray[np.float32], *, most: int = MOST, seed: int = 0) -> Stability:
    """Return the largest number of families that is stable, with its stability; 1 where none is.

    Parameters
    ----------
    points
        ``(N, D)`` float32, digits of one class.
    most
        The largest number to try; also at most one family per 20 digits.
    seed
        Of the starts and the halves.
    """
    for count in range(min(most, len(points) // 20), 1, -1):
        found = stability(points, count, tries=TRIES, seed=seed, least=STABLE + MARGIN)
        if min(found.seeds, found.halves) >= STABLE + MARGIN:
            return found
    return Stability(1, 1.0, 1.0)


def stability(
    points: NDArray[np.float32], count: int, *, tries: int = TRIES, seed: int = 0, least: float = -1.0
) -> Stability:
    """Return how well `count` families are found again: over starts, and over halves of the digits.

    Parameters
    ----------
    points
        ``(N, D)`` float32, digits of one class.
    count
        How many families.
    tries
        How many starts and how many ways to halve are tried.
    seed
        Of all of them.
    least
        Stop at the first index below this.
    """
    from sklearn.metrics import adjusted_rand_score

    random = np.random.default_rng(seed)
    seeds = halves = 1.0
    first = k_means(points, count, seed=int(random.integers(2**31))).predict(points)
    for _ in range(tries):
        one, other = np.array_split(random.permutation(len(points)), 2)
        starts = random.integers(2**31, size=3).tolist()
        groupings = [
            k_means(points[half], count, seed=start).predict(points)
            for half, start in zip((one, other), starts, strict=False)
        ]
        halves = min(halves, float(adjusted_rand_score(*groupings)))
        if halves < least:
            break
        again = k_means(points, count, seed=starts[2]).predict(points)
        seeds = min(seeds, float(adjusted_rand_score(first, again)))
        if seeds < least:
            break
    return Stability(count, seeds, halves)


def k_means(points: NDArray[np.float32], count: int, *, seed: int) -> KMeans:
    """Return scikit-learn's k-means, fitted."""
    from sklearn.cluster import KMeans

    return KMeans(count, n_init=STARTS, random_state=seed).fit(points)
