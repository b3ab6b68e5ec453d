"""On a telephone nothing that was asked for is out of sight: behind the sidebar, or below what was picked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.e2e.conftest import settle, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

TELEPHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36"
LOOK = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "user_agent": TELEPHONE}


def test_sidebar_closes_after_a_choice(new_page: Callable[..., Page], server: str) -> None:
    """A digit or a page chosen in the sidebar closes it, and the next page keeps the digit."""
    page = new_page(**LOOK)
    visit(page, f"{server}/methods")
    sidebar = page.get_by_test_id("stSidebar")
    for choice in (sidebar.locator("button", has_text="7"), sidebar.locator("a", has_text="Variation")):
        page.get_by_test_id("stExpandSidebarButton").click()
        page.locator("[data-testid=stSidebar][data-collapsed=false]").wait_for()
        choice.click()
        page.locator("[data-testid=stSidebar][data-collapsed=true]").wait_for(state="attached")
    page.wait_for_url("**/variation?digit=7")


def test_digit_is_chosen_on_the_page(new_page: Callable[..., Page], server: str) -> None:
    """Where the sidebar is out of sight, the choice of a digit stands on the page."""
    page = new_page(**LOOK)
    visit(page, f"{server}/variation")
    page.get_by_test_id("stMain").locator("[data-testid=stButtonGroup] button", has_text="4").first.click()
    page.wait_for_url("**/variation?digit=4")


def test_evidence_comes_into_view(new_page: Callable[..., Page], server: str) -> None:
    """A digit picked among the disputed ones is marked, and the page goes to its evidence."""
    page = new_page(**LOOK)
    visit(page, f"{server}/disputed")
    tile = page.locator(".cell").nth(3)
    tile.click()
    settle(page)
    page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop > 200")
    assert tile.get_attribute("aria-current") == "true"
    assert page.get_by_text("Evidence for digit number").is_visible()
