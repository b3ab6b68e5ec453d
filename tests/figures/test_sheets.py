"""A sheet as one picture: every digit at its place, at twice its size, with headings, caption and source."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from mnist_explore.digits import Digits
from mnist_explore.errors import DataError
from mnist_explore.figures import sheets
from mnist_explore.figures.sheets import GAP_PX, MARGIN_PX, SCALE, SheetPicture, sheet_png


def opened(data: bytes) -> np.ndarray:
    """Return a PNG's pixels, 255 = paper."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("L"))


def test_sheet_png_shows_every_digit_at_its_place(uci: Digits) -> None:
    """Shrunk to 28 pixels again, each place of the picture is its digit; an empty place is paper."""
    images = uci.images[:5].copy()
    images[3] = 0
    pixels = opened(sheet_png(SheetPicture(images, cell_px=28, columns=3), source="UCI"))
    step = 28 * SCALE + GAP_PX
    for place, image in enumerate(images):
        left, top = MARGIN_PX + place % 3 * step, MARGIN_PX + place // 3 * step
        cell = 255 - pixels[top : top + 28 * SCALE, left : left + 28 * SCALE]
        small = np.asarray(Image.fromarray(cell).resize((28, 28), Image.Resampling.BOX)).astype(float)
        assert np.abs(small - image).mean() < 12, place
        assert (small.sum() == 0) == (place == 3)


def test_sheet_png_has_words_below(uci: Digits) -> None:
    """Caption and source stand below the digits, headings above their rows: without them that place is paper."""
    images = uci.images[:4]
    bare = opened(sheet_png(SheetPicture(images, columns=4), source=""))
    told = opened(sheet_png(SheetPicture(images, columns=4, caption="Four digits − 12°"), source="UCI"))
    below = MARGIN_PX + 44 * SCALE + GAP_PX
    assert told.shape[0] > bare.shape[0] and (told[below:] < 128).sum() > (bare[below:] < 128).sum() > 0
    headed = SheetPicture(images, columns=4, rows=(("Two", 2), ("More", 2)), captions=("a", "b", "c", "d"))
    assert opened(sheet_png(headed, source="")).shape[0] > 1.8 * bare.shape[0]


def test_sheet_png_of_a_grid_has_ticks(uci: Digits) -> None:
    """A grid's digits stand right of and below its ticks; a blank tick leaves paper where another leaves ink."""
    images = uci.images[:4]
    axes = (("Width, px", ("1.5", "2.5")), ("Slant, °", ("−12", "")))
    sheet = SheetPicture(images, cell_px=28, columns=2, axes=axes)
    pixels = opened(sheet_png(sheet, source=""))
    step, left, top = 28 * SCALE + GAP_PX, MARGIN_PX + sheets.SIDE_PX, MARGIN_PX + 2 * sheets.TEXT_PX + 16
    beside = [pixels[top + row * step : top + row * step + 56, MARGIN_PX:left].min() for row in (0, 1)]
    assert beside[0] < 128 and beside[1] == 255
    assert (pixels[top - 30 : top - 6, left : left + step] < 128).any()
    first = 255 - pixels[top : top + 56, left : left + 56]
    small = np.asarray(Image.fromarray(first).resize((28, 28), Image.Resampling.BOX)).astype(float)
    assert np.abs(small - images[0]).mean() < 12


def test_sheet_png_too_large(uci: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture of more pixels than a server can draw is refused in a sentence."""
    monkeypatch.setattr(sheets, "MOST_PIXELS", 10_000)
    with pytest.raises(DataError, match="million pixels; show fewer digits"):
        sheet_png(SheetPicture(uci.images[:4]), source="")
