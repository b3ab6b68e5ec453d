"""Average pictures whose pixels were worked out by hand."""

from __future__ import annotations

import numpy as np

from mnist_explore.build.summary import class_pictures
from mnist_explore.digits import Digits


def test_class_pictures_worked() -> None:
    """Three sevens of one pixel each: mean, median and spread as worked by hand; other classes are blank."""
    images = np.zeros((3, 28, 28), np.uint8)
    images[:, 3, 4] = (0, 60, 255)
    sevens = Digits("three", images, np.full(3, 7, np.uint8), np.zeros(3, np.uint8))
    pictures = class_pictures(sevens)
    assert pictures["mean"][7, 3, 4] == 105
    assert pictures["median"][7, 3, 4] == 60
    # The standard deviation of 0, 60 and 255 is 108.86; the largest possible, 127.5, is full ink.
    assert pictures["spread"][7, 3, 4] == 218
    for name in ("mean", "median", "spread"):
        assert pictures[name].shape == (10, 28, 28) and pictures[name].dtype == np.uint8
        pictures[name][7, 3, 4] = 0
        assert not pictures[name].any()


def test_class_pictures_spread_at_most_full_ink() -> None:
    """Half paper, half ink is the largest spread and does not run over."""
    images = np.zeros((2, 28, 28), np.uint8)
    images[0] = 255
    pictures = class_pictures(Digits("two", images, np.zeros(2, np.uint8), np.zeros(2, np.uint8)))
    assert (pictures["spread"][0] == 255).all()
