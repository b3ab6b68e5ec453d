from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.ink.normalisation import BOX_PX, CENTRE_PX
from mnist_explore.model.training.drawn import PEN_PX, POINTS, by_a_hand, drawn_digits
from mnist_explore.model.training.glyphs import GLYPHS
from mnist_explore.model.training.pen import penned
from mnist_explore.style.measures.topology import count_holes


def made(name: str, count: int = 40) -> np.ndarray:
    """Return `count` digits of one kind, drawn by a fine pen so that loops stay open."""
    generator = np.random.default_rng(3)
    draw = GLYPHS[name].draw
    return np.stack([penned(by_a_hand(draw(generator), generator), PEN_PX[0]) for _ in range(count)])


@pytest.mark.parametrize("name", GLYPHS)
def test_drawn_sized_and_centred(name: str) -> None:
    """Digits of every kind fill the box of 20 pixels and lie with their mass in its middle, as MNIST's do."""
    images = made(name)
    assert images.dtype == np.uint8
    inked = images > 25
    heights, widths = (np.array([np.ptp(np.flatnonzero(one.any(axis=axis))) + 1 for one in inked]) for axis in (1, 0))
    assert (np.abs(np.maximum(heights, widths) - BOX_PX) <= 1).all()
    masses = np.stack([images.sum(axis=axis) @ np.arange(28) / images.sum(axis=(1, 2)) for axis in (2, 1)])
    assert np.abs(masses - CENTRE_PX).max() < 1.01
    assert len(np.unique(images, axis=0)) == len(images)


def test_drawn_same_seed_same_digits() -> None:
    """A seed settles the digits; another seed draws others; every class is there."""
    (one, labels), (same, _), (other, _) = (drawn_digits(300, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()
    assert set(labels) == set(range(10))


def test_drawn_shares() -> None:
    """A class comes as often as the shares of its kinds say."""
    _, labels = drawn_digits(1500, seed=4)
    shares = np.bincount([glyph.digit for glyph in GLYPHS.values()], [glyph.share for glyph in GLYPHS.values()])
    np.testing.assert_allclose(np.bincount(labels) / 1500, shares / shares.sum(), atol=0.04)


def test_by_a_hand_keeps_the_course() -> None:
    """A hand rounds, leans and wanders, but a long way down stays one, at points evenly along it."""
    for seed in range(20):
        (course,) = by_a_hand([np.array([[0.0, 0.0], [0.0, 1.0]])], np.random.default_rng(seed))
        assert course.shape == (POINTS, 2)
        assert abs(course[0, 0]) < 0.15
        assert abs(course[-1, 0] - 1) < 0.15


def test_glyphs_rare_kinds_are_what_they_are_called() -> None:
    """A four in one stroke with a round loop has a hole in most cases, and ink below it: a stem that a six lacks."""
    images = made("four, looped")
    assert (count_holes(images) >= 1).mean() > 0.8
    flagged = made("one, flagged")
    assert (count_holes(flagged) == 0).mean() > 0.8
    # The flag rises: the highest ink lies to the right of the flag's free end, the leftmost ink of the upper part.
    ends = np.array([np.argwhere(image[:16] > 127)[:, 1].min() for image in flagged])
    tops = np.array([image[np.flatnonzero((image > 127).any(axis=1))[0]].argmax() for image in flagged])
    assert (tops > ends).mean() > 0.9
