"""Made pictures of several digits, as people send them, with the number that is written on each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.ink_pictures import Levels, Picture, on_paper, outline, photographed, redrawn

Gap = tuple[float, float]
Maker = Callable[[Sequence[Picture], np.random.Generator], Picture]


def _hand(images: Sequence[Picture], generator: np.random.Generator, *, uneven: float = 0.15) -> list[Levels]:
    """Return the digits' ink, of about one height and by one pen."""
    side = int(generator.integers(50, 200))
    pen = None if generator.random() < 0.4 else side * generator.uniform(0.04, 0.1)
    inks = []
    for image in images:
        rows, columns = (np.ptp(np.flatnonzero((image > 25).any(axis))) for axis in (1, 0))
        height = side * (1 + generator.uniform(-uneven, uneven))
        longer = max(8, int(height * max(1, columns / rows)))
        inks.append(outline(image, longer) if pen is None else redrawn(image, longer, pen))
    return inks


def in_a_row(
    inks: Sequence[Levels], generator: np.random.Generator, *, gap: tuple[float, float] = (0.08, 0.6)
) -> Levels:
    """Return the digits side by side, the clear distance between them in shares of their height."""
    height = max(len(ink) for ink in inks)
    page = np.zeros((int(height * 1.2) + 1, sum(ink.shape[1] for ink in inks) + len(inks) * height), np.float32)
    edge = np.zeros(len(page))
    for number, ink in enumerate(inks):
        top = int(generator.uniform(0, 0.15) * height) + (height - len(ink)) // 2
        rows = slice(top, top + len(ink))
        first = np.where(ink.any(axis=1), ink.argmax(axis=1), 10**6)
        clear = int(np.max(np.where(first < 10**6, edge[rows].max() - ink.shape[1] * 0.2 - first, 0)))
        left = 0 if number == 0 else max(clear, int((edge[rows] - first)[first < 10**6].max()))
        left = max(0, left + (0 if number == 0 else int(generator.uniform(*gap) * height)))
        page[rows, left : left + ink.shape[1]] = np.maximum(page[rows, left : left + ink.shape[1]], ink)
        edge = np.maximum(edge, left + ink.shape[1] * 0.5)
        last = np.where(ink.any(axis=1), left + ink.shape[1] - ink[:, ::-1].argmax(axis=1), 0)
        edge[rows] = np.maximum(edge[rows], last)
    used = np.flatnonzero(page.any(axis=0))
    return page[:, : used[-1] + 1]


def _sent(ink: Levels, generator: np.random.Generator) -> Picture:
    """Return the writing on a page, drawn or photographed, dark on light or light on dark."""
    margins = (generator.uniform(0.1, 1.0, 4) * min(ink.shape)).astype(int)
    page = np.pad(ink, (tuple(margins[:2]), tuple(margins[2:])))
    kind = generator.random()
    if kind < 0.4:
        return (255 * (page if generator.random() < 0.4 else 1 - page)).astype(np.uint8)
    levels = on_paper(page, generator, dark=generator.uniform(0.5, 0.85))
    if kind > 0.8:
        pitch = int(generator.uniform(0.1, 0.3) * min(page.shape)) + 8
        levels[generator.integers(pitch) :: pitch] *= generator.uniform(0.7, 0.85)
    return photographed(levels, generator, noise=3)


def row(images: Sequence[Picture], generator: np.random.Generator) -> Picture:
    """Digits in a row, of about one height."""
    return _sent(in_a_row(_hand(images, generator), generator), generator)


def unequal(images: Sequence[Picture], generator: np.random.Generator) -> Picture:
    """Digits in a row, one up to twice as high as another."""
    return _sent(in_a_row(_hand(images, generator, uneven=0.33), generator), generator)


def rows(images: Sequence[Picture], generator: np.random.Generator) -> Picture:
    """Two rows, one above the other."""
    inks = _hand(images, generator)
    half = (len(inks) + 1) // 2
    lines = [in_a_row(part, generator) for part in (inks[:half], inks[half:])]
    wide = max(line.shape[1] for line in lines)
    gap = np.zeros((int(generator.uniform(0.15, 0.7) * len(lines[0])), wide), np.float32)
    padded = [np.pad(line, ((0, 0), (0, wide - line.shape[1]))) for line in lines]
    return _sent(np.vstack([padded[0], gap, padded[1]]), generator)


def marked(images: Sequence[Picture], generator: np.random.Generator) -> Picture:
    """A row with a comma, a point, an underline or a smudge that are no digits."""
    from PIL import Image, ImageDraw

    inks = _hand(images, generator)
    line = np.pad(in_a_row(inks, generator, gap=(0.25, 0.5)), ((0, len(inks[0]) // 2), (2, len(inks[0]) // 3)))
    mark = Image.new("L", line.shape[::-1])
    draw = ImageDraw.Draw(mark)
    height = len(inks[0])
    pen = max(2, height // 14)
    kind = generator.choice(["comma", "point", "underline", "smudge"])
    right = line.shape[1] - height * 0.15
    bottom = np.flatnonzero(line.any(axis=1))[-1]
    if kind == "comma":
        draw.line((right, bottom - height * 0.05, right - height * 0.06, bottom + height * 0.12), 255, pen)
    elif kind == "point":
        draw.ellipse((right - pen, bottom - pen * 2, right + pen * 0.6, bottom), fill=255)
    elif kind == "underline":
        draw.line((2, bottom + height * 0.15, right, bottom + height * 0.17), 255, pen)
    else:
        draw.ellipse((right - pen * 2, height * 0.2, right + pen, height * 0.2 + pen * 2), fill=120)
    return _sent(np.maximum(line, np.asarray(mark, np.float32) / 255), generator)


def touching(images: Sequence[Picture], generator: np.random.Generator) -> Picture:
    """A row in which digits run into each other."""
    return _sent(in_a_row(_hand(images, generator), generator, gap=(-0.08, 0.02)), generator)


KINDS: dict[str, Maker] = {maker.__name__: maker for maker in (row, unequal, rows, marked, touching)}
"""Five ways in which several digits come, by name."""
