"""The map in a real browser: walked through, coloured, hidden, selected in, by mouse, finger and keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_explore.atlas import Atlas, load_atlas
from mnist_explore.atlas.groups import Group, members
from mnist_explore.atlas.groups.regions import from_text
from mnist_explore.digits import Digits
from tests.e2e.conftest import PATIENCE_MS, assert_whole, settle, visit
from tests.e2e.test_choices import drag, follow

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page

MAP = "canvas[role=application]"
WINDOW = {"width": 1000, "height": 700}
"""Small, since without a graphics card every pixel of the map costs."""

Shown = tuple[Digits, dict[str, str]]


@pytest.fixture(scope="module")
def atlas(shown: Shown) -> Atlas:
    """Return the atlas of the digits shown."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in shown[1].items():
            patch.setenv(name, value)
        return load_atlas(shown[0])


@pytest.fixture(scope="module")
def sent() -> list[bytes]:
    """Return what the shared window has sent to the server; a test empties it."""
    return []


@pytest.fixture(scope="module")
def received() -> list[int]:
    """Return how many bytes each message to the shared window had."""
    return []


@pytest.fixture(scope="module")
def window(
    contexts: Callable[..., BrowserContext], server: str, sent: list[bytes], received: list[int]
) -> Iterator[Page]:
    """Return the window that the tests of this file walk through the map in, one after the other."""
    page = contexts(viewport=WINDOW).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    open_map(page, f"{server}/map")
    yield page
    page.close()


def open_map(page: Page, address: str) -> Locator:
    """Open the map and wait until its legend counts; return the canvas."""
    visit(page, address)
    page.locator(".legend .item").first.wait_for()
    canvas = page.locator(MAP)
    canvas.scroll_into_view_if_needed()
    return canvas


def as_opened(page: Page) -> Locator:
    """Bring the map back to how it was opened, whatever a test before has done; return the canvas."""
    canvas = page.locator(MAP)
    page.locator("select.colours").select_option("digit")
    for hidden in (".chip", ".item.hidden .toggle"):
        while page.locator(hidden).count():
            page.locator(hidden).first.click()
    canvas.focus()
    for key in ("Escape", "Escape", "0"):
        page.keyboard.press(key)
    page.wait_for_function("() => !document.body.innerText.includes('digits selected')")
    settle(page)
    canvas.scroll_into_view_if_needed()
    return canvas


def with_pictures(page: Page) -> Locator:
    """Wait until digits are pictures, and all that are in view have come; return the canvas."""
    canvas = page.locator(f"{MAP}[data-pictures]:not([data-pictures='0'])")
    canvas.wait_for()
    count = ""
    while count != (count := canvas.get_attribute("data-pictures") or ""):
        page.wait_for_timeout(700)
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
    panel = page.get_by_test_id("stMarkdown").get_by_text(re.compile(r"[\d,]+ digits? selected"))
    text = panel.first.inner_text()
    return int(re.sub(r"\D", "", text.split(" digit")[0]))


def parameter(page: Page, name: str) -> str:
    """Return one parameter of the page's address, as the page's script would be given it."""
    value: str = page.evaluate("name => new URLSearchParams(location.search).get(name) ?? ''", name)
    return value


def test_first_view_is_light(window: Page, received: list[int]) -> None:
    """All that the server says until the map stands is 200 kB at most; Streamlit's own code for it weighs 240."""
    window.wait_for_timeout(1000)
    assert 10_000 < sum(received) < 200_000
    assert_whole(window)


def test_moving_and_colouring_tell_the_server_nothing(window: Page, shown: Shown, sent: list[bytes]) -> None:
    """Pan, zoom, hover, hide and colour: nothing is asked for but pictures to show; every legend counts all digits.

    A column is asked for when the map is first coloured by it, and then is here.
    """
    canvas = as_opened(window)
    for column, title in (("predicted", "Network's answer"), ("slant", "Slant, °")):
        window.locator("select.colours").select_option(column)
        window.locator(".legend .title", has_text=title).wait_for()
    window.locator("select.colours").select_option("digit")
    sent.clear()
    hovered(window, canvas)
    window.locator(".card dt", has_text="Slant").wait_for()
    drag(window, at(canvas, 0.5, 0.5), at(canvas, 0.4, 0.4))
    window.get_by_role("button", name="Closer (+)").click()
    window.locator("select.colours").select_option("slant")
    assert sum(count for _, count in counts(window).values()) == len(shown[0])
    window.locator("select.colours").select_option("predicted")
    window.locator(".legend .toggle").first.click()
    window.wait_for_timeout(600)
    assert sent and not [frame for frame in sent if not re.search(rb'"pictures": ?\[\d', frame)]
    assert parameter(window, "map_colour") == "predicted" and parameter(window, "map_hidden") == "predicted.0"
    assert_whole(window)


def test_zoom_until_dots_are_pictures(window: Page, shown: Shown) -> None:
    """Far out there are dots; close up pictures; above one its card says the label, and a click opens that digit."""
    canvas = as_opened(window)
    window.locator(f"{MAP}[data-pictures='0']").wait_for()
    for _ in range(6):
        window.get_by_role("button", name="Closer (+)").click()
    with_pictures(window)
    place = hovered(window, canvas)
    window.locator(".card dt", has_text="Slant").wait_for()
    facts = dict(
        zip(window.locator(".card dt").all_inner_texts(), window.locator(".card dd").all_inner_texts(), strict=True)
    )
    assert {"Digit", "Slant", "Stroke width", "Network's answer"} <= set(facts)
    window.mouse.click(*place)
    window.get_by_role("dialog").wait_for()
    index = int(parameter(window, "index"))
    assert facts["Digit"] == str(shown[0].labels[index])
    if shown[0].writer[index] >= 0:
        assert facts["Writer"] == str(shown[0].writer[index])
    assert_whole(window)
    window.keyboard.press("Escape")
    window.get_by_role("dialog").wait_for(state="hidden")


def test_lost_context_comes_back_whole(window: Page) -> None:
    """After the graphics card has let go of everything, dots and pictures look as before."""
    as_opened(window)
    for _ in range(5):
        window.get_by_role("button", name="Closer (+)").click()
    canvas = with_pictures(window)
    window.mouse.move(2, 2)
    before = canvas.screenshot()
    canvas.evaluate(
        "async canvas => { const lose = canvas.getContext('webgl2').getExtension('WEBGL_lose_context')\n"
        "const back = new Promise(go => canvas.addEventListener('webglcontextrestored', go, { once: true }))\n"
        "lose.loseContext(); await new Promise(go => setTimeout(go, 200)); lose.restoreContext(); await back\n"
        "await new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go))) }"
    )
    assert canvas.screenshot() == before


def hovered(page: Page, canvas: Locator) -> tuple[float, float]:
    """Move the mouse over the map until a digit's card is shown; return the place."""
    for across in np.linspace(0.3, 0.7, 40):
        page.mouse.move(*at(canvas, across, 0.5))
        page.wait_for_timeout(60)
        if page.locator(".card").is_visible():
            break
    page.locator(".card").wait_for()
    return at(canvas, float(across), 0.5)


def test_intruders_among_the_nines(
    window: Page, sent: list[bytes], atlas: Atlas, new_page: Callable[..., Page]
) -> None:
    """Coloured by width, all but nines hidden, two loops: nines alone are counted, here, in Python and by a link."""
    page, canvas = window, as_opened(window)
    last = page.locator(".legend .item", has=page.get_by_text("9", exact=True)).first
    last.get_by_role("button", name="only").click()
    page.locator("select.colours").select_option("width")
    page.get_by_text("Width, px").wait_for()
    page.get_by_text("Some hidden by digit").wait_for()
    page.get_by_role("button", name="Lasso (L)").click()
    sent.clear()
    loop(canvas, left=0.02, right=0.5)
    first = selected(page)
    settle(page)
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
    # A profile of its own: nothing of what this one has fetched or kept.
    other = new_page(viewport=WINDOW, locale="en-IE")
    open_map(other, page.url)
    other.get_by_text("Width, px").wait_for()
    assert counts(other) == found and selected(other) == both
    other.close()
    follow(page, "Samples")
    follow(page, "Map")
    page.get_by_text("Width, px").wait_for()
    page.get_by_text("Some hidden by digit").wait_for()
    assert counts(page) == found and selected(page) == both
    page.locator(MAP).focus()
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.body.innerText.includes('digits selected')")
    settle(page)
    assert parameter(page, "map_region") == ""
    assert_whole(page)


def test_map_by_keys_alone(window: Page, shown: Shown) -> None:
    """By Tab to the map; a box by two corners, spoken counts, Esc; then a digit in the middle by Enter."""
    page, canvas = window, as_opened(window)
    page.get_by_role("button", name="The whole map (0)").focus()
    page.keyboard.press("Tab")
    assert canvas.evaluate("canvas => canvas.getRootNode().activeElement === canvas")
    assert canvas.evaluate("canvas => getComputedStyle(canvas).outlineStyle") == "solid"
    for press in ("b", *["Shift+ArrowLeft"] * 3, *["Shift+ArrowUp"] * 3, "Enter"):
        page.keyboard.press(press)
    for press in (*["Shift+ArrowRight"] * 6, *["Shift+ArrowDown"] * 6, "Enter"):
        page.keyboard.press(press)
    spoken = page.locator(".spoken")
    count = selected(page)
    assert spoken.inner_text() == f"{count:,} digits selected"
    assert 0 < count <= len(shown[0])
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
    page.wait_for_function("() => new URLSearchParams(location.search).get('map_view')?.endsWith(',14.00')")
    assert_whole(page)
