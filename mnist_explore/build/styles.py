"""Fitting typicality and families on the training digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mnist_explore.atlas.styles import Columns, Styles, traits_of
from mnist_explore.columns import measures_of
from mnist_explore.digits import Digits
from mnist_explore.style.families.clustering import fit_families
from mnist_explore.style.families.description import FamilyDescription, describe_families, shape_profile
from mnist_explore.style.families.shapes import shapes
from mnist_explore.style.families.standard import fit_reference, usual_measures, where_standard
from mnist_explore.style.families.typicality import fit_typicality


def fit_styles(digits: Digits, columns: Columns, *, progress: Callable[[float], None]) -> tuple[Styles, dict[str, Any]]:
    """Fit typicality and families on the training digits, and return them with every digit's columns.

    Parameters
    ----------
    digits
        The digits.
    columns
        The style stage's columns of all of them.
    progress
        Called with the finished share, 0-1.

    Returns
    -------
    styles, columns
        What was fitted, and ``typicality``, ``typicality_shape``, ``standard`` and ``family``, ``(N,)`` each.
    """
    train = digits.where_split("train")
    labels = digits.labels[train]
    drawn = shapes(digits.images)
    progress(0.3)
    typicality = fit_typicality(digits.images[train], drawn[train], labels)
    found = typicality(digits.images, drawn, digits.labels)
    progress(0.5)
    names = dict.fromkeys((*usual_measures(), *measures_of(is_style=True, told="family")))
    measures = {name: np.asarray(columns[name]) for name in names}
    traits = traits_of(columns)
    known = {name: has[train] for name, has in traits.items()}
    usual = {name: values[train] for name, values in measures.items()}
    families = fit_families(found.positions[train], labels, traits=known, progress=lambda s: progress(0.5 + 0.4 * s))
    told = describe_families(
        families, found.positions[train], labels, traits=known, measures={**usual, **shape_profile(drawn[train])}
    )
    reference = fit_reference(labels, measures=usual, traits=known)
    standard = where_standard(
        digits.labels,
        measures=measures,
        traits=traits,
        whole={"typicality": found.typicality, "typicality_shape": found.typicality_shape},
        reference=reference,
    )
    rows = [FamilyDescription(**{**vars(one), "medoid": int(train[one.medoid])}) for one in told]
    return Styles(typicality, families, reference, tuple(rows)), {
        "typicality": found.typicality,
        "typicality_shape": found.typicality_shape,
        "standard": standard,
        "family": families(found.positions, digits.labels, traits=traits),
    }
