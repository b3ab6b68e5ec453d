"""Sheets: every picture at its place, its ink as opacity."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from mnist_explore.sprites import sprite_png, tiles


def pictures(count: int) -> np.ndarray:
    """Return pictures of one shade each: 1, 2, 3 …"""
    return np.repeat(np.arange(1, count + 1, dtype=np.uint8), 784).reshape(count, 28, 28)


def test_tiles_lays_out_row_after_row() -> None:
    """Five pictures in rows of three: the fourth starts the second row, the sixth place is paper."""
    sheet = tiles(pictures(5), columns=3)
    assert sheet.shape == (56, 84)
    assert sheet[::28, ::28].tolist() == [[1, 2, 3], [4, 5, 0]]
    assert (sheet[28:, 56:] == 0).all() and (sheet[:28, 28:56] == 2).all()


def test_tiles_keeps_pictures_upright() -> None:
    """A picture's rows and columns stay its rows and columns."""
    images = np.zeros((4, 28, 28), np.uint8)
    images[3, 2, 9] = 200
    assert np.argwhere(tiles(images, columns=2)).tolist() == [[28 + 2, 28 + 9]]


def test_tiles_of_none_and_of_one() -> None:
    """No pictures make one empty row; one picture is itself."""
    assert tiles(pictures(0), columns=4).shape == (28, 112)
    assert (tiles(pictures(1), columns=1) == 1).all()
    with pytest.raises(ValueError, match="0"):
        tiles(pictures(1), columns=0)


def test_sprite_png_ink_is_opacity() -> None:
    """Opacity is the ink, exactly; the colour is black, for the theme to replace."""
    images = np.arange(2 * 784).astype(np.uint8).reshape(2, 28, 28)
    sprite = Image.open(io.BytesIO(sprite_png(images, columns=2)))
    assert sprite.mode == "LA" and sprite.size == (56, 28)
    pixels = np.asarray(sprite)
    assert (pixels[..., 0] == 0).all()
    assert (pixels[..., 1] == tiles(images, columns=2)).all()
