"""One's own digit in a real browser: from the drawing to the answer, to a link that another browser opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from mnist_explore.ui.inputs.strokes import Stroke, draw_strokes
from tests.e2e.conftest import assert_whole, settle, visit
from tests.e2e.test_choices import TELEPHONE, drag, swipe
from tests.e2e.test_drawing import SEVEN, answer, places

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDER = "(main => main.scrollWidth - main.clientWidth)(document.querySelector('[data-testid=stMain]'))"
ONE = ((168, 60), (168, 280))


def open_view(page: Page, name: str) -> None:
    """Open one of the views of a digit."""
    page.get_by_role("tab", name=name, exact=True).click()
    settle(page)


def told(page: Page) -> list[str]:
    """Return what is said of the digit that is looked at: the verdict, the structure, and the look-alikes."""
    page.get_by_role("group", name=re.compile("most like yours")).wait_for()
    settle(page)
    return [
        page.get_by_test_id("stMetricValue").first.inner_text(),
        *page.get_by_test_id("stMain").locator("li").all_inner_texts(),
        *page.get_by_role("group", name=re.compile("most like yours")).locator("button.cell").all_inner_texts(),
    ]


def test_drawn_shared_and_opened_elsewhere(new_page: Callable[..., Page], server: str) -> None:
    """A drawing's link shows, in another browser and after a reload there, all that is said of the drawing."""
    page = new_page()
    visit(page, f"{server}/yours")
    drag(page, *places(page, *SEVEN))
    assert answer(page) == "7"
    drawn = told(page)
    open_view(page, "Share")
    link = page.get_by_test_id("stCode").inner_text().replace("\n", "")
    assert link.startswith(f"{server}/yours?yours_digit=1") and len(link) < 700
    other = new_page()
    visit(other, link)
    assert told(other) == drawn and len(drawn) > 15
    other.reload()
    assert told(other) == drawn
    assert "yours_digit=1" in other.url
    # Who came by the link draws their own.
    other.get_by_role("radio", name="Draw").click()
    other.get_by_text("Nothing to look at yet").wait_for()
    drag(other, *places(other, *ONE))
    assert answer(other) == "1"
    other.get_by_role("radio", name="From the link").click()
    assert told(other) == drawn
    assert_whole(page)
    assert_whole(other)


def test_card_is_downloaded(page: Page, server: str, tmp_path: Path) -> None:
    """The card is shown when asked for, and the file is a PNG of 1200 by 630."""
    visit(page, f"{server}/yours?yours_door=From+the+data&yours_number=7&yours_view=Share")
    assert page.get_by_test_id("stDownloadButton").count() == 0
    page.get_by_role("button", name="Make a card to share").click()
    with page.expect_download() as found:
        page.get_by_role("button", name="Download the card").click()
    found.value.save_as(tmp_path / "card.png")
    with Image.open(tmp_path / "card.png") as card:
        assert card.format == "PNG" and card.size == (1200, 630)
    assert_whole(page)


def test_several_digits_chosen_by_a_tap(page: Page, server: str, tmp_path: Path) -> None:
    """Of two digits in a picture each is told of when chosen, and both can be labelled and downloaded."""
    lines = [((504, 200), (504, 820)), ((270, 240), (750, 240), (450, 810))]
    whole = np.hstack([np.asarray(draw_strokes((Stroke(72, points),))) for points in lines])
    Image.fromarray(whole).save(tmp_path / "17.png")
    visit(page, f"{server}/yours?yours_door=Upload")
    page.locator("input[type=file]").set_input_files(tmp_path / "17.png")
    page.get_by_text("The picture says 17.").wait_for()
    assert answer(page) == "1"
    page.get_by_role("button", name="Digit 2 of 2: 7").click()
    page.get_by_text("Digit 2 of 2 is told of below").wait_for()
    assert answer(page) == "7"
    page.get_by_role("button", name="Label the rest as classified").click()
    settle(page)
    for name in ("CSV", "NPZ"):
        with page.expect_download() as found:
            page.get_by_role("button", name=f"Download 2 as {name}").click()
        found.value.save_as(tmp_path / f"digits.{name.lower()}")
    assert pd.read_csv(tmp_path / "digits.csv")["label"].tolist() == [1, 7]
    with np.load(tmp_path / "digits.npz") as arrays:
        assert arrays["labels"].tolist() == [1, 7] and arrays["images"].shape == (2, 28, 28)
    assert_whole(page)


def test_dial_is_turned(page: Page, server: str) -> None:
    """The dial's digit and verdict follow the slider, and nothing else on the page changes."""
    visit(page, f"{server}/yours?yours_view=Style+dial")
    drag(page, *places(page, *SEVEN))
    assert answer(page) == "7"
    words = page.get_by_text(re.compile("^At .* the network classifies it as"))
    before = words.inner_text()
    page.get_by_role("slider").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("before => !document.body.innerText.includes(before)", arg=before)
    settle(page)
    degrees = [int(re.findall(r"-?\d+", text.replace("−", "-"))[0]) for text in (before, words.inner_text())]
    assert degrees[1] > degrees[0]
    assert page.get_by_test_id("stMetricValue").first.inner_text() == "7"
    assert_whole(page)


@pytest.mark.thorough
def test_steps_and_views_by_finger(new_page: Callable[..., Page], server: str) -> None:
    """On a telephone a drawing is answered below the box without scrolling sideways, and its steps and views open."""
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, user_agent=TELEPHONE)
    visit(page, f"{server}/yours")
    swipe(page, *places(page, *SEVEN))
    assert answer(page) == "7"
    page.get_by_text("From your picture to 28 × 28").tap()
    page.get_by_text("4. Sized and placed").wait_for()
    for name in ("On the map", "Why", "Style dial", "Share", "Measured"):
        page.get_by_role("tab", name=name, exact=True).tap()
        settle(page)
        wide = page.evaluate(WIDER)
        assert wide <= 0, name
    page.get_by_role("group", name=re.compile("digits of your visit")).wait_for()
    assert_whole(page)
