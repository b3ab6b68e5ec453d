"""Two groups in a real browser: named, swapped, gone back to, reloaded, sent to somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import assert_whole, settle, visit
from tests.thorough import and_thoroughly

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIRST, SECOND = "digit~0 slant~..5", "digit~0 slant~5.."


def finding(page: Page) -> tuple[str, list[str], str]:
    """Return what the page says first of the two groups, what they are, and which view is open."""
    settle(page)
    main = page.get_by_test_id("stMain")
    whose = main.get_by_test_id("stMarkdownContainer").locator("strong").all_inner_texts()
    return (
        main.get_by_role("heading", level=2).first.inner_text(),
        [words for words in whose if "zeros" in words.lower()],
        main.locator("[role=tab][aria-selected=true]").first.inner_text(),
    )


def assert_finds(page: Page, wanted: tuple[str, list[str], str]) -> None:
    """Fail if the page does not say and show the same, or not soon."""
    for _ in range(40):
        if page.get_by_role("heading", level=2).count() and (found := finding(page)) == wanted:
            return
        page.wait_for_timeout(250)
    assert found == wanted


@pytest.mark.thorough
def test_two_groups_by_every_way_back(page: Page, new_page: Callable[..., Page], server: str) -> None:
    """Swap, open another view, leave; Back, Forward, reload and a fresh link give what was seen each time."""
    visit(page, f"{server}/compare?compare_first={FIRST}&compare_second={SECOND}")
    start, before = page.url, finding(page)
    page.get_by_role("button", name="Swap A and B").click()
    settle(page)
    page.get_by_role("tab", name="Structures and errors").click()
    after, address = finding(page), page.url
    assert after[0] != before[0] and after[1] == before[1][::-1] and after[2] == "Structures and errors"
    page.get_by_test_id("stSidebar").get_by_role("link", name="Averages").click()
    settle(page)
    page.go_back()
    assert_finds(page, after)
    assert page.url == address
    for _ in range(6):
        if page.url == start:
            break
        page.go_back()
        settle(page)
    assert_finds(page, before)
    visit(page, address)
    assert_finds(page, after)
    page.reload()
    assert_finds(page, after)
    stranger = new_page()
    visit(stranger, address)
    assert_finds(stranger, after)
    assert_whole(stranger)


def test_everyone_else_is_one_click_away(page: Page, server: str) -> None:
    """One click holds a group against everyone else of its class; Back takes it back."""
    visit(page, f"{server}/compare?compare_first={FIRST}&compare_second={SECOND}")
    before = finding(page)
    page.get_by_test_id("stMain").get_by_role("radio", name="all the others").click()
    settle(page)
    page.get_by_text("All other digits of the same class").wait_for()
    assert "compare_with=" in page.url
    page.go_back()
    assert_finds(page, before)
    assert_whole(page)


def test_card_leads_to_its_family(page: Page, server: str) -> None:
    """From a seven's card a link leads to its family held against the other sevens, with the card closed."""
    visit(page, f"{server}/samples?digit=7")
    page.locator("button.cell").first.click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    settle(page)
    link = dialog.get_by_role("link", name="Compare its family with the other sevens")
    if not link.count():
        pytest.skip("these sevens are one family")
    link.click()
    page.get_by_role("heading", name="What sets two groups of digits apart?").wait_for()
    settle(page)
    assert page.get_by_role("dialog").count() == 0
    assert "compare_first=" in page.url and "family" in page.url
    assert_whole(page)


@pytest.mark.parametrize("width", and_thoroughly([390, 2560], first=1))
def test_compare_fits_the_screen(width: int, new_page: Callable[..., Page], server: str) -> None:
    """On a telephone and on a wide screen every view fits into the width, without an error on the console."""
    page = new_page(viewport={"width": width, "height": 900})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    for view in ("At a glance", "Structures and errors", "Distributions", "Samples", "Map"):
        visit(page, f"{server}/compare?compare_first={FIRST}&compare_second={SECOND}&compare_view={view}")
        assert_whole(page)
        wide = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert wide <= page.evaluate("document.querySelector('[data-testid=stMain]').clientWidth"), view
    assert not errors
