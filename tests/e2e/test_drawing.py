"""Digits drawn in a real browser: by mouse, by finger and by keyboard, and what is not taken for a drawing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import assert_whole, settle, visit
from tests.e2e.test_choices import TELEPHONE, drag, follow, swipe
from tests.thorough import and_thoroughly

if TYPE_CHECKING:
    from playwright.sync_api import Page

SEVEN = ((90, 80), (250, 80), (150, 270))
"""In pixels of 336."""
SCROLLED = "document.querySelector('[data-testid=stMain]').scrollTop"


def places(page: Page, *points: tuple[float, float]) -> list[tuple[float, float]]:
    """Return where points of the drawing box, 336 wide, lie on the screen."""
    paper = page.locator("svg.paper")
    paper.wait_for()
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    assert box
    return [(box["x"] + x * box["width"] / 336, box["y"] + y * box["height"] / 336) for x, y in points]


def strokes(page: Page) -> int:
    """Return how many strokes are on the box."""
    return page.locator("svg.paper polyline").count()


def answer(page: Page) -> str:
    """Return what the network reads, once there is an answer and the page stands."""
    metric = page.get_by_test_id("stMetricValue").first
    metric.wait_for()
    settle(page)
    return metric.inner_text()


def test_drawn_by_mouse(page: Page, server: str) -> None:
    """A seven is read, with look-alikes; undo, redo and clear go back and forth; the drawing outlasts another page."""
    visit(page, f"{server}/yours")
    drag(page, *places(page, *SEVEN))
    assert answer(page) == "7"
    assert page.get_by_role("group", name=re.compile("most like yours")).locator("button.cell").count() == 12
    follow(page, "Samples")
    follow(page, "Your digit")
    assert answer(page) == "7" and strokes(page) == 1
    drag(page, *places(page, (110, 180), (240, 180)))
    page.get_by_text(re.compile("Structure:.*crossed")).wait_for()
    assert answer(page) == "7" and strokes(page) == 2
    page.get_by_role("button", name="Undo").click()
    page.get_by_text(re.compile("Structure:(?!.*crossed)")).wait_for()
    assert strokes(page) == 1
    page.get_by_role("button", name="Redo").click()
    page.get_by_text(re.compile("Structure:.*crossed")).wait_for()
    assert strokes(page) == 2
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("Nothing to look at yet").wait_for()
    assert strokes(page) == 0
    page.get_by_role("button", name="Undo").click()
    assert answer(page) == "7" and strokes(page) == 2
    page.get_by_role("button", name="Clear").click()
    page.get_by_text("Nothing to look at yet").wait_for()
    follow(page, "Samples")
    follow(page, "Your digit")
    assert page.get_by_text("Nothing to look at yet").is_visible() and strokes(page) == 0
    page.reload()
    settle(page)
    assert page.get_by_text("Nothing to look at yet").is_visible() and strokes(page) == 0
    assert_whole(page)


def test_drawing_is_kept_while_another_door_is_open(page: Page, server: str) -> None:
    """A drawing is there again, undone stroke by stroke, when its door is opened again."""
    visit(page, f"{server}/yours")
    drag(page, *places(page, *SEVEN))
    assert answer(page) == "7"
    drag(page, *places(page, (110, 180), (240, 180)))
    settle(page)
    page.get_by_role("radio", name="Upload").click()
    page.get_by_text("Nothing to look at yet").wait_for()
    page.get_by_role("radio", name="Draw").click()
    assert answer(page) == "7" and strokes(page) == 2
    page.get_by_role("button", name="Undo").click()
    settle(page)
    assert strokes(page) == 1
    assert_whole(page)


def test_tools_by_keyboard(page: Page, server: str) -> None:
    """All six tools are reached by Tab, show where the focus is, and work by Enter and by Ctrl+Z and Ctrl+Y."""
    visit(page, f"{server}/yours")
    drag(page, *places(page, *SEVEN))
    assert answer(page) == "7"
    tools = page.locator("button.tool")
    names = [tool.get_attribute("aria-label") for tool in tools.all()]
    assert names == ["Pen: fine", "Pen: medium", "Pen: bold", "Undo", "Redo", "Clear"]
    tools.first.focus()
    for place in range(6):
        tool = tools.nth(place)
        assert tool.evaluate("element => element.matches(':focus')")
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert tools.last.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.get_by_text("Nothing to look at yet").wait_for()
    page.keyboard.press("Control+z")
    assert answer(page) == "7"
    page.keyboard.press("Control+y")
    page.get_by_text("Nothing to look at yet").wait_for()
    tools.first.focus()
    page.keyboard.press("Enter")
    assert tools.first.get_attribute("aria-pressed") == "true"
    drag(page, *places(page, *SEVEN))
    assert answer(page) == "7"
    assert page.locator("svg.paper polyline").get_attribute("stroke-width") == "36"
    assert_whole(page)


@pytest.mark.parametrize("width", and_thoroughly([390, 320], first=1))
def test_drawn_by_finger(width: int, new_page: Callable[..., Page], server: str) -> None:
    """On a telephone a finger draws, in the box's upper right corner too, and neither scrolls nor loses anything."""
    page = new_page(viewport={"width": width, "height": 844}, has_touch=True, is_mobile=True, user_agent=TELEPHONE)
    visit(page, f"{server}/yours")
    places(page, (0, 0))
    box = page.locator("svg.paper").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
    for tool in page.locator("button.tool").all():
        size = tool.bounding_box()
        assert size and size["width"] >= 44 and size["height"] >= 44
    swipe(page, *places(page, *SEVEN))
    assert answer(page) == "7"
    # The answer, which stands below the box, has come into view, and the box has not gone out of it.
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stMetricValue]').getBoundingClientRect().bottom < innerHeight"
    )
    box = page.locator("svg.paper").bounding_box()
    assert box and box["y"] >= 0
    # Now there is room to scroll, both ways.
    page.locator("svg.paper").evaluate("element => element.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(300)
    before = page.evaluate(SCROLLED)
    assert before > 50
    corner = places(page, (325, 6), (325, 40), (300, 12), (200, 20))
    for number, (x, y) in enumerate(corner, 2):
        page.touchscreen.tap(x, y)
        settle(page)
        assert strokes(page) == number
    swipe(page, *places(page, (240, 10), (325, 10), (325, 60)))
    swipe(page, *places(page, (168, 320), (168, 20)))
    swipe(page, *places(page, (160, 20), (160, 320)))
    assert strokes(page) == 8
    assert page.evaluate(SCROLLED) == before
    for _ in range(7):
        page.get_by_role("button", name="Undo").tap()
    settle(page)
    assert strokes(page) == 1 and answer(page) == "7"
    # Beside the box the same finger scrolls.
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    swipe(page, (width / 2, 180), (width / 2, 40))
    assert page.evaluate(SCROLLED) > 50
    assert_whole(page)


def test_second_finger_draws_nothing(new_page: Callable[..., Page], server: str) -> None:
    """A second finger, or the heel of the hand, on the box while one draws adds no stroke and ends none."""
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, user_agent=TELEPHONE)
    visit(page, f"{server}/yours")
    (x, y), (x1, y1), (x2, y2) = places(page, (100, 80), (200, 80), (60, 300))
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *points: tuple[int, float, float]) -> None:
        touch.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"id": i, "x": a, "y": b} for i, a, b in points]}
        )

    fingers("touchStart", (0, x, y))
    fingers("touchStart", (0, x, y), (1, x2, y2))
    fingers("touchMove", (0, x1, y1), (1, x2 + 90, y2))
    fingers("touchMove", (0, x1, y1 + 20), (1, x2 + 90, y2))
    fingers("touchEnd")
    settle(page)
    assert strokes(page) == 1
    points = page.locator("svg.paper polyline").get_attribute("points") or ""
    assert all(int(value) < 600 for value in points.split()[1::2])


@pytest.mark.thorough
def test_box_that_is_full(page: Page, server: str) -> None:
    """What a hand draws without end stops at the box's limit, is told, and is still classified as a drawing."""
    visit(page, f"{server}/yours")
    (left, top), (right, bottom) = places(page, (10, 10), (326, 326))
    page.locator("svg.paper").evaluate(
        """(paper, [left, top, right, bottom]) => {
            const at = (type, x, y) => paper.dispatchEvent(new PointerEvent(type, {
                pointerId: 1, button: 0, clientX: x, clientY: y, bubbles: true, cancelable: true}))
            paper.setPointerCapture = () => {}
            at("pointerdown", left, top)
            for (let n = 0; n < 6000; n++)
                at("pointermove", n % 2 ? left : right, top + (bottom - top) * (n / 6000))
            at("pointerup", right, bottom)
        }""",
        [left, top, right, bottom],
    )
    page.get_by_text("The box is full").wait_for()
    settle(page)
    drag(page, *places(page, *SEVEN))
    settle(page)
    assert strokes(page) == 1
    assert page.get_by_text("more than 4,000 points").count() == 0
    assert page.get_by_text("is not a drawing").count() == 0
    page.get_by_role("button", name="Clear").click()
    settle(page)
    drag(page, *places(page, *SEVEN))
    assert answer(page) == "7"
    assert_whole(page)


BY_ITS_BOX = """
    const set = WeakMap.prototype.set
    WeakMap.prototype.set = function (root, value) {
        if (value?.paper && value?.tell) window.box = value
        return set.call(this, root, value)
    }
"""
"""Lets a test send what it likes in the drawing box's name, as a visitor can who changes the page's code."""


NO_DRAWINGS = (
    ("'x'.repeat(6e6)", "more than 4,000 points"),
    ("[[[[1]]]]", "is not a drawing"),
    ("'0123abcd-1|72' + ' 1 1'.repeat(9000)", "more than 4,000 points"),
    ("'<img src=x onerror=alert(1)>'", "is not a drawing"),
)
"""What a browser that was tampered with sends, and what is said of it; no two neighbours are told alike."""


@pytest.mark.thorough
def test_value_that_is_no_drawing(page: Page, server: str) -> None:
    """What a browser that was tampered with sends is told in one sentence, and the drawing stays and goes on."""
    page.add_init_script(BY_ITS_BOX)
    visit(page, f"{server}/yours")
    drag(page, *places(page, *SEVEN))
    assert answer(page) == "7"
    for number, (value, words) in enumerate(NO_DRAWINGS, 1):
        page.evaluate(f"box.send('drawing', {value})")
        page.get_by_text(words).wait_for()
        assert answer(page) == "7" and strokes(page) == number
        drag(page, *places(page, (110, 170 + 5 * number), (240, 170 + 5 * number)))
        page.get_by_text(re.compile("Structure:.*crossed")).wait_for()
        assert answer(page) == "7" and strokes(page) == number + 1
        assert page.get_by_text(words).count() == 0
    assert_whole(page)


@pytest.mark.thorough
def test_ink_is_the_themes(new_page: Callable[..., Page], server: str) -> None:
    """Ink has the theme's text colour in light and dark, and is read the same."""
    for scheme in ("light", "dark"):
        page = new_page(color_scheme=scheme)
        visit(page, f"{server}/yours")
        drag(page, *places(page, *SEVEN))
        assert answer(page) == "7"
        colours = page.locator("svg.paper").evaluate(
            """paper => [
                getComputedStyle(paper.querySelector('polyline')).stroke,
                getComputedStyle(document.querySelector('[data-testid=stApp]')).color,
                getComputedStyle(paper).backgroundColor]"""
        )
        assert colours[0] == colours[1] != colours[2]
