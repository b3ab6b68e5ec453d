"""Confident learning: which labels a network's out-of-fold probabilities speak against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TOLERANCE = 1e-6
"""By which a probability may fall short of its class's average and still reach it; as in cleanlab."""


def self_confidence(labels: NDArray[np.integer], probabilities: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return ``(n,)``, the probability that each digit's own label is given; parameters as :func:`is_disputed`."""
    own: NDArray[np.floating] = probabilities[np.arange(len(labels)), labels]
    return own


def is_disputed(labels: NDArray[np.integer], probabilities: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return which labels confident learning counts as disputed.

    They are those off the diagonal of the confident joint: the most probable of the classes that reach their threshold
    is another than the label. A class's threshold is the probability that it is given, on average, where it is the
    label; one that labels nothing has none to reach.

    cleanlab, whose ``compute_confident_joint`` returns the same digits, loads all of scikit-learn with it: 68 MB and
    seconds of a server's first view, for these lines.

    Parameters
    ----------
    labels
        ``(n,)`` whole numbers, 0 to K - 1.
    probabilities
        ``(n, K)`` in 0-1, from fits that did not see the digit.

    References
    ----------
    Northcutt, Jiang & Chuang (2021), Confident learning: estimating uncertainty in dataset labels, JAIR 70:
    1373-1411, equations 1 and 2.
    """
    counts = np.bincount(labels, minlength=probabilities.shape[1])
    own = np.bincount(labels, self_confidence(labels, probabilities), minlength=len(counts))
    thresholds = np.where(counts > 0, own / np.maximum(counts, 1), np.inf)
    reached = probabilities >= np.maximum(thresholds, 2 * _TOLERANCE) - _TOLERANCE
    # Where several are reached, the most probable of all classes, as in cleanlab: it is one of them but for a class
    # with a threshold above all its digits'.
    guess = np.where(reached.sum(axis=1) > 1, probabilities.argmax(axis=1), reached.argmax(axis=1))
    disputed: NDArray[np.bool_] = reached.any(axis=1) & (guess != labels)
    return disputed
