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
    sheet = tiles(images, columns=columns)
    return _png(np.stack([np.zeros_like(sheet), sheet], axis=-1), "LA")


def picture_png(picture: NDArray[np.uint8], *, magnify: int = 1) -> bytes:
    """Return a grey or RGB picture as a PNG, each pixel a square of `magnify` pixels.

    Parameters
    ----------
    picture
        ``(H, W)`` or ``(H, W, 3)`` uint8.
    """
    large = picture.repeat(magnify, axis=0).repeat(magnify, axis=1)
    return _png(large, "L" if picture.ndim == 2 else "RGB")


def _png(pixels: NDArray[np.uint8], mode: str) -> bytes:
    """Return pixels as PNG bytes."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.frombytes(mode, (pixels.shape[1], pixels.shape[0]), np.ascontiguousarray(pixels).tobytes()).save(
        buffer, "PNG", compress_level=6
    )
    return buffer.getvalue()
