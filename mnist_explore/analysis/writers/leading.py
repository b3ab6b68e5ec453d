"""In which class writers, or both groups of writers, differ most in a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mnist_explore.analysis.ranking import Lead, lead
from mnist_explore.analysis.writers.groups import resampled_effects
from mnist_explore.analysis.writers.intraclass import ALL, resampled_correlations
from mnist_explore.digits import class_rows

if TYPE_CHECKING:
    import pandas as pd


def most_between_writers(table: pd.DataFrame, found: pd.DataFrame, measure: str) -> Lead:
    """Return in which class the writers' share of a measure's variation is highest, of all writers together.

    Parameters
    ----------
    table
        The atlas's table.
    found
        Of :func:`~mnist_explore.analysis.writers.intraclass.between_writers`.
    measure
        One of it, with a correlation in at least one class.
    """
    own = found[(found["group"] == ALL) & (found["measure"] == measure)].set_index("digit")["icc"]
    return lead(
        own.reindex(range(class_rows(table["label"].to_numpy()))).to_numpy(np.float64),
        resampled_correlations(table, measure),
    )


def most_between_groups(table: pd.DataFrame, found: pd.DataFrame, measure: str) -> Lead:
    """Return in which class employees and students differ most in a measure, either way.

    Parameters
    ----------
    table
        The atlas's table.
    found
        Of :func:`~mnist_explore.analysis.writers.groups.employees_against_students`.
    measure
        One of it, with an effect size in at least one class.
    """
    own = found[found["measure"] == measure].set_index("digit")["d"].abs()
    return lead(
        own.reindex(range(class_rows(table["label"].to_numpy()))).to_numpy(np.float64),
        np.abs(resampled_effects(table, measure)),
    )
