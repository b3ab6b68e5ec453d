"""The writer whose hand is most like a few digits, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.writers.hands import Evidence, Floats, HandModel, Labels, fit_hands, hand_features
from mnist_explore.atlas import Atlas
from mnist_explore.digits import SPLITS, UNKNOWN, class_rows

FEWEST_WRITERS = 20
"""Fewer writers do not show what tells hands apart."""
LEAST = 1e-12
"""Lowest probability whose logarithm is taken."""


@dataclass(frozen=True, eq=False)
class KnownHands:
    """Known writers and what their digits say of their hands.

    Parameters
    ----------
    model
        Of hands.
    writers
        ``(W,)`` int64, the writers' numbers, ascending.
    evidence
        Of their digits, row by row.
    alone
        ``(W,)`` the log likelihood of each writer's digits by themselves.
    """

    model: HandModel
    writers: NDArray[np.int64]
    evidence: Evidence
    alone: Floats


@dataclass(frozen=True, eq=False)
class Likeness:
    """All known writers, ranked by how like their hand is to some digits.

    Parameters
    ----------
    writers
        ``(W,)`` int64, the most like first.
    probabilities
        ``(W,)`` float64, that this writer wrote the digits, if one of them all did; sums to 1. On
        average it is as high as the share that is right, on writers whom neither model nor calibration saw (of ten
        digits 65 and 67 %; of five it is 6 points too sure, and most so where it is surest: told 93 %, right in 71 %).
    stranger
        That none of them did, in 0-1, if that was as likely as not beforehand.
    digits
        How many digits it rests on.
    """

    writers: NDArray[np.int64]
    probabilities: Floats
    stranger: float
    digits: int


@dataclass(frozen=True)
class Sureness:
    """What turns evidence into probabilities that hold; see :func:`calibrate`.

    Parameters
    ----------
    heat
        What log likelihood ratios are divided by: above 1, since one writer's digits are less independent than the
        model has it.
    growth
        The power of the number of digits with which that heat grows.
    stranger_heat, stranger_shift
        The same in weighing all writers together against a stranger, and what is added on the stranger's side.
    """

    heat: float
    growth: float
    stranger_heat: float
    stranger_shift: float


SURENESS = Sureness(heat=1.06, growth=0.30, stranger_heat=3.04, stranger_shift=-2.95)
"""Chosen by :func:`calibrate` on training writers that the model was not fitted to."""


def enrol(model: HandModel, features: NDArray[np.floating], labels: Labels, writers: NDArray[np.integer]) -> KnownHands:
    """Return the hands of all writers of some digits.

    Parameters
    ----------
    model
        Of hands.
    features
        ``(N, F)``, from :func:`~mnist_explore.analysis.writers.hands.hand_features`.
    labels
        ``(N,)`` uint8 in 0-9.
    writers
        ``(N,)`` integers; digits of writers below 0 (unknown) are left out.

    Raises
    ------
    ValueError
        If no writer is known.
    """
    known = writers >= 0
    if not known.any():
        raise ValueError("writers must name at least one writer; all are unknown")
    numbers, groups = np.unique(writers[known].astype(np.int64), return_inverse=True)
    evidence = model.evidence(features[known], labels[known], groups)
    return KnownHands(model, numbers, evidence, _log_evidence(model, evidence))


def known_hands(atlas: Atlas) -> KnownHands | None:
    """Return all known writers' hands, by a model fitted to the training writers; None where too few are known."""
    digits = atlas.digits
    known = digits.writer != UNKNOWN
    training = known & (digits.split == SPLITS.index("train"))
    if len(np.unique(digits.writer[training])) < FEWEST_WRITERS:
        return None
    features = hand_features(digits.images, atlas.styles.typicality.shapes, measured=atlas.table)
    model = fit_hands(
        features[training], digits.labels[training], digits.writer[training], classes=class_rows(digits.labels)
    )
    return enrol(model, features, digits.labels, digits.writer)


def rank_writers(
    hands: KnownHands, features: NDArray[np.floating], labels: Labels, *, sureness: Sureness = SURENESS
) -> Likeness:
    """Rank all known writers by how like their hand is to a few digits of one person.

    Parameters
    ----------
    hands
        From :func:`enrol`.
    features
        ``(n, F)``, from :func:`~mnist_explore.analysis.writers.hands.hand_features`, n at least 1.
    labels
        ``(n,)`` uint8, which class each is.
    sureness
        How evidence becomes probability.

    Raises
    ------
    ValueError
        If there are no digits, or not one label to each.
    """
    if not len(features) or labels.shape != (len(features),):
        raise ValueError(f"features and labels must be as many, at least 1, not {len(features)} and {labels.shape}")
    ratios = log_ratios(hands, hands.model.evidence(features, labels, np.zeros(len(labels), np.intp)))
    chances, stranger = to_probabilities(ratios, digits=len(labels), sureness=sureness)
    order = np.argsort(-ratios, kind="stable")
    return Likeness(hands.writers[order], chances[order], stranger, len(labels))


def log_ratios(hands: KnownHands, digits: Evidence) -> Floats:
    """Return how much likelier some digits are if a writer wrote them than if a stranger did, as logarithms.

    Parameters
    ----------
    digits
        Of one person; a single row.

    Returns
    -------
    Floats
        ``(W,)``.

    References
    ----------
    Prince & Elder (2007), Probabilistic linear discriminant analysis for inferences about identity, ICCV.
    """
    known, model = hands.evidence, hands.model
    together = Evidence(known.counts + digits.counts, known.traits + digits.traits)
    return _log_evidence(model, together) - hands.alone - _log_evidence(model, digits)


def _log_evidence(model: HandModel, evidence: Evidence) -> Floats:
    """Return the log likelihood of each group's digits being one hand's, but for what is the same for any hand.

    Of traits t with precisions P it takes t' P^-1 t and the determinant of P. Both are in the diagonal of one Cholesky
    factor, of P bordered by t: its last entry's square is the corner less t' P^-1 t.
    """
    traits = evidence.traits
    size = traits.shape[1]
    bordered = np.empty((len(traits), size + 1, size + 1))
    bordered[:, :size, :size] = model.precisions(evidence.counts)
    bordered[:, size, :size] = bordered[:, :size, size] = traits
    # P is at least the unit matrix, so that the bordered one is positive definite.
    bordered[:, size, size] = corner = (traits**2).sum(axis=1) + 1
    diagonal = np.diagonal(np.linalg.cholesky(bordered), axis1=1, axis2=2)
    return np.asarray((corner - diagonal[:, size] ** 2) / 2 - np.log(diagonal[:, :size]).sum(axis=1))


def to_probabilities(ratios: Floats, *, digits: int, sureness: Sureness) -> tuple[Floats, float]:
    """Return each writer's probability among them all, and a stranger's against them all.

    Parameters
    ----------
    ratios
        ``(W,)``, from :func:`log_ratios`.
    digits
        How many digits they rest on.
    """
    cooled = ratios / (sureness.heat * digits**sureness.growth)
    weights = np.exp(cooled - cooled.max())
    known = _log_mean(ratios / sureness.stranger_heat) - sureness.stranger_shift
    return weights / weights.sum(), float(1 / (1 + np.exp(np.clip(known, -500, 500))))


def _log_mean(logs: Floats) -> float:
    """Return the logarithm of the mean of what `logs` are logarithms of."""
    top = float(logs.max())
    return top + float(np.log(np.exp(logs - top).mean()))


def calibrate(trials: Sequence[tuple[Floats, int, int]]) -> Sureness:
    """Return what makes probabilities hold: the most likely heats, growth and shift of some searches.

    Parameters
    ----------
    trials
        Of each search: the ``(W,)`` log likelihood ratios, the right writer's place in them, -1 where that is a
        stranger, and how many digits were given. Some known writers and some strangers.

    Returns
    -------
    Sureness

    Raises
    ------
    ValueError
        If there is no known writer or no stranger among them.

    References
    ----------
    Brümmer & du Preez (2006), Application-independent evaluation of speaker detection, Computer Speech & Language 20;
    one heat for all classes is Guo, Pleiss, Sun & Weinberger (2017), On calibration of modern neural networks, ICML.
    """
    from scipy.optimize import minimize

    is_known = np.array([right >= 0 for _, right, _ in trials], bool)
    if is_known.all() or not is_known.any():
        raise ValueError("trials must be of known writers and of strangers, not of one kind alone")

    def naming(values: Floats) -> float:
        sureness = Sureness(float(np.exp(values[0])), float(values[1]), 1.0, 0.0)
        told = [
            to_probabilities(ratios, digits=digits, sureness=sureness)[0][right]
            for ratios, right, digits in trials
            if right >= 0
        ]
        return -float(np.log(np.maximum(told, LEAST)).mean())

    def weighing(values: Floats) -> float:
        known = np.array([_log_mean(ratios / np.exp(values[0])) for ratios, _, _ in trials]) - values[1]
        lost = np.logaddexp(0, np.where(is_known, -known, known))
        return float(lost[is_known].mean() + lost[~is_known].mean())

    options = {"xatol": 0.01, "fatol": 1e-4, "maxiter": 100}
    heat, stranger = (
        minimize(loss, np.zeros(2), method="Nelder-Mead", options=options).x for loss in (naming, weighing)
    )
    return Sureness(float(np.exp(heat[0])), float(heat[1]), float(np.exp(stranger[0])), float(stranger[1]))
