"""Shares told by a detector that errs: corrected for its errors, with an interval that knows of them."""

from __future__ import annotations

import numpy as np

from mnist_explore.atlas.values import Z_VALUE
from mnist_explore.style.structure.accuracy import Accuracy


def corrected_share(share: float, accuracy: Accuracy) -> float:
    """Return the share, 0-1, of which a detector that errs sees `share`; `share` where it is no better than a coin.

    Parameters
    ----------
    share
        0-1, as the detector tells it.
    accuracy
        At least one labelled digit of either kind.

    References
    ----------
    Rogan & Gladen (1978), Estimating prevalence from the results of a screening test, American Journal of
    Epidemiology 107: 71-76.
    """
    missed, false = 1 - accuracy.found / accuracy.having, accuracy.false / accuracy.lacking
    if missed + false >= 1:
        return share
    return float(np.clip((share - false) / (1 - missed - false), 0, 1))


def prevalence_interval(share: float, count: float, accuracy: Accuracy) -> tuple[float, float]:
    """Return the 95 % interval of the true share of which a detector that errs sees `share` among `count` digits.

    Three sources of chance together: which digits were drawn, which of those that have the structure were labelled,
    and which of those that lack it.

    Parameters
    ----------
    share
        0-1, as the detector tells it.
    count
        How many independent digits it was told of; it need not be whole.
    accuracy
        At least one labelled digit of either kind.

    References
    ----------
    Lang & Reiczigel (2014), Confidence limits for prevalence of disease adjusted for estimated sensitivity and
    specificity, Preventive Veterinary Medicine 113: 13-22.
    """
    z = Z_VALUE
    # Each of the three shares is drawn a little towards a half, which holds where an error was seldom or never seen.
    digits, having, lacking = count + z**2, accuracy.having + 2, accuracy.lacking + 2
    apparent = (count * share + z**2 / 2) / digits
    sensitivity = (accuracy.found + 1) / having
    specificity = (accuracy.lacking - accuracy.false + 1) / lacking
    slope = sensitivity + specificity - 1
    if slope <= 0:
        return 0.0, 1.0
    centre = (apparent + specificity - 1) / slope
    by_sensitivity = sensitivity * (1 - sensitivity) / having
    by_specificity = specificity * (1 - specificity) / lacking
    shift = 2 * z**2 * (centre * by_sensitivity - (1 - centre) * by_specificity)
    by_digits = apparent * (1 - apparent) / digits
    variance = by_digits + centre**2 * by_sensitivity + (1 - centre) ** 2 * by_specificity
    reach = z * float(np.sqrt(variance)) / slope
    low, high = (float(np.clip(centre + shift + side * reach, 0, 1)) for side in (-1, 1))
    return low, high
