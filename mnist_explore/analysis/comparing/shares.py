"""How often structures, families and errors occur in two groups, and how many times as often."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.comparing.clusters import Clusters
from mnist_explore.analysis.errors.ratios import ratio_interval
from mnist_explore.analysis.variation.structures import share_interval
from mnist_explore.atlas.values import Indices, Values, is_yes_no, measure_values

if TYPE_CHECKING:
    import pandas as pd

MISCLASSIFIED = "misclassified"
"""The row of what the network classifies as another class."""


def compared_shares(
    table: pd.DataFrame,
    first: Indices,
    second: Indices,
    groups: Clusters,
    *,
    measures: tuple[str, ...],
    wrong: NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """Return how often every yes-no measure, family and error occurs in either group.

    Parameters
    ----------
    table
        The atlas's table.
    first, second
        Digits of either group.
    groups
        Who wrote them.
    measures
        Names of measures; those that are no yes-no questions are passed over.
    wrong
        ``(N,)`` whether the network classifies each digit wrong; by default by the table, whose training digits the
        network has seen.

    Returns
    -------
    DataFrame
        One row per structure and name that both groups' digits have values of, family that occurs (where both groups
        are of one and the same class), and, where a network has read the digits,
        :data:`MISCLASSIFIED`: ``measure``; ``first_count`` and ``first_total``,
        ``first_share`` with ``first_low`` and ``first_high``, the same for ``second``; ``ratio`` of the shares with
        ``ratio_low`` and ``ratio_high``, infinite where the second group has none, NaN where neither has.

    Notes
    -----
    Shares have Wilson's interval, ratios Koopman's, on as many digits as the writers' habits leave: counts are divided
    by the design effect of the share or of the logarithm of the ratio, the latter over both groups' digits by each
    writer at once; see :func:`~mnist_explore.analysis.variation.structures.share_interval`. Where digits lie in both
    groups the ratio's interval is, like its design effect, not below that of independent digits: it is too wide.
    """
    import pandas as pd

    answers = {name: measure_values(table, name) for name in measures if is_yes_no(table, name)}
    answers |= _families(table, first, second)
    if wrong is None and "predicted" in table:
        wrong = (table["predicted"] != table["label"]).to_numpy()
    if wrong is not None:
        answers[MISCLASSIFIED] = np.asarray(wrong, np.float64)
    rows = [(name, *_row(values[first], values[second], groups)) for name, values in answers.items()]
    side = ("count", "total", "share", "low", "high")
    names = [f"{which}_{name}" for which in ("first", "second") for name in side]
    names += ["ratio", "effect"]
    found = pd.DataFrame(rows, columns=["measure", *names]).astype(dict.fromkeys(names, np.float64))
    sizes = [found[name].to_numpy() / found["effect"].to_numpy()
             for name in ("first_count", "first_total", "second_count", "second_total")]  # fmt: skip
    found["ratio_low"], found["ratio_high"] = ratio_interval(*sizes)
    found.loc[found["ratio"].isna(), ["ratio_low", "ratio_high"]] = np.nan
    whole = ("first_count", "first_total", "second_count", "second_total")
    return found.drop(columns="effect").astype(dict.fromkeys(whole, np.int64))


def _families(table: pd.DataFrame, first: Indices, second: Indices) -> dict[str, Values]:
    """Return ``family=n`` → whether each digit belongs to it, for the families of the one class of both groups."""
    labels = np.unique(table["label"].to_numpy()[np.concatenate([first, second])])
    if len(labels) != 1 or "family" not in table:
        return {}
    family = table["family"].to_numpy()
    occurring = np.unique(family[np.concatenate([first, second])])
    if len(occurring) < 2:
        return {}
    return {f"family={number}": (family == number).astype(np.float64) for number in occurring}


def _row(first: Values, second: Values, groups: Clusters) -> tuple[float, ...]:
    """Return both shares with intervals, their ratio, and the design effect of its logarithm."""
    told: list[float] = []
    known = [~np.isnan(own) for own in (first, second)]
    codes = [own[mask] for own, mask in zip((groups.first, groups.second), known, strict=True)]
    values = [own[mask] for own, mask in zip((first, second), known, strict=True)]
    for own, who in zip(values, codes, strict=True):
        told += [own.sum(), len(own), own.mean(), *share_interval(own, who)]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.float64(values[0].mean()) / np.float64(values[1].mean())
    return (*told, float(ratio), _design_effect(values, codes, count=groups.count))


def _design_effect(values: list[Values], codes: list[Indices], *, count: int) -> float:
    """Return how many times more the logarithm of the ratio varies for writers than for independent digits; ≥ 1."""
    per_cluster, independent = np.zeros(count), 0.0
    for own, who, sign in zip(values, codes, (1, -1), strict=True):
        if own.sum():
            part = sign * (own - own.mean()) / own.sum()
            per_cluster += np.bincount(who, part, minlength=count)
            independent += float((part**2).sum())
    return max(1.0, float((per_cluster**2).sum()) / independent) if independent > 0 else 1.0
