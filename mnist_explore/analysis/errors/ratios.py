"""Ratios of two error rates: their intervals, tests, and tests of many at once."""

from __future__ import annotations

import numpy as np

from mnist_explore.atlas.values import Z_VALUE, Values


def discovery_rates(p: Values) -> Values:
    """Return p-values adjusted for their number: the false discovery rate of calling all up to each one differences.

    The same as ``scipy.stats.false_discovery_control``, which takes a second to import.

    Parameters
    ----------
    p
        ``(n,)`` in 0-1.

    References
    ----------
    Benjamini & Hochberg (1995), Controlling the false discovery rate, JRSS B 57: 289-300.
    """
    largest_first = np.argsort(-p, kind="stable")
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[largest_first] = np.minimum(1, np.minimum.accumulate(p[largest_first] * len(p) / ranks))
    return adjusted


def ratio_interval(errors: Values, digits: Values, rest_errors: Values, rest_digits: Values) -> tuple[Values, Values]:
    """Return Koopman's 95 % score interval of the ratio of two error rates.

    SciPy's ``relative_risk`` has Katz's alone, for whole counts.

    Parameters
    ----------
    errors, digits, rest_errors, rest_digits
        ``(n,)`` float64 each; they need not be whole. At least one digit on either side.

    Returns
    -------
    low, high
        ``(n,)``, 0 where there are no errors, and infinite where the rest has none.

    References
    ----------
    Koopman (1984), Confidence intervals for the ratio of two binomial proportions, Biometrics 40: 513-517.
    """
    sizes = (errors, digits, rest_errors, rest_digits)
    limit = Z_VALUE**2
    far = np.full(len(errors), np.log(1e9))
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.log((errors / digits) / (rest_errors / rest_digits))
    ends = []
    for outside in (-far, far):
        inside = np.where(np.isfinite(centre), centre, -outside)
        for _ in range(60):
            middle = (inside + outside) / 2
            accepted = _score(np.exp(middle), *sizes) < limit
            inside, outside = np.where(accepted, middle, inside), np.where(accepted, outside, middle)
        ends.append(np.exp(inside))
    return np.where(errors > 0, ends[0], 0.0), np.where(rest_errors > 0, ends[1], np.inf)


def no_difference(errors: Values, digits: Values, rest_errors: Values, rest_digits: Values) -> Values:
    """Return the p-value of both rates being the same, by the score that :func:`ratio_interval` is made of.

    Parameters
    ----------
    errors, digits, rest_errors, rest_digits
        As for :func:`ratio_interval`.
    """
    from scipy.special import chdtrc

    p: Values = chdtrc(1, _score(np.ones(len(errors)), errors, digits, rest_errors, rest_digits))
    return p


def _score(ratio: Values, errors: Values, digits: Values, rest_errors: Values, rest_digits: Values) -> Values:
    """Return Koopman's chi-square of a ratio, from the likeliest two rates that have it; 0 without any error."""
    a = (digits + rest_digits) * ratio
    b = digits * ratio + errors + rest_digits + rest_errors * ratio
    rest = 2 * (errors + rest_errors) / (b + np.sqrt(np.maximum(b**2 - 4 * a * (errors + rest_errors), 0)))
    own = ratio * rest
    with np.errstate(divide="ignore", invalid="ignore"):
        far = (errors - digits * own) ** 2 / (digits * own * (1 - own))
        far += (rest_errors - rest_digits * rest) ** 2 / (rest_digits * rest * (1 - rest))
    return np.where(errors + rest_errors > 0, np.nan_to_num(far, nan=np.inf, posinf=np.inf), 0.0)
