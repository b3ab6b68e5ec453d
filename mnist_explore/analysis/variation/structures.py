"""How often a structure occurs: counts and shares, with intervals that know who wrote the digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.atlas.values import LEVEL, Values, measure_values, members, writer_codes
from mnist_explore.columns import measures_of

if TYPE_CHECKING:
    import pandas as pd


COUNTED = "holes"
"""The count that people see at a glance, as they do a structure."""


def structure_counts(table: pd.DataFrame, digit: int) -> pd.DataFrame:
    """Return how often every structure occurs among one class's digits.

    Parameters
    ----------
    table
        The atlas's table. Columns it lacks, and those that do not apply to the class, are left out.
    digit
        0-9.

    Returns
    -------
    DataFrame
        One row per structure and value, the yes-no columns of style first, then the values of ``form`` from frequent
        to rare, then ``holes`` from 0 up: ``structure``, ``value`` ("yes", a form, or a number of
        holes, as text), ``count``, ``total`` (digits it is known of), ``share`` and its 95 % interval ``low`` and
        ``high``, all three 0-1.

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
            low, high = share_interval(found[known], codes[known])
            count = int(found[known].sum())
            rows.append((structure, value, count, int(known.sum()), count / int(known.sum()), low, high))
    names = ["structure", "value", "count", "total", "share", "low", "high"]
    types = {"count": "int64", "total": "int64", "share": "float64", "low": "float64", "high": "float64"}
    return pd.DataFrame(rows, columns=names).astype(types)


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
    count, share = len(found), float(found.mean())
    residual = found - share
    known = codes >= 0
    per_writer = np.append(np.bincount(codes[known], residual[known]), residual[~known])
    independent = count * share * (1 - share)
    effect = max(1.0, float((per_writer**2).sum() / independent)) if independent > 0 else 1.0
    return wilson_interval(share, count / effect)


def wilson_interval(share: float, count: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share of `count` independent trials; `count` need not be whole.

    SciPy's ``binomtest`` has it for whole counts alone, which a design effect does not leave.

    References
    ----------
    Brown, Cai & DasGupta (2001), Interval estimation for a binomial proportion, Statistical Science 16: 101-133.
    """
    from scipy.special import ndtri

    z = float(ndtri((1 + LEVEL) / 2))
    centre = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    reach = z / (1 + z**2 / count) * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    return float(max(0.0, centre - reach)), float(min(1.0, centre + reach))
