"""Two clicks within milliseconds: what the first one did holds, though the second ends its run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import assert_whole, settle, visit
from tests.e2e.test_map import MAP, loop, open_map, parameter, selected
from tests.thorough import and_thoroughly

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

DELAYS_MS = and_thoroughly([6, 0, 3, 15], first=1)
"""Between the two: the first one's run is overtaken before it begins, anywhere in it, or not at all."""


def then_click(first: Locator, second: Locator, action: str, delay: int) -> None:
    """Do something with one element, and click another so many milliseconds later, from within the page."""
    first.evaluate(
        f"(first, [second, delay]) => {{ ({action})(first); setTimeout(() => second.click(), delay) }}",
        [second.element_handle(), delay],
    )


def class_of(page: Page, digit: int) -> Locator:
    """Return the sidebar's choice of a class."""
    return page.get_by_test_id("stSidebar").get_by_role("radio", name=str(digit))


@pytest.mark.parametrize("delay", DELAYS_MS)
def test_selection_cleared_on_the_map(delay: int, page: Page, server: str) -> None:
    """Escape and at once another class: nothing is selected on the map, below it or in the address."""
    canvas = open_map(page, f"{server}/map?digit=3")
    page.get_by_role("button", name="Lasso (L)").click()
    loop(canvas, left=0.02, right=0.5)
    assert selected(page)
    settle(page)
    escape = "canvas => canvas.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))"
    then_click(page.locator(MAP), class_of(page, 4), escape, delay)
    page.wait_for_function("() => new URLSearchParams(location.search).get('digit') === '4'")
    page.wait_for_timeout(800)
    settle(page)
    assert "digits selected" not in page.locator("body").inner_text() and not parameter(page, "map_region")
    assert_whole(page)


@pytest.mark.parametrize("delay", DELAYS_MS)
def test_card_of_a_picked_digit(delay: int, page: Page, server: str) -> None:
    """A digit is picked and at once a class chosen: the class is chosen, and the digit's card is open."""
    visit(page, f"{server}/samples")
    tile = page.locator("button.cell").first
    then_click(tile, class_of(page, 4), "tile => tile.click()", delay)
    page.wait_for_function("() => new URLSearchParams(location.search).get('digit') === '4'")
    page.get_by_role("dialog").wait_for()
    assert parameter(page, "index")
    assert_whole(page)


@pytest.mark.parametrize("delay", DELAYS_MS)
def test_digits_selected(delay: int, page: Page, server: str) -> None:
    """Digits are selected and at once a class chosen: the class is chosen, and they stay selected."""
    visit(page, f"{server}/samples")
    control = "tile => tile.dispatchEvent(new MouseEvent('click', {shiftKey: true, bubbles: true}))"
    then_click(page.locator("button.cell").first, class_of(page, 4), control, delay)
    page.wait_for_function("() => new URLSearchParams(location.search).get('digit') === '4'")
    page.get_by_text("1 selected").wait_for()
    assert parameter(page, "samples_selected")
    assert_whole(page)
