"""Pictures of letters for tests: printed ones, bent as handwriting bends, in as many classes as are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import affine_transform, gaussian_filter, map_coordinates

from mnist_explore.classes import Classes
from mnist_explore.digits import Digits
from mnist_explore.ink.normalisation import boxed, centred

PAGE_PX = 64
CAPITALS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
KANA = ("お", "き", "す", "つ", "な", "は", "ま", "や", "れ", "を")


@cache
def printed(letter: str) -> NDArray[np.float32]:
    """Return a letter in Pillow's own font, in the middle of a page."""
    page = Image.new("L", (PAGE_PX, PAGE_PX))
    ImageDraw.Draw(page).text((PAGE_PX / 2, PAGE_PX / 2), letter, 255, ImageFont.load_default(40), anchor="mm")
    return np.asarray(page).astype(np.float32) / np.float32(255)


def bent(letter: str, generator: np.random.Generator) -> NDArray[np.uint8]:
    """Return a letter slanted, bent and drawn by a pen of another width; ``(28, 28)``."""
    turn = np.array([[generator.uniform(0.8, 1.2), 0.0], [generator.normal(0, 0.25), generator.uniform(0.8, 1.2)]])
    middle = np.full(2, PAGE_PX / 2)
    ink = affine_transform(printed(letter), turn, middle - turn @ middle)
    away = gaussian_filter(generator.normal(size=(2, PAGE_PX, PAGE_PX)), (0, 6, 6)) * 30
    ink = map_coordinates(ink, np.mgrid[:PAGE_PX, :PAGE_PX] + away, order=1)
    ink = np.clip(gaussian_filter(ink, generator.uniform(0.4, 1.6)) * 2.2 - 0.3, 0, 1)
    return centred(boxed(ink.astype(np.float32)))


def letters(
    names: Sequence[str], *, each: int, shapes: Sequence[str] = CAPITALS, seed: int = 0, are_digits: bool = False
) -> Digits:
    """Return so many pictures of each class, every fifth for testing, by twelve writers."""
    generator = np.random.default_rng(seed)
    labels = np.tile(np.arange(len(names)), each).astype(np.uint8)
    images = np.stack([bent(shapes[label % len(shapes)], generator) for label in labels])
    split = (np.arange(len(labels)) // len(names) % 5 == 4).astype(np.uint8)
    order = np.argsort(split, kind="stable")
    writer = (np.arange(len(labels)) * 7 % 12).astype(np.int32)
    classes = Classes(tuple(names), are_digits=are_digits)
    return Digits("letters", images[order], labels[order], split[order], writer[order], classes=classes)
