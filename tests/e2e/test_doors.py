"""The doors for one's own digit in a real browser: drawn by mouse and by finger, photographed, fetched, picked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.chromium import launch
from tests.e2e.conftest import PATIENCE_MS, assert_whole, settle, visit
from tests.e2e.test_choices import follow
from tests.e2e.test_drawing import SEVEN, answer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_uploaded(page: Page, server: str, tmp_path: Path) -> None:
    """A picture of a seven is uploaded and read; a HEIC file by the name of one is told in one sentence."""
    from mnist_explore.ui.inputs.strokes import Stroke, drawing_png

    good, bad = tmp_path / "seven.png", tmp_path / "photo.png"
    good.write_bytes(drawing_png((Stroke(72, tuple((3 * x, 3 * y) for x, y in SEVEN)),)))
    bad.write_bytes(b"\0\0\0\x18ftypheic" + bytes(1_000))
    visit(page, f"{server}/yours?yours_door=Upload")
    page.locator("input[type=file]").set_input_files(good)
    assert answer(page) == "7"
    page.locator("input[type=file]").set_input_files(bad)
    page.get_by_text("The file is a HEIC picture").wait_for()
    settle(page)
    assert page.get_by_test_id("stMetricValue").count() == 0
    assert_whole(page)


@pytest.fixture(scope="module")
def browser_with_camera(browser: Browser) -> Iterator[Browser]:
    """Start a second Chromium, with a camera that shows Chromium's own moving picture."""
    flags = "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"
    chromium = launch(browser.browser_type, *flags)
    yield chromium
    chromium.close()


def test_photographed(browser_with_camera: Browser, server: str) -> None:
    """A photograph comes from the camera and is looked at: whatever is on it, there is a reading or one sentence."""
    context = browser_with_camera.new_context(permissions=["camera"])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    visit(page, f"{server}/yours?yours_door=Camera")
    # The button is there before the camera's first picture is.
    page.wait_for_function("document.querySelector('video')?.readyState >= 2")
    page.get_by_role("button", name="Take Photo").click()
    page.get_by_role("button", name="Clear photo").wait_for()
    settle(page)
    read = page.get_by_test_id("stMetricValue").or_(page.get_by_test_id("stAlert").filter(has_not_text="draw a digit"))
    read.first.wait_for()
    assert_whole(page)
    context.close()


def test_link_that_is_none(page: Page, server: str) -> None:
    """A link to a folder is told in one sentence, without anything being asked of anyone."""
    visit(page, f"{server}/yours?yours_door=Google+Drive")
    page.get_by_label("Link to a picture on Google Drive").fill(
        "https://drive.google.com/drive/folders/1aB2cD3eF4gH5iJ6k"
    )
    page.get_by_role("button", name="Fetch the picture").click()
    page.get_by_text("The link leads to a folder").wait_for()
    assert_whole(page)


def test_card_leads_to_the_page(page: Page, server: str) -> None:
    """From any digit's card a link gives that digit in place of one's own, whatever was chosen there before."""
    visit(page, f"{server}/yours?yours_door=Upload")
    follow(page, "Samples")
    visit(page, f"{server}/samples?index=123")
    page.get_by_role("link", name="Treat this digit as if it were yours").click()
    page.wait_for_url("**/yours?*yours_number=123*")
    assert answer(page) in "0123456789"
    number = page.get_by_label(re.compile("Number of the digit"))
    assert number.input_value() == "123"
    # From a look-alike's card, on the page itself, too.
    page.locator("button.cell").nth(3).click()
    card = page.get_by_role("dialog")
    card.wait_for()
    title = re.search(r"number ([\d,]+)", card.inner_text())
    assert title
    page.get_by_role("button", name="Treat this digit as if it were yours").click()
    card.wait_for(state="detached")
    settle(page)
    assert number.input_value() == title[1].replace(",", "")
    page.reload()
    settle(page)
    assert number.input_value() == title[1].replace(",", "")
    assert_whole(page)
