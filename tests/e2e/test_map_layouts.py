"""Layouts of the map in a real browser: points glide from one to another, and regions keep to the one they lie on."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.groups import Group, members
from mnist_explore.atlas.groups.regions import region_from_text
from mnist_explore.digits import Digits
from tests.e2e.conftest import PATIENCE_MS, assert_whole, serving, settle, visit
from tests.e2e.test_choices import follow
from tests.e2e.test_map import MAP, WINDOW, counts, loop, open_map, parameter, selected, with_pictures
from tests.thorough import and_thoroughly

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page


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


@pytest.fixture(scope="module")
def warnings() -> list[str]:
    """Return what the shared window's browser warns of."""
    return []


@pytest.fixture(scope="module")
def window(contexts: Callable[..., BrowserContext], bundled: str, warnings: list[str]) -> Iterator[Page]:
    """Return the window that the tests of this file go through, one after the other."""

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("warning", "error"):
            warnings.append(message.text)

    page = contexts(viewport=WINDOW).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", listen)
    open_map(page, f"{bundled}/map")
    yield page
    page.close()


def of_class(page: Page, digit: int | None, layout: str) -> Locator:
    """Choose a class or all, with nothing selected, and a layout; return the canvas when the points are there."""
    settle(page)
    page.locator(MAP).focus()
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.body.innerText.includes('digits selected')")
    chosen = page.get_by_test_id("stSidebar").locator("[role=radio][aria-checked=true]")
    if chosen.all_inner_texts() != ([] if digit is None else [str(digit)]):
        other = chosen if digit is None else page.get_by_test_id("stSidebar").get_by_role("radio", name=str(digit))
        other.click()
        settle(page)
    page.get_by_label("Laid out").locator(f"option[value={layout}]").wait_for(state="attached")
    return lay_out(page, layout)


def laid(page: Page, name: str) -> Locator:
    """Wait until the points have come to rest on a layout; return the canvas."""
    canvas = page.locator(f"canvas[data-layout={name}]")
    canvas.wait_for()
    # What was moved is written into the address when the map has rested.
    page.wait_for_timeout(350)
    return canvas


def lay_out(page: Page, name: str) -> Locator:
    """Choose a layout and wait until the points are there."""
    page.get_by_label("Laid out").select_option(name)
    return laid(page, name)


def half_selected(page: Page, canvas: Locator) -> int:
    """Draw a loop around the left half of the map; return how many digits are selected."""
    canvas.scroll_into_view_if_needed()
    if page.get_by_role("button", name="Lasso (L)").get_attribute("aria-pressed") != "true":
        page.get_by_role("button", name="Lasso (L)").click()
    loop(canvas, left=0.02, right=0.5)
    found = selected(page)
    settle(page)
    return found


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


def test_glide_to_features_and_back(window: Page) -> None:
    """The points come to rest elsewhere, in the address stands where, and back they are as they were."""
    page = window
    assert titles(page) == ["All digits, by pixels", "All digits, by the network's features"]
    canvas = page.locator(MAP)
    before, legend = seen(laid(page, "pixels")), counts(page)
    # The page's clock goes slowly meanwhile, or on a busy machine the way is over before it is looked at.
    page.evaluate(
        "() => { const now = performance.now.bind(performance), start = now()\n"
        "performance.now = () => start + (now() - start) / 8 }"
    )
    page.get_by_label("Laid out").select_option("features")
    page.locator("canvas[data-layout='']").wait_for()
    page.wait_for_timeout(1500)
    way = seen(canvas)
    page.evaluate("() => { delete performance.now }")
    there = seen(laid(page, "features"))
    assert min(differing(before, way), differing(way, there), differing(before, there)) > 0.005
    assert parameter(page, "map_layout") == "features" and counts(page) == legend
    page.get_by_text("t-SNE of what the network's last hidden layer gives").wait_for()
    assert differing(seen(lay_out(page, "pixels")), before) < 0.0005
    assert parameter(page, "map_layout") == ""
    assert_whole(page)


def test_class_alone_has_its_own_map(window: Page, atlas: Atlas) -> None:
    """Threes have a map of their own, the page's first; another class then has its own, and all together have none."""
    page, sidebar = window, window.get_by_test_id("stSidebar")
    threes, fives = (int((atlas.digits.labels == digit).sum()) for digit in (3, 5))
    sidebar.get_by_role("radio", name="3").click()
    settle(page)
    laid(page, "own")
    assert titles(page)[2:] == ["Threes alone, as written", "Threes alone, by style"]
    assert counts(page) == {"3": (threes, threes)}
    lay_out(page, "style")
    page.get_by_text("slant, stroke width and size taken out").wait_for()
    sidebar.get_by_role("radio", name="5").click()
    settle(page)
    laid(page, "style")
    assert counts(page) == {"5": (fives, fives)} and titles(page)[2].startswith("Fives alone")
    sidebar.get_by_role("radio", name="5").click()
    settle(page)
    laid(page, "pixels")
    assert len(titles(page)) == 2 and sum(count for count, _ in counts(page).values()) == len(atlas.digits)
    assert_whole(page)


@pytest.mark.parametrize("name", and_thoroughly(["style", "own", "features"], first=1))
def test_region_keeps_to_its_layout(name: str, window: Page, atlas: Atlas) -> None:
    """A loop on a layout selects the same digits in Python, on another layout, after a reload, and on Samples.

    It is gone with the class whose layout it lies on.
    """
    page = window
    count = half_selected(page, of_class(page, 3, name))
    region = parameter(page, "map_region")
    assert region.startswith(f"{name}.")
    layout, areas = region_from_text(region)
    group = Group(region=areas, layout=layout).asking("digit", "3")
    whole = int((atlas.digits.labels == 3).sum())
    assert 0 < count < whole and len(members(atlas.table, group)) == count
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
    page.get_by_test_id("stSidebar").get_by_role("radio", name="5").click()
    settle(page)
    if name != "features":
        page.wait_for_function("() => !document.body.innerText.includes('digits selected')")
        assert parameter(page, "map_region") == "" and page.get_by_test_id("stAlertContentWarning").count() == 0
    assert_whole(page)


def test_second_area_on_another_layout_takes_the_place(window: Page) -> None:
    """Areas of one selection lie on one layout."""
    page = window
    half_selected(page, of_class(page, None, "pixels"))
    assert "." not in parameter(page, "map_region")
    canvas = lay_out(page, "features")
    canvas.scroll_into_view_if_needed()
    loop(canvas, left=0.3, right=0.7)
    page.wait_for_function("() => new URLSearchParams(location.search).get('map_region')?.startsWith('features.')")
    settle(page)
    assert "~" not in parameter(page, "map_region")
    assert selected(page) == sum(one for one, _ in counts(page).values())
    assert_whole(page)


def test_map_as_a_picture(window: Page, tmp_path: Path) -> None:
    """The page's menu gives the map as a PNG: dots in many colours, and the loop around some of them."""
    page = window
    half_selected(page, of_class(page, None, "features"))
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
    page.keyboard.press("Escape")


def test_view_and_layout_in_a_link(window: Page, bundled: str) -> None:
    """A link gives layout and view together: the view that was left is found again."""
    page = window
    canvas = open_map(page, f"{bundled}/map?digit=3&map_layout=style&map_view=10,20,9")
    laid(page, "style")
    with_pictures(page)
    page.mouse.move(2, 2)
    before = seen(canvas)
    page.reload()
    laid(page, "style")
    with_pictures(page)
    assert differing(seen(canvas), before) < 0.0005
    assert parameter(page, "map_view") == "10,20,9"
    assert_whole(page)


def test_shown_digit_is_joined_with_its_look_alikes(window: Page, bundled: str, atlas: Atlas) -> None:
    """Ten lines on every layout of the digit's class, and none where it has no place."""
    page = window
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
