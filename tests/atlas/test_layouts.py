"""Layouts: where digits lie, as whole steps, and in which order a browser is sent them."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.groups.regions import box, inside, on_grid
from mnist_explore.atlas.layouts import along_a_curve, first_shown, grid_steps, layouts_of
from mnist_explore.atlas.maps import load_maps
from mnist_explore.digits import Digits


def test_grid_steps_by_hand() -> None:
    """Steps of a hundredth, nearest, clipped to what 16 bits hold."""
    places = np.array([[0.004, 0.006], [-12.345, 1e6]], np.float32)
    assert grid_steps(places).tolist() == [[0, 1], [-1234 if np.float32(-12.345) > -12.345 else -1235, 32767]]


def test_on_grid_decides_membership() -> None:
    """A place that rounds onto an edge is on it: the lower left edges of a box belong to it, the upper right do not."""
    places = on_grid(np.array([[0.001, 0.5], [-0.006, 0.5], [0.999, 0.5], [0.5, 0.9999]], np.float32))
    assert inside(places, (box(0, 0, 1, 1),)).tolist() == [True, False, False, False]


def test_along_a_curve_by_hand() -> None:
    """Four quarters: lower left, lower right, upper left, upper right."""
    corners = np.array([[1, 1], [-1, 1], [1, -1], [-1, -1]], np.int16)
    assert along_a_curve(corners).tolist() == [3, 2, 1, 0]


def test_layouts_of_a_class(uci: Digits) -> None:
    """The bundled digits have four layouts with a class, of which two hold that class alone, at the table's places."""
    atlas = load_atlas(uci)
    found = {one.name: one for one in layouts_of(atlas, only=3)}
    assert list(found) == ["pixels", "features", "own", "style"] and first_shown(tuple(found.values())).name == "own"
    assert len({one.key for one in (*found.values(), *layouts_of(atlas, only=4))}) == 6
    threes = np.flatnonzero(uci.labels == 3)
    maps = load_maps(uci)
    for name in ("own", "style"):
        assert np.array_equal(found[name].indices, threes)
        assert np.allclose(found[name].places, maps.places[name][threes] / 65_535 * 200 - 100, atol=1e-5)
        assert np.abs(found[name].places).max() == 100
    assert "threes alone" in found["style"].about
    assert [one.name for one in layouts_of(atlas)] == ["pixels", "features"]
    assert first_shown(layouts_of(atlas)).name == "pixels"


def test_without_further_maps_there_is_one(few_atlas: Atlas) -> None:
    """Where only the map by pixels was made, that one is there, with a class or without."""
    assert [one.name for one in layouts_of(few_atlas, only=3)] == ["pixels"]


def test_layouts_cover_what_they_say(few_atlas: Atlas) -> None:
    """The first layout has all digits, at their places in the table; names are different."""
    layouts = layouts_of(few_atlas)
    assert layouts[0].indices.tolist() == list(range(len(few_atlas.digits)))
    assert np.array_equal(layouts[0].places, few_atlas.table[["tsne_x", "tsne_y"]].to_numpy())
    assert len({one.name for one in layouts}) == len(layouts)
    order = along_a_curve(grid_steps(layouts[0].places))
    assert sorted(order.tolist()) == layouts[0].indices.tolist()


def test_layout_by_landmarks_says_so(few_atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only some digits were laid out and the others placed by them, the caption says how many."""
    assert "Laid out are" not in layouts_of(few_atlas)[0].about
    monkeypatch.setattr("mnist_explore.atlas.layouts.MOST_WHOLE", 239)
    assert "Laid out are 60,000, drawn at random" in layouts_of(few_atlas)[0].about
