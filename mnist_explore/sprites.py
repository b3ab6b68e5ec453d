"""Many small pictures as one PNG: transparent paper, so that a page's theme gives ink its colour."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX


def tiles(images: NDArray[np.uint8], *, columns: int) -> NDArray[np.uint8]:
    """Lay pictures out side by side, row after row.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    columns
        How many stand in a row; the last row is filled up with paper.

    Returns
    -------
    NDArray[np.uint8]
        ``(ceil(N / columns) * 28, columns * 28)``; one empty row of cells when N is 0.

    Raises
    ------
    ValueError
        If `columns` is below 1.
    """
    if columns < 1:
        raise ValueError(f"columns must be at least 1, not {columns}")
    rows = max(1, -(-len(images) // columns))
    sheet = np.zeros((rows * columns, SIDE_PX, SIDE_PX), np.uint8)
    sheet[: len(images)] = images
    return sheet.reshape(rows, columns, SIDE_PX, SIDE_PX).swapaxes(1, 2).reshape(rows * SIDE_PX, columns * SIDE_PX)


def sprite_png(images: NDArray[np.uint8], *, columns: int) -> bytes:
    """Return pictures as one PNG whose opacity is their ink; see :func:`tiles` for the layout."""
    from PIL import Image

    sheet, buffer = tiles(images, columns=columns), io.BytesIO()
    pixels = np.stack([np.zeros_like(sheet), sheet], axis=-1)
    Image.frombytes("LA", sheet.shape[::-1], pixels.tobytes()).save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()
