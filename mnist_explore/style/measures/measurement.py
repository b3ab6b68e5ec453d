"""All measurements of a digit's style: one function for one digit or for 70,000."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.style.measures.moments import box_sizes_px, slants_deg
from mnist_explore.style.measures.strokes import stroke_sizes_px
from mnist_explore.style.measures.topology import count_ends_and_junctions, count_holes
from mnist_explore.style.measures.upscaling import CHUNK, checked_images, chunks

WINDOW_PX = 7
"""Side of the window whose ink tells bold digits from fine ones."""

Progress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Measures:
    """What was measured on N digits; every array is ``(N,)``, in the digits' order.

    Parameters
    ----------
    area_px
        float32 square pixels that the strokes cover, 0-784.
    length_px
        float32 pixels, the length of the strokes' medial axis.
    thickness_px
        float32 pixels, twice the mean distance from the medial axis to paper.
    slant_deg
        float32 degrees in -90..90, positive: leaning to the right.
    width_px, height_px
        float32 pixels, the sides of the slanted box that holds the ink but 1 % beyond each side.
    holes
        uint8, patches of paper closed off by ink.
    ends
        uint8, places where a stroke ends.
    junctions
        uint8, places where three or more lines meet.
    """

    area_px: NDArray[np.float32]
    length_px: NDArray[np.float32]
    thickness_px: NDArray[np.float32]
    slant_deg: NDArray[np.float32]
    width_px: NDArray[np.float32]
    height_px: NDArray[np.float32]
    holes: NDArray[np.uint8]
    ends: NDArray[np.uint8]
    junctions: NDArray[np.uint8]

    def __len__(self) -> int:
        """Return how many digits were measured."""
        return len(self.area_px)

    def columns(self) -> dict[str, NDArray[np.float32] | NDArray[np.uint8]]:
        """Return name → array, for a table."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def measure(images: NDArray[np.uint8], *, progress: Progress | None = None, threads: int = 2) -> Measures:
    """Measure how digits are written: slant, size, strokes, holes.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, 0 = paper, 255 = full ink. One digit and 70,000 take the same path.
    progress
        Called with ``("measure", fraction)`` as the work goes on, from the caller's thread.
    threads
        How many chunks of 256 digits are measured at a time.

    Returns
    -------
    Measures
        Nine arrays. Blank digits measure 0 throughout; nothing is ever NaN.

    Raises
    ------
    ValueError
        If `images` is not ``(N, 28, 28)`` uint8, or `threads` is below 1.

    References
    ----------
    Area, length, thickness, slant, width and height as defined by Castro et al., "Morpho-MNIST", JMLR 20 (2019),
    section 3.2. https://jmlr.org/papers/v20/19-033.html
    """
    images = checked_images(images)
    result = Measures(*np.zeros((6, len(images)), np.float32), *np.zeros((3, len(images)), np.uint8))
    # A chunk is eroded until its boldest digit is gone: bold digits belong together.
    order = np.argsort(_boldness(images), kind="stable")
    parts = [order[chunk] for chunk in chunks(len(images), size=CHUNK)]
    with ThreadPoolExecutor(threads) as pool:
        for done, (part, measured) in enumerate(
            zip(parts, pool.map(_measure_chunk, (images[part] for part in parts)), strict=True)
        ):
            for column, values in zip(result.columns().values(), measured, strict=True):
                column[part] = values
            if progress is not None:
                progress("measure", (done + 1) / len(parts))
    return result


def _measure_chunk(images: NDArray[np.uint8]) -> tuple[NDArray[np.float32] | NDArray[np.uint8], ...]:
    """Return the nine measurements of a few hundred digits, in the order of :class:`Measures`."""
    return (
        *stroke_sizes_px(images),
        slants_deg(images),
        *box_sizes_px(images),
        count_holes(images),
        *count_ends_and_junctions(images),
    )


def _boldness(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the most ink in any window of 7 by 7 pixels of each digit, ``(N,)``: what its boldest spot holds."""
    shift = np.subtract.outer(np.arange(SIDE_PX), np.arange(SIDE_PX - WINDOW_PX + 1))
    window = ((shift >= 0) & (shift < WINDOW_PX)).astype(np.float32)
    boldest = np.empty(len(images), np.float32)
    for chunk in chunks(len(images), size=1024):
        boldest[chunk] = (window.T @ images[chunk].astype(np.float32) @ window).max(axis=(1, 2))
    return boldest
