"""How heavy and how smooth the map is, beside the Plotly map that it replaced, in one run.

``python -m benchmarks.map`` starts the app, the app as it was with Plotly (commit 68a0f1d, taken out of the history),
an empty page and an empty page with one small chart, opens each in a Chromium of its own, taking turns, and prints one
JSON object: kilobytes and seconds to the first picture, then of 60 moves of a drag over the whole map the 95th
percentile of the time between frames and the CPU seconds of all the browser's processes, and what a lasso sends. The
quality gate: both maps draw the same loop and select the same digits, but for those that half a pixel along the loop
decides (one per cent).
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.pages import ROOT, serving

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Playwright

BEFORE = "68a0f1d"
ROUNDS = 2
MOVES = 60
PATIENCE_MS = 120_000
ALLOWED = 0.01
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]  # fmt: skip
EMPTY = "import streamlit as st\n\nst.title('Empty')\n"
CHART = EMPTY + "import plotly.graph_objects as go\nst.plotly_chart(go.Figure(go.Scatter(x=[1, 2], y=[1, 2])))\n"
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
    p95_ms: float = 0
    cpu_s: float = 0
    lasso_bytes: int = 0
    selected: int = 0
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
    scale = 0.94 * min(box["width"] / (high[0] - low[0]), box["height"] / (high[1] - low[1]))
    away = (loop - (low + high) / 2) * scale
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
    found.lasso_bytes = max(found.sent)
    found.selected = int(re.sub(r"\D", "", counted(page).inner_text().split(" digits")[0]))


def visited(driver: Playwright, name: str, address: str, places: NDArray[np.float64]) -> Found:
    """Open a page in a new browser and return what it takes."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    browser = driver.chromium.launch(executable_path=path, args=FLAGS)
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
        found.kilobytes = sum(received) / 1000
        if name in ("map", "plotly"):
            page.wait_for_timeout(4000)
            walked(page, name, process, found)
            page.goto(address)
            page.locator(READY[name]).first.wait_for()
            page.wait_for_timeout(4000)
            enclosed(page, name, places, found)
        return found
    finally:
        browser.close()


def _frame_bytes(response: dict[str, str | int]) -> float:
    """Return the bytes of a message; binary ones are told in base 64."""
    length = len(str(response["payloadData"]))
    return length * 3 / 4 if response["opcode"] == 2 else length


def before_it(folder: Path) -> Path:
    """Unpack the app as it was with the Plotly map; return where."""
    packed = subprocess.run(["git", "archive", BEFORE], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def run() -> dict[str, object]:
    """Return what was measured."""
    from playwright.sync_api import sync_playwright

    from mnist_explore.atlas import load_atlas
    from mnist_explore.atlas.layouts import grid_steps, layouts_of
    from mnist_explore.sources import load_digits

    places = grid_steps(layouts_of(load_atlas(load_digits().digits))[0].places) / 100
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        scripts = {"empty": EMPTY, "chart": CHART}
        for script, text in scripts.items():
            (folder / f"{script}.py").write_text(text)
        old = before_it(folder / "before")
        ports = {script: stack.enter_context(serving(folder / f"{script}.py", folder)) for script in scripts}
        ports |= {"map": stack.enter_context(serving(ROOT / "app.py", ROOT))}
        ports |= {"plotly": stack.enter_context(serving(old / "app.py", old))}
        addresses = {page: f"http://127.0.0.1:{port}{'/map' if page in ('map', 'plotly') else ''}"
                     for page, port in ports.items()}  # fmt: skip
        found: dict[str, list[Found]] = {page: [] for page in addresses}
        driver = stack.enter_context(sync_playwright())
        for turn in range(ROUNDS + 1):
            for page in sorted(addresses, reverse=bool(turn % 2)):
                one = visited(driver, page, addresses[page], places)
                # The first turn loads the servers' shared objects.
                found[page] += [one] if turn else []
    return result(found)


def result(found: dict[str, list[Found]]) -> dict[str, object]:
    """Return medians and ratios, or stop where the two maps do not select the same digits."""

    def median(page: str, what: str) -> float:
        return float(statistics.median(getattr(one, what) for one in found[page]))

    ours, before = median("map", "selected"), median("plotly", "selected")
    if abs(ours - before) > ALLOWED * before:
        raise SystemExit(f"the same loop selects {ours:.0f} digits here and {before:.0f} with Plotly")
    return {
        "first_view_kilobytes": {page: round(median(page, "kilobytes")) for page in found},
        "first_picture_seconds": {page: round(median(page, "seconds"), 2) for page in found},
        "above_empty_kilobytes": round(median("map", "kilobytes") - median("empty", "kilobytes")),
        "first_picture_against_chart": round(median("map", "seconds") / median("chart", "seconds"), 2),
        "pan_p95_ms": {page: round(median(page, "p95_ms")) for page in ("map", "plotly")},
        "pan_cpu_seconds": {page: round(median(page, "cpu_s"), 2) for page in ("map", "plotly")},
        "pan_p95_ratio": round(median("map", "p95_ms") / median("plotly", "p95_ms"), 2),
        "pan_cpu_ratio": round(median("map", "cpu_s") / median("plotly", "cpu_s"), 2),
        "lasso_bytes": {page: round(median(page, "lasso_bytes")) for page in ("map", "plotly")},
        "selected": {"map": round(ours), "plotly": round(before)},
        "rounds": ROUNDS,
        "versions": {
            "python": platform.python_version(),
            "streamlit": version("streamlit"),
            "plotly": version("plotly"),
        },
    }


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
    print()
