"""How long five hundred digits take as one sheet, and as five hundred `st.image` calls, in the script and on screen.

``python -m benchmarks.samples`` serves both as small apps, opens each in Chromium in turns, and prints one JSON object:
median milliseconds that the script spends on the digits, from a page's request until all of them are painted, and
from a click that asks for five hundred others until those are. A third app, of one sentence, says how much of a first
view is Streamlit's own start, which no way of showing digits can save: its ratio is of what comes on top of that. The
quality gate: the bytes that reach the browser are the digits', pixel by pixel, and each is shown at its place. Exit
code 1 when that fails, or the sheet is not ten times faster in all three.
"""

from __future__ import annotations

import base64
import io
import json
import platform
import statistics
import tempfile
import time
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.chromium import launch
from benchmarks.servers import ROOT, serving
from mnist_explore.digits import SIDE_PX
from mnist_explore.sources import load_digits

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COUNT, COLUMNS = 500, 20
VISITS = 7
AT_LEAST = 10
"""Times that the sheet must be faster."""

START = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
import numpy as np
import streamlit as st
from mnist_explore.ui.components.sheet import digit_sheet, send_sheet_code

@st.cache_resource(show_spinner=False)
def given():
    return np.load({{path!r}})

st.set_page_config(layout="wide")
if st.button("others"):
    st.session_state["turn"] = st.session_state.get("turn", 0) + 1
turn = st.session_state.get("turn", 0)
images = given()[turn % 2 * 500 :][:500]
started = time.perf_counter()
"""
SHEET = """
send_sheet_code()
indices = np.arange(len(images))
words = [str(index) for index in indices]
digit_sheet(images, indices, labels=words, on_pick=id, key="sheet", alt="digits", columns=20, cell_px=28)
"""
IMAGES = """
columns = st.columns(20, gap=None)
for place, image in enumerate(images):
    columns[place % 20].image(image, width=28)
"""
END = """
st.text(f"spent {1000 * (time.perf_counter() - started):.3f} ms in run {turn}")
"""

SEEN = {
    "sheet": "[...document.querySelectorAll('*')].map(one => one.shadowRoot?.querySelector('.sheet')).filter(one => "
    "one?.querySelectorAll('.cell').length === 500).map(one => one.style.getPropertyValue('--sprite'))[0]",
    "images": "(all => all.length === 500 && all.every(one => one.complete && one.naturalWidth) && all.every((one, at) "
    "=> at % 50 || one.src !== window.before?.[at]) && (window.now = all.map(one => one.src)) && window.now.join())("
    "[...document.querySelectorAll('[data-testid=stMain] img')])",
    "empty": "document.body.innerText.match(/in run [0-9]+/)?.[0]",
}
"""What tells, once all digits are there, which they are; two frames later they are painted."""
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def main() -> None:
    """Print the benchmark's JSON object."""
    images = load_digits().digits.images[: 2 * COUNT]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        digits = Path(folder) / "digits.npy"
        np.save(digits, images)
        ports = {}
        for name, script in (("sheet", SHEET), ("images", IMAGES), ("empty", "")):
            file = Path(folder) / f"{name}.py"
            file.write_text(START.format(path=str(digits)) + script + END)
            ports[name] = servers.enter_context(serving(file)).port
        report = _measured(ports, images)
    print(json.dumps(report, indent=2))
    raise SystemExit(0 if report["passed"] else 1)


def _measured(ports: dict[str, int], images: NDArray[np.uint8]) -> dict[str, Any]:
    """Return all figures."""
    from playwright.sync_api import sync_playwright

    kinds = ("script", "first_view", "others")
    found: dict[str, dict[str, list[float]]] = {kind: {name: [] for name in ports} for kind in kinds}
    with sync_playwright() as driver:
        browser = launch(driver.chromium)
        for turn in range(VISITS + 1):
            for name, port in ports.items():
                for kind, ms in zip(kinds, _visit(browser, port, name), strict=True):
                    if turn:  # the first one warms caches on both sides
                        found[kind][name].append(ms)
        identical = _identical(browser, ports["sheet"], images)
        browser.close()
    median = {kind: {name: round(statistics.median(ms), 2) for name, ms in by.items()} for kind, by in found.items()}
    first = median["first_view"]
    own = {name: round(first[name] - first["empty"], 1) for name in ("sheet", "images")}
    ratios = {
        "script": round(median["script"]["images"] / median["script"]["sheet"], 1),
        "first_view_whole": round(first["images"] / first["sheet"], 1),
        "first_view_on_top_of_an_empty_page": round(own["images"] / max(own["sheet"], 1.0), 1),
        "others": round(median["others"]["images"] / median["others"]["sheet"], 1),
    }
    gated = [ratio for kind, ratio in ratios.items() if kind != "first_view_whole"]
    return {
        "digits": COUNT,
        "median_ms": median,
        "first_view_on_top_of_an_empty_page_ms": own,
        "times_faster": ratios,
        "cells_identical": identical,
        "passed": identical and min(gated) >= AT_LEAST,
        "python": platform.python_version(),
        **{name: version(name) for name in ("streamlit", "numpy", "pillow", "playwright")},
    }


def _visit(browser: Browser, port: int, name: str) -> tuple[float, float, float]:
    """Open a page as a new visitor, then ask for other digits; return the milliseconds of :func:`_measured`."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    started = time.perf_counter()
    page.goto(f"http://127.0.0.1:{port}", wait_until="commit")
    before = page.wait_for_function(SEEN[name], polling="raf", timeout=120_000).json_value()
    page.evaluate(FRAMES)
    first = 1000 * (time.perf_counter() - started)
    words = page.get_by_text("spent ").inner_text(timeout=60_000)
    page.wait_for_timeout(300)
    button = page.get_by_role("button", name="others")
    page.evaluate("() => { window.before = window.now }")
    started = time.perf_counter()
    button.click()
    page.wait_for_function(f"before => (seen => seen && seen !== before)({SEEN[name]})", arg=before, polling="raf",
                           timeout=120_000)  # fmt: skip
    page.evaluate(FRAMES)
    others = 1000 * (time.perf_counter() - started)
    context.close()
    return float(words.split()[1]), first, others


def _identical(browser: Browser, port: int, images: NDArray[np.uint8]) -> bool:
    """Return whether the picture in the browser holds every digit exactly, and every cell shows its own."""
    from PIL import Image

    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(f"http://127.0.0.1:{port}")
    page.wait_for_function(SEEN["sheet"])
    page.evaluate(FRAMES)
    sheet = page.locator(".sheet")
    told = sheet.evaluate(
        "async sheet => { const address = sheet.style.getPropertyValue('--sprite').slice(4, -1).replaceAll('\"', '');"
        " const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());"
        " return btoa(Array.from(bytes, one => String.fromCharCode(one)).join('')) }"
    )
    data = base64.b64decode(told)
    ink = np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))[..., 3]
    rows = COUNT // COLUMNS
    cells = ink.reshape(rows, SIDE_PX, COLUMNS, SIDE_PX).swapaxes(1, 2).reshape(COUNT, SIDE_PX, SIDE_PX)
    places = sheet.evaluate(
        "sheet => [...sheet.querySelectorAll('.ink')].map(one => getComputedStyle(one).webkitMaskPosition)"
    )
    wanted = [(place % COLUMNS / (COLUMNS - 1) * 100, place // COLUMNS / (rows - 1) * 100) for place in range(COUNT)]
    shown = [tuple(float(part.rstrip("%")) for part in place.split()) for place in places]
    page.close()
    return bool((cells == images[:COUNT]).all()) and bool(np.allclose(shown, wanted, atol=0.01))


if __name__ == "__main__":
    main()
