"""A map laid out anew for one visit, and one that is left and come back to many times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from mnist_explore.atlas import Atlas
from tests.e2e.conftest import assert_whole, settle
from tests.e2e.test_map import MAP, counts
from tests.e2e.test_map_layouts import atlas as atlas
from tests.e2e.test_map_layouts import bundled as bundled
from tests.e2e.test_map_layouts import half_selected, laid, lay_out, of_class, titles
from tests.e2e.test_map_layouts import warnings as warnings
from tests.e2e.test_map_layouts import window as window

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.thorough
def test_lay_out_anew(window: Page, atlas: Atlas) -> None:
    """The fours are laid out at another perplexity beside the page; the new layout is shown, and selects nothing.

    One sentence on the page says so; after a reload it is gone, since it was this visit's.
    """
    page = window
    fours = int((atlas.digits.labels == 4).sum())
    of_class(page, 4, "own")
    page.get_by_text("Lay out anew").click()
    settle(page)
    page.get_by_role("radio", name="10", exact=True).click()
    page.get_by_role("button", name=f"Lay out these {fours} digits").click()
    canvas = laid(page, "yours")
    assert titles(page)[-1] == f"Yours: {fours} digits, perplexity 10"
    assert counts(page) == {"4": (fours, fours)}
    page.get_by_text("so that nothing can be selected on it").wait_for()
    assert page.get_by_role("button", name="Lasso (L)").is_disabled()
    canvas.focus()
    page.keyboard.press("b")
    page.get_by_text("Nothing can be selected on this layout").wait_for()
    assert page.get_by_role("button", name="Box (B)").get_attribute("aria-pressed") != "true"
    lay_out(page, "own")
    assert half_selected(page, page.locator("canvas[data-layout=own]")) < fours
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.body.innerText.includes('digits selected')")
    page.reload()
    laid(page, "own")
    assert len(titles(page)) == 4 and page.get_by_test_id("stAlertContentWarning").count() == 0
    assert_whole(page)


@pytest.mark.thorough
def test_twenty_changes_of_page_lose_no_context(window: Page, warnings: list[str]) -> None:
    """The map is left and come back to ten times: each is drawn, and the browser never runs out of contexts."""
    page, sidebar = window, window.get_by_test_id("stSidebar")
    of_class(page, 4, "own")
    for _ in range(10):
        sidebar.get_by_role("link", name="Writers", exact=True).click()
        page.locator(MAP).wait_for(state="detached")
        sidebar.get_by_role("link", name="Map", exact=True).click()
        page.locator("canvas[data-layout=own]").wait_for()
    assert not page.locator("canvas[data-layout=own]").evaluate("canvas => canvas.getContext('webgl2').isContextLost()")
    assert not [text for text in warnings if re.search("context", text, re.IGNORECASE)]
    settle(page)
    assert_whole(page)
