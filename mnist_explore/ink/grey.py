"""An 8-bit picture of any mode → grey: transparent parts on paper, and pale colours told from white."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import PictureError

if TYPE_CHECKING:
    from PIL import Image

PALE = 1.6
"""A channel that spreads so many times as far as luminance shows ink that luminance hides: yellow on white."""
PATCH = 0.6
"""Opaque parts that fill at least this share of their box, and are not of one grey, are a page and not ink."""
PATCH_SPREAD = 60
"""Grey levels between a patch's lightest and darkest parts, from which it has ink of its own."""


def grey_levels(picture: Image.Image) -> NDArray[np.uint8]:
    """Return an 8-bit picture of any mode in grey, ``(H, W)`` uint8, its transparent parts on paper.

    Raises
    ------
    PictureError
        If the picture is fully transparent.
    """
    if picture.mode == "L" and not picture.has_transparency_data:
        return np.array(picture)
    if not picture.has_transparency_data:
        return _luminance(picture.convert("RGB"))
    coloured = picture.convert("RGBA")
    alpha = np.asarray(coloured.getchannel("A"))
    if alpha.min() == 255:
        return _luminance(coloured.convert("RGB"))
    return _on_paper(np.array(coloured.convert("RGB").convert("L")), alpha)


def _luminance(picture: Image.Image) -> NDArray[np.uint8]:
    """Return luminance, or the one channel in which a pale colour stands out much more."""
    grey = np.array(picture.convert("L"))
    step = max(1, max(grey.shape) // 256)
    channels = np.asarray(picture)[::step, ::step]
    spread = np.ptp(np.percentile(channels.reshape(-1, 3), (0.5, 99.5), axis=0), axis=0)
    if spread.max() > PALE * np.ptp(np.percentile(grey[::step, ::step], (0.5, 99.5))):
        return np.array(picture.getchannel(int(spread.argmax())))
    return grey


def _on_paper(grey: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return grey composited on a paper that keeps the ink visible."""
    if alpha.min() == 255:
        return grey
    opaque = alpha > 127
    if not alpha.any():
        raise PictureError("The picture is fully transparent: there is nothing on it. Draw a digit and send it again.")
    if opaque.mean() > 0.5 or _is_patch(grey, opaque):
        # A page with transparent rims or corners: its own ground goes on under them.
        paper = float(np.median(grey[opaque]))
    else:
        paper = 255.0 if np.average(grey, weights=alpha) < 128 else 0.0
    share = alpha / np.float32(255)
    composite: NDArray[np.uint8] = (grey * share + paper * (1 - share) + 0.5).astype(np.uint8)
    return composite


def _is_patch(grey: NDArray[np.uint8], opaque: NDArray[np.bool_]) -> bool:
    """Return whether the opaque part is a small page with ink on it, and not the ink."""
    rows, columns = (np.flatnonzero(opaque.any(axis)) for axis in (1, 0))
    if len(rows) == 0:
        return False
    box = opaque[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return bool(box.mean() >= PATCH and np.ptp(np.percentile(grey[opaque], (2, 98))) >= PATCH_SPREAD)
