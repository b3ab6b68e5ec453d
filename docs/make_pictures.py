"""Make the README's pictures and the tour from the running app: ``python -m docs.make_pictures [NAME...]``.

A picture of every page, and an animated walk through the app, as WebP in ``docs/pictures``. The app is started, driven
in Chromium as a visitor would, and photographed. MNIST is needed (``MNIST_EXPLORE_DATA``). Run it where a page changed.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.bytes import DONE
from benchmarks.chromium import launch
from benchmarks.servers import ROOT, serving

if TYPE_CHECKING:
    from PIL.Image import Image
    from playwright.sync_api import Locator, Page

FOLDER = Path(__file__).parent / "pictures"
TOUR = FOLDER / "tour.webp"
WIDE, HIGH = 1280, 860
SHOWN_WIDTH = 960
"""Of a picture in the file: as wide as GitHub shows a README."""
QUALITY, TOUR_QUALITY = 80, 60
PATIENCE_MS = 120_000
PAGES = {
    "overview": "",
    "samples": "samples?digit=4",
    "variation": "variation?digit=2",
    "averages": "averages",
    "map": "map",
    "writers": "writers",
    "compare": "compare",
    "confusion": "confusion",
    "methods": "methods",
    "disputed": "disputed",
    "card": "?index=4",
}
"""A picture's name → the address that it is taken at; that of Your digit is taken after a digit was drawn."""
YOURS = "yours"
SCROLLED_PX = {"samples": 330}
"""Of pages whose digits begin far down."""
SEVEN = ((0.28, 0.25), (0.72, 0.24), (0.6, 0.45), (0.46, 0.8))
BAR = ((0.4, 0.52), (0.66, 0.5))
"""A crossed seven, in shares of the box to draw in."""
GLANCE_MS, LOOK_MS = 350, 1_800
"""How long a frame of the tour stands, on the way and where there is something to read."""


class Tour:
    """Frames of a walk, and how long each stands.

    Parameters
    ----------
    page
        The window that is photographed.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.frames: list[Image] = []
        self.lasting: list[int] = []

    def take(self, milliseconds: int) -> None:
        """Take a frame of what is on screen now."""
        self.frames.append(photographed(self.page))
        self.lasting.append(milliseconds)

    def save(self, path: Path) -> None:
        """Write the frames as an animated WebP that runs for ever."""
        first, *others = self.frames
        first.save(
            path, "WEBP", save_all=True, append_images=others, duration=self.lasting, loop=0, method=6,
            quality=TOUR_QUALITY, minimize_size=True,
        )  # fmt: skip


def photographed(page: Page) -> Image:
    """Return what is on screen, at the width that is shown."""
    from PIL import Image

    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return picture.resize((SHOWN_WIDTH, round(SHOWN_WIDTH * picture.height / picture.width)), Image.Resampling.LANCZOS)


@contextmanager
def window() -> Iterator[Callable[[str], Page]]:
    """Run the app and a browser; yield what opens one of the app's addresses and waits until it stands."""
    from playwright.sync_api import sync_playwright

    with serving(ROOT / "app.py") as server, sync_playwright() as driver:
        browser = launch(driver.chromium)
        page = browser.new_page(viewport={"width": WIDE, "height": HIGH}, color_scheme="light")
        page.set_default_timeout(PATIENCE_MS)

        def visit(address: str) -> Page:
            page.goto(f"http://127.0.0.1:{server.port}/{address}")
            settle(page)
            return page

        yield visit
        browser.close()


def settle(page: Page, *, pause_ms: int = 1_500) -> None:
    """Wait until the page stands and what it asked for is drawn."""
    page.locator(DONE).wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(pause_ms)
    page.locator(DONE).wait_for()


def take_pictures(names: Collection[str] = (*PAGES, YOURS)) -> None:
    """Write a picture of every page, or of those named."""
    with window() as visit:
        for name in [name for name in PAGES if name in names]:
            page = visit(PAGES[name])
            if name in SCROLLED_PX:
                page.mouse.move(WIDE / 2, HIGH / 2)
                page.mouse.wheel(0, SCROLLED_PX[name])
            # Away from all that a pointer would light up.
            page.mouse.move(2, 2)
            page.wait_for_timeout(GLANCE_MS)
            save(photographed(page), name)
        if YOURS in names:
            page = visit(YOURS)
            for _ in draw(page, SEVEN, BAR):
                pass
            settle(page, pause_ms=3_000)
            save(photographed(page), YOURS)


def save(picture: Image, name: str) -> None:
    """Write one picture."""
    picture.save(FOLDER / f"{name}.webp", "WEBP", quality=QUALITY, method=6)


def draw(page: Page, *strokes: tuple[tuple[float, float], ...]) -> Iterator[None]:
    """Draw strokes with the mouse into the box; yield after each part of one."""
    box = at(page.locator("svg.paper").first)
    for first, *others in strokes:
        page.mouse.move(*box(*first))
        page.mouse.down()
        for place in others:
            page.mouse.move(*box(*place), steps=6)
            yield
        page.mouse.up()
    page.mouse.move(5, 5)


def at(element: Locator) -> Callable[[float, float], tuple[float, float]]:
    """Return what gives the place on screen at two shares of an element's width and height."""
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    if box is None:
        raise SystemExit("the page lacks what the tour walks through; mend docs/make_pictures.py")
    return lambda across, down: (box["x"] + across * box["width"], box["y"] + down * box["height"])


def take_tour() -> None:
    """Write the tour: the overview, a card, the map from afar to the digits, two groups compared, a digit drawn."""
    with window() as visit:
        tour = Tour(visit(""))
        tour.take(LOOK_MS)
        _show_card(tour)
        visit("map")
        _walk_map(tour)
        visit("compare")
        tour.take(LOOK_MS)
        page = visit("yours")
        tour.take(GLANCE_MS)
        for _ in draw(page, SEVEN, BAR):
            tour.take(GLANCE_MS)
        settle(page, pause_ms=3_000)
        tour.take(2 * LOOK_MS)
        tour.save(TOUR)


def _show_card(tour: Tour) -> None:
    """Open the card of one of the fan's ones."""
    page = tour.page
    page.locator(".sheet.placed button.cell").nth(9).click()
    page.get_by_role("dialog").wait_for()
    settle(page)
    tour.take(LOOK_MS)


def _walk_map(tour: Tour) -> None:
    """Let the map glide to the layout by the network's features, and zoom in until the dots are digits."""
    page = tour.page
    tour.take(LOOK_MS)
    page.locator("select").filter(has_text="by pixels").select_option(index=1)
    for _ in range(4):
        page.wait_for_timeout(GLANCE_MS)
        tour.take(GLANCE_MS)
    settle(page)
    tour.take(LOOK_MS)
    page.mouse.move(*at(page.locator("canvas[role=application]"))(0.42, 0.45))
    page.keyboard.down("Control")
    for _ in range(6):
        page.mouse.wheel(0, -300)
        page.wait_for_timeout(800)
        tour.take(GLANCE_MS)
    page.keyboard.up("Control")
    settle(page, pause_ms=2_000)
    tour.take(LOOK_MS)


def main() -> None:
    """Write what is asked for, by default all, and say how many bytes it is."""
    FOLDER.mkdir(exist_ok=True)
    every = {*PAGES, YOURS, "tour"}
    asked = set(sys.argv[1:]) or every
    if asked - every:
        raise SystemExit(
            f"there are pictures of {', '.join(sorted(every))}, none of {', '.join(sorted(asked - every))}"
        )
    if asked - {"tour"}:
        take_pictures(asked)
    if "tour" in asked:
        take_tour()
    for path in sorted(FOLDER.glob("*.webp")):
        print(f"{path.stat().st_size:>9,} {path.name}")


if __name__ == "__main__":
    main()
