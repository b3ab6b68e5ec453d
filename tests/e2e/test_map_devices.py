"""The map on other devices: under fingers, and where the browser draws with less or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import assert_whole, serving, settle
from tests.e2e.test_choices import TELEPHONE, swipe
from tests.e2e.test_map import MAP, WINDOW, at, open_map, parameter, selected

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_map_on_a_telephone(new_page: Callable[..., Page], server: str) -> None:
    """One finger scrolls the page, two zoom; with the lasso on it draws, and the page goes to what is selected."""
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, user_agent=TELEPHONE)
    canvas = open_map(page, f"{server}/map")
    scrolled = "document.querySelector('[data-testid=stMain]').scrollTop"
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    swipe(page, (195, 600), (195, 400))
    assert page.evaluate(scrolled) > 100 and not parameter(page, "map_view")
    pinch(page, at(canvas, 0.5, 0.5))
    page.wait_for_function("() => new URLSearchParams(location.search).get('map_view')")
    assert 2.5 < float(parameter(page, "map_view").split(",")[2]) < 5
    page.get_by_role("button", name="Lasso (L)").click()
    swipe(page, *(at(canvas, *corner) for corner in [(0.1, 0.2), (0.9, 0.2), (0.9, 0.8), (0.1, 0.8)]))
    assert selected(page)
    settle(page)
    panel = page.get_by_text(re.compile("digits? selected")).first
    page.wait_for_function(
        "panel => panel.getBoundingClientRect().y >= 0 && panel.getBoundingClientRect().y < 844",
        arg=panel.element_handle(),
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_whole(page)


def pinch(page: Page, place: tuple[float, float]) -> None:
    """Put two fingers down beside a place, part them, and lift them."""
    touch = page.context.new_cdp_session(page)
    x, y = place
    for kind, apart in [("touchStart", 30), *[("touchMove", 30 + 8 * step) for step in range(1, 11)], ("touchEnd", 0)]:
        points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}] if apart else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def refuse(page: Page, kinds: str) -> None:
    """Let canvases give no context of some kinds: a condition in JavaScript, of ``kind``."""
    page.add_init_script(
        "const real = HTMLCanvasElement.prototype.getContext\n"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...more) {\n"
        f"  return {kinds} ? null : real.call(this, kind, ...more) }}"
    )


def test_map_without_webgl(new_page: Callable[..., Page], server: str) -> None:
    """Where there is no WebGL, one sentence says so, and the map is a still picture of many colours."""
    page = new_page(viewport=WINDOW)
    refuse(page, "kind.startsWith('webgl')")
    canvas = open_map(page, f"{server}/map")
    page.get_by_text("no WebGL").wait_for()
    colours = canvas.evaluate(
        "canvas => { const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data\n"
        "const found = new Set(); for (let i = 0; i < data.length; i += 4) if (data[i + 3]) found.add(data[i])\n"
        "return found.size }"
    )
    assert colours > 10
    assert_whole(page)


@pytest.mark.thorough
def test_map_by_webgl_1_and_under_a_path(new_page: Callable[..., Page], tmp_path: Path) -> None:
    """With WebGL 1 alone, and the app under a base path, dots and pictures of the bundled digits are drawn as well."""
    page = new_page(viewport=WINDOW)
    refuse(page, "kind === 'webgl2'")
    bundled = {"MNIST_EXPLORE_DATA": "", "MNIST_EXPLORE_CACHE": str(tmp_path / "cache")}
    with serving(bundled | {"STREAMLIT_SERVER_BASE_URL_PATH": "digits"}, tmp_path / "log.txt") as address:
        canvas = open_map(page, f"{address}/map?map_view=16,32,9")
        page.locator(f"{MAP}[data-pictures]:not([data-pictures='0'])").wait_for()
        assert canvas.evaluate("canvas => canvas.getContext('webgl').getError()") == 0
        assert_whole(page)
