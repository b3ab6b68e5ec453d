"""What a visitor does with mouse, finger and keyboard, and what the pages make of it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.ui.shell import PAGES
from tests.e2e.conftest import assert_whole, settle, visit
from tests.thorough import and_thoroughly

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


TELEPHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)


def chosen_digit(page: Page) -> list[str]:
    """Return the classes chosen in the sidebar."""
    return page.get_by_test_id("stSidebar").locator("[role=radio][aria-checked=true]").all_inner_texts()


def follow(page: Page, name: str) -> None:
    """Go to another page by its link in the sidebar."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
    (address,) = (key for key, one in PAGES.items() if one.name == name)
    page.wait_for_url(f"**/{address}*")
    settle(page)


def drag(page: Page, *places: tuple[float, float]) -> None:
    """Press the mouse at the first place, move it over the others, and let go at the last."""
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=8)
    page.mouse.up()


def swipe(page: Page, *places: tuple[float, float]) -> None:
    """Put a finger down at the first place, move it over the others, and lift it."""
    touch = page.context.new_cdp_session(page)
    touch.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [dict(zip("xy", places[0], strict=True))]}
    )
    for (x0, y0), (x1, y1) in pairwise(places):
        for share in np.linspace(0.1, 1, 10).tolist():
            point = {"x": x0 + share * (x1 - x0), "y": y0 + share * (y1 - y0)}
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
            page.wait_for_timeout(16)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(1000)
    settle(page)


def gallery(page: Page, words: str) -> Locator:
    """Return the sheet whose alternative text has these words."""
    return page.get_by_role("group", name=re.compile(words))


def test_digit_from_a_link_survives(page: Page, server: str) -> None:
    """A class that came with a link stays chosen on the next pages, in their address, and after a reload."""
    visit(page, f"{server}/samples?digit=4")
    assert chosen_digit(page) == ["4"]
    for name in ("Your digit", "Map"):
        follow(page, name)
        assert chosen_digit(page) == ["4"]
        assert "digit=4" in page.url
    page.reload()
    settle(page)
    assert chosen_digit(page) == ["4"]
    assert_whole(page)


def test_digit_by_click_survives(page: Page, server: str) -> None:
    """A class chosen by a click stays chosen on the next page and after a reload."""
    visit(page, f"{server}/samples")
    page.get_by_test_id("stSidebar").get_by_role("radio", name="6").click()
    settle(page)
    page.wait_for_url("**digit=6*")
    follow(page, "Confusion")
    assert chosen_digit(page) == ["6"]
    page.reload()
    settle(page)
    assert chosen_digit(page) == ["6"]


def test_digit_opens_its_card_by_mouse(page: Page, server: str) -> None:
    """A click on a digit opens its card; the address links to it; closing the card forgets it."""
    visit(page, f"{server}/samples")
    cell = page.locator("button.cell").nth(3)
    number = re.search(r"number (\d+)", cell.get_attribute("aria-label") or "")
    assert number
    cell.click()
    card = page.get_by_role("dialog")
    card.wait_for()
    settle(page)
    assert f"index={number[1]}" in page.url
    assert "Labelled" in card.inner_text() and "Look-alikes" in card.inner_text()
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
    page.wait_for_url(re.compile(r"^(?!.*index=)"))
    assert_whole(page)


def test_digit_opens_its_card_by_keyboard(page: Page, server: str) -> None:
    """Arrow keys walk over the digits, End and Home to the ends; Enter opens the card of the one in focus.

    In the card Tab comes to the digits of its galleries; once it is closed, the focus is where it was.
    """
    visit(page, f"{server}/samples")
    cells = page.locator("button.cell")
    cells.first.wait_for()
    assert page.locator("button.cell[tabindex='0']").count() == 1
    cells.first.focus()
    focused = "element => element.matches(':focus')"
    page.keyboard.press("ArrowRight")
    assert cells.nth(1).evaluate(focused)
    page.keyboard.press("ArrowDown")
    below = [place for place in range(2, cells.count()) if cells.nth(place).evaluate(focused)]
    assert len(below) == 1
    assert cells.nth(below[0]).bounding_box()["x"] == pytest.approx(cells.nth(1).bounding_box()["x"], abs=1)  # type: ignore[index]
    page.keyboard.press("End")
    assert cells.last.evaluate(focused)
    page.keyboard.press("Home")
    assert cells.first.evaluate(focused)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog")
    card.wait_for()
    settle(page)
    assert re.search(r"index=\d+", page.url)
    alike = card.get_by_role("group", name=re.compile("most like this one")).locator("button.cell").first
    alike.wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if alike.evaluate(focused):
            break
    assert alike.evaluate(focused)
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
    page.wait_for_function("() => document.activeElement?.shadowRoot?.activeElement")
    assert cells.nth(1).evaluate(focused)


def test_link_to_a_digit(page: Page, server: str, shown: tuple[Digits, dict[str, str]]) -> None:
    """A link to a digit opens its card on a fresh visit."""
    visit(page, f"{server}/map?index=123")
    page.get_by_role("dialog").wait_for()
    assert page.get_by_role("dialog").get_by_text(f"A {shown[0].labels[123]}, number 123").count() == 1


def test_link_to_the_families(page: Page, server: str, shown: tuple[Digits, dict[str, str]]) -> None:
    """From a card, whatever else is chosen, a link leads to the families of the digit's class."""
    label = shown[0].labels[123]
    visit(page, f"{server}/samples?digit={(label + 1) % 10}&index=123")
    page.get_by_role("link", name="How else people write").click()
    page.wait_for_url(f"**/variation?*digit={label}*")
    settle(page)
    assert chosen_digit(page) == [str(label)]
    assert page.get_by_role("tab", name="Families").get_attribute("aria-selected") == "true"
    assert_whole(page)


@pytest.mark.mnist
@pytest.mark.parametrize(
    "address",
    and_thoroughly(
        [
            "samples?digit=3&samples_where=split~test&index=51944",
            "variation?variation_view=Families&index=51944",
            "writers?writers_writer=5&index=51944",
            "confusion?confusion_view=Hardest+writers",
        ],
        first=1,
    ),
)
def test_link_to_a_writer(address: str, page: Page, server: str, mnist: Digits, shown: object) -> None:
    """From a card or the hardest writers, whatever else the address says, a link leads to all about one writer."""
    assert shown[0] is mnist  # type: ignore[index]
    if address.startswith("samples"):
        # Another view that was left open there shall not be what opens.
        visit(page, f"{server}/writers?writers_view=Employees+and+students")
        follow(page, "Samples")
    visit(page, f"{server}/{address}")
    way = "button" if address.startswith("writers") else "link"
    link = page.get_by_role(way, name=re.compile(r"All about writer \d+")).first
    number = link.inner_text().split()[-1]
    assert number == str(mnist.writer[51944]) or "index" not in address
    link.click()
    page.wait_for_url(f"**/writers?*writers_writer={number}*")
    for again in (False, True):
        if again:
            page.reload()
        settle(page)
        assert_whole(page)
        assert page.get_by_text(f"Writer {number}, a").count() == 1


def test_confusion_cell_by_click(page: Page, server: str) -> None:
    """A click on a cell of the matrix shows that cell's digits, and the address names the cell."""
    visit(page, f"{server}/confusion")
    chart = page.locator(".js-plotly-plot .nsewdrag").first
    chart.wait_for()
    page.wait_for_timeout(1500)
    column = page.locator(".js-plotly-plot .xtick text").nth(1).bounding_box()
    row = page.locator(".js-plotly-plot .ytick text").nth(1).bounding_box()
    assert column and row
    page.mouse.click(column["x"] + column["width"] / 2, row["y"] + row["height"] / 2)
    page.get_by_role("heading", name="Labelled 1, classified as 1").wait_for()
    settle(page)
    words = [cell.get_attribute("aria-label") or "" for cell in page.locator("button.cell").all()]
    assert words and all(word.startswith("labelled 1, classified 1, ") for word in words)
    assert_whole(page)
