"""Made pictures of one digit, as people send them: pages, boards, screens and forms, drawn from real digits.

Every function takes a digit's 28×28 picture and a generator, and returns an ``(H, W)`` or ``(H, W, 3)`` uint8 picture.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Levels = NDArray[np.float32]
Maker = Callable[[Picture, np.random.Generator], Picture]


def outline(image: Picture, side: int) -> Levels:
    """Return a 28×28 digit's ink in 0-1, cut out, its longer side `side` pixels, with sharp and smooth contours."""
    from PIL import Image

    rows, columns = (np.flatnonzero((image > 25).any(axis)) for axis in (1, 0))
    cut = np.pad(image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 1)
    scale = side / (max(cut.shape) - 2)
    size = (max(3, round(cut.shape[1] * scale)), max(3, round(cut.shape[0] * scale)))
    large = np.asarray(Image.fromarray(cut).resize(size, Image.Resampling.BICUBIC), np.float32) / 255
    sharp: Levels = np.clip((large - 0.5) * max(1.0, scale / 2) + 0.5, 0, 1).astype(np.float32)
    return sharp


def redrawn(image: Picture, side: int, pen: float) -> Levels:
    """Return the digit's skeleton drawn with a round pen `pen` pixels wide."""
    from scipy.ndimage import distance_transform_edt
    from skimage.morphology import skeletonize

    margin = int(pen) + 2
    line = skeletonize(np.pad(outline(image, side) > 0.5, margin))
    drawn: Levels = np.clip(pen / 2 + 0.5 - distance_transform_edt(~line), 0, 1).astype(np.float32)
    return drawn


def laid(ink: Levels, height: int, width: int, generator: np.random.Generator, *, spread: float = 0.8) -> Levels:
    """Return ink somewhere on an empty page of the given size; `spread` is how far from its middle it may lie."""
    page = np.zeros((height, width), np.float32)
    starts = []
    for room in (height - ink.shape[0], width - ink.shape[1]):
        starts.append(int(max(0, room) / 2 * (1 + spread * generator.uniform(-1, 1))))
    top, left = starts
    fits = ink[: height - top, : width - left]
    page[top : top + fits.shape[0], left : left + fits.shape[1]] = fits
    return page


def lamp(shape: tuple[int, ...], generator: np.random.Generator, *, depth: float = 0.4) -> Levels:
    """Return uneven light in 0-1: a slope in some direction and a fall-off to the corners."""
    y, x = np.mgrid[0 : 1 : shape[0] * 1j, 0 : 1 : shape[1] * 1j]
    angle = generator.uniform(0, 2 * np.pi)
    slope = ((x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle)) * depth
    corner = ((x - 0.5) ** 2 + (y - 0.5) ** 2) * depth * generator.uniform(0, 0.6)
    light: Levels = np.clip(1 - depth / 3 + slope - corner, 0.1, 1.2).astype(np.float32)
    return light


def photographed(levels: Levels, generator: np.random.Generator, *, noise: float = 4, blur: float = 1) -> Picture:
    """Return levels in 0-255 as a camera gives them: blurred, with noise of two grain sizes, through JPEG."""
    from PIL import Image
    from scipy.ndimage import gaussian_filter, zoom

    soft = gaussian_filter(levels, (blur, blur) + (0,) * (levels.ndim - 2))
    height, width = levels.shape[:2]
    fine = generator.normal(0, noise, levels.shape)
    coarse = zoom(generator.normal(0, noise / 2, (height // 3 + 2, width // 3 + 2)), 3, order=1)[:height, :width]
    noisy = soft + fine + (coarse[..., None] if levels.ndim == 3 else coarse)
    file = BytesIO()
    Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=int(generator.integers(55, 95)))
    return np.asarray(Image.open(file))


def on_paper(ink: Levels, generator: np.random.Generator, *, dark: float = 0.75, light: Levels | None = None) -> Levels:
    """Return ink on white paper under a lamp, in 0-255."""
    if light is None:
        light = lamp(ink.shape, generator)
    return generator.uniform(180, 245) * (1 - dark * ink) * light


def _page(image: Picture, generator: np.random.Generator) -> Levels:
    """Return some digit's ink on some page: height and pen as they come."""
    height, width = (int(side) for side in generator.integers(220, 700, 2))
    side = int(min(height, width) * generator.uniform(0.3, 0.85))
    ink = (
        outline(image, side) if generator.random() < 0.4 else redrawn(image, side, side * generator.uniform(0.03, 0.1))
    )
    return laid(ink, height, width, generator)


def paper(image: Picture, generator: np.random.Generator) -> Picture:
    """A photo of plain paper."""
    return photographed(on_paper(_page(image, generator), generator), generator, blur=generator.uniform(0.5, 2))


def lined(image: Picture, generator: np.random.Generator) -> Picture:
    """Ruled or squared paper, the rules at a slight slope."""
    ink = _page(image, generator)
    y, x = np.mgrid[: ink.shape[0], : ink.shape[1]]
    slope, pitch = generator.uniform(-0.02, 0.02), generator.uniform(0.05, 0.2) * ink.shape[0]
    start, wide = generator.uniform(0, pitch), generator.uniform(1, 3)
    rules = (y + slope * x + start) % pitch < wide
    if generator.random() < 0.5:
        rules |= (x - slope * y + start) % pitch < wide
    levels = on_paper(ink, generator, dark=generator.uniform(0.6, 0.85))
    return photographed(levels * np.where(rules, 1 - generator.uniform(0.1, 0.4), 1), generator)


def creased(image: Picture, generator: np.random.Generator) -> Picture:
    """A page that was folded and crumpled: facets of different light, meeting in thin dark lines."""
    ink = _page(image, generator)
    y, x = np.mgrid[0 : 1 : ink.shape[0] * 1j, 0 : 1 : ink.shape[1] * 1j]
    light = lamp(ink.shape, generator)
    for _ in range(generator.integers(2, 7)):
        angle = generator.uniform(0, np.pi)
        side = (x - generator.uniform(0.1, 0.9)) * np.cos(angle) + (y - generator.uniform(0.1, 0.9)) * np.sin(angle)
        light = light * np.where(side > 0, 1, generator.uniform(0.88, 0.98))
        light = light * (1 - generator.uniform(0.02, 0.12) * np.exp(-((side / 0.006) ** 2)))
    return photographed(on_paper(ink, generator, light=light.astype(np.float32)), generator)


def shadowed(image: Picture, generator: np.random.Generator) -> Picture:
    """The shadow of a hand or a phone, its edge anywhere and at any angle."""
    from scipy.ndimage import gaussian_filter

    ink = _page(image, generator)
    y, x = np.mgrid[0 : 1 : ink.shape[0] * 1j, 0 : 1 : ink.shape[1] * 1j]
    angle = generator.uniform(0, 2 * np.pi)
    shade = (x - generator.uniform(0.2, 0.8)) * np.cos(angle) + (y - generator.uniform(0.2, 0.8)) * np.sin(angle) > 0
    light = np.where(shade, generator.uniform(0.4, 0.75), 1).astype(np.float32)
    light = gaussian_filter(light, generator.uniform(0.5, 20)) * lamp(ink.shape, generator)
    return photographed(on_paper(ink, generator, light=light), generator)


def pencil(image: Picture, generator: np.random.Generator) -> Picture:
    """A pale, grainy pencil, its line broken here and there, or a crayon."""
    from scipy.ndimage import gaussian_filter

    ink = _page(image, generator)
    grain = gaussian_filter(generator.normal(0, 1, ink.shape), generator.uniform(0.7, 2.5))
    keep = grain > np.quantile(grain, generator.uniform(0.1, 0.45))
    levels = on_paper(ink * keep, generator, dark=generator.uniform(0.2, 0.5))
    return photographed(levels, generator, noise=2.5)


def coloured(image: Picture, generator: np.random.Generator) -> Picture:
    """Felt pens of all colours, yellow and pale ones too, on white or coloured paper."""
    import colorsys

    ink = _page(image, generator)[..., None]
    colour = np.array(colorsys.hsv_to_rgb(generator.random(), generator.uniform(0.5, 1), generator.uniform(0.6, 1)))
    ground = np.array(colorsys.hsv_to_rgb(generator.random(), generator.uniform(0, 0.15), 0.95))
    levels = 255 * (ground * (1 - ink) + ground * colour * ink) * lamp(ink.shape, generator, depth=0.2)[..., None]
    return photographed(levels, generator, noise=3)


def thin(image: Picture, generator: np.random.Generator) -> Picture:
    """Lines of one or two pixels on a large clean page, or a ball pen's small digit on a photographed one."""
    height, width = (int(side) for side in generator.integers(500, 1025, 2))
    if generator.random() < 0.5:
        side = int(min(height, width) * generator.uniform(0.3, 0.9))
        ink = laid(redrawn(image, side, generator.choice([0.8, 1, 1.5, 2])), height, width, generator)
        ink[ink < 0.02] = 0
        levels = 255 * (1 - ink) if generator.random() < 0.7 else 255 * ink
        return levels.astype(np.uint8)
    side = int(max(height, width) * generator.uniform(0.06, 0.15))
    ink = laid(redrawn(image, side, max(2.0, side * generator.uniform(0.05, 0.12))), height, width, generator)
    return photographed(on_paper(ink, generator), generator, blur=0.7)


def tight(image: Picture, generator: np.random.Generator) -> Picture:
    """A crop to the digit itself or a little into it, small or large, with soft skirts."""
    from scipy.ndimage import gaussian_filter

    side = int(generator.choice([16, 24, 28, 40, 64, 100, 200, 400]))
    ink = outline(image, side)
    margins = generator.integers(-max(1, side // 40), max(2, side // 12), 4)
    top, bottom, left, right = (int(margin) for margin in margins)
    ink = np.pad(ink, ((max(0, top), max(0, bottom)), (max(0, left), max(0, right))))
    ink = ink[max(0, -top) : len(ink) - max(0, -bottom), max(0, -left) : ink.shape[1] - max(0, -right)]
    short = max(0, 10 - min(ink.shape))
    ink = np.pad(ink, ((0, 0), (short, short))) if short else ink
    ink = gaussian_filter(ink, side * generator.uniform(0.005, 0.03))
    levels = 230 - generator.uniform(80, 220) * ink
    if generator.random() < 0.4:
        levels = 255 - levels
    noisy = levels + generator.normal(0, generator.choice([0, 2]), ink.shape)
    picture: Picture = np.clip(noisy, 0, 255).astype(np.uint8)
    return picture


def rimmed(image: Picture, generator: np.random.Generator) -> Picture:
    """A rim of 1 to 8 pixels, lighter or darker than the ground, on one to four sides."""
    side = int(generator.choice([28, 40, 56, 100, 280, 336]))
    clean = outline(image, int(side * generator.uniform(0.45, 0.75)))
    ink = laid(clean, side, side, generator, spread=0.5)
    ground, full = (generator.uniform(0, 60), generator.uniform(180, 255))
    if generator.random() < 0.5:
        ground, full = full, ground
    picture = np.clip(ground + (full - ground) * ink + generator.normal(0, generator.choice([0, 2]), ink.shape), 0, 255)
    rim = full if generator.random() < 0.7 else generator.uniform(90, 160)
    wide = int(generator.integers(1, min(9, max(2, side // 12) + 1)))
    sides = generator.random(4) < 0.6
    sides[generator.integers(4)] = True
    for where, slices in zip(sides, np.s_[:wide, -wide:, :, :], strict=True):
        if where:
            picture[slices] = rim if slices != slice(None) else picture[slices]
    if sides[2]:
        picture[:, :wide] = rim
    if sides[3]:
        picture[:, -wide:] = rim
    return picture.astype(np.uint8)


def tabled(image: Picture, generator: np.random.Generator) -> Picture:
    """A page on a dark table or a framed blackboard, turned and seen from one side."""
    from PIL import Image

    ink = laid(*_on_sheet(image, generator), generator)
    table = generator.uniform(20, 110)
    if generator.random() < 0.6:
        sheet = generator.uniform(170, 240) * (1 - generator.uniform(0.5, 0.85) * ink)
    else:
        sheet = generator.uniform(30, 80) + generator.uniform(110, 170) * ink
        table = generator.choice([generator.uniform(130, 220), generator.uniform(90, 130)])
    height, width = sheet.shape
    margin = generator.uniform(0.05, 0.25, 2) * (height, width)
    size = (int(width + 2 * margin[1]), int(height + 2 * margin[0]))
    corners = np.array([[0, 0], [0, height], [width, height], [width, 0]]) + margin[::-1]
    shifted = corners + generator.uniform(-0.5, 0.5, (4, 2)) * margin.min()
    solved = _perspective(shifted, np.array([[0, 0], [0, height], [width, height], [width, 0]]))
    inside = Image.fromarray(sheet.astype(np.float32)).transform(
        size, Image.Transform.PERSPECTIVE, solved, Image.Resampling.BILINEAR, fillcolor=-1
    )
    levels = np.asarray(inside)
    levels = np.where(levels < 0, np.float32(table), levels) * lamp(levels.shape, generator, depth=0.2)
    return photographed(levels, generator)


def _on_sheet(image: Picture, generator: np.random.Generator) -> tuple[Levels, int, int]:
    """Return a digit's ink and the height and width of a sheet for it."""
    height, width = (int(side) for side in generator.integers(250, 500, 2))
    side = int(min(height, width) * generator.uniform(0.35, 0.75))
    return redrawn(image, side, side * generator.uniform(0.05, 0.1)), height, width


def _perspective(seen: NDArray[np.float64], flat: NDArray[np.float64]) -> list[float]:
    """Return the eight coefficients that take four points seen to where they lie on the flat sheet."""
    rows = []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    return list(np.linalg.solve(np.array(rows), flat.ravel()))


def formed(image: Picture, generator: np.random.Generator) -> Picture:
    """A form's cell, a circle round the digit, an underline, or two rules above and below, as dark as the ink."""
    from PIL import Image, ImageDraw

    side = int(generator.choice([64, 128, 256, 400]))
    wide = max(1, round(side * generator.uniform(0.01, 0.03)))
    ink = laid(outline(image, int(side * generator.uniform(0.4, 0.55))), side, side, generator, spread=0.15)
    page = Image.new("L", (side, side))
    draw = ImageDraw.Draw(page)
    low, high = (side * generator.uniform(0.04, 0.12), side * generator.uniform(0.88, 0.96))
    kind = generator.choice(["cell", "circle", "underline", "rules"])
    if kind == "cell":
        draw.rectangle((low, low, high, high), outline=255, width=wide)
    elif kind == "circle":
        draw.ellipse((low, low, high, high), outline=255, width=wide)
    elif kind == "underline":
        below = min(side - 1 - wide, np.flatnonzero(ink.any(axis=1))[-1] + side * generator.uniform(0.05, 0.1))
        draw.line((low * 2, below, high - low, below + side * generator.uniform(-0.02, 0.02)), 255, wide)
    else:
        draw.line((0, low, side, low), 255, wide)
        draw.line((0, high, side, high), 255, wide)
    ink = np.maximum(ink, np.asarray(page, np.float32) / 255)
    levels = on_paper(ink, generator, light=np.ones_like(ink))
    return levels.astype(np.uint8) if generator.random() < 0.5 else photographed(levels, generator, noise=2, blur=0.5)


def drawing(image: Picture, generator: np.random.Generator) -> Picture:
    """A drawing program's page: clean, any pen, any size, anywhere, dark or light."""
    height, width = (int(side) for side in generator.integers(60, 800, 2))
    side = int(min(height, width) * generator.uniform(0.25, 0.9))
    ink = laid(redrawn(image, side, max(1.0, side * generator.uniform(0.02, 0.2))), height, width, generator)
    levels = 255 * (ink if generator.random() < 0.4 else 1 - ink)
    if generator.random() < 0.3:
        levels = np.where(levels > 127, 255, 0)
    return levels.astype(np.uint8)


CONDITIONS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (paper, lined, creased, shadowed, pencil, coloured, thin, tight, rimmed, tabled, formed, drawing)
}
"""Twelve ways in which a digit comes, by name."""
