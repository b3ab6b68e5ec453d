"""Which digits show what sets two groups apart, and which could be in either."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.analysis.comparing.clusters import clusters
from mnist_explore.analysis.comparing.effects import compared_measures
from mnist_explore.atlas.values import Indices, Values, measure_values

if TYPE_CHECKING:
    import pandas as pd

RIDGE = 1e-2
"""Added to the variances, which are 1, so that measures that say the same do not cancel each other by large weights."""

FOLDS = 5
FEWEST = 20
SHOWN = 10


@dataclass(frozen=True, eq=False)
class Separation:
    """Digits of two groups from one end to the other of what tells them apart.

    Parameters
    ----------
    first, second
        The digits most typical of either group as against the other, the most typical first.
    first_between, second_between
        The digits of either group that could as well be in the other, the most undecided first.
    measures
        What they were told apart by.
    auc
        How often a digit of the first group scores higher than one of the second, of people whose digits were not
        used to fit the score: 0.5 when they cannot be told apart, 1 always. NaN where either has too few people.
    """

    first: Indices
    second: Indices
    first_between: Indices
    second_between: Indices
    measures: tuple[str, ...]
    auc: float


def separate(
    table: pd.DataFrame,
    first: Indices,
    second: Indices,
    *,
    chosen_by: Collection[str] = (),
    shown: int = SHOWN,
    seed: int = 0,
) -> Separation:
    """Score the digits of two groups by all measures of style at once, and return the ends and the middle.

    The score is Fisher's linear discriminant on standard scores, each group weighing the same, with a little ridge.
    Digits in both groups are not used to fit it, and are not shown as typical of either.

    Parameters
    ----------
    table
        The atlas's table.
    first, second
        Digits of either group.
    chosen_by
        Columns that the groups were chosen by; they are left out, so that typical digits are not merely those.
    shown
        How many of each.
    seed
        Of dealing people into the folds of the AUC.

    Raises
    ------
    ValueError
        If a group has fewer than 20 digits that are not in the other.

    References
    ----------
    Friedman (1989), Regularized discriminant analysis, JASA 84: 165-175. Hanley & McNeil (1982), The meaning and use of
    the area under a receiver operating characteristic (ROC) curve, Radiology 143: 29-36.
    """
    shared = np.intersect1d(first, second)
    own, other = np.setdiff1d(first, shared), np.setdiff1d(second, shared)
    if min(len(own), len(other)) < FEWEST:
        raise ValueError(f"each group needs {FEWEST} digits of its own, not {len(own)} and {len(other)}")
    measures, values = _known_everywhere(table, own, other, chosen_by)
    in_first = np.arange(len(values)) < len(own)
    scores = _score(values, in_first, values)
    people = clusters(table, own, other, seed=seed)
    folds = np.random.default_rng(seed).permutation(people.count) % FOLDS
    fold = folds[np.concatenate([people.first, people.second])]
    auc = _out_of_fold_auc(values, in_first, fold)
    by_own, by_other = scores[in_first], scores[~in_first]
    return Separation(
        own[np.argsort(-by_own, kind="stable")[:shown]],
        other[np.argsort(by_other, kind="stable")[:shown]],
        own[np.argsort(np.abs(by_own), kind="stable")[:shown]],
        other[np.argsort(np.abs(by_other), kind="stable")[:shown]],
        measures,
        auc,
    )


def _known_everywhere(
    table: pd.DataFrame, first: Indices, second: Indices, chosen_by: Collection[str]
) -> tuple[tuple[str, ...], Values]:
    """Return the measures that all digits of both groups have and that vary, and their standard scores."""
    rows = np.concatenate([first, second])
    names, columns = [], []
    for name in compared_measures(table, first, second):
        values = measure_values(table, name)[rows]
        if name.partition("=")[0] not in chosen_by and not np.isnan(values).any() and values.std() > 0:
            names.append(name)
            columns.append((values - values.mean()) / values.std())
    return tuple(names), np.stack(columns, axis=1) if columns else np.zeros((len(rows), 1))


def _score(values: Values, in_first: np.ndarray, asked: Values) -> Values:
    """Return the discriminant's score of digits, above 0 for the first group, fitted on others."""
    means = [values[mask].mean(axis=0) for mask in (in_first, ~in_first)]
    within = (np.cov(values[in_first], rowvar=False) + np.cov(values[~in_first], rowvar=False)) / 2
    within = np.atleast_2d(within) + RIDGE * np.eye(values.shape[1])
    weights = np.linalg.solve(within, means[0] - means[1])
    return np.asarray((asked - (means[0] + means[1]) / 2) @ weights)


def _out_of_fold_auc(values: Values, in_first: np.ndarray, fold: Indices) -> float:
    """Return the mean AUC over the folds, each scored by what was fitted on the others."""
    areas, weights = [], []
    for number in range(FOLDS):
        asked = fold == number
        sizes = [np.count_nonzero(mask & rest) for mask in (in_first, ~in_first) for rest in (asked, ~asked)]
        if sizes[0] and sizes[2] and min(sizes[1], sizes[3]) >= 2:
            scores = _score(values[~asked], in_first[~asked], values[asked])
            areas.append(_auc(scores[in_first[asked]], scores[~in_first[asked]]))
            weights.append(sizes[0] * sizes[2])
    return float(np.average(areas, weights=weights)) if areas else float("nan")


def _auc(first: Values, second: Values) -> float:
    """Return the share of pairs in which the first is higher, equal ones counted half."""
    ranked = np.sort(second)
    below = np.searchsorted(ranked, first) + np.searchsorted(ranked, first, side="right")
    return float(below.mean() / 2 / len(second))
