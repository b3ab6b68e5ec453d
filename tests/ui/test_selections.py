"""What the browser says was selected, classified as regions and cells; what is none of them is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mnist_explore.atlas import Atlas, queries
from mnist_explore.atlas.groups import members
from mnist_explore.figures import MAP_UNIT
from mnist_explore.ui.components.selections import clicked_cell, regions, selected_group


def test_regions_in_map_units() -> None:
    """Boxes come as two corners, lassos as polygons, both scaled back to the map's own units."""
    selection = {
        "box": [{"xref": "x", "yref": "y", "x": [-MAP_UNIT, 2 * MAP_UNIT], "y": [3 * MAP_UNIT, 0]}],
        "lasso": [{"x": [0, MAP_UNIT, 0], "y": [0, 0, MAP_UNIT]}],
    }
    boxes, lassos = regions(selection)
    assert boxes == [(-1.0, 3.0, 2.0, 0.0)]
    assert lassos == [[(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]]


def test_regions_of_nothing() -> None:
    """Nothing selected, no regions."""
    assert regions({}) == ([], [])
    assert regions({"box": [], "lasso": []}) == ([], [])


@pytest.mark.hostile
@pytest.mark.parametrize(
    "selection",
    [
        None,
        7,
        "box",
        [],
        {"box": None, "lasso": 3},
        {"box": 7},
        {"lasso": "abc"},
        {"box": {"x": [0, 1], "y": [0, 1]}},
        {"box": [None, 3, "x", [], {}]},
        {"box": [{"x": [0, 1]}]},
        {"box": [{"x": 5, "y": [0, 1]}]},
        {"box": [{"x": ["a", "b"], "y": [0, 1]}]},
        {"box": [{"x": [None, 1], "y": [0, 1]}]},
        {"box": [{"x": [1], "y": [0]}]},
        {"box": [{"x": [[1], [2]], "y": [0, 1]}]},
        {"lasso": [{"x": {}, "y": 3}]},
        {"lasso": [{"x": [10**400, 1, 2], "y": [0, 1, 2]}]},
        {"box": [{"x": [0, 10**400], "y": [0, 1]}]},
    ],
)
def test_regions_of_malformed_values(selection: Any) -> None:
    """What is no region is left out without an exception."""
    boxes, lassos = regions(selection)
    assert boxes == []
    assert all(len(lasso) == 0 for lasso in lassos)


@pytest.mark.hostile
def test_regions_of_a_flood() -> None:
    """A million corners and ten thousand boxes are thinned to what a hand could draw, the shape kept."""
    corners = list(range(1_000_000))
    boxes, lassos = regions({"lasso": [{"x": corners, "y": corners}], "box": [{"x": [0, 1], "y": [0, 1]}] * 10_000})
    assert len(boxes) <= 100
    assert 1_000 < len(lassos[0]) < 5_000
    assert lassos[0][0] == (0.0, 0.0) and lassos[0][-1][0] > 0.99 * 1_000_000 / MAP_UNIT
    _, many = regions({"lasso": [{"x": corners[:2_000], "y": corners[:2_000]}] * 50})
    assert len(many) == 50 and sum(map(len, many)) <= 2_000


@pytest.mark.hostile
def test_regions_keep_the_good_ones() -> None:
    """One malformed region does not spoil the others."""
    selection = {"box": [{"x": ["?"], "y": []}, {"x": [0, MAP_UNIT], "y": [0, MAP_UNIT]}]}
    assert regions(selection)[0] == [(0.0, 0.0, 1.0, 1.0)]


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


def test_selected_group_has_what_was_drawn(few_atlas: Atlas) -> None:
    """What lies in a box or a loop on the map is what the group of both has, of one class alone where one is shown."""
    x, y = (few_atlas.table[name].to_numpy(float) for name in ("tsne_x", "tsne_y"))
    middle = float(np.median(x))
    box = (float(x.min()) - 1, float(y.min()) - 1, middle, float(y.max()) + 1)
    top = [(middle, float(y.max()) + 1), (float(x.max()) + 1, float(y.max()) + 1), (float(x.max()) + 1, 0.0)]
    drawn = queries.inside(few_atlas.table, boxes=[box], lassos=[top])
    found = members(few_atlas.table, selected_group([box], [top], only=None))
    # Corners are kept to a tenth of a unit: a digit on an edge may go either way.
    assert len(np.setxor1d(found, drawn)) <= 2 and 0 < len(found) < len(x)
    threes = members(few_atlas.table, selected_group([box], [top], only=3))
    assert threes.tolist() == found[few_atlas.digits.labels[found] == 3].tolist()
