"""Fitting style axes on the training digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas.styles import Columns, traits_of
from mnist_explore.build.parts import Found, Run, fitted_rows, in_parts, run_here
from mnist_explore.columns import measures_of
from mnist_explore.digits import Digits
from mnist_explore.style.axes import StyleAxes, fit_axes, transport_coordinates
from mnist_explore.style.axes.model import NAMES
from mnist_explore.style.families.description import shape_profile
from mnist_explore.style.families.shapes import shapes
from mnist_explore.style.measures.upright import deslant


def fit_style_axes(
    digits: Digits, columns: Columns, *, run: Run = run_here, progress: Callable[[float], None]
) -> tuple[StyleAxes, dict[str, Any]]:
    """Fit every class's style axes on the training digits, and return them with every digit's position.

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
    axes, columns
        What was fitted, and ``axis_1`` to ``axis_5``, ``(N,)`` float32 each, NaN where the class has fewer.
    """
    train = fitted_rows(digits)
    coordinates = transport_coordinates(digits.images[train])
    progress(0.3)
    measures = {name: np.asarray(columns[name])[train] for name in measures_of(is_style=True, told="family")}
    axes = fit_axes(
        coordinates,
        deslant(digits.images[train]),
        digits.labels[train],
        digits.writer[train],
        measures={**measures, **shape_profile(shapes(digits.images[train]))},
        traits={name: has[train] for name, has in traits_of(columns).items()},
        progress=lambda share: progress(0.3 + 0.4 * share),
    )
    return axes, in_parts(on_axes, digits, run=run, report=lambda share: progress(0.7 + 0.3 * share), axes=axes)


def on_axes(images: NDArray[np.uint8], labels: NDArray[np.uint8], /, *, axes: StyleAxes) -> Found:
    """Return where the digits of one part lie on their classes' axes."""
    return dict(zip(NAMES, axes.positions(transport_coordinates(images), labels).T, strict=True))
