"""Ink and ground: which pixels of a grey picture are the digit, and how much ink each one holds."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import PictureError

Polarity = Literal["auto", "light_on_dark", "dark_on_light"]

WORKING_SIDE_PX = 320
"""Sixteen times the digit's final 20 pixels: finer detail cannot be seen in the result."""
FLATTENED_FROM_PX = 64
"""Smaller pictures are drawings or cut-outs: they show no shadows, and their strokes fill a flattening window."""
WINDOW = 0.35
"""Side of the flattening window over the picture's longer side: wider than strokes, narrower than shadows."""
FAINTEST = 20.0
"""Least difference from the ground that counts as ink, in grey levels: above JPEG's noise, below a soft pencil's."""
SPECK = 0.02
"""Parts with less than this share of the largest part's ink are specks."""
ADVICE = "Draw or photograph one digit, larger and with more contrast."


def find_ink(picture: NDArray[np.uint8], *, polarity: Polarity = "auto") -> NDArray[np.float32]:
    """Return how much ink each pixel of a grey picture holds.

    The ground (shadows included) is estimated by a morphological opening or closing and removed; ink is what
    stands out by at least half of the strongest ink, with the soft rim around it.

    Parameters
    ----------
    picture
        ``(H, W)`` uint8.
    polarity
        Whether ink is lighter or darker than its ground; ``"auto"`` decides by the picture's frame, which is
        ground except where a digit touches it.

    Returns
    -------
    NDArray[np.float32]
        ``(h, w)`` in 0-1; the longer side at most 320 pixels.

    Raises
    ------
    PictureError
        If there is no ink.
    ValueError
        If `picture` or `polarity` is not as above.
    """
    if picture.ndim != 2 or picture.dtype != np.uint8 or picture.size == 0:
        raise ValueError(f"picture must be (H, W) uint8, not {picture.shape} {picture.dtype}")
    if polarity not in get_args(Polarity):
        raise ValueError(f"polarity must be one of {get_args(Polarity)}, not {polarity!r}")
    small = _working(picture)
    if polarity == "auto":
        polarity = ink_polarity(small)
    light = small if polarity == "light_on_dark" else 255 - small
    return _soft_ink(_flattened(light))


def ink_polarity(picture: NDArray[np.uint8]) -> Literal["light_on_dark", "dark_on_light"]:
    """Return whether a ``(H, W)`` uint8 picture's ink is lighter or darker than its ground.

    The two classes of Otsu's threshold are ink and ground; the ground is the class that holds most of the
    frame (the outermost pixels), and where the frame is divided, most of the picture.

    References
    ----------
    N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9 (1979) 62-66.
    """
    from skimage.filters import threshold_otsu

    if picture.min() == picture.max():
        return "dark_on_light"
    light = picture > threshold_otsu(picture)
    frame = np.concatenate([light[0], light[-1], light[1:-1, 0], light[1:-1, -1]]).mean()
    share = frame if abs(frame - 0.5) > 0.1 else light.mean()
    return "dark_on_light" if share > 0.5 else "light_on_dark"


def _working(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the picture with its longer side at most :data:`WORKING_SIDE_PX`."""
    from PIL import Image

    scale = WORKING_SIDE_PX / max(picture.shape)
    if scale >= 1:
        return picture
    height, width = (max(1, round(side * scale)) for side in picture.shape)
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BOX))


def _flattened(light: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return how far each pixel of light ink stands above its ground, in grey levels."""
    from scipy.ndimage import grey_opening

    if max(light.shape) < FLATTENED_FROM_PX:
        return light - np.float32(np.median(light))
    window = int(WINDOW * max(light.shape)) | 1
    above = (light - grey_opening(light, size=(window, window), mode="nearest")).astype(np.float32)
    flat: NDArray[np.float32] = above - np.float32(np.median(above))
    return flat


def _soft_ink(above: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ink in 0-1: zero at the ground's noise, one in the stroke's core, specks dropped."""
    from scipy.ndimage import binary_dilation

    noise = 3 * 1.4826 * float(np.median(np.abs(above)))
    faintest = max(FAINTEST, 2 * noise)
    if not (above > faintest).any():
        raise PictureError(f"No ink stands out from the ground of the picture. {ADVICE}")
    full = float(np.percentile(above[above > faintest], 95))
    core = _without_specks(above > max(faintest, full / 2), above)
    rim = binary_dilation(core, np.ones((3, 3), bool), iterations=2)
    ink = np.clip((above - noise) / (full - noise), 0, 1)
    return np.where(rim, ink, 0).astype(np.float32)


def _without_specks(core: NDArray[np.bool_], above: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return the core without the parts that hold hardly any ink."""
    from scipy.ndimage import label

    parts, count = label(core, np.ones((3, 3)))
    weight = np.bincount(parts.ravel(), above.ravel(), count + 1)
    weight[0] = 0
    keep = (weight >= SPECK * weight.max()) & (weight > 0)
    kept: NDArray[np.bool_] = keep[parts]
    return kept
