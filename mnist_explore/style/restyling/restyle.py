"""One digit restyled: one of its measures brought to wanted values, all else left as it was written."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mnist_explore.ink.normalisation import AROUND_PX, centred
from mnist_explore.style.measures.moments import box_sizes_px, slants_deg
from mnist_explore.style.measures.upscaling import checked_images
from mnist_explore.style.restyling.placement import moved
from mnist_explore.style.restyling.stroke_width import own_width_px, with_stroke_widths

RANGES = {
    "slant_deg": (-45.0, 45.0),
    "thickness_px": (1.0, 7.0),
    "size_px": (10.0, 26.0),
    "turn_deg": (-180.0, 180.0),
}
"""Dial → lowest and highest value: what 28 pixels a side have room for, and, but for the turn, what people do."""

SIZE_ROUNDS = 2
"""Corrections of a scaled digit's measured size towards the wanted one."""

STEP = {"slant_deg": 3.0, "thickness_px": 0.25, "size_px": 0.5, "turn_deg": 7.5}
"""Dial → distance of two values of :func:`dial_values`."""


def restyle(
    image: NDArray[np.uint8], measure: str, values: Sequence[float] | NDArray[np.floating]
) -> NDArray[np.uint8]:
    """Return one digit once for each wanted value of a measure.

    *Slant* shears the digit about its centre of mass. *Stroke width* moves the outline along its normals
    (:mod:`~mnist_explore.style.restyling.stroke_width`). *Size* scales the whole digit, strokes included; it is the
    longer of the measured height and width, and departs from MNIST's rule that every digit's longer side has 20
    pixels, which would undo it. *Turn* turns the digit about its centre of mass. In all four the digit's centre of
    mass stays in the middle of the picture, as MNIST has it; where ink would leave the picture the digit is moved,
    and made smaller if that is not enough.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8, 0 = paper, 255 = full ink. A blank picture stays blank.
    measure
        ``"slant_deg"``: degrees, positive: leaning to the right, as
        :func:`~mnist_explore.style.measures.moments.slants_deg` measures it. ``"thickness_px"``: pixels, as
        :func:`~mnist_explore.style.measures.strokes.stroke_sizes_px` measures it. ``"size_px"``: pixels, as
        :func:`size_px` measures it. ``"turn_deg"``: degrees clockwise from how it is written.
    values
        ``(V,)``, within :data:`RANGES`. A value that the digit has already (a turn of 0) returns it unchanged.

    Returns
    -------
    NDArray[np.uint8]
        ``(V, 28, 28)``.

    Raises
    ------
    ValueError
        If the image is not ``(28, 28)`` uint8, the measure none of the four, or a value out of its range.

    References
    ----------
    Slant by shear, stroke width by morphology on a four times finer grid: Castro et al., "Morpho-MNIST", JMLR 20
    (2019), sections 3.1 and 3.3. https://jmlr.org/papers/v20/19-033.html
    """
    images = checked_images(np.asarray(image)[None])
    wanted = _checked_values(measure, values)
    if not image.any() or not len(wanted):
        return np.repeat(images, len(wanted), axis=0)
    if measure == "thickness_px":
        drawn = with_stroke_widths(image, wanted)
        return np.stack([centred(one / np.float32(255), around_px=AROUND_PX) if one.any() else one for one in drawn])
    if measure == "size_px":
        return _with_sizes(image, wanted)
    return moved(image, _matrices(image, measure, wanted))


def size_px(image: NDArray[np.uint8]) -> float:
    """Return how large a ``(28, 28)`` uint8 digit is: the longer of its measured height and width, in pixels.

    Height and width are those of :func:`~mnist_explore.style.measures.moments.box_sizes_px`, the width along the
    slant, so that a digit does not grow by leaning.
    """
    return float(_sizes_px(checked_images(np.asarray(image)[None]))[0])


def _sizes_px(images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the size of each of ``(N, 28, 28)`` digits, as :func:`size_px` has it, ``(N,)``."""
    return np.asarray(np.maximum(*box_sizes_px(images)), np.float64)


def _with_sizes(image: NDArray[np.uint8], wanted: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return a digit scaled to each size, corrected for the soft rims that do not shrink with it."""
    own = size_px(image)
    factors = wanted / own
    for _ in range(SIZE_ROUNDS):
        measured = _sizes_px(moved(image, factors[:, None, None] * np.eye(2)))
        factors = factors + (wanted - measured) / own
    return moved(image, factors[:, None, None] * np.eye(2))


def own_value(image: NDArray[np.uint8], measure: str) -> float:
    """Return where a ``(28, 28)`` uint8 digit stands on a dial as it is: its measure, or a turn of 0.

    Raises
    ------
    ValueError
        If the measure is none of :data:`RANGES`.
    """
    if measure not in RANGES:
        raise ValueError(f"measure must be one of {', '.join(RANGES)}, not {measure!r}")
    if measure == "slant_deg":
        return float(slants_deg(checked_images(np.asarray(image)[None]))[0])
    if measure == "thickness_px":
        return own_width_px(image)
    return size_px(image) if measure == "size_px" else 0.0


def dial_values(image: NDArray[np.uint8], measure: str) -> NDArray[np.float64]:
    """Return the values that a dial of this digit stops at: evenly over the range, the digit's own among them.

    Returns
    -------
    NDArray[np.float64]
        ``(V,)`` ascending, V at most 51, each :data:`STEP` from the next.

    Raises
    ------
    ValueError
        If the measure is none of :data:`RANGES`.
    """
    own = own_value(image, measure)
    low, high = RANGES[measure]
    own = min(max(own, low), high)
    step = STEP[measure]
    below, above = int((own - low + 1e-9) // step), int((high - own + 1e-9) // step)
    return np.clip(own + step * np.arange(-below, above + 1), low, high)


def _checked_values(measure: str, values: Sequence[float] | NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the wanted values as ``(V,)`` float64."""
    if measure not in RANGES:
        raise ValueError(f"measure must be one of {', '.join(RANGES)}, not {measure!r}")
    wanted = np.asarray(values, np.float64)
    low, high = RANGES[measure]
    if wanted.ndim != 1 or not ((wanted >= low) & (wanted <= high)).all():
        raise ValueError(f"values must be one row of numbers in {low:g}..{high:g} for {measure}, not {values!r}")
    return wanted


def _matrices(image: NDArray[np.uint8], measure: str, wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``(V, 2, 2)``: what the digit's points, (down, right) from its centre of mass, are multiplied by."""
    matrices = np.tile(np.eye(2), (len(wanted), 1, 1))
    if measure == "slant_deg":
        # The measured slant is the arc tangent of the ink's drift per row, to which a shear adds.
        matrices[:, 1, 0] = np.tan(np.radians(own_value(image, measure))) - np.tan(np.radians(wanted))
    else:
        cosine, sine = np.cos(np.radians(wanted)), np.sin(np.radians(wanted))
        matrices = np.stack([np.stack([cosine, sine], -1), np.stack([-sine, cosine], -1)], 1)
    return matrices
