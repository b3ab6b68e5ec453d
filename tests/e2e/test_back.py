"""Back, Forward, reload and a link in a fresh browser give the view that was seen, control by control."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import assert_whole, settle, visit
from tests.thorough import and_thoroughly

if TYPE_CHECKING:
    from playwright.sync_api import Page

CONTROLS = "[role=radio], [role=tab], [data-testid=stSelectbox] input, [data-testid=stPagination] button"
VIEWS = [
    "map",
    "samples",
    "compare?compare_view=Distributions&compare_first=crossed%7Eyes+digit%7E7&compare_with=all+the+others",
    "",
    "variation",
    "variation?variation_view=Spread",
    "averages",
    "writers",
    "writers?writers_view=Employees+and+students",
    "compare",
    "confusion",
    "confusion?confusion_view=Styles+that+fool+it",
    "methods",
    "disputed",
    "yours",
]


def state(page: Page) -> dict[str, list[str]]:
    """Return what every control of a page shows."""
    settle(page)
    main = page.get_by_test_id("stMain")
    return {
        "sidebar": page.get_by_test_id("stSidebar").locator("[aria-checked=true]").all_inner_texts(),
        "buttons": main.locator(
            "[role=radio][aria-checked=true], [role=checkbox][aria-checked=true]"
        ).all_inner_texts(),
        "tabs": main.locator("[role=tab][aria-selected=true]").all_inner_texts(),
        "lists": [one.input_value() for one in main.locator("[data-testid=stSelectbox] input").all()],
        "captions": main.get_by_test_id("stCaptionContainer").all_inner_texts()[:3],
        "sheets": [one.get_attribute("aria-label") or "" for one in main.locator("[role=group][aria-label]").all()],
    }


def assert_shows(page: Page, wanted: dict[str, list[str]]) -> None:
    """Fail if a page does not show a state, or not soon: after a reload controls come one by one."""
    for _ in range(40):
        if (found := state(page)) == wanted:
            return
        page.wait_for_timeout(250)
    assert found == wanted


def choose_another(page: Page) -> None:
    """Choose something else in the page's first control of each kind, and in the sidebar where it has a say."""
    main = page.get_by_test_id("stMain")
    unchosen = main.locator("[role=radio][aria-checked=false]")
    if unchosen.count():
        unchosen.last.click()
        settle(page)
    lists = main.get_by_test_id("stSelectbox")
    if lists.count():
        field = lists.first.locator("input")
        # A list that has just opened is shut again by the page's scrolling to it.
        field.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        field.click()
        page.get_by_role("option").nth(1).click()
        settle(page)


@pytest.mark.parametrize("view", and_thoroughly(VIEWS, first=2))
def test_every_way_back_to_a_view(view: str, page: Page, new_page: Callable[..., Page], server: str) -> None:
    """Choose; go elsewhere, Back, Forward and Back; Back to before the choice; reload; a link in a fresh browser."""
    visit(page, f"{server}/{view}")
    before, start = state(page), page.url
    page.get_by_test_id("stSidebar").get_by_role("radio", name="3").click()
    settle(page)
    choose_another(page)
    chosen, address = state(page), page.url
    assert chosen["sidebar"] == ["3"] and "digit=3" in address and chosen != before
    elsewhere = "Averages" if view.startswith("writers") else "Writers"
    page.get_by_test_id("stSidebar").get_by_role("link", name=elsewhere).click()
    settle(page)
    other = state(page)
    assert page.url != address and other["sidebar"] == ["3"]
    page.go_back()
    assert_shows(page, chosen)
    assert page.url == address
    page.go_forward()
    assert_shows(page, other)
    page.go_back()
    for _ in range(8):
        if page.url == start:
            break
        page.go_back()
        settle(page)
    assert page.url == start
    assert_shows(page, before)
    stranger = new_page()
    visit(stranger, address)
    assert_shows(stranger, chosen)
    stranger.reload()
    assert_shows(stranger, chosen)
    assert_whole(stranger)


def test_back_closes_the_card(page: Page, server: str) -> None:
    """Back from an open card closes it; Forward opens it again."""
    visit(page, f"{server}/samples")
    page.locator("button.cell").nth(3).click()
    page.get_by_role("dialog").wait_for()
    settle(page)
    page.go_back()
    page.get_by_role("dialog").wait_for(state="detached")
    page.go_forward()
    page.get_by_role("dialog").wait_for()
    assert_whole(page)


def test_draws_can_be_gone_back_to(page: Page, server: str) -> None:
    """Each random draw has an address of its own."""
    visit(page, server)
    drawn = page.locator(".st-key-app_sheet button.cell").first
    first = drawn.get_attribute("aria-label")
    page.get_by_role("button", name="Draw others").click()
    settle(page)
    assert drawn.get_attribute("aria-label") != first
    page.go_back()
    settle(page)
    assert drawn.get_attribute("aria-label") == first


def test_quick_choices_are_all_kept(page: Page, server: str) -> None:
    """A choice made before the address of the one before has arrived undoes nothing."""
    visit(page, f"{server}/samples")
    page.get_by_test_id("stSidebar").get_by_role("radio", name="6").click()
    page.get_by_test_id("stMain").get_by_role("radio", name="selects it").click()
    settle(page)
    assert "digit=6" in page.url and "samples_tap=selects" in page.url
    assert state(page)["sidebar"] == ["6"] and "selects it" in state(page)["buttons"]
