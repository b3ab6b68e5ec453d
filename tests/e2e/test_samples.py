"""Samples in a browser: a group in the address, several digits selected by mouse, keys and finger, files taken away."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from mnist_explore.atlas.export import read_indices
from mnist_explore.digits import Digits
from tests.e2e.conftest import assert_whole, settle, visit
from tests.e2e.test_choices import TELEPHONE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

GROUP = "samples?digit=2&samples_where=split~test+slant~0..&samples_order=Slant&samples_size=48&samples_caption=Slant"


def cells(page: Page) -> Locator:
    """Return the digits of the sheet."""
    found = page.locator("button.cell")
    found.first.wait_for()
    return found


def number(cell: Locator) -> int:
    """Return which digit a cell shows."""
    found = re.search(r"number (\d+)", cell.get_attribute("aria-label") or "")
    assert found
    return int(found[1])


def numbers(page: Page) -> list[int]:
    """Return which digits the sheet shows, in order."""
    words = cells(page).evaluate_all("found => found.map(cell => cell.getAttribute('aria-label'))")
    return [int(re.search(r"number (\d+)", one)[1]) for one in words]  # type: ignore[index]


def pressed(page: Page) -> list[int]:
    """Return the digits that are shown as selected."""
    settle(page)
    cells(page)
    return [number(cell) for cell in page.locator("button.cell[aria-pressed=true]").all()]


def sentence(page: Page) -> str:
    """Return what the page says of the group."""
    settle(page)
    return page.get_by_test_id("stMain").locator("strong").first.inner_text()


def view(page: Page) -> tuple[str, list[int], list[int], list[str]]:
    """Return what is seen of a group: its sentence, its digits, those selected, and the buttons that are pressed."""
    told = sentence(page)
    buttons = page.get_by_test_id("stMain").locator("[role=checkbox][aria-checked=true], [aria-pressed=true]")
    return told, numbers(page), pressed(page), [one for one in buttons.all_inner_texts() if one]


def assert_view(page: Page, wanted: object) -> None:
    """Fail if a page does not come to show what is wanted."""
    for _ in range(40):
        if (found := view(page)) == wanted:
            return
        page.wait_for_timeout(250)
    assert found == wanted


@pytest.mark.thorough
def test_group_comes_back(page: Page, new_page: Callable[..., Page], server: str) -> None:
    """A group narrowed by buttons is in the address: Back, Forward, reload and a link elsewhere give what was seen."""
    visit(page, f"{server}/{GROUP}")
    before, start = view(page), page.url
    page.get_by_test_id("stMain").get_by_role("button", name=re.compile("^looped ")).first.click()
    settle(page)
    narrowed, address = view(page), page.url
    assert "looped~yes" in address and "have a loop" in narrowed[0] and narrowed[1] != before[1]
    page.get_by_test_id("stSidebar").get_by_role("link", name="Averages").click()
    page.wait_for_url("**/averages*")
    settle(page)
    page.go_back()
    assert_view(page, narrowed)
    assert page.url == address
    page.go_back()
    assert_view(page, before)
    assert page.url == start
    page.go_forward()
    assert_view(page, narrowed)
    page.reload()
    assert_view(page, narrowed)
    stranger = new_page()
    visit(stranger, address)
    assert_view(stranger, narrowed)
    assert_whole(stranger)


def test_slider_narrows_by_keyboard(page: Page, server: str) -> None:
    """A range that is moved by the arrow keys narrows the group, and the address says so."""
    visit(page, f"{server}/samples?digit=3&samples_where_open=slant")
    before = sentence(page)
    page.get_by_role("slider", name="Slant").first.focus()
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    page.wait_for_url("**samples_where=slant*")
    assert sentence(page) != before and "leaning over" in sentence(page)
    assert_whole(page)


def test_condition_is_removed(page: Page, server: str) -> None:
    """A condition's own button takes it away, and Start over all of them."""
    visit(page, f"{server}/samples?samples_where=split~test+slant~0..")
    page.get_by_role("button", name="Remove").first.click()
    page.wait_for_url(re.compile(r"^(?!.*slant).*samples_where=split"))
    settle(page)
    page.get_by_role("button", name="Start over").click()
    page.wait_for_url(re.compile(r"^(?!.*samples_where)"))
    assert sentence(page).startswith("All digits")
    assert_whole(page)


def test_selection_by_mouse(page: Page, server: str) -> None:
    """Shift-click selects all between two digits, a drag those in its frame, Ctrl-click one more; Escape none."""
    visit(page, f"{server}/samples?samples_where_filter=shut")
    shown = numbers(page)
    cells(page).nth(2).click(modifiers=["Control"])
    page.wait_for_url("**samples_selected*")
    settle(page)
    cells(page).nth(6).click(modifiers=["Shift"])
    page.get_by_text("5 selected").wait_for()
    assert pressed(page) == shown[2:7]
    cells(page).nth(4).click(modifiers=["Control"])
    page.get_by_text("4 selected").wait_for()
    assert pressed(page) == [*shown[2:4], *shown[5:7]]
    first, last = cells(page).nth(0).bounding_box(), cells(page).nth(1).bounding_box()
    assert first and last
    page.mouse.move(first["x"] + 6, first["y"] + 6)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] - 6, last["y"] + last["height"] - 6, steps=6)
    page.mouse.up()
    page.get_by_text("2 selected").wait_for()
    assert pressed(page) == shown[:2]
    assert page.get_by_role("dialog").count() == 0
    cells(page).nth(0).focus()
    page.keyboard.press("Escape")
    page.get_by_text("2 selected").wait_for(state="detached")
    assert pressed(page) == [] and "samples_selected" not in page.url
    assert_whole(page)


@pytest.mark.thorough
def test_selection_by_keyboard_comes_back(page: Page, new_page: Callable[..., Page], server: str) -> None:
    """Shift with arrow keys selects several; Enter opens a card; Back, reload and a link keep the selection."""
    visit(page, f"{server}/samples?samples_where_filter=shut")
    shown = numbers(page)
    cells(page).first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.down("Shift")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.up("Shift")
    page.get_by_text("4 selected").wait_for()
    assert pressed(page) == shown[1:5]
    address = page.url
    assert cells(page).nth(4).evaluate("cell => cell.matches(':focus')")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    settle(page)
    assert f"index={shown[4]}" in page.url
    page.go_back()
    page.get_by_role("dialog").wait_for(state="detached")
    assert pressed(page) == shown[1:5] and page.url == address
    page.reload()
    assert pressed(page) == shown[1:5]
    stranger = new_page()
    visit(stranger, address)
    assert pressed(stranger) == shown[1:5]
    stranger.get_by_role("button", name="Show these alone").click()
    stranger.wait_for_url("**samples_where=index*")
    settle(stranger)
    assert numbers(stranger) == shown[1:5]
    assert_whole(stranger)


def test_selection_by_finger(new_page: Callable[..., Page], server: str) -> None:
    """On a telephone the controls are folded away, a tap opens a card, and in the other way of tapping it selects."""
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, user_agent=TELEPHONE)
    visit(page, f"{server}/samples?digit=5")
    assert page.get_by_test_id("stMain").get_by_text("Split", exact=True).count() == 0
    page.get_by_role("radio", name="selects it").tap()
    settle(page)
    shown = numbers(page)
    for place in (1, 3):
        cells(page).nth(place).tap()
    page.get_by_text("2 selected").wait_for()
    assert pressed(page) == [shown[1], shown[3]]
    page.get_by_role("radio", name="opens its card").tap()
    settle(page)
    cells(page).nth(3).tap()
    page.get_by_role("dialog").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_whole(page)


def test_grid_is_walked(page: Page, server: str) -> None:
    """In a grid an arrow key moves to the neighbour in its direction, past places that are empty."""
    visit(page, f"{server}/samples?digit=1&samples_arrange=as+a+grid&samples_side=5&samples_where_filter=shut")
    cells(page).first.focus()
    for key, across, down in (("ArrowDown", 0, 1), ("ArrowRight", 1, 0), ("ArrowUp", 0, -1)):
        focused = (
            "root => (e => [e.left, e.top])(document.activeElement.shadowRoot.activeElement.getBoundingClientRect())"
        )
        at = page.evaluate(focused)
        page.keyboard.press(key)
        now = page.evaluate(focused)
        assert [np.sign(round(now[side] - at[side])) for side in (0, 1)] == [across, down], key
    ticks = page.locator(".tick").all_inner_texts()
    assert len([one for one in ticks if one]) == 10
    assert_whole(page)


def taken(page: Page, name: str) -> bytes:
    """Take a file away by its button, and return its bytes."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile(name)).click()
    return waiting.value.path().read_bytes()


def test_files_taken_away(page: Page, server: str, shown: tuple[Digits, dict[str, str]]) -> None:
    """The files open in pandas, NumPy and Pillow, and hold the group: a CSV read back names the same digits."""
    digits = shown[0]
    visit(page, f"{server}/{GROUP}&samples_where_filter=shut")
    page.get_by_role("button", name="Take it away").click()
    settle(page)
    csv, parquet = taken(page, "Table, CSV"), taken(page, "as Parquet")
    own = read_indices(csv, count=len(digits))
    table = pd.read_csv(io.BytesIO(csv))
    assert (table["label"] == 2).all() and (table["split"] == "test").all() and (table["slant_deg"] >= 0).all()
    assert f"{len(own):,} of " in sentence(page)
    assert pd.read_parquet(io.BytesIO(parquet))["index"].tolist() == own.tolist()
    assert set(numbers(page)) <= set(own.tolist())
    with np.load(io.BytesIO(taken(page, "NPZ"))) as pictures:
        assert (pictures["images"] == digits.images[own]).all() and (pictures["labels"] == digits.labels[own]).all()
        assert (pictures["indices"] == own).all()
    columns = taken(page, "what the table's columns mean|What the table's columns mean").decode()
    assert "split=test slant=0.." in columns and "slant_deg [°]" in columns
    assert_whole(page)


@pytest.mark.parametrize("ratio", [1, 2, 3])
def test_digits_are_drawn_at_the_screens_own_pixels(ratio: int, new_page: Callable[..., Page], server: str) -> None:
    """At any density a digit has as fine steps as the screen, rather than one step for several of its pixels."""
    page = new_page(device_scale_factor=ratio)
    visit(page, f"{server}/samples?samples_size=84&samples_where_filter=shut")
    ink = page.locator("button.cell .ink").first
    pixels = np.asarray(Image.open(io.BytesIO(ink.screenshot())).convert("L")).astype(int)
    assert abs(pixels.shape[1] - ratio * ink.bounding_box()["width"]) <= ratio  # type: ignore[index]
    steps = np.abs(np.diff(pixels, axis=1)) > 0
    blocks = [np.delete(steps, np.s_[first::ratio], axis=1) for first in range(ratio)] if ratio > 1 else [steps]
    assert min(block.mean() for block in blocks) > 0.05
