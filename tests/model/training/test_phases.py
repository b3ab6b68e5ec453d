from __future__ import annotations

import pytest

from mnist_explore.model.training.phases import phases_of


def test_phases_of_none() -> None:
    """A training of no epochs is refused."""
    with pytest.raises(ValueError, match="not 0"):
        phases_of(0)


@pytest.mark.parametrize(("epochs", "lengths"), [(1, [1]), (4, [4]), (5, [4, 1]), (10, [8, 2]), (30, [24, 6])])
def test_phases_of_lengths(epochs: int, lengths: list[int]) -> None:
    """The phases are as long as the training together, and a fifth of it is the finish."""
    assert [phase.epochs for phase in phases_of(epochs)] == lengths


def test_phases_of_finish() -> None:
    """The finish learns more slowly, from digits that are nearer to real ones, and what signs are."""
    opening, finish = phases_of(30)
    assert finish.strength < opening.strength == 1
    assert finish.peak_rate < opening.peak_rate
    assert (opening.signs, finish.signs) == (False, True)
