"""The map in a real browser: walked through, coloured, hidden, selected in, by mouse, finger and keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.groups import Group, group_of_areas, members
from mnist_explore.atlas.groups.regions import from_text, inside, on_grid, to_text
from mnist_explore.atlas.layouts import grid_steps
from mnist_explore.digits import Digits
from mnist_explore.ui.components import style_map
from tests.e2e.conftest import assert_whole, serving, settle, visit
from tests.e2e.test_choices import TELEPHONE, drag, follow, swipe

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

GEOMETRY = (Path(style_map.__file__).parent / "geometry.js").read_text()
MAP = "canvas[role=application]"
Shown = tuple[Digits, dict[str, str]]


@pytest.fixture(scope="module")
def atlas(shown: Shown) -> Atlas:
    """Return the atlas of the digits shown."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in shown[1].items():
            patch.setenv(name, value)
        return load_atlas(shown[0], folder=Path(shown[1]["MNIST_EXPLORE_CACHE"]) / "atlases" if shown[1] else None)


def open_map(page: Page, address: str) -> Locator:
    """Open the map and wait until its legend counts; return the canvas."""
    visit(page, address)
    page.locator(".legend .item").first.wait_for()
    canvas = page.locator(MAP)
    canvas.scroll_into_view_if_needed()
    page.wait_for_timeout(800)
    return canvas


def at(canvas: Locator, across: float, down: float) -> tuple[float, float]:
    """Return the place on screen at two shares of the map's width and height."""
    box = canvas.bounding_box()
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def loop(canvas: Locator, *, left: float, right: float, top: float = 0.02, bottom: float = 0.98) -> None:
    """Draw a loop with the mouse, as a rectangle by hand."""
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top + 0.01)]
    drag(canvas.page, *(at(canvas, *corner) for corner in corners))


def counts(page: Page) -> dict[str, tuple[int, int]]:
    """Return the legend: name → how many are selected, or shown, and how many there are."""
    found = {}
    for item in page.locator(".legend .item").all():
        numbers = [int(one.replace(",", "")) for one in item.locator(".count").inner_text().split(" / ")]
        found[item.locator(".name").inner_text()] = (numbers[0], numbers[-1])
    return found


def selected(page: Page) -> int:
    """Return how many digits the panel says are selected."""
    text = page.get_by_text(re.compile(r"[\d,]+ digits? selected")).first.inner_text()
    return int(re.sub(r"\D", "", text.split(" digit")[0]))


def parameter(page: Page, name: str) -> str:
    """Return one parameter of the page's address, as the page's script would be given it."""
    value: str = page.evaluate("name => new URLSearchParams(location.search).get(name) ?? ''", name)
    return value


def test_geometry_selects_as_python_does(page: Page, atlas: Atlas) -> None:
    """Drawn regions, crossed and with corners on digits: the browser's rule and Python's take the same digits."""
    places = atlas.table[["tsne_x", "tsne_y"]].to_numpy()
    steps = grid_steps(places)
    generator = np.random.default_rng(5)
    page.goto("about:blank")
    for kind in range(6):
        corners = generator.normal(0, 40, (5 + 7 * kind, 2)) if kind else np.round(places[:12], 1)
        text = to_text(group_of_areas([corners.tolist(), (corners[::-1] / 2 + 9).tolist()]).region)
        asked = [text, steps[:, 0].tolist(), steps[:, 1].tolist()]
        found = page.evaluate(
            f"([text, x, y]) => {{ {GEOMETRY}\nconst areas = fromText(text)\n"
            "return [toText(areas), Array.from(inside(areas, x, y))] }",
            asked,
        )
        assert found[0] == text
        wanted = inside(on_grid(places), from_text(text))
        assert 0 < wanted.sum() < len(wanted)
        assert np.array_equal(np.array(found[1], bool), wanted)


def test_geometry_pictures_keep_apart_and_leave_no_hole(page: Page, atlas: Atlas) -> None:
    """At every level digits with pictures keep its gap to each other, and all others are nearer to one than that."""
    steps = grid_steps(atlas.table[["tsne_x", "tsne_y"]].to_numpy()).astype(np.int64)
    page.goto("about:blank")
    level, gaps = page.evaluate(
        f"([x, y]) => {{ {GEOMETRY}\nconst found = levels(x.map((_, i) => i), x, y)\n"
        "return [Array.from(found), Array.from({length: 255}, (_, one) => gapOf(one))] }",
        [steps[:, 0].tolist(), steps[:, 1].tolist()],
    )
    level = np.array(level)
    assert len(np.unique(level)) > 10
    for step in np.unique(level[level < 255])[::5]:
        chosen = steps[level <= step]
        others = steps[level > step][:: max(1, len(steps) // 500)]
        if len(chosen) > 4000:
            break
        apart = np.abs(chosen[:, None] - chosen[None]).max(axis=2)
        assert apart[~np.eye(len(chosen), dtype=bool)].min(initial=10**6) >= gaps[step]
        if len(others):
            assert np.abs(others[:, None] - chosen[None]).max(axis=2).min(axis=1).max() < gaps[step]


def test_zoom_until_dots_are_pictures(page: Page, server: str, shown: Shown) -> None:
    """Far out there are dots; close up pictures; above one its card says the label, and a click opens that digit."""
    canvas = open_map(page, f"{server}/map")
    assert canvas.get_attribute("data-pictures") == "0"
    for _ in range(6):
        page.get_by_role("button", name="Closer (+)").click()
    page.locator(f"{MAP}[data-pictures]:not([data-pictures='0'])").wait_for()
    page.wait_for_timeout(1500)
    place = hovered(page, canvas)
    page.locator(".card dt", has_text="Slant").wait_for()
    said = page.locator(".card").inner_text().split("\n")
    facts = dict(
        zip(page.locator(".card dt").all_inner_texts(), page.locator(".card dd").all_inner_texts(), strict=True)
    )
    assert {"Digit", "Slant", "Stroke width", "Network's answer"} <= set(facts), said
    page.mouse.click(*place)
    page.get_by_role("dialog").wait_for()
    index = int(parameter(page, "index"))
    assert facts["Digit"] == str(shown[0].labels[index])
    if shown[0].writer[index] >= 0:
        assert facts["Writer"] == str(shown[0].writer[index])
    assert_whole(page)


def test_moving_and_colouring_tell_the_server_nothing(page: Page, server: str, shown: Shown) -> None:
    """Pan, zoom, hover, hide and colour: nothing is asked for but pictures to show; every legend counts all digits."""
    sent: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    canvas = open_map(page, f"{server}/map")
    hovered(page, canvas)
    page.locator(".card dt", has_text="Slant").wait_for()
    page.wait_for_timeout(1000)
    sent.clear()
    drag(page, at(canvas, 0.5, 0.5), at(canvas, 0.4, 0.4))
    page.get_by_role("button", name="Closer (+)").click()
    page.locator("select.colours").select_option("slant")
    assert sum(count for _, count in counts(page).values()) == len(shown[0])
    page.locator("select.colours").select_option("predicted")
    page.locator(".legend .toggle").first.click()
    page.wait_for_timeout(1000)
    assert not [frame for frame in sent if not re.search(rb'"pictures": ?\[\d', frame)]
    assert parameter(page, "map_colour") == "predicted" and parameter(page, "map_hidden") == "predicted.0"
    page.locator("select.colours").select_option("width")
    page.get_by_text("Width, px").wait_for()
    assert_whole(page)


def hovered(page: Page, canvas: Locator) -> tuple[float, float]:
    """Move the mouse over the map until a digit's card is shown; return the place."""
    for across in np.linspace(0.3, 0.7, 40):
        page.mouse.move(*at(canvas, across, 0.5))
        page.wait_for_timeout(60)
        if page.locator(".card").is_visible():
            break
    page.locator(".card").wait_for()
    return at(canvas, float(across), 0.5)


def test_intruders_among_the_nines(page: Page, server: str, atlas: Atlas, new_page: Callable[..., Page]) -> None:
    """Coloured by width, all but nines hidden, two loops: nines alone are counted, here, in Python and by a link."""
    sent: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    canvas = open_map(page, f"{server}/map")
    last = page.locator(".legend .item", has=page.get_by_text("9", exact=True)).first
    last.get_by_role("button", name="only").click()
    page.locator("select.colours").select_option("width")
    page.get_by_text("Width, px").wait_for()
    page.get_by_text("Some hidden by digit").wait_for()
    page.get_by_role("button", name="Lasso (L)").click()
    sent.clear()
    loop(canvas, left=0.02, right=0.5)
    page.get_by_text(re.compile("digits? selected")).first.wait_for()
    settle(page)
    first = selected(page)
    assert max(len(frame) for frame in sent) <= 1000
    canvas.scroll_into_view_if_needed()
    loop(canvas, left=0.55, right=0.98)
    page.wait_for_function("count => !document.body.innerText.includes(count + ' digits selected')", arg=f"{first:,}")
    settle(page)
    found = counts(page)
    both = sum(one for one, _ in found.values())
    nines = int((atlas.digits.labels == 9).sum())
    assert first < both <= sum(total for _, total in found.values()) == nines
    region = parameter(page, "map_region")
    assert len(region) <= 2000 and region.count("~") == 1
    assert both == len(members(atlas.table, Group(region=from_text(region)).asking("digit", "9"))) == selected(page)
    other = new_page()
    open_map(other, page.url)
    assert counts(other) == found and selected(other) == both
    follow(page, "Samples")
    follow(page, "Map")
    page.get_by_text("Width, px").wait_for()
    page.get_by_text("Some hidden by digit").wait_for()
    page.wait_for_timeout(500)
    assert counts(page) == found and selected(page) == both
    page.locator(MAP).focus()
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.body.innerText.includes('digits selected')")
    assert parameter(page, "map_region") == ""
    assert_whole(page)


def test_map_by_keys_alone(page: Page, server: str, shown: Shown) -> None:
    """A box by two corners, spoken counts, Esc; then a digit in the middle by Enter."""
    canvas = open_map(page, f"{server}/map")
    canvas.focus()
    for press in ("b", *["Shift+ArrowLeft"] * 3, *["Shift+ArrowUp"] * 3, "Enter"):
        page.keyboard.press(press)
    for press in (*["Shift+ArrowRight"] * 6, *["Shift+ArrowDown"] * 6, "Enter"):
        page.keyboard.press(press)
    spoken = page.locator(".spoken")
    page.get_by_text(re.compile(r"[\d,]+ digits? selected")).first.wait_for()
    settle(page)
    assert spoken.inner_text() == f"{selected(page):,} digits selected"
    assert 0 < selected(page) <= len(shown[0])
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.body.innerText.includes('digits selected')")
    page.keyboard.press("0")
    for _ in range(12):
        page.keyboard.press("ArrowUp")
        page.wait_for_timeout(80)
        if page.locator(".card").is_visible():
            break
    assert re.fullmatch(r"A \d", spoken.inner_text())
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    assert str(shown[0].labels[int(parameter(page, "index"))]) == spoken.inner_text()[-1]
    page.get_by_role("button", name="Show it on the map").click()
    page.get_by_role("dialog").wait_for(state="hidden")
    page.locator("circle.mark").wait_for()
    page.wait_for_timeout(700)
    assert parameter(page, "map_view").endswith(",14.00")
    assert_whole(page)


def test_lost_context_comes_back_whole(page: Page, server: str) -> None:
    """After the graphics card has let go of everything, dots and pictures look as before."""
    canvas = open_map(page, f"{server}/map?map_view=0,0,9")
    page.locator(f"{MAP}[data-pictures]:not([data-pictures='0'])").wait_for()
    page.wait_for_timeout(2500)
    before = canvas.screenshot()
    canvas.evaluate(
        "async canvas => { const lose = canvas.getContext('webgl2').getExtension('WEBGL_lose_context')\n"
        "lose.loseContext(); await new Promise(go => setTimeout(go, 300)); lose.restoreContext() }"
    )
    page.wait_for_timeout(1500)
    assert canvas.screenshot() == before


def test_map_on_a_telephone(new_page: Callable[..., Page], server: str) -> None:
    """One finger scrolls the page; with the lasso on it draws, and the page goes to what is selected."""
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, user_agent=TELEPHONE)
    canvas = open_map(page, f"{server}/map")
    scrolled = "document.querySelector('[data-testid=stMain]').scrollTop"
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    swipe(page, (195, 600), (195, 400))
    down = page.evaluate(scrolled)
    assert down > 100 and not parameter(page, "map_view")
    page.get_by_role("button", name="Lasso (L)").click()
    swipe(page, *(at(canvas, *corner) for corner in [(0.1, 0.2), (0.9, 0.2), (0.9, 0.8), (0.1, 0.8)]))
    page.get_by_text(re.compile("digits? selected")).first.wait_for()
    settle(page)
    page.wait_for_timeout(1500)
    panel = page.get_by_text(re.compile("digits? selected")).first.bounding_box()
    assert panel is not None and 0 <= panel["y"] < 844
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_whole(page)


def test_map_by_two_fingers(new_page: Callable[..., Page], server: str) -> None:
    """Two fingers that part bring the map closer."""
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, user_agent=TELEPHONE)
    canvas = open_map(page, f"{server}/map")
    touch = page.context.new_cdp_session(page)
    x, y = at(canvas, 0.5, 0.5)
    for kind, apart in [("touchStart", 30), *[("touchMove", 30 + 8 * step) for step in range(1, 11)], ("touchEnd", 0)]:
        points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}] if apart else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_timeout(800)
    zoom = float(parameter(page, "map_view").split(",")[2])
    assert 2.5 < zoom < 5


def test_map_without_webgl(page: Page, server: str) -> None:
    """Where there is no WebGL, one sentence says so, and the map is a still picture of many colours."""
    page.add_init_script(
        "const real = HTMLCanvasElement.prototype.getContext\n"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...more) {\n"
        "  return kind.startsWith('webgl') ? null : real.call(this, kind, ...more) }"
    )
    canvas = open_map(page, f"{server}/map")
    page.get_by_text("no WebGL").wait_for()
    colours = canvas.evaluate(
        "canvas => { const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data\n"
        "const found = new Set(); for (let i = 0; i < data.length; i += 4) if (data[i + 3]) found.add(data[i])\n"
        "return found.size }"
    )
    assert colours > 10
    assert_whole(page)


def test_map_by_webgl_1_and_under_a_path(page: Page, shown: Shown, tmp_path: Path) -> None:
    """With WebGL 1 alone, and the app under a base path, dots and pictures are drawn as well."""
    page.add_init_script(
        "const real = HTMLCanvasElement.prototype.getContext\n"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...more) {\n"
        "  return kind === 'webgl2' ? null : real.call(this, kind, ...more) }"
    )
    with serving(shown[1] | {"STREAMLIT_SERVER_BASE_URL_PATH": "digits"}, tmp_path / "log.txt") as address:
        canvas = open_map(page, f"{address}/map?map_view=0,0,9")
        page.locator(f"{MAP}[data-pictures]:not([data-pictures='0'])").wait_for()
        assert canvas.evaluate("canvas => canvas.getContext('webgl').getError()") == 0
        assert_whole(page)
