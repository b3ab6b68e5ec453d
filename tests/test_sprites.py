"""Sheets: every picture at its place, its ink as opacity."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from mnist_explore import sprites
from mnist_explore.digits import Digits
from mnist_explore.sprites import MOST_WEBP, media_type, sprite, tiles


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


@pytest.mark.parametrize("count", [2, MOST_WEBP + 1])
def test_sprite_ink_is_opacity(count: int) -> None:
    """Opacity is the ink, exactly, in both forms; the colour is black, for the theme to replace."""
    images = np.arange(count * 784).astype(np.uint8).reshape(count, 28, 28)
    data = sprite(images, columns=2)
    picture = Image.open(io.BytesIO(data))
    assert media_type(data) == Image.MIME[str(picture.format)]
    pixels = np.asarray(picture.convert("RGBA"))
    assert (pixels[..., :3] == 0).all()
    assert (pixels[..., 3] == tiles(images, columns=2)).all()


def test_sprite_takes_the_smaller_form(uci: Digits) -> None:
    """Digits are WebP where that is smaller than PNG and quickly made, and PNG where there are many."""
    sheet = tiles(uci.images[:MOST_WEBP], columns=20)
    assert len(sprite(uci.images[:MOST_WEBP], columns=20)) < 0.9 * len(sprites._png(sheet))
    one = uci.images[:1]
    assert len(sprite(one, columns=1)) < 0.5 * len(sprites._png(tiles(one, columns=1)))
    assert media_type(sprite(uci.images[: MOST_WEBP + 1], columns=20)) == "image/png"


def test_sprite_of_other_columns_and_digits() -> None:
    """What is kept of one sheet is not taken for another: of other digits, or the same in other rows."""
    one = pictures(6)
    sizes = [Image.open(io.BytesIO(sprite(one, columns=columns))).size for columns in (2, 3, 2)]
    assert sizes == [(56, 84), (84, 56), (56, 84)]
    other = one.copy()
    other[5, 27, 27] = 200
    alpha = np.asarray(Image.open(io.BytesIO(sprite(other, columns=2))).convert("RGBA"))[..., 3]
    assert alpha[-1, -1] == 200
    assert sprite(one, columns=2) is sprite(one.copy(), columns=2)


def test_sprite_keeps_few() -> None:
    """However many sheets are shown, only the last are kept."""
    for shade in range(sprites.KEPT + 20):
        sprite(np.full((1, 28, 28), shade, np.uint8), columns=1)
    assert len(sprites._made) == sprites.KEPT
