"""How long after a stroke the page answers, beside a page that only echoes streamlit-drawable-canvas.

``python -m benchmarks.drawing`` starts the app and a page of ten lines that shows how many strokes the third-party box
has sent, draws a seven on both in Chromium, then adds short strokes, taking turns, and prints one JSON object: median
milliseconds from the pointer's release to the first and to the last change on the page outside the box. The quality
gate: the app reads a seven throughout, and both pages have counted every stroke.
"""

from __future__ import annotations

import json
import platform
import statistics
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.chromium import launch
from benchmarks.servers import ROOT, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

STROKES = 12
SEVEN = [(90, 80), (250, 80), (150, 270)]
PATIENCE_MS = 60_000
QUIET_MS = 1_200
ECHO = """
import streamlit as st
from streamlit_drawable_canvas import st_canvas

result = st_canvas(stroke_width=24, stroke_color="#000000", background_color="#ffffff", height=336, width=336,
                   return_image_data=True, key="box")
st.metric("Strokes", len((result.json_data or {}).get("objects", [])))
"""
BOXES = {"app": "svg.paper", "echo": "canvas.upper-canvas"}
WATCH = """() => {
    if (!window.watching) {
        const release = () => Object.assign(window, {released: performance.now(), first: 0, last: 0})
        addEventListener('pointerup', release, true)
        window.watching = new MutationObserver(() => {
            if (!window.released) return
            window.last = performance.now() - window.released
            window.first ||= window.last
        })
    }
    const all = {subtree: true, childList: true, characterData: true}
    const main = document.querySelector('[data-testid=stMain]')
    window.watching.observe(main, all)
    // Sheets of digits have roots of their own; so has the box, which is not what is waited for.
    for (const {shadowRoot: root} of main.querySelectorAll('*'))
        if (root && !root.querySelector('.paper, .upper-canvas')) window.watching.observe(root, all)
}"""
"""Notes when the page has changed; called again when it has new parts."""


def draw(page: Page, box: str, places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Draw one stroke; return the milliseconds to the first and to the last change."""
    page.bring_to_front()
    corner = page.locator(box).bounding_box()
    assert corner is not None
    for number, (x, y) in enumerate(places):
        page.mouse.move(corner["x"] + x, corner["y"] + y, steps=6)
        if number == 0:
            page.mouse.down()
    page.mouse.up()
    page.wait_for_function(f"window.last && performance.now() - window.released - window.last > {QUIET_MS}")
    first, last = page.evaluate("[window.first, window.last]")
    page.evaluate(WATCH)
    return float(first), float(last)


def opened(page: Page, address: str, box: str) -> Page:
    """Open a page and watch it change."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.locator(box).wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(QUIET_MS)
    page.evaluate(WATCH)
    return page


def measured(pages: dict[str, Page]) -> dict[str, list[tuple[float, float]]]:
    """Draw on all pages by turns; return the times of each stroke, a session's first one first."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in pages}
    for number in range(STROKES + 1):
        # Each stroke goes along the seven's bar, so that it stays one.
        start = 100 + 8 * number
        places = SEVEN if number == 0 else [(start, 82), (start + 30, 80)]
        for name in sorted(pages, reverse=bool(number % 2)):
            times[name].append(draw(pages[name], BOXES[name], places))
    shown = {name: page.get_by_test_id("stMetricValue").first.inner_text() for name, page in pages.items()}
    if shown != {"app": "7", "echo": str(STROKES + 1)}:
        raise SystemExit(f"the pages show {shown}, not a seven and {STROKES + 1} strokes")
    return times


def run() -> dict[str, object]:
    """Return what was measured."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        script = Path(folder) / "echo.py"
        script.write_text(ECHO)
        with serving(ROOT / "app.py") as app, serving(script) as echo:
            browser = launch(driver.chromium)
            addresses = {"app": f"http://127.0.0.1:{app.port}/yours", "echo": f"http://127.0.0.1:{echo.port}"}
            pages = {
                name: opened(browser.new_page(viewport={"width": 1280, "height": 900}), address, BOXES[name])
                for name, address in addresses.items()
            }
            times = measured(pages)
            browser.close()
    return result(times)


def result(times: dict[str, list[tuple[float, float]]]) -> dict[str, object]:
    """Return medians, a session's first strokes apart, and ratios."""
    medians = {
        name: [statistics.median(column) for column in zip(*rows[1:], strict=True)] for name, rows in times.items()
    }
    return {
        "milliseconds_to_first_and_last_change": {
            name: [round(value) for value in pair] for name, pair in medians.items()
        },
        "session_first_stroke": {name: [round(value) for value in rows[0]] for name, rows in times.items()},
        "first_ratio": round(medians["app"][0] / medians["echo"][0], 2),
        "last_ratio": round(medians["app"][1] / medians["echo"][0], 2),
        "strokes": STROKES,
        "versions": {"python": platform.python_version(), "streamlit": version("streamlit")},
    }


if __name__ == "__main__":
    json.dump(run(), sys.stdout, indent=2)
    print()
