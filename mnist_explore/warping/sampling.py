"""The one bilinear sampler: greys between pixels, for NumPy and for TensorFlow."""

from __future__ import annotations

from typing import Any

import numpy as np

from mnist_explore.digits import SIDE_PX

MARGIN_PX = 2
"""Paper put around a picture before it is sampled: two pixels, so that a point beyond the border mixes paper alone."""
WIDTH_PX = SIDE_PX + 2 * MARGIN_PX
"""Side of a picture with its margin."""


def bilinear(images: Any, rows: Any, columns: Any, *, functions: Any = np) -> Any:
    """Return the greys of pictures at points between pixels; paper beyond the border.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` array or float32 tensor.
    rows, columns
        ``(N, H, W)`` float32, in pixels, 0 = the middle of the first row or column.
    functions
        NumPy or TensorFlow, as the others are.

    Returns
    -------
    array or tensor
        ``(N, H, W)`` float32, in the greys of `images`.
    """
    margins = (MARGIN_PX, MARGIN_PX)
    flat = functions.reshape(functions.pad(images, ((0, 0), margins, margins)), (-1, WIDTH_PX**2))
    near = nearest_four(rows, columns, functions=functions)
    return sum(share * _taken(flat, index, functions=functions) for index, share in near)


def nearest_four(rows: Any, columns: Any, *, functions: Any = np) -> tuple[tuple[Any, Any], ...]:
    """Return which four pixels every point is mixed of, and how much of each; the four shares sum to 1.

    Parameters
    ----------
    rows, columns
        Floats of any one shape, in pixels, 0 = the middle of the first row or column.
    functions
        NumPy or TensorFlow, as `rows` and `columns` are.

    Returns
    -------
    tuple
        Four pairs of an index and a share, of the points' shape and dtype. The index, a whole number, counts the
        pixels of a flattened picture that has a margin of :data:`MARGIN_PX`.
    """
    rows, columns = (_inside(places + MARGIN_PX, functions=functions) for places in (rows, columns))
    row, column = functions.floor(rows), functions.floor(columns)
    down, across = rows - row, columns - column
    first = row * WIDTH_PX + column
    return (
        (first, (1 - down) * (1 - across)),
        (first + 1, (1 - down) * across),
        (first + WIDTH_PX, down * (1 - across)),
        (first + WIDTH_PX + 1, down * across),
    )


def _inside(places: Any, *, functions: Any) -> Any:
    """Return places no farther out than the margin, so that each has a pixel after it."""
    return functions.minimum(functions.maximum(places, 0.0), WIDTH_PX - 1.001)


def _taken(flat: Any, index: Any, *, functions: Any) -> Any:
    """Return the pixels of each picture at its own indices: all that NumPy and TensorFlow say in two ways."""
    if functions is not np:
        return functions.gather(flat, functions.cast(index, functions.int32), batch_dims=1)
    starts = np.arange(len(flat)).reshape(-1, *[1] * (index.ndim - 1)) * flat.shape[1]
    return flat.ravel()[index.astype(np.intp) + starts]
