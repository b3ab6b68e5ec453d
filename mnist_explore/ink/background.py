"""Ink and ground: which pixels of a grey picture are the digit, and how much ink each one holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import PictureError
from mnist_explore.ink.rules import opened, without_rules

Polarity = Literal["auto", "light_on_dark", "dark_on_light"]

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
CORE = 0.5
"""Ink of at least this share of full ink begins a stroke ..."""
TRACE = 0.35
"""... and it goes on over ink of this share: a hairline's that lies across two pixels."""
RIM = 0.15
"""How far, in box sides, faint ink may reach from ink of half strength."""
ADVICE = "Make it one digit, larger and with more contrast."


@dataclass(frozen=True, eq=False)
class InkLevels:
    """How far a picture's pixels stand above its ground.

    Parameters
    ----------
    above
        ``(H, W)`` uint8, the ground and the rules on it taken off.
    noise
        Grey levels that the ground itself reaches.
    full
        Grey levels of full ink.
    """

    above: NDArray[np.uint8]
    noise: int
    full: int

    def core(self) -> NDArray[np.bool_]:
        """Return ``(H, W)`` bool, the strokes: ink of half strength, and what goes on from it a little paler.

        References
        ----------
        J. Canny, "A computational approach to edge detection", IEEE PAMI 8 (1986) 679-698 (thresholding with
        hysteresis).
        """
        from scipy.ndimage import binary_propagation

        least = max(self.noise, FAINTEST)
        strong = self.above > max(least, CORE * self.full)
        if max(self.above.shape) < PAGE_FROM_PX:
            return strong
        trace: NDArray[np.bool_] = binary_propagation(
            strong, np.ones((3, 3)), self.above > max(least, TRACE * self.full)
        )
        return trace


def ink_levels(picture: NDArray[np.uint8], *, polarity: Literal["light_on_dark", "dark_on_light"]) -> InkLevels:
    """Return how far each pixel of a grey picture stands above its ground.

    The ground (shadows included) is estimated by a morphological opening or closing and removed, and so are the
    rules of lined paper.

    Parameters
    ----------
    picture
        ``(H, W)`` uint8.
    polarity
        Whether ink is lighter or darker than its ground.

    Raises
    ------
    PictureError
        If nothing stands out.
    """
    light = picture if polarity == "light_on_dark" else 255 - picture
    above, noise = _flattened(light)
    full = _full_ink(above, noise)
    if max(above.shape) >= PAGE_FROM_PX:
        above = without_rules(above, full, faintest=FAINTEST)
    return InkLevels(above, noise, full)


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
        rough = reduced(picture, PAGE_FROM_PX // 2)
        ground = median_filter(rough, size=int(WINDOW * PAGE_FROM_PX / 2) | 1, mode="nearest")
    return float(((rough.astype(np.float32) - ground) ** 3).mean())


def reduced(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return the picture with its longer side at most `side` pixels, by area averaging."""
    from PIL import Image

    scale = side / max(picture.shape)
    if scale >= 1:
        return picture
    height, width = (max(1, round(length * scale)) for length in picture.shape)
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BOX))


def _flattened(light: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int]:
    """Return how far each pixel of light ink stands above its ground, and the ground's noise, in grey levels."""
    raised = _above_opening(light) if max(light.shape) >= PAGE_FROM_PX else light
    low, ground = _dark_ground(raised)
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
    ground = opened(light, window, window)
    room = np.maximum(255 - ground, DARKEST_PAPER).astype(np.uint16)
    share: NDArray[np.uint8] = np.minimum((light - ground).astype(np.uint16) * 255 // room, 255).astype(np.uint8)
    return share


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


def soft_ink(
    levels: InkLevels, core: NDArray[np.bool_], *, others: NDArray[np.bool_] | None = None
) -> NDArray[np.float32]:
    """Return ink in 0-1 around strokes: zero at the ground's noise, one at full ink.

    Parameters
    ----------
    levels
        Of the picture.
    core
        ``(H, W)`` bool, the digit's strokes.
    others
        ``(H, W)`` bool, strokes of others, which are left out.

    Returns
    -------
    NDArray[np.float32]
        ``(h, w)``, cropped to the strokes and a rim.
    """
    from scipy.ndimage import binary_propagation, distance_transform_cdt

    rows, columns = (np.flatnonzero(core.any(axis)) for axis in (1, 0))
    reach = max(2, round(RIM * max(rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1)))
    around = tuple(slice(max(0, along[0] - reach), along[-1] + reach + 1) for along in (rows, columns))
    above, core = levels.above[around], core[around]
    near = (distance_transform_cdt(~core, "chessboard") <= reach) & (above > levels.noise)
    if others is not None:
        near &= ~others[around]
    mask = binary_propagation(core, np.ones((3, 3)), near)
    ink = np.clip((above.astype(np.float32) - levels.noise) / (levels.full - levels.noise), 0, 1)
    return np.where(mask, ink, np.float32(0))
