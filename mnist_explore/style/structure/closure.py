"""How nearly a digit's loops close: the grey that has to be crossed to leave them, also after bolder writing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.style.structure.frames import PAPER
from mnist_explore.warping.boldness import narrower, wider

DEPTHS = (40, 100, 160)
"""Greys by which paper must lie lower than its way out to count as enclosed: a faint bridge, a fair one, a firm one."""
MARGIN = 4
"""Paper put around a digit, so that bolder writing keeps clear of the border."""


def escape_levels(images: NDArray[np.uint8], *, corners: str = "closed") -> NDArray[np.uint8]:
    """Return for every pixel the darkest grey that the lightest way out of the picture crosses.

    This is reconstruction by erosion, the filling of holes in grey pictures: paper inside a firm loop gets the
    grey of the loop's weakest point, and every other pixel its own. scikit-image's ``reconstruction`` gives the same
    in some ten times the time.

    Parameters
    ----------
    images
        ``(N, H, W)`` uint8.
    corners
        ``"closed"`` where ink that touches at a corner keeps paper apart, ``"open"`` where ways lead through.

    Returns
    -------
    ndarray
        ``(N, H, W)`` uint8, nowhere below `images`.

    Raises
    ------
    ValueError
        If `corners` is another word.

    References
    ----------
    Vincent, "Morphological grayscale reconstruction in image analysis", IEEE Trans. Image Processing 2 (1993).
    https://doi.org/10.1109/83.217222
    """
    if corners not in ("closed", "open"):
        raise ValueError(f'corners must be "closed" or "open", not {corners!r}')
    levels = np.full_like(images, 255)
    while True:
        lower = np.maximum(images, narrower(levels, by="cross" if corners == "closed" else "square"))
        if np.array_equal(lower, levels):
            return levels
        levels = lower


def closure_features(images: NDArray[np.uint8], labels: NDArray[np.integer]) -> NDArray[np.float32]:
    """Return how deep and how large the paper is that loops enclose, as written and with bolder strokes.

    A gap closes when strokes grow bolder, a filled loop does not come back: five readings tell them apart.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    labels
        ``(N,)`` integers 0-9.

    Returns
    -------
    ndarray
        ``(N, 40)`` float32: for the digit as written with closed corners, with open ones, and for strokes
        bolder by a cross, by a square and by both, eight columns each: the greatest depth over 64 and the roots
        of the areas in pixels deeper than each of :data:`DEPTHS`, first where the main loop is, then elsewhere
        (eights: the smaller and the larger of both loops).
    """
    written = np.pad(images, ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN)))
    square = wider(written, by="square")
    readings = [
        (written, "closed"),
        (written, "open"),
        (wider(written, by="cross"), "closed"),
        (square, "closed"),
        (wider(square, by="cross"), "closed"),
    ]
    main, other = _main_and_other(images, labels)
    eight = (labels == 8)[:, None]
    columns = []
    for picture, corners in readings:
        inside = slice(MARGIN, MARGIN + SIDE_PX)
        depth = (escape_levels(picture, corners=corners) - picture)[:, inside, inside]
        first, second = _measured(depth, main), _measured(depth, other)
        columns.append(np.where(eight, np.minimum(first, second), first))
        columns.append(np.where(eight, np.maximum(first, second), second))
    return np.concatenate(columns, axis=1).astype(np.float32)


def _measured(depth: NDArray[np.uint8], region: NDArray[np.bool_]) -> NDArray[np.floating]:
    """Return ``(N, 4)``: the greatest depth in the region over 64, and the roots of the areas by depth."""
    within = np.where(region, depth, 0)
    areas = [np.sqrt((within >= least).sum((1, 2))) for least in DEPTHS]
    measured: NDArray[np.floating] = np.stack([within.max((1, 2)) / 64, *areas], axis=1)
    return measured


def _main_and_other(images: NDArray[np.uint8], labels: NDArray[np.integer]) -> tuple[NDArray[np.bool_], ...]:
    """Return the rows where the main loop is and the others, ``(N, 28, 1)`` each; of eights, rows of either loop.

    An eight's crossing, a tenth of its height, belongs to neither loop.
    """
    lines = (images > PAPER).max(2)
    top = lines.argmax(1)
    height = np.maximum(SIDE_PX - 1 - lines[:, ::-1].argmax(1) - top, 1)
    place = (np.arange(SIDE_PX) - top[:, None]) / height[:, None]
    first = np.where(labels == 6, 0.45, 0)[:, None]
    last = np.select([labels == 9, labels == 8], [0.55, 0.45], 1)[:, None]
    main = (place >= first) & (place <= last)
    other = np.where((labels == 8)[:, None], place >= 0.55, ~main)
    return main[:, :, None], other[:, :, None]
