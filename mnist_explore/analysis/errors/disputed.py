"""Which labels are in doubt: confident learning on what the network answers to digits that it never saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.errors.confident import is_disputed, self_confidence
from mnist_explore.analysis.ranking import Lead, lead
from mnist_explore.analysis.resampling import RESAMPLES, resampled_sums, units_of
from mnist_explore.atlas.predictions import Methods
from mnist_explore.atlas.values import Indices
from mnist_explore.digits import SPLITS, UNKNOWN, Digits
from mnist_explore.sources import Votes

if TYPE_CHECKING:
    import pandas as pd


Rule = Literal["self_confidence", "normalized_margin", "confidence_weighted_entropy"]
"""cleanlab's three ways of scoring a label."""

RULE: Rule = "self_confidence"
"""The library's default, and by its documentation the one that also finds digits which two labels fit or none does;
a dispute among people can be any of the three. It was not chosen by any result."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """One split's digits, the label most in doubt first.

    Parameters
    ----------
    indices
        ``(n,)`` intp, the digits in order.
    rival
        ``(n,)`` uint8 in 0-9, the most probable digit other than the label.
    otherwise
        ``(n,)`` bool, whether the rival is more probable than the label.
    counted
        ``(n,)`` bool, whether confident learning counts the label as disputed.
    """

    indices: Indices
    rival: NDArray[np.uint8]
    otherwise: NDArray[np.bool_]
    counted: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return how many digits are ranked."""
        return len(self.indices)

    def ranks_of(self, indices: Indices) -> Indices:
        """Return the places of digits in the ranking, from 1; ``(n,)``, 0 for a digit of the other split."""
        found: Indices = (self.indices == np.asarray(indices)[:, None]) @ np.arange(1, len(self) + 1)
        return found


def rank_labels(digits: Digits, probabilities: NDArray[np.float32], *, split: str, rule: Rule = RULE) -> Ranking:
    """Rank one split's digits by how far the network doubts their labels, and mark those that are disputed.

    A label counts as disputed where the network gives another digit at least the probability that it gives, on
    average, to the digits labelled so: an off-diagonal entry of the confident joint. The splits are ranked apart,
    since the answers to each come from other fits.

    Parameters
    ----------
    digits
        The digits.
    probabilities
        ``(N, 10)`` float32 in 0-1, from fits that did not see the digit: the `doubt` of
        :class:`~mnist_explore.atlas.predictions.Methods`.
    split
        ``"train"`` or ``"test"``.
    rule
        How a label is scored, for other than the default by cleanlab; of equal scores the surer rival comes first.

    Raises
    ------
    ValueError
        If `probabilities` is not of these digits, or `split` or `rule` is unknown.

    References
    ----------
    Northcutt, Jiang & Chuang (2021), Confident learning: estimating uncertainty in dataset labels, JAIR 70:
    1373-1411, equations 1 and 2. Northcutt, Athalye & Mueller (2021), Pervasive label errors in test sets destabilize
    machine learning benchmarks, NeurIPS Datasets and Benchmarks. https://docs.cleanlab.ai, ``rank`` and ``count``.
    """
    if probabilities.shape != (wanted := (len(digits), len(digits.classes))):
        raise ValueError(f"probabilities must be {wanted}, not {probabilities.shape}")
    chosen = digits.where_split(split)
    if not len(chosen):
        return Ranking(chosen, np.empty(0, np.uint8), np.empty(0, bool), np.empty(0, bool))
    labels, given = digits.labels[chosen].astype(np.int64), probabilities[chosen].astype(np.float64)
    quality, counted = _quality(labels, given, rule), is_disputed(labels, given)
    each, others = np.arange(len(labels)), given.copy()
    others[each, labels] = -1
    rival, highest = others.argmax(axis=1).astype(np.uint8), others.max(axis=1)
    otherwise = highest > given[each, labels]
    order = np.lexsort((-highest, quality))
    return Ranking(chosen[order], rival[order], otherwise[order], counted[order])


def _quality(labels: NDArray[np.int64], given: NDArray[np.float64], rule: Rule) -> NDArray[np.floating]:
    """Return how good each label is by a rule, 0-1; for all but the one that is shown cleanlab is needed."""
    if rule == "self_confidence":
        return self_confidence(labels, given)
    from cleanlab.rank import get_label_quality_scores

    scores: NDArray[np.floating] = get_label_quality_scores(labels, given, method=rule)
    return scores


def counted_digits(digits: Digits, probabilities: NDArray[np.floating]) -> Indices:
    """Return the digits of both splits whose label confident learning counts as disputed, ascending.

    Parameters and exceptions are those of :func:`rank_labels`.
    """
    rankings = [rank_labels(digits, probabilities, split=split) for split in SPLITS]
    return np.sort(np.concatenate([ranking.indices[ranking.counted] for ranking in rankings]))


def count_disputed(digits: Digits, rankings: Mapping[str, Ranking]) -> pd.DataFrame:
    """Return how many digits of each class networks classify otherwise, and how many labels count as disputed.

    Parameters
    ----------
    digits
        The digits.
    rankings
        Split → its ranking.

    Returns
    -------
    DataFrame
        One row per class: ``digit``, then for each split ``{split}_labels`` (how many), ``{split}_otherwise``
        (how many of them the networks classify as another digit) and ``{split}_disputed`` (how many confident
        learning counts), int64.
    """
    import pandas as pd

    table = pd.DataFrame({"digit": np.arange(len(digits.classes))})
    for split, ranking in rankings.items():
        labels = digits.labels[ranking.indices]
        table[f"{split}_labels"] = np.bincount(labels, minlength=len(digits.classes))
        table[f"{split}_otherwise"] = np.bincount(labels[ranking.otherwise], minlength=len(digits.classes))
        table[f"{split}_disputed"] = np.bincount(labels[ranking.counted], minlength=len(digits.classes))
    return table


def most_otherwise(digits: Digits, rankings: Mapping[str, Ranking], *, seed: int = 0) -> Lead | None:
    """Return which class networks read most often as another digit; None where they never do.

    Parameters
    ----------
    digits, rankings
        As for :func:`count_disputed`; all splits count together.
    seed
        Of the draws of writers.
    """
    found = np.concatenate([ranking.indices[ranking.otherwise] for ranking in rankings.values()])
    if not len(found):
        return None
    units = units_of(np.where(digits.writer == UNKNOWN, -1, digits.writer).astype(np.intp), seed=seed)
    classes = len(digits.classes)
    cells = np.bincount(units[found] * classes + digits.labels[found], minlength=(int(units.max()) + 1) * classes)
    per_unit = cells.reshape(-1, classes).astype(np.float64)
    return lead(per_unit.sum(axis=0), resampled_sums(per_unit, resamples=RESAMPLES, seed=seed))


def by_the_same_hand(digits: Digits, index: int, *, label: int) -> Indices:
    """Return the other digits with a label by the writer of one digit, ascending; none where the writer is unknown."""
    writer = digits.writer[index]
    if writer == UNKNOWN:
        return np.empty(0, np.intp)
    is_same = (digits.writer == writer) & (digits.labels == label)
    is_same[index] = False
    return np.flatnonzero(is_same)


def order_by_votes(votes: Votes) -> Indices:
    """Return the digits voted on, those first whose label the fewest people chose; ``(n,)``."""
    found: Indices = votes.index[np.argsort(votes.counts[:, 0], kind="stable")]
    return found


def readers(methods: Methods, index: int) -> dict[int, list[str]]:
    """Return which methods read a digit as what: answer → names, the answer of most methods first."""
    found: dict[int, list[str]] = {}
    for name, answer in zip(methods.names, methods.predictions[:, index], strict=True):
        found.setdefault(int(answer), []).append(name)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))
