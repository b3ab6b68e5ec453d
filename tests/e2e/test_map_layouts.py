"""Layouts of the map in a real browser: points glide from one to another, and regions keep to the one they lie on."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.groups import Group, members
from mnist_explore.atlas.groups.regions import region_from_text
from mnist_explore.digits import Digits
from tests.e2e.conftest import assert_whole, serving, settle, visit
from tests.e2e.test_choices import follow
from tests.e2e.test_map import at, counts, loop, open_map, parameter, selected

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with the bundled digits, whose layouts ship."""
    folder = tmp_path_factory.mktemp("bundled")
    environment = {"MNIST_EXPLORE_DATA": "", "MNIST_EXPLORE_CACHE": str(folder / "cache")}
    with serving(environment, folder / "log.txt") as address:
        yield address
    assert "Traceback" not in (folder / "log.txt").read_text()


@pytest.fixture(scope="module")
def atlas(uci: Digits) -> Atlas:
    """Return the bundled digits' atlas."""
    return load_atlas(uci)


def laid(page: Page, name: str) -> Locator:
    """Wait until the points have come to rest on a layout; return the canvas."""
    canvas = page.locator(f"canvas[data-layout={name}]")
    canvas.wait_for()
    page.wait_for_timeout(500)
    return canvas


def lay_out(page: Page, name: str) -> Locator:
    """Choose a layout and wait until the points are there."""
    page.get_by_label("Laid out").select_option(name)
    return laid(page, name)


def seen(canvas: Locator) -> np.ndarray:
    """Return what the map looks like; ``(height, width, 3)`` int."""
    from PIL import Image

    canvas.scroll_into_view_if_needed()
    return np.array(Image.open(io.BytesIO(canvas.screenshot())).convert("RGB")).astype(int)


def differing(first: np.ndarray, second: np.ndarray) -> float:
    """Return the share of pixels that are plainly others."""
    return float((np.abs(first - second).max(axis=2) > 16).mean())


def titles(page: Page) -> list[str]:
    """Return the layouts that can be chosen."""
    return page.get_by_label("Laid out").locator("option").all_inner_texts()


def test_glide_to_features_and_back(page: Page, bundled: str) -> None:
    """The points come to rest elsewhere, in the address stands where, and back they are as they were."""
    canvas = open_map(page, f"{bundled}/map")
    assert titles(page) == ["All digits, by pixels", "All digits, by the network's features"]
    before, legend = seen(laid(page, "pixels")), counts(page)
    page.get_by_label("Laid out").select_option("features")
    page.locator("canvas[data-layout='']").wait_for()
    way = seen(canvas)
    there = seen(laid(page, "features"))
    assert min(differing(before, way), differing(way, there), differing(before, there)) > 0.005
    assert parameter(page, "map_layout") == "features" and counts(page) == legend
    page.get_by_text("t-SNE of what the network's last hidden layer gives").wait_for()
    assert differing(seen(lay_out(page, "pixels")), before) < 0.0005
    assert parameter(page, "map_layout") == ""
    assert_whole(page)


def test_class_alone_has_its_own_map(page: Page, bundled: str, atlas: Atlas) -> None:
    """Threes have a map of their own, the page's first; another class then has its own, and all together have none."""
    threes, fives = (int((atlas.digits.labels == digit).sum()) for digit in (3, 5))
    open_map(page, f"{bundled}/map?digit=3")
    laid(page, "own")
    assert titles(page)[2:] == ["Threes alone, as written", "Threes alone, by style"]
    assert counts(page) == {"3": (threes, threes)}
    lay_out(page, "style")
    page.get_by_text("slant, stroke width and size taken out").wait_for()
    page.get_by_test_id("stSidebar").get_by_role("radio", name="5").click()
    settle(page)
    laid(page, "style")
    assert counts(page) == {"5": (fives, fives)} and titles(page)[2].startswith("Fives alone")
    page.get_by_test_id("stSidebar").get_by_role("radio", name="5").click()
    settle(page)
    laid(page, "pixels")
    assert len(titles(page)) == 2 and sum(count for count, _ in counts(page).values()) == len(atlas.digits)
    assert_whole(page)


@pytest.mark.parametrize("name", ["own", "style", "features"])
def test_region_keeps_to_its_layout(name: str, page: Page, bundled: str, atlas: Atlas) -> None:
    """A loop on a layout selects the same digits in Python, on another layout, after a reload, and on Samples."""
    open_map(page, f"{bundled}/map?digit=3&map_layout={name}")
    canvas = laid(page, name)
    page.get_by_role("button", name="Lasso (L)").click()
    loop(canvas, left=0.02, right=0.5)
    page.get_by_text(re.compile(r"[\d,]+ digits? selected")).first.wait_for()
    settle(page)
    region = parameter(page, "map_region")
    assert region.startswith(f"{name}.")
    layout, areas = region_from_text(region)
    group = Group(region=areas, layout=layout).asking("digit", "3")
    count = len(members(atlas.table, group))
    whole = int((atlas.digits.labels == 3).sum())
    assert 0 < count < whole and selected(page) == count
    assert counts(page) == {"3": (count, whole)}
    assert page.locator("path.areas").get_attribute("d")
    lay_out(page, "pixels")
    assert counts(page) == {"3": (count, whole)} and not page.locator("path.areas").get_attribute("d")
    page.reload()
    laid(page, "pixels")
    settle(page)
    assert counts(page) == {"3": (count, whole)} and selected(page) == count
    page.get_by_role("link", name="Browse them").click()
    page.get_by_text(f"{count} of {whole}").first.wait_for()
    follow(page, "Map")
    laid(page, "pixels")
    assert counts(page) == {"3": (count, whole)}
    assert_whole(page)


def test_region_of_one_class_goes_with_it(page: Page, bundled: str) -> None:
    """What was selected on the threes' map is no selection of the fives, nor of all."""
    open_map(page, f"{bundled}/map?digit=3")
    canvas = laid(page, "own")
    page.get_by_role("button", name="Lasso (L)").click()
    loop(canvas, left=0.02, right=0.5)
    page.get_by_text(re.compile(r"[\d,]+ digits? selected")).first.wait_for()
    settle(page)
    page.get_by_test_id("stSidebar").get_by_role("radio", name="5").click()
    page.wait_for_function("() => !document.body.innerText.includes('digits selected')")
    settle(page)
    laid(page, "own")
    assert parameter(page, "map_region") == "" and page.get_by_test_id("stAlertContentWarning").count() == 0
    assert_whole(page)


def test_second_area_on_another_layout_takes_the_place(page: Page, bundled: str) -> None:
    """Areas of one selection lie on one layout."""
    canvas = open_map(page, f"{bundled}/map")
    page.get_by_role("button", name="Lasso (L)").click()
    loop(canvas, left=0.02, right=0.5)
    page.get_by_text(re.compile(r"[\d,]+ digits? selected")).first.wait_for()
    settle(page)
    assert "." not in parameter(page, "map_region")
    canvas = lay_out(page, "features")
    canvas.scroll_into_view_if_needed()
    loop(canvas, left=0.3, right=0.7)
    page.wait_for_function("() => new URLSearchParams(location.search).get('map_region')?.startsWith('features.')")
    settle(page)
    assert "~" not in parameter(page, "map_region")
    assert selected(page) == sum(one for one, _ in counts(page).values())
    assert_whole(page)


def test_view_and_layout_in_a_link(page: Page, bundled: str) -> None:
    """A link gives layout and view together: the view that was left is found again."""
    canvas = open_map(page, f"{bundled}/map?digit=3&map_layout=style&map_view=10,20,9")
    laid(page, "style")
    page.locator("canvas[data-pictures]:not([data-pictures='0'])").wait_for()
    page.wait_for_timeout(2000)
    before = seen(canvas)
    page.reload()
    laid(page, "style")
    page.wait_for_timeout(2500)
    assert differing(seen(canvas), before) < 0.0005
    assert parameter(page, "map_view") == "10,20,9"
    page.mouse.move(*at(canvas, 0.5, 0.5))
    assert_whole(page)


def test_shown_digit_is_joined_with_its_look_alikes(page: Page, bundled: str, atlas: Atlas) -> None:
    """Ten lines on every layout of the digit's class, and none where it has no place."""
    index = int(np.flatnonzero(atlas.digits.labels == 3)[0])
    open_map(page, f"{bundled}/map?digit=3&map_show={index}")
    for name in ("own", "style", "features", "pixels"):
        lay_out(page, name) if name != "own" else laid(page, name)
        assert (page.locator("path.joins").get_attribute("d") or "").count("M") == 10
    visit(page, f"{bundled}/map?digit=5&map_show={index}")
    laid(page, "own")
    assert not page.locator("path.joins").get_attribute("d")
    assert not page.locator("circle.mark").is_visible()
    assert_whole(page)


def test_map_as_a_picture(page: Page, bundled: str, tmp_path: Path) -> None:
    """The page's menu gives the map as a PNG: dots in many colours, and the loop around some of them."""
    canvas = open_map(page, f"{bundled}/map?map_layout=features")
    laid(page, "features")
    page.get_by_role("button", name="Lasso (L)").click()
    loop(canvas, left=0.02, right=0.5)
    page.get_by_text(re.compile(r"[\d,]+ digits? selected")).first.wait_for()
    settle(page)
    page.get_by_role("button", name="Take it away").click()
    with page.expect_download() as caught:
        page.get_by_role("button", name=re.compile("All digits, by the network's features")).click()
    caught.value.save_as(tmp_path / "map.png")
    from PIL import Image

    pixels = np.array(Image.open(tmp_path / "map.png").convert("RGB"))
    line = page.locator("path.areas").evaluate("path => getComputedStyle(path).stroke")
    colour = np.array([int(part) for part in re.findall(r"\d+", line)[:3]])
    assert (np.abs(pixels.astype(int) - colour).max(axis=2) < 8).sum() > 500
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) > 100
    black = (pixels < 20).all(axis=2).mean()
    assert black < 0.05
    assert_whole(page)


def test_lay_out_anew(page: Page, bundled: str, atlas: Atlas) -> None:
    """The fours are laid out at another perplexity beside the page; the new layout is shown, and selects nothing."""
    fours = int((atlas.digits.labels == 4).sum())
    open_map(page, f"{bundled}/map?digit=4")
    laid(page, "own")
    page.get_by_text("Lay out anew").click()
    settle(page)
    page.get_by_role("radio", name="10", exact=True).click()
    page.get_by_role("button", name=f"Lay out these {fours} digits").click()
    canvas = laid(page, "yours")
    assert titles(page)[-1] == f"Yours: {fours} digits, perplexity 10"
    assert counts(page) == {"4": (fours, fours)}
    page.get_by_role("button", name="Lasso (L)").click()
    canvas.scroll_into_view_if_needed()
    loop(canvas, left=0.02, right=0.5)
    page.get_by_text("nothing can be selected").wait_for()
    assert parameter(page, "map_region") == ""
    page.reload()
    laid(page, "own")
    assert len(titles(page)) == 4 and page.get_by_test_id("stAlertContentWarning").count() == 0
    assert_whole(page)
