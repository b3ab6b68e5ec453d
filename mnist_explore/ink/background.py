"""Ink and ground: which pixels of a grey picture are the digit, and how much ink each one holds."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import PictureError
from mnist_explore.ink.components import ADVICE, digit_parts

Polarity = Literal["auto", "light_on_dark", "dark_on_light"]

WORKING_SIDE_PX = 256
"""Twelve times the digit's final 20 pixels: finer detail cannot be seen in the result."""
PAGE_FROM_PX = 64
"""Smaller pictures are drawings or cut-outs: no shadows and rules, and strokes as wide as a flattening window."""
WINDOW = 0.35
"""Side of the flattening window over the picture's longer side: wider than strokes, narrower than shadows."""
FAINTEST = 20
"""Least difference from the ground that counts as ink, in grey levels: above JPEG's noise, below a soft pencil's."""
DARKEST_PAPER = 64
"""Grey level of paper in the deepest shadow that is still lightened to white."""
FULL_SHARE = 0.99
"""Full ink is this quantile of all ink: its maximum, but for single glaring pixels."""
RIM = 0.15
"""How far, in box sides, faint ink may reach from ink of half strength."""


def find_ink(picture: NDArray[np.uint8], *, polarity: Polarity = "auto") -> NDArray[np.float32]:
    """Return how much ink each pixel of a grey picture holds, cropped to the digit and its surroundings.

    The ground (shadows included) is estimated by a morphological opening or closing and removed, and so are the
    rules of lined paper; ink is what then stands out by half of the strongest ink, with the softer ink around it.

    Parameters
    ----------
    picture
        ``(H, W)`` uint8.
    polarity
        Whether ink is lighter or darker than its ground; ``"auto"`` asks :func:`ink_polarity`.

    Returns
    -------
    NDArray[np.float32]
        ``(h, w)`` in 0-1; the picture's longer side was reduced to 256 pixels if it was over.

    Raises
    ------
    PictureError
        If there is no ink, or it is a dot, two digits side by side, or many marks.
    ValueError
        If `picture` or `polarity` is not as above.
    """
    if picture.ndim != 2 or picture.dtype != np.uint8 or picture.size == 0:
        raise ValueError(f"picture must be (H, W) uint8, not {picture.shape} {picture.dtype}")
    if polarity not in get_args(Polarity):
        raise ValueError(f"polarity must be one of {get_args(Polarity)}, not {polarity!r}")
    small = _reduced(picture, WORKING_SIDE_PX)
    if polarity == "auto":
        polarity = ink_polarity(small)
    light = small if polarity == "light_on_dark" else 255 - small
    above, noise = _flattened(light)
    full = _full_ink(above, noise)
    above = _without_rules(above, full)
    page = max(above.shape) >= PAGE_FROM_PX
    core = digit_parts(above > max(noise, FAINTEST, full // 2), above, page=page)
    return _soft_ink(above, core, noise=noise, full=full)


def ink_polarity(picture: NDArray[np.uint8]) -> Literal["light_on_dark", "dark_on_light"]:
    """Return whether a ``(H, W)`` uint8 picture's ink is lighter or darker than its ground.

    Otsu's threshold makes two classes, and the one that fills the frame (the outermost pixels) is the ground. A
    divided frame (a shadow across the page, or a digit that touches the rim) leaves it to the skewness of the
    differences from the local median: ink is what differs far and seldom.

    References
    ----------
    N. Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9 (1979) 62-66.
    """
    from skimage.filters import threshold_otsu

    if picture.min() == picture.max():
        return "dark_on_light"
    light = picture > threshold_otsu(picture)
    share = np.concatenate([light[0], light[-1], light[1:-1, 0], light[1:-1, -1]]).mean()
    # A frame in the dark may be a shaded page's; a frame in the light is nothing but a page.
    if share > 0.7 or share < 0.15:
        return "dark_on_light" if share > 0.7 else "light_on_dark"
    return "light_on_dark" if _skewness(picture) > 0 else "dark_on_light"


def _skewness(picture: NDArray[np.uint8]) -> float:
    """Return the third moment of the differences from the local (in small pictures: the whole) median."""
    from scipy.ndimage import median_filter

    if max(picture.shape) < PAGE_FROM_PX:
        rough, ground = picture, np.median(picture)
    else:
        rough = _reduced(picture, PAGE_FROM_PX // 2)
        ground = median_filter(rough, size=int(WINDOW * PAGE_FROM_PX / 2) | 1, mode="nearest")
    return float(((rough.astype(np.float32) - ground) ** 3).mean())


def _reduced(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return the picture with its longer side at most `side` pixels, by area averaging."""
    from PIL import Image

    scale = side / max(picture.shape)
    if scale >= 1:
        return picture
    height, width = (max(1, round(length * scale)) for length in picture.shape)
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BOX))


def _flattened(light: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int]:
    """Return how far each pixel of light ink stands above its ground, and the ground's noise, in grey levels."""
    if max(light.shape) >= PAGE_FROM_PX:
        raised = _above_opening(light)
        low, ground = _quantiles(np.bincount(raised.ravel(), minlength=256), (0.16, 0.5))
    else:
        raised = light
        low, ground = _dark_ground(light)
    # Ink is above the ground, so the ground's standard deviation is taken from below it.
    return raised - np.minimum(raised, np.uint8(ground)), 3 * (ground - low)


def _dark_ground(light: NDArray[np.uint8]) -> tuple[int, int]:
    """Return the ground's mean and what lies one standard deviation below, of a picture that ink may nearly fill.

    Both come from the lowest third of Otsu's darker class, which soft rims of the ink seldom reach: on a normal
    curve its quantiles 0.023, 0.16 and 0.31 lie two, one and half a standard deviation below the mean. The smaller
    of the two deviations is taken, against halos below and rims above.
    """
    from skimage.filters import threshold_otsu

    if light.min() == light.max():
        return int(light.min()), int(light.min())
    counts = np.bincount(light[light <= threshold_otsu(light)].ravel(), minlength=256)
    lower, low, high = _quantiles(counts, (0.023, 0.16, 0.31))
    return low, low + min(low - lower, 2 * (high - low))


def _above_opening(light: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return how far each pixel stands above the picture's opening, in 255ths of how far it could.

    The opening keeps the edge of a shadow at any angle. Dark ink on paper takes a share of the light that falls
    on it: the quotient is the same in and out of a shadow.
    """
    window = int(WINDOW * max(light.shape)) | 1
    ground = _opened(light, window, window)
    room = np.maximum(255 - ground, DARKEST_PAPER).astype(np.uint16)
    share: NDArray[np.uint8] = np.minimum((light - ground).astype(np.uint16) * 255 // room, 255).astype(np.uint8)
    return share


def _opened(levels: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Return the morphological opening by a window of odd sides, of a picture that goes on beyond its rim.

    Minima and maxima over a window come from those over its halves: ten whole-array steps and not a window's
    worth, fifteen times as fast as a general filter.
    """
    beyond = np.pad(levels, ((height - 1,) * 2, (width - 1,) * 2), mode="edge")
    for extreme in (np.minimum, np.maximum):
        for side, turned in ((height, False), (width, True)):
            beyond = beyond.T if turned else beyond
            span = 1
            while span < side:
                step = min(span, side - span)
                beyond = extreme(beyond[:-step], beyond[step:])
                span += step
            beyond = beyond.T if turned else beyond
    return beyond


def _quantiles(counts: NDArray[np.intp], shares: tuple[float, ...]) -> list[int]:
    """Return the levels below or at which the given shares of a histogram lie."""
    sums = counts.cumsum()
    return [int(level) for level in np.searchsorted(sums, np.array(shares) * sums[-1])]


def _full_ink(above: NDArray[np.uint8], noise: int) -> int:
    """Return the level of full ink."""
    counts = np.bincount(above.ravel(), minlength=256)
    counts[: max(FAINTEST, 2 * noise) + 1] = 0
    if not counts.any():
        raise PictureError(f"No ink stands out from the ground of the picture. {ADVICE}")
    return _quantiles(counts, (FULL_SHARE,))[0]


def _without_rules(above: NDArray[np.uint8], full: int) -> NDArray[np.uint8]:
    """Return the picture without lines from rim to rim: fainter than the ink, or three or more of them."""
    if max(above.shape) < PAGE_FROM_PX:
        return above
    for turned in (above, above.T):
        rules = _rules(turned, full)
        above = np.where(rules if turned is above else rules.T, np.uint8(0), above)
    return above


def _rules(above: NDArray[np.uint8], full: int) -> NDArray[np.bool_]:
    """Return where nearly level lines run from the left rim to the right one."""
    from scipy.ndimage import find_objects, label

    width = above.shape[1]
    if (above > FAINTEST).any(axis=0).mean() < 0.9:
        return np.zeros(above.shape, bool)
    lines = _opened(above, 1, int(0.3 * width) | 1)
    parts, _ = label(lines > FAINTEST, np.ones((3, 3)))
    across = [
        1 + index
        for index, (_, columns) in enumerate(find_objects(parts))
        if columns.stop - columns.start > 0.9 * width
    ]
    ruled = np.isin(parts, across)
    if not across or (len(across) < 3 and np.median(lines[ruled]) > 0.7 * full):
        return np.zeros(above.shape, bool)
    # Where a stroke crosses a rule, it stays.
    rules: NDArray[np.bool_] = ruled & (above < lines + 0.35 * full)
    return rules


def _soft_ink(above: NDArray[np.uint8], core: NDArray[np.bool_], *, noise: int, full: int) -> NDArray[np.float32]:
    """Return ink in 0-1 around the core: zero at the ground's noise, one at full ink."""
    from scipy.ndimage import binary_propagation, distance_transform_cdt

    rows, columns = (np.flatnonzero(core.any(axis)) for axis in (1, 0))
    reach = max(2, round(RIM * max(rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1)))
    around = tuple(slice(max(0, along[0] - reach), along[-1] + reach + 1) for along in (rows, columns))
    above, core = above[around], core[around]
    near = distance_transform_cdt(~core, "chessboard") <= reach
    mask = binary_propagation(core, np.ones((3, 3)), near & (above > noise))
    ink = np.clip((above.astype(np.float32) - noise) / (full - noise), 0, 1)
    return np.where(mask, ink, np.float32(0))
