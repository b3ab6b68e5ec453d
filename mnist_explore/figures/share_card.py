"""A digit as a card to share: one PNG with the digit, what it was classified as, and what is most telling of it."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import in_use
from mnist_explore.digits import SIDE_PX
from mnist_explore.statements import probability
from mnist_explore.words import TITLES

if TYPE_CHECKING:
    from PIL import ImageDraw

WIDTH_PX, HEIGHT_PX = 1200, 630
"""What Open Graph's readers show whole: https://developers.facebook.com/docs/sharing/webmasters/images/"""
PIXEL_PX = 17
"""Side of one of the digit's own pixels."""
MARGIN_PX = 60
FIRST_PX, SECOND_PX, FACT_PX, NAME_PX = 76, 40, 36, 32
"""Letters' sizes; at half width, as timelines show a card, the smallest is a page's own 16."""
MOST_FACTS, MOST_LINES = 3, 7
"""Lines of all facts together that there is room for."""
PAGE, TILE, INK, SOFT, ACCENT = (255, 255, 255), (245, 242, 238), (31, 27, 22), (92, 84, 76), (178, 76, 17)
"""The app's light theme; text stands out from the page at least 5:1."""
IN_ITS_PLACE = {"−": "-", "–": "-", "—": "-", "×": "x", "\u00a0": " ", "\u2009": " ", "′": "'", "→": "to", "•": "*"}
"""Pillow's own letters, a part of Aileron's, lack these."""
NAME = "mnist_explore"


def share_card(image: NDArray[np.uint8], *, answer: int, confidence: float, facts: Sequence[str]) -> bytes:
    """Return a digit's card as the bytes of a PNG of 1200 by 630 pixels.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8, 0 = paper, 255 = full ink; drawn pixel by pixel, as the network saw it.
    answer
        What the network classified it as, 0-9.
    confidence
        How probable it holds that, 0-1.
    facts
        At most three sentences or less, the most telling first; those too long for the card end in dots.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        If the image, the answer or the confidence is none, or there are more than three facts.
    """
    from PIL import Image, ImageDraw

    if image.shape != (SIDE_PX, SIDE_PX) or image.dtype != np.uint8:
        raise ValueError(f"image must be (28, 28) uint8, not {image.shape} {image.dtype}")
    if answer not in range(len(in_use())) or not 0 <= confidence <= 1:
        raise ValueError(f"answer must be a class and confidence 0-1, not {answer!r} and {confidence!r}")
    if len(facts) > MOST_FACTS:
        raise ValueError(f"facts must be at most {MOST_FACTS}, not {len(facts)}")
    card = Image.new("RGB", (WIDTH_PX, HEIGHT_PX), PAGE)
    tile = _tile(image)
    card.paste(Image.fromarray(tile), (MARGIN_PX, (HEIGHT_PX - len(tile)) // 2))
    _write(ImageDraw.Draw(card), left=2 * MARGIN_PX + len(tile), answer=answer, confidence=confidence, facts=facts)
    buffer = io.BytesIO()
    card.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _tile(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return ``(476, 476, 3)``: dark ink on the tile's paper, each of the digit's pixels a square."""
    ink = np.kron(image, np.ones((PIXEL_PX, PIXEL_PX), np.uint8))[..., None] / 255
    return np.asarray(np.rint(np.array(TILE) * (1 - ink) + np.array(INK) * ink), np.uint8)


def _write(draw: ImageDraw.ImageDraw, *, left: int, answer: int, confidence: float, facts: Sequence[str]) -> None:
    """Write the answer, the facts and the name in the column that begins at `left`."""
    room = WIDTH_PX - MARGIN_PX - left
    top = MARGIN_PX + 10
    first = _printable(f"Classified as {TITLES[answer]}")
    size = next((px for px in range(FIRST_PX, FACT_PX, -2) if _font(px).getlength(first) <= room), FACT_PX)
    draw.text((left, top), _cut(first, room, px=size), ACCENT, _font(size), anchor="lt")
    top += FIRST_PX + 4
    sure = _printable(f"with {probability(confidence, 'the answer')} confidence")
    draw.text((left, top), sure, INK, _font(SECOND_PX), anchor="lt")
    top += SECOND_PX + 36
    lines = MOST_LINES
    for at, fact in enumerate(facts):
        # Every later fact keeps a line of its own.
        wrapped = _wrapped(_printable(fact), room, most=lines - (len(facts) - 1 - at))
        lines -= len(wrapped)
        for line in wrapped:
            draw.text((left, top), line, INK, _font(FACT_PX), anchor="lt")
            top += FACT_PX + 4
        top += 10
    bottom = HEIGHT_PX - MARGIN_PX - 10
    draw.text((left, bottom), NAME, SOFT, _font(NAME_PX), anchor="ls")


def _font(size: int) -> Any:
    """Return Pillow's own font, which is everywhere where Pillow is."""
    from PIL import ImageFont

    return ImageFont.load_default(size)


def _wrapped(text: str, room: int, *, most: int) -> list[str]:
    """Return text broken into at most `most` lines that fit into `room` pixels; what is too long ends in dots."""
    font = _font(FACT_PX)
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]}…"]
    return [_cut(line, room) for line in lines]


def _cut(line: str, room: int, *, px: int = FACT_PX) -> str:
    """Return a line that fits into `room` pixels, dots in the place of what does not."""
    font = _font(px)
    if font.getlength(line) <= room:
        return line
    while line and font.getlength(f"{line}…") > room:
        line = line[:-1]
    return f"{line.rstrip('… ')}…"


def _printable(text: str) -> str:
    """Return text in letters that the font has: accents taken off, signs written otherwise, others left out."""
    for sign, instead in IN_ITS_PLACE.items():
        text = text.replace(sign, instead)
    font = _font(FACT_PX)
    missing = bytes(font.getmask("\uffff"))

    def known(letter: str) -> bool:
        return letter.isprintable() and (letter.isascii() or bytes(font.getmask(letter)) != missing)

    plain = "".join(letter if known(letter) else unicodedata.normalize("NFKD", letter) for letter in text)
    return "".join(letter for letter in plain if known(letter))
