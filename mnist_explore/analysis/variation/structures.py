"""How often a structure occurs: counts and shares, with intervals that know who wrote the digits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.analysis.variation.corrected import corrected_share, prevalence_interval
from mnist_explore.atlas.values import Z_VALUE, Indices, Values, measure_values, members, writer_codes
from mnist_explore.columns import measures_of
from mnist_explore.statements import Number, share
from mnist_explore.style.structure.accuracy import Accuracy

if TYPE_CHECKING:
    import pandas as pd


COUNTED = "holes"
"""The count that people see at a glance, as they do a structure."""


def structure_counts(
    table: pd.DataFrame, digit: int, *, accuracies: Mapping[str, Accuracy] | None = None
) -> pd.DataFrame:
    """Return how often every structure occurs among one class's digits.

    Parameters
    ----------
    table
        The atlas's table. Columns it lacks, and those that do not apply to the class, are left out.
    digit
        0-9.
    accuracies
        How often the detectors err, by structure (:class:`~mnist_explore.style.structure.accuracy.Trust`), where
        that is known.

    Returns
    -------
    DataFrame
        One row per structure and value, the yes-no columns of style first, then the values of ``form`` from frequent
        to rare, then ``holes`` from 0 up: ``structure``, ``value`` ("yes", a form, or a number of
        holes, as text), ``count``, ``total`` (digits it is known of), ``counted`` (the one over the other),
        ``share`` (corrected for the detector's errors where they are known, else as counted) and its 95 % interval
        ``low`` and ``high`` (:func:`structure_share`), all four 0-1; ``corrected``, whether it is.

    Raises
    ------
    ValueError
        If `digit` is not in 0-9.
    """
    import pandas as pd

    part = table.iloc[members(table, digit)]
    rows = []
    asked = [(name, "yes", name) for name in measures_of("yes/no", is_style=True) if name in part]
    for name in measures_of("category", is_style=True):
        values = part[name].dropna().value_counts().index if name in part else ()
        asked += [(name, str(value), f"{name}={value}") for value in values]
    if COUNTED in part:
        holes = part[COUNTED].to_numpy()
        asked += [(COUNTED, str(count), "") for count in range(int(holes.max(initial=0)) + 1)]
    codes, _ = writer_codes(part)
    for structure, value, measure in asked:
        found = measure_values(part, measure) if measure else (holes == int(value)).astype(np.float64)
        known = ~np.isnan(found)
        if known.any():
            accuracy = (accuracies or {}).get(measure)
            allowing, interval = structure_share(found[known], codes[known], accuracy=accuracy)
            count, total = int(found[known].sum()), int(known.sum())
            rows.append((structure, value, count, total, count / total, allowing, *interval, accuracy is not None))
    names = ["structure", "value", "count", "total", "counted", "share", "low", "high", "corrected"]
    types = dict.fromkeys(("counted", "share", "low", "high"), "float64") | {"count": "int64", "total": "int64"}
    types["corrected"] = "bool"
    return pd.DataFrame(rows, columns=names).astype(types)


def structure_share(
    found: Values, codes: np.ndarray, *, accuracy: Accuracy | None = None
) -> tuple[float, tuple[float, float]]:
    """Return a structure's share, and its 95 % interval, corrected for the detector's errors where they are known.

    Parameters
    ----------
    found
        ``(n,)`` float64, 1 where the detector sees the structure, else 0; n at least 1.
    codes
        ``(n,)`` which writer wrote each digit, negative where unknown: each such digit counts as its own writer.
    accuracy
        How often the detector errs. Where nobody counted, the share is as the detector tells it, and the interval
        allows for writers alone (:func:`share_interval`).

    Returns
    -------
    share, interval
        0-1 each; the interval may lie to one side of the share as counted, and need not be symmetric.
    """
    counted = float(found.mean())
    if accuracy is None or not (accuracy.having and accuracy.lacking):
        return counted, share_interval(found, codes)
    interval = prevalence_interval(counted, effective_count(found, codes), accuracy)
    return corrected_share(counted, accuracy), interval


def told_share(
    table: pd.DataFrame, indices: Indices, has: NDArray[np.bool_], what: str, *, accuracy: Accuracy | None = None
) -> Number:
    """Return how many of some digits have a structure, and which share that is, with its interval.

    Parameters
    ----------
    table
        The atlas's table.
    indices, has
        ``(n,)``: which digits, and whether the detector sees the structure in each.
    what
        What the digits are called.
    accuracy
        How often the detector errs; None where nobody counted.
    """
    found = has.astype(np.float64)
    if not len(found):
        return share(0, 0, what)
    allowing, interval = structure_share(found, writer_codes(table)[0][indices], accuracy=accuracy)
    corrected = None if accuracy is None else allowing
    return share(int(has.sum()), len(has), what, interval=interval, corrected=corrected)


def share_interval(found: Values, codes: np.ndarray) -> tuple[float, float]:
    """Return the 95 % interval of a share: Wilson's, on as many digits as the writers' habits leave.

    Someone who crosses one seven crosses the next as well, so that digits of one writer tell less than as many of
    different writers. The number of digits is therefore divided by the design effect, the ratio of the variance
    between writers' totals to that of independent digits, where it is above 1.

    Parameters
    ----------
    found
        ``(n,)`` float64, 1 where the structure occurs, else 0; n at least 1.
    codes
        ``(n,)`` which writer wrote each digit, negative where unknown: each such digit counts as its own writer.

    Returns
    -------
    low, high
        0-1.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22: 209-212.
    Kish (1965), Survey Sampling, chapter 8. Dean & Pagano (2015), Evaluating confidence interval methods for binomial
    proportions in clustered surveys, Journal of Survey Statistics and Methodology 3: 484-503.
    """
    return wilson_interval(float(found.mean()), effective_count(found, codes))


def effective_count(found: Values, codes: np.ndarray) -> float:
    """Return how many independent digits tell as much of a share as those of :func:`share_interval`; at most n."""
    count, share = len(found), float(found.mean())
    residual = found - share
    known = codes >= 0
    per_writer = np.append(np.bincount(codes[known], residual[known]), residual[~known])
    independent = count * share * (1 - share)
    effect = max(1.0, float((per_writer**2).sum() / independent)) if independent > 0 else 1.0
    return count / effect


def wilson_interval(share: float, count: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share of `count` independent trials; `count` need not be whole.

    SciPy's ``binomtest`` has it for whole counts alone, which a design effect does not leave.

    References
    ----------
    Brown, Cai & DasGupta (2001), Interval estimation for a binomial proportion, Statistical Science 16: 101-133.
    """
    z = Z_VALUE
    centre = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    reach = z / (1 + z**2 / count) * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    return float(max(0.0, centre - reach)), float(min(1.0, centre + reach))
