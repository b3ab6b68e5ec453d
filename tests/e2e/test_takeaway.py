"""Taking a view away in a real browser: the link, the digits, and its figures and sheets as PNG files."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from mnist_explore.atlas import load_atlas
from mnist_explore.atlas.export import read_indices
from mnist_explore.atlas.groups import exact_group, members
from mnist_explore.digits import Digits
from mnist_explore.ui.shell import PAGES
from tests.e2e.conftest import assert_whole, settle, visit
from tests.e2e.test_pages import address_of
from tests.thorough import and_thoroughly

if TYPE_CHECKING:
    from playwright.sync_api import Page

GROUNDS = {"light": (255, 255, 255), "dark": (20, 18, 15)}


def open_menu(page: Page) -> None:
    """Open the menu of the page shown."""
    page.get_by_role("button", name="Take it away").click()
    page.get_by_role("button", name="Copy a link").wait_for()
    settle(page)


def saved(page: Page, name: str | re.Pattern[str]) -> tuple[str, bytes]:
    """Press a button that gives a file; return the file's name and bytes."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).last.click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def pixels(data: bytes) -> NDArray[np.int64]:
    """Return a PNG's colours, ``(height, width, 3)``."""
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "PNG"
    found: NDArray[np.int64] = np.asarray(picture.convert("RGB")).astype(np.int64)
    return found


@pytest.mark.thorough
def test_every_page_can_be_taken_away(new_page: Callable[..., Page], server: str) -> None:
    """On every page the menu opens, the link it copies is the address, and it lists what the page shows."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    for name in PAGES:
        visit(page, server + address_of(name))
        open_menu(page)
        page.get_by_role("button", name="Copy a link").click()
        page.get_by_text("Copied.").wait_for()
        copied: Any = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.url, name
        assert page.get_by_role("button", name="Table, CSV").count() == (2 if name == "compare" else 1), name
        charts = page.locator("[data-testid=stMain] .js-plotly-plot:visible").count()
        listed = page.locator("button.one").count()
        assert listed >= charts, name
        assert listed > 0 or name == "yours"
        assert_whole(page)


def test_digits_of_two_groups(page: Page, server: str, shown: tuple[Digits, dict[str, str]]) -> None:
    """Where two groups are compared, either's table read back is that group, as its own description names it."""
    digits = shown[0]
    table = load_atlas(digits).table
    visit(page, f"{server}/compare?compare_first=digit~3+split~test&compare_second=digit~5+split~test")
    open_menu(page)
    for place, wanted in enumerate(("digit=3 split=test", "digit=5 split=test")):
        files = {}
        for label in ("Table, CSV", "What the table's columns mean"):
            with page.expect_download() as waiting:
                page.get_by_role("button", name=label).nth(place).click()
            files[label] = waiting.value.path().read_bytes()
        own = read_indices(files["Table, CSV"], count=len(digits))
        asked = files["What the table's columns mean"].decode().splitlines()[1]
        assert asked == wanted
        assert own.tolist() == members(table, exact_group(asked)).tolist()


@pytest.mark.parametrize("theme", and_thoroughly(list(GROUNDS), first=1))
def test_figure_as_picture(theme: str, new_page: Callable[..., Page], server: str) -> None:
    """A chart's PNG is the chart at twice its size in the page's colours, with its caption and source below."""
    page = new_page(color_scheme=theme)
    visit(page, f"{server}/averages")
    chart = page.locator(".st-key-averages_variance .js-plotly-plot")
    box = chart.bounding_box()
    assert box
    open_menu(page)
    name, data = saved(page, re.compile("pixel variance"))
    assert name == "averages-variance.png"
    picture = pixels(data)
    high, wide = round(2 * box["height"]), round(2 * box["width"])
    assert picture.shape[1] == wide and picture.shape[0] > high + 100
    ground = np.array(GROUNDS[theme])
    assert (picture[-1, -1] == ground).all()
    drawn = np.abs(picture - ground).sum(axis=2) > 120
    assert 0.05 < drawn[:high].mean() < 0.9
    # Bars of the five causes, and not axes alone: as many colours as there are.
    colours, counts = np.unique(picture[:high].reshape(-1, 3), axis=0, return_counts=True)
    assert (counts > 2_000).sum() >= 6, colours[counts > 2_000]
    lines = np.diff(np.flatnonzero(np.diff(drawn[high:].any(axis=1)))) > 0
    assert len(lines) >= 7, "what it shows, two lines of caption and a source are four lines of words"
    # What is under a chart on screen is what is under it here: without its caption the picture is shorter.
    caption = page.locator("[data-testid=stCaptionContainer]", has_text="Per cent of a digit's pixel variance")
    caption.evaluate("element => element.remove()")
    assert pixels(saved(page, re.compile("pixel variance"))[1]).shape[0] < picture.shape[0] - 60


def test_anything_drawn_as_picture(page: Page, server: str) -> None:
    """What says by an attribute that it is a figure is one: it is told to draw itself, and its canvas is in the PNG."""
    visit(page, f"{server}/methods")
    page.evaluate("""() => {
        const box = document.createElement("div")
        box.dataset.figure = "A red square"
        box.style.width = "600px"
        box.innerHTML = "<canvas width=600 height=200 style='width: 600px; height: 200px; display: block'></canvas>"
        box.addEventListener("picture", () => {
            const pen = box.firstChild.getContext("2d")
            pen.fillStyle = "rgb(255, 0, 0)"
            pen.fillRect(100, 50, 100, 100)
        })
        document.querySelector("[data-testid=stMainBlockContainer]").append(box)
    }""")
    open_menu(page)
    picture = pixels(saved(page, "A red square")[1])
    red = (picture == (255, 0, 0)).all(axis=2)
    # The canvas is drawn at twice its size, and so has an edge of mixed colours.
    assert picture.shape[1] == 1200 and red[102:298, 202:398].all() and red.sum() <= 200 * 200


@pytest.mark.parametrize("theme", and_thoroughly(list(GROUNDS), first=1))
def test_sheet_as_picture(
    theme: str, new_page: Callable[..., Page], server: str, shown: tuple[Digits, dict[str, str]]
) -> None:
    """A sheet's PNG has every digit at its place, ink against ground as on the page."""
    page = new_page(color_scheme=theme)
    visit(page, f"{server}/samples?samples_where=split~test&samples_size=84&samples_where_filter=shut")
    sheet = page.locator(".sheet").first
    box = sheet.bounding_box()
    inks = [ink.bounding_box() for ink in page.locator("button.cell .ink").all()[:30]]
    labels = [cell.get_attribute("aria-label") or "" for cell in page.locator("button.cell").all()[:30]]
    open_menu(page)
    name, data = saved(page, re.compile("^Test digits"))
    assert box and name == "samples-sheet.png"
    picture = pixels(data)
    assert picture.shape[1] == round(2 * box["width"]) and picture.shape[0] > round(2 * box["height"])
    shade = np.abs(picture - np.array(GROUNDS[theme])).sum(axis=2)
    for place, label in zip(inks, labels, strict=True):
        assert place
        index = int(re.findall(r"\d+", label)[1])
        left, top = (round(2 * (place[side] - box[side])) for side in ("x", "y"))
        side = round(2 * place["width"])
        cell = Image.fromarray(shade[top : top + side, left : left + side].astype(np.float32)).resize((28, 28))
        likeness = np.corrcoef(np.asarray(cell).ravel(), shown[0].images[index].ravel())[0, 1]
        assert likeness > 0.9, label


def test_menu_of_the_view_gone_back_to(page: Page, server: str) -> None:
    """After Back the menu, that was open, is shut; opened again it is about the view that is shown."""
    visit(page, f"{server}/samples?samples_where=split~train")
    page.get_by_role("button", name="Start over").click()
    page.wait_for_url(re.compile(r"^(?!.*samples_where=)"))
    settle(page)
    open_menu(page)
    assert "All digits: " in page.get_by_test_id("stPopoverBody").inner_text()
    page.go_back()
    page.get_by_role("button", name="Copy a link").wait_for(state="detached")
    settle(page)
    open_menu(page)
    told = page.get_by_test_id("stPopoverBody").inner_text()
    assert "Training digits: " in told and "All digits: " not in told
    assert_whole(page)
