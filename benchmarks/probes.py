"""Pictures that nobody would read a digit in, to try the network's modesty on; it never learnt from such."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX

LETTERS = "AEFHKMNPRTWXYaefhkmnrtwx"
"""Letters that no digit looks like; not among them are O, D and Q (0), I, J and l (1), Z (2), S (5), G and b (6),
B (8), g and q (9), U and V (0 and 7 with a gap), C, L, c, d, i, j, o, p, s, u, v, y and z."""
INK_PX = 20
"""Longer side of a letter, as of MNIST's digits."""


def letters() -> NDArray[np.uint8]:
    """Return the letters of :data:`LETTERS` in a thin and a bold pen, ``(48, 28, 28)`` uint8, 255 = ink."""
    return np.stack([_letter(letter, pen) for pen in (1, 2) for letter in LETTERS])


def scribbles(count: int, *, seed: int = 0) -> NDArray[np.uint8]:
    """Return zigzags of 6 to 12 random corners with a round pen, ``(count, 28, 28)`` uint8, 255 = ink."""
    from PIL import Image, ImageDraw

    generator = np.random.default_rng(seed)
    pages = []
    for _ in range(count):
        page = Image.new("L", (280, 280))
        corners = generator.integers(40, 240, (generator.integers(6, 13), 2))
        ImageDraw.Draw(page).line([tuple(corner) for corner in corners.tolist()], 255, 22, joint="curve")
        pages.append(np.asarray(page.resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)))
    return np.stack(pages)


def noise(count: int, *, seed: int = 0) -> NDArray[np.uint8]:
    """Return independent random pixels, from sparse black ones to an even grey rush, ``(count, 28, 28)`` uint8."""
    generator = np.random.default_rng(seed)
    shape = (count, SIDE_PX, SIDE_PX)
    grey = generator.integers(0, 256, shape)
    inked = generator.random(shape) < generator.random((count, 1, 1))
    return np.where(np.arange(count)[:, None, None] % 2, grey, 255 * inked).astype(np.uint8)


def pages() -> NDArray[np.uint8]:
    """Return an empty page, a grey one and one full of ink, ``(3, 28, 28)`` uint8."""
    return np.stack([np.full((SIDE_PX, SIDE_PX), ink, np.uint8) for ink in (0, 128, 255)])


def _letter(letter: str, pen: int) -> NDArray[np.uint8]:
    """Return a letter, its longer side 20 pixels, in the middle of a picture."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", (400, 400))
    draw = ImageDraw.Draw(page)
    draw.text((100, 80), letter, 255, ImageFont.load_default(160), stroke_width=4 * pen)
    box = page.getbbox()
    if box is None:
        raise ValueError(f"the letter {letter!r} left no ink")
    scale = INK_PX / max(box[2] - box[0], box[3] - box[1])
    size = [max(1, round(scale * (box[at + 2] - box[at]))) for at in (0, 1)]
    small = page.crop(box).resize((size[0], size[1]), Image.Resampling.BOX)
    made = Image.new("L", (SIDE_PX, SIDE_PX))
    made.paste(small, ((SIDE_PX - size[0]) // 2, (SIDE_PX - size[1]) // 2))
    return np.asarray(made)
