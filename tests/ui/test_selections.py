"""What the browser says was clicked, as a cell; what is none is left out."""

from __future__ import annotations

from typing import Any

import pytest

from mnist_explore.ui.components.selections import clicked_cell


def test_clicked_cell_of_a_click() -> None:
    """A click's point stands at the answer, across, and the given digit, down."""
    assert clicked_cell({"selection": {"points": [{"x": 9, "y": 4}]}}) == (4, 9)
    assert clicked_cell({"selection": {"points": [{"x": 9, "y": 4}, {"x": 1, "y": 2}]}}) == (4, 9)


@pytest.mark.hostile
@pytest.mark.parametrize(
    "event",
    [
        None,
        7,
        "x",
        {},
        {"selection": None},
        {"selection": {"points": []}},
        {"selection": {"points": [{}]}},
        {"selection": {"points": [{"x": None, "y": None}]}},
        {"selection": {"points": [{"x": 1}]}},
        {"selection": {"points": [{"x": [1], "y": [2]}]}},
        {"selection": {"points": [{"x": "a", "y": "b"}]}},
        {"selection": {"points": [{"x": 10, "y": 2}]}},
        {"selection": {"points": [{"x": -1, "y": 2}]}},
        {"selection": {"points": [{"x": float("nan"), "y": 2}]}},
        {"selection": {"points": [{"x": float("inf"), "y": 2}]}},
        {"selection": {"points": 5}},
        {"selection": {"points": {"0": 1}}},
    ],
)
def test_clicked_cell_of_anything_else(event: Any) -> None:
    """What is no click on a cell is no cell."""
    assert clicked_cell(event) is None
