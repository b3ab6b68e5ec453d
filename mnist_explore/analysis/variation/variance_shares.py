"""Where a class's variation comes from: its pixels' variance, shared out among slant, stroke, size and sub-style."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.values import Values, measure_values, members
from mnist_explore.columns import BY_NAME, measures_of
from mnist_explore.digits import SIDE_PX, Digits, class_rows

if TYPE_CHECKING:
    import pandas as pd

_STANDING = [BY_NAME[name] for name in measures_of() if BY_NAME[name].cause]

CAUSES: dict[str, tuple[str, ...]] = {
    cause: tuple(column.name for column in _STANDING if column.cause == cause)
    for cause in dict.fromkeys(column.cause for column in _STANDING)
}
"""What pixels are regressed on → the columns that stand for it."""

REST = "the rest"
"""What no cause explains."""

PIECES = 6
"""Polynomial pieces of the spline through one measure: enough for a pixel that the ink reaches and leaves again."""


@dataclass(frozen=True)
class Cause:
    """One cause of variation.

    Parameters
    ----------
    name
        A key of :data:`CAUSES`, or :data:`REST`.
    share
        Its share of the class's pixel variance; all causes and the rest sum to 1.
    """

    name: str
    share: float


@dataclass(frozen=True)
class VarianceShares:
    """A class's variance, shared out.

    Parameters
    ----------
    digit
        The class.
    causes
        The causes in the order of :data:`CAUSES`, then the rest.
    """

    digit: int
    causes: tuple[Cause, ...]


def share_variance(digits: Digits, table: pd.DataFrame, digit: int) -> VarianceShares:
    """Return how much of a class's pixel variance slant, stroke width, size and sub-style explain.

    All 784 pixels are regressed on the causes: amounts enter as cubic B-splines with :data:`PIECES` pieces between
    quantiles, families as indicators. What a cause explains depends on which others are in before it, so its share
    is its mean gain in R² over all orders of entry [1]_ [2]_: no order has to be chosen, and the shares sum to
    the R² of all causes together.

    Parameters
    ----------
    digits
        The digits.
    table
        Their atlas table; a cause with a column missing is left out.
    digit
        0-9.

    Returns
    -------
    VarianceShares
        Shares that sum to 1.

    Raises
    ------
    ValueError
        If the table has no cause's columns, or the class has no two different digits.

    References
    ----------
    .. [1] Lindeman, Merenda & Gold (1980), Introduction to Bivariate and Multivariate Analysis, p. 119 ff.
    .. [2] Groemping (2006), Relative importance for linear regression in R: the package relaimpo, Journal of
       Statistical Software 17(1). https://doi.org/10.18637/jss.v017.i01
    """
    causes = [cause for cause, columns in CAUSES.items() if all(column in table for column in columns)]
    if not causes:
        raise ValueError("the table has no column that a variance could be explained by")
    indices = members(table, digit)
    pixels = digits.images[indices].reshape(len(indices), SIDE_PX**2).astype(np.float32)
    pixels -= pixels.sum(axis=0) / max(len(indices), 1)
    total = float(np.vdot(pixels, pixels))
    if total == 0:
        raise ValueError(f"the {len(indices)} digits of class {digit} do not vary")
    blocks = [_design(table, indices, cause) for cause in causes]
    explained = _explained_by_subsets(blocks, pixels, total)
    shares = average_gains(explained, len(causes))
    found = [Cause(name, share) for name, share in zip(causes, shares, strict=True)]
    rest = 1 - explained[frozenset(range(len(causes)))]
    return VarianceShares(digit, (*found, Cause(REST, rest)))


def average_gains(explained: dict[frozenset[int], float], count: int) -> list[float]:
    """Return each cause's gain in what is explained, averaged over all orders in which causes can enter.

    Parameters
    ----------
    explained
        Every set of causes, by number, → what it explains; the empty set explains 0.
    count
        How many causes there are.

    Returns
    -------
    list of float
        One gain per cause; they sum to what all explain together.
    """
    gains = [0.0] * count
    for cause in range(count):
        others = [other for other in range(count) if other != cause]
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for before in map(frozenset, combinations(others, size)):
                gains[cause] += weight * (explained[before | {cause}] - explained[before])
    return gains


def slant_corrected_means(digits: Digits, table: pd.DataFrame) -> NDArray[np.uint8]:
    """Return every class's mean picture after each digit was sheared upright.

    Parameters
    ----------
    digits
        The digits.
    table
        Their atlas table, with ``slant_deg``.

    Returns
    -------
    ndarray
        ``(10, 28, 28)`` uint8, 0-255; blank for a class without digits.
    """
    from mnist_explore.style.measures.upright import deslant

    slant = table["slant_deg"].to_numpy()
    means = np.zeros((class_rows(digits.labels), SIDE_PX, SIDE_PX), np.uint8)
    for digit in np.unique(digits.labels):
        own = members(table, digit)
        means[digit] = np.rint(deslant(digits.images[own], slant_deg=slant[own]).mean(axis=0))
    return means


def _explained_by_subsets(
    blocks: list[Values], pixels: NDArray[np.float32], total: float
) -> dict[frozenset[int], float]:
    """Return R² of the pixels on every subset of the blocks of columns, from one product of them all."""
    design = np.concatenate(blocks, axis=1)
    gram = design.T @ design
    onto = (design.astype(np.float32).T @ pixels).astype(np.float64)
    products = onto @ onto.T
    ends = np.cumsum([0, *(block.shape[1] for block in blocks)])
    explained = {frozenset[int](): 0.0}
    for size in range(1, len(blocks) + 1):
        for subset in combinations(range(len(blocks)), size):
            columns = np.concatenate([np.arange(ends[i], ends[i + 1]) for i in subset])
            inverse = np.linalg.pinv(gram[np.ix_(columns, columns)], rcond=1e-9, hermitian=True)
            explained[frozenset(subset)] = float((inverse * products[np.ix_(columns, columns)]).sum() / total)
    return explained


def _design(table: pd.DataFrame, indices: NDArray[np.intp], cause: str) -> Values:
    """Return the columns that stand for a cause in a regression, centred, ``(n, p)`` float64."""
    parts = [
        _indicators(values) if BY_NAME[column].kind == "category" else _spline(values)
        for column in CAUSES[cause]
        for values in [measure_values(table, column)[indices]]
    ]
    design = np.concatenate(parts, axis=1)
    return np.asarray(design - design.mean(axis=0))


def _indicators(names: Values) -> Values:
    """Return one 0-1 column per name but the first, which the others imply."""
    return np.asarray(names[:, None] == np.unique(names)[1:], np.float64)


def _spline(values: Values) -> Values:
    """Return the cubic B-splines through quantiles of the values, ``(n, pieces + 3)``; no column if all are equal."""
    from scipy.interpolate import BSpline

    knots = np.unique(np.quantile(values, np.linspace(0, 1, PIECES + 1))) if len(values) else values
    if len(knots) < 2:
        return np.zeros((len(values), 0))
    padded = np.concatenate([[knots[0]] * 3, knots, [knots[-1]] * 3])
    return np.asarray(BSpline.design_matrix(values, padded, 3).toarray()[:, 1:])
