"""The digits that are always there: scikit-learn's 1,797 real ones, brought from 8 x 8 to 28 x 28."""

from __future__ import annotations

import numpy as np

from mnist_explore.digits import Digits
from mnist_explore.ink import ink_digit

BUNDLED = "uci"
TEST_COUNT = 297
GROWTH = 8


def bundled_digits() -> Digits:
    """Return the bundled digits."""
    from scipy import ndimage
    from sklearn.datasets import load_digits

    given = load_digits()
    grown = ndimage.zoom(given.images, (1, GROWTH, GROWTH), order=3).clip(0, 16) * (255 / 16)
    pictures = grown.round().astype(np.uint8)
    images = np.stack([ink_digit(picture, polarity="light_on_dark") for picture in pictures])
    split = np.zeros(len(images), np.uint8)
    split[-TEST_COUNT:] = 1
    return Digits(BUNDLED, images, given.target.astype(np.uint8), split)
