"""One visit of a page in a browser of its own: what it sends, and how smoothly its map moves."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.chromium import launch

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Locator, Page, Playwright

MOVES = 60
PATIENCE_MS = 120_000
REST_MS = 4_000
READY = {
    "map": "canvas[role=application][data-pictures]",
    "plotly": ".js-plotly-plot .nsewdrag",
    "empty": "h1",
    "chart": ".js-plotly-plot .nsewdrag",
}
"""What is there when a page's first picture is."""

FRAMES = """() => {
    window.frames_ = []
    let before = performance.now()
    const next = now => { window.frames_.push(now - before); before = now; requestAnimationFrame(next) }
    requestAnimationFrame(next)
}"""


@dataclass
class Found:
    """What one visit has shown."""

    kilobytes: float = 0
    seconds: float = 0
    first_cpu_s: float = 0
    p95_ms: float = 0
    cpu_s: float = 0
    lasso_bytes: int = 0
    selected: int = 0
    region: str = ""
    sent: list[int] = field(default_factory=list)


def processes() -> dict[int, tuple[int, float, bytes]]:
    """Return every process of this machine → its parent, the CPU seconds it has taken, and its command."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        found[int(folder.name)] = (int(fields[1]), seconds, command)
    return found


def is_below(process: int, root: int, among: dict[int, tuple[int, float, bytes]]) -> bool:
    """Return whether a process is another, or was started by it or by one below it."""
    while process and process != root:
        process = among[process][0] if process in among else 0
    return process == root


def cpu_of(root: int) -> float:
    """Return the CPU seconds that a process and all below it have taken; those that have ended are left out."""
    among = processes()
    return sum(seconds for process, (_, seconds, _) in among.items() if is_below(process, root, among))


def own_browser() -> int:
    """Return the Chromium that this process has started: the one that no other Chromium has."""
    among = processes()
    (found,) = (
        process
        for process, (_, _, command) in among.items()
        if b"--remote-debugging" in command and b"--type=" not in command and is_below(process, os.getpid(), among)
    )
    return found


def corners(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a loop of 40 corners around the middle of the map, in its units."""
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    middle, reach = (places.max(axis=0) + places.min(axis=0)) / 2, np.ptp(places, axis=0) / 5
    return np.asarray(middle + reach * np.stack([np.cos(angle), np.sin(angle)], axis=1))


def scale_on(box: FloatRect, places: NDArray[np.float64]) -> float:
    """Return how many pixels a unit of our map takes where all of it is in view."""
    wide, high = np.ptp(places, axis=0).tolist()
    return float(0.94 * min(box["width"] / wide, box["height"] / high))


def on_screen(page: Page, name: str, places: NDArray[np.float64], loop: NDArray[np.float64]) -> list[tuple[float, ...]]:
    """Return where the corners of a loop in map units lie on screen."""
    box = page.locator(READY[name]).first.bounding_box()
    assert box is not None
    if name == "plotly":
        x, y = page.evaluate(
            "([x, y]) => { const {_fullLayout: made} = document.querySelector('.js-plotly-plot')\n"
            "return [x.map(one => made.xaxis.l2p(one)), y.map(one => made.yaxis.l2p(one))] }",
            (100 * loop).T.tolist(),
        )
        return [(box["x"] + one, box["y"] + other) for one, other in zip(x, y, strict=True)]
    low, high = places.min(axis=0), places.max(axis=0)
    away = (loop - (low + high) / 2) * scale_on(box, places)
    return [(box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 - y) for x, y in away.tolist()]


def tool(page: Page, name: str, *, lasso: bool) -> None:
    """Let a drag draw a loop, or move the map."""
    if name == "plotly":
        page.locator(READY[name]).first.hover()
        page.locator(f".modebar-btn[data-val={'lasso' if lasso else 'pan'}]").first.click()
    elif lasso:
        page.get_by_role("button", name="Lasso (L)").click()


def walked(page: Page, name: str, browser: int, found: Found) -> None:
    """Drag the map to and fro; note frames and CPU."""
    tool(page, name, lasso=False)
    box = page.locator(READY[name]).first.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y)
    page.wait_for_timeout(500)
    page.evaluate(FRAMES)
    before = cpu_of(browser)
    for move in range(MOVES):
        page.mouse.move(x + 60 * np.sin(move / 5), y + 40 * np.sin(move / 3))
        page.evaluate("() => new Promise(requestAnimationFrame)")
    found.cpu_s = cpu_of(browser) - before
    found.p95_ms = float(np.percentile(page.evaluate("window.frames_"), 95))
    page.mouse.up()


def counted(page: Page) -> Locator:
    """Return what says how many digits are selected."""
    return page.get_by_text(re.compile(r"[\d,]+ digits selected")).first


def enclosed(page: Page, name: str, places: NDArray[np.float64], found: Found) -> None:
    """Draw a loop; note the largest message it sends, and how many digits are selected."""
    tool(page, name, lasso=True)
    spots = on_screen(page, name, places, corners(places))
    found.sent.clear()
    page.mouse.move(*spots[0])
    page.mouse.down()
    for spot in [*spots[1:], spots[0]]:
        page.mouse.move(*spot)
        page.evaluate("() => new Promise(requestAnimationFrame)")
    page.mouse.up()
    counted(page).wait_for()
    page.wait_for_timeout(1000)
    found.lasso_bytes = max(found.sent)
    found.region = page.evaluate("new URLSearchParams(location.search).get('map_region') ?? ''")
    found.selected = int(re.sub(r"\D", "", counted(page).inner_text().split(" digits")[0]))


def visited(driver: Playwright, name: str, address: str, places: NDArray[np.float64]) -> Found:
    """Open a page in a new browser and return what it takes."""
    browser = launch(driver.chromium)
    process = own_browser()
    try:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(PATIENCE_MS)
        found = Found()
        received: list[float] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        session.on("Network.webSocketFrameReceived",
                   lambda event: received.append(_frame_bytes(event["response"])))  # fmt: skip
        session.on("Network.webSocketFrameSent",
                   lambda event: found.sent.append(int(_frame_bytes(event["response"]))))  # fmt: skip
        started = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.locator(READY[name]).first.wait_for()
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        found.seconds = time.perf_counter() - started
        found.first_cpu_s = cpu_of(process)
        page.wait_for_timeout(REST_MS)
        found.kilobytes = sum(received) / 1000
        if name in ("map", "plotly"):
            walked(page, name, process, found)
            page.goto(address)
            page.locator(READY[name]).first.wait_for()
            page.wait_for_timeout(REST_MS)
            enclosed(page, name, places, found)
        return found
    finally:
        browser.close()


def _frame_bytes(response: dict[str, str | int]) -> float:
    """Return the bytes of a message; binary ones are told in base 64."""
    length = len(str(response["payloadData"]))
    return length * 3 / 4 if response["opcode"] == 2 else length
