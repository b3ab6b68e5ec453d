"""The map's geometry, run by a real browser: it selects as Python does, and makes room for pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.groups import group_of_areas
from mnist_explore.atlas.groups.regions import from_text, inside, on_grid, to_text
from mnist_explore.atlas.layouts import grid_steps
from mnist_explore.ui.components import style_map
from tests.e2e.test_map import atlas as atlas

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

GEOMETRY = (Path(style_map.__file__).parent / "geometry.js").read_text()


@pytest.fixture(scope="module")
def blank(contexts: Callable[..., BrowserContext], atlas: Atlas) -> Iterator[Page]:
    """Return a window with the map's geometry, and the steps of up to 20,000 digits as `x` and `y`."""
    page = contexts().new_page()
    page.goto("about:blank")
    page.add_script_tag(content=GEOMETRY)
    page.evaluate("([x, y]) => { window.x = x; window.y = y }", steps_of(atlas).T.tolist())
    yield page
    page.close()


def places_of(atlas: Atlas) -> np.ndarray:
    """Return the places of up to 20,000 digits; ``(n, 2)`` float32."""
    return atlas.table[["tsne_x", "tsne_y"]].to_numpy()[:: -(-len(atlas.table) // 20_000)]


def steps_of(atlas: Atlas) -> np.ndarray:
    """Return these places as steps; ``(n, 2)`` int64."""
    return grid_steps(places_of(atlas)).astype(np.int64)


def test_geometry_selects_as_python_does(blank: Page, atlas: Atlas) -> None:
    """Drawn regions, crossed and with corners on digits: the browser's rule and Python's take the same digits."""
    places = places_of(atlas)
    generator = np.random.default_rng(5)
    for kind in range(6):
        corners = generator.normal(0, 40, (5 + 7 * kind, 2)) if kind else np.round(places[:12], 1)
        text = to_text(group_of_areas([corners.tolist(), (corners[::-1] / 2 + 9).tolist()]).region)
        found = blank.evaluate(
            "text => { const areas = fromText(text); return [toText(areas), Array.from(inside(areas, x, y))] }", text
        )
        assert found[0] == text
        wanted = inside(on_grid(places), from_text(text))
        assert 0 < wanted.sum() < len(wanted)
        assert np.array_equal(np.array(found[1], bool), wanted)


def test_geometry_pictures_keep_apart_and_leave_no_hole(blank: Page, atlas: Atlas) -> None:
    """At every level digits with pictures keep its gap to each other, and all others are nearer to one than that."""
    steps = steps_of(atlas)
    level, gaps = blank.evaluate(
        "() => { const found = levels(x.map((_, i) => i), x, y)\n"
        "return [Array.from(found), Array.from({length: 255}, (_, one) => gapOf(one))] }"
    )
    level = np.array(level)
    assert len(np.unique(level)) > 10
    for step in np.unique(level[level < 255])[::5]:
        chosen = steps[level <= step]
        others = steps[level > step][:: max(1, len(steps) // 500)]
        if len(chosen) > 2000:
            break
        apart = np.abs(chosen[:, None] - chosen[None]).max(axis=2)
        assert apart[~np.eye(len(chosen), dtype=bool)].min(initial=10**6) >= gaps[step]
        if len(others):
            assert np.abs(others[:, None] - chosen[None]).max(axis=2).min(axis=1).max() < gaps[step]
