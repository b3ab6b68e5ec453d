"""Every page in a real browser: by a link on a fresh server, narrow, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_explore.digits import Digits
from mnist_explore.ui.shell import PAGES
from tests.e2e.conftest import PRODUCTS, assert_whole, serving, visit
from tests.thorough import and_thoroughly

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PHONE = {"width": 390, "height": 844}


def address_of(name: str) -> str:
    """Return a page's place on the server."""
    return "/" if name == "app" else f"/{name}"


def test_deep_link_on_a_fresh_server(page: Page, own: tuple[Digits, dict[str, str]], tmp_path: Path) -> None:
    """The first visitor of a new server who comes by a link to a page sees that page, and nothing over it."""
    with serving(own[1], tmp_path / "log.txt") as server:
        visit(page, f"{server}/yours?digit=3")
        assert_whole(page)
        assert page.title() == "Your digit · mnist_explore"
        assert page.get_by_role("dialog").count() == 0
        assert page.get_by_role("heading", name=PAGES["yours"].question).is_visible()
    assert "Traceback" not in (tmp_path / "log.txt").read_text()


@pytest.mark.parametrize("name", and_thoroughly(list(PAGES), first=4))
def test_deep_link(name: str, page: Page, server: str) -> None:
    """A link to a page opens it under its own title, whole and light, and nothing goes wrong in the browser."""
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    visit(page, server + address_of(name))
    assert_whole(page)
    assert page.title() == f"{PAGES[name].name} · mnist_explore"
    assert page.get_by_role("heading", level=1, name=PAGES[name].question).is_visible()
    assert not broken
    assert_theme(page, is_light=True)
    keep_picture(page, f"{name}-light")


@pytest.mark.parametrize("name", and_thoroughly(list(PAGES), first=3))
def test_page_on_a_telephone(name: str, new_page: Callable[..., Page], server: str) -> None:
    """On a screen 390 pixels wide a page does not scroll sideways."""
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    visit(page, server + address_of(name))
    assert_whole(page)
    page.wait_for_timeout(500)
    script = "[document.documentElement.scrollWidth, document.querySelector('[data-testid=stMain]').scrollWidth]"
    assert max(page.evaluate(script)) <= PHONE["width"]
    keep_picture(page, f"{name}-telephone")


@pytest.mark.thorough
def test_pages_in_the_dark(new_page: Callable[..., Page], server: str) -> None:
    """Every page follows a browser that asks for dark pages, ink included; its picture is kept for people to see."""
    page = new_page(color_scheme="dark")
    for name in PAGES:
        visit(page, server + address_of(name))
        assert_whole(page)
        assert_theme(page, is_light=False)
        keep_picture(page, f"{name}-dark")


def assert_theme(page: Page, *, is_light: bool) -> None:
    """Fail unless the page's ground is light and its ink dark, or the other way round."""

    def brightness(element: Locator) -> int:
        shade = element.evaluate("element => getComputedStyle(element).backgroundColor")
        return sum(map(int, shade.removeprefix("rgb(").rstrip(")").split(",")))

    assert (brightness(page.get_by_test_id("stApp")) > 384) == is_light
    for ink in page.locator(".cell .ink").all()[:1]:
        assert (brightness(ink) < 384) == is_light


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of the page as a product of the tests."""
    PRODUCTS.mkdir(exist_ok=True)
    page.screenshot(path=PRODUCTS / f"{name}.png")


def test_unknown_page(page: Page, server: str) -> None:
    """An address that there is not does not break the server's other pages."""
    page.goto(f"{server}/no_such_page")
    visit(page, server)
    assert_whole(page)


def test_parameter_of_eight_thousand_letters(page: Page, server: str) -> None:
    """A class name of thousands of letters in the address bar gives one sentence."""
    visit(page, f"{server}/samples?digit={'7' * 8_000}")
    assert_whole(page)
    assert page.get_by_test_id("stAlertContentWarning").count() == 1
