"""Fitting typicality and families on the training digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.styles import Columns, Styles, traits_of
from mnist_explore.build.parts import Found, Run, fitted_rows, in_parts, run_here
from mnist_explore.columns import measures_of
from mnist_explore.digits import Digits
from mnist_explore.style.families.clustering import fit_families
from mnist_explore.style.families.description import FamilyDescription, describe_families, shape_profile
from mnist_explore.style.families.shapes import shapes
from mnist_explore.style.families.standard import fit_reference, usual_measures, where_standard
from mnist_explore.style.families.typicality import TypicalityModel, fit_typicality


def fit_styles(
    digits: Digits, columns: Columns, *, run: Run = run_here, progress: Callable[[float], None]
) -> tuple[Styles, dict[str, Any]]:
    """Fit typicality and families on the training digits, and return them with every digit's columns.

    Parameters
    ----------
    digits
        The digits.
    columns
        The style stage's columns of all of them.
    run
        Where every digit's place is found.
    progress
        Called with the finished share, 0-1.

    Returns
    -------
    styles, columns
        What was fitted, and ``typicality``, ``typicality_shape``, ``standard`` and ``family``, ``(N,)`` each.
    """
    train = fitted_rows(digits)
    labels = digits.labels[train]
    drawn = shapes(digits.images[train])
    progress(0.2)
    typicality = fit_typicality(digits.images[train], drawn, labels)
    found = in_parts(typical, digits, run=run, report=lambda s: progress(0.2 + 0.3 * s), model=typicality)
    positions = found["positions"]
    names = dict.fromkeys((*usual_measures(), *measures_of(is_style=True, told="family")))
    measures = {name: np.asarray(columns[name]) for name in names}
    traits = traits_of(columns)
    known = {name: has[train] for name, has in traits.items()}
    usual = {name: values[train] for name, values in measures.items()}
    families = fit_families(positions[train], labels, traits=known, progress=lambda s: progress(0.5 + 0.4 * s))
    told = describe_families(
        families, positions[train], labels, traits=known, measures={**usual, **shape_profile(drawn)}
    )
    reference = fit_reference(labels, measures=usual, traits=known)
    whole = {name: found[name] for name in ("typicality", "typicality_shape")}
    standard = where_standard(digits.labels, measures=measures, traits=traits, whole=whole, reference=reference)
    rows = [FamilyDescription(**{**vars(one), "medoid": int(train[one.medoid])}) for one in told]
    return Styles(typicality, families, reference, tuple(rows)), {
        **whole,
        "standard": standard,
        "family": families(positions, digits.labels, traits=traits),
    }


def typical(images: NDArray[np.uint8], labels: NDArray[np.uint8], /, *, model: TypicalityModel) -> Found:
    """Return how typical the digits of one part are, and where their shapes lie."""
    return dict(vars(model(images, shapes(images), labels)))
