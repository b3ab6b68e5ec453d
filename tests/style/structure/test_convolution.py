"""Convolution: worked by hand, against Keras's own layers, and a committee's vote."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from mnist_explore.style.structure.convolution import CONVOLUTIONS, Committee, convolved, largest_of_four
from mnist_explore.style.structure.detectors import RECIPES, committees


def drawn_committee(members: int, seed: int = 0) -> Committee:
    """Return a committee with random weights, for frames of 16 × 16 points and two digits."""
    rng = np.random.default_rng(seed)
    channels, parts = (1, 2, 3, 4, 5), []
    for layer in range(CONVOLUTIONS):
        parts += [
            rng.normal(size=(members, 3, 3, *channels[layer : layer + 2])),
            rng.normal(size=(members, channels[layer + 1])),
        ]
    shapes = [(20 + 2, 6), (6,), (6,), ()]
    parts += [rng.normal(size=(members, *shape)) for shape in shapes]
    return Committee(*(part.astype(np.float16) for part in parts))


def test_convolved_worked():
    """A kernel that looks one point to the right moves a map one point to the left; beyond the border is 0."""
    maps = np.arange(9, dtype=np.float32).reshape(1, 3, 3, 1)
    kernel = np.zeros((3, 3, 1, 2), np.float32)
    kernel[1, 2, 0, 0] = 1
    kernel[0, 1, 0, 1] = 2
    found = convolved(maps, kernel)
    assert found[0, :, :, 0].tolist() == [[1, 2, 0], [4, 5, 0], [7, 8, 0]]
    assert found[0, :, :, 1].tolist() == [[0, 0, 0], [0, 2, 4], [6, 8, 10]]


def test_largest_of_four_worked():
    """Of every 2 × 2 cells the largest stays; an odd last row and column are left out."""
    maps = np.array([[1, 5, 9], [3, 2, 9], [9, 9, 9]], np.float32).reshape(1, 3, 3, 1)
    assert largest_of_four(maps).tolist() == [[[[5]]]]


def test_committee_means_its_members():
    """A committee's log-odds are the mean of its members' own."""
    both, frames = drawn_committee(2), np.random.default_rng(1).random((5, 16, 16), np.float32)
    which = np.eye(2, dtype=bool)[[0, 1, 0, 1, 0]]
    names = [field.name for field in dataclasses.fields(Committee)]
    alone = [Committee(**{name: getattr(both, name)[k : k + 1] for name in names}) for k in range(2)]
    mean = (alone[0].decisions(frames, which) + alone[1].decisions(frames, which)) / 2
    assert both.decisions(frames, which) == pytest.approx(mean, rel=1e-4)


def test_committee_sees_which_digit():
    """The same frame may be told otherwise as another digit."""
    frames = np.repeat(np.random.default_rng(1).random((1, 16, 16), np.float32), 2, axis=0)
    one, other = drawn_committee(1).decisions(frames, np.eye(2, dtype=bool))
    assert one != pytest.approx(other)


def test_committee_no_frames():
    """No frames get no answers."""
    assert drawn_committee(1).decisions(np.empty((0, 16, 16), np.float32), np.empty((0, 2), bool)).shape == (0,)


def test_committees_of_recipes_with_a_say():
    """A committee is shipped wherever a recipe gives it a say."""
    assert committees().keys() == {name for name, recipe in RECIPES.items() if recipe.say}
    assert all(len(committee.answer) >= 1 for committee in committees().values())
