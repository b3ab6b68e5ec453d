"""What each page sends to a fresh browser and how soon it shows a picture, beside an empty page and one with one chart.

``python -m benchmarks.bytes`` serves the app as ``streamlit run app.py`` does, the same as ``streamlit run serve.py``
does, an empty page and a page with a single Plotly chart, opens each in a new window of Chromium in which nothing is
cached, in turns, the first of them to warm the server, and prints one JSON object: kilobytes that came by HTTP, of them
Streamlit's own scripts, styles and typefaces, kilobytes that came over the WebSocket, and median seconds from the
request until the first picture stands (of the empty page: its sentence). With ``--markdown`` it prints a table. The
quality gate: every page shows a picture, and none loads Streamlit's grid. Exit code 1 where that fails.
"""

from __future__ import annotations

import base64
import json
import platform
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.chromium import launch
from benchmarks.pages import PAGES
from benchmarks.servers import ROOT, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

VISITS = 3
PATIENCE_MS = 60_000
VIEWS = ("variation?variation_view=Spread", "writers?writers_view=Within+and+between+writers", "samples?index=4")
"""Views beside the pages' first ones: two with charts and tables, and a digit's card."""
EMPTY, CHART = "an empty page", "a page with one Plotly chart"
SCRIPTS = {
    EMPTY: "import streamlit as st\n\nst.write('empty')\n",
    CHART: "import plotly.graph_objects as go\nimport streamlit as st\nst.plotly_chart(go.Figure(go.Bar(y=[1, 2])))\n",
}
PICTURE = """
kind => {
  const wanted = ".sheet .cell, .js-plotly-plot .main-svg, canvas, svg.paper, [data-testid=stImage] img"
  const seen = root => [...root.querySelectorAll("*")].some(one =>
    (one.matches(wanted) && one.getBoundingClientRect().width > 0) || (one.shadowRoot && seen(one.shadowRoot)))
  const there = kind === "sentence" ? document.body.innerText.includes("empty") : seen(document)
  return there && performance.now()
}
"""
"""Tells when the first picture stands, in milliseconds from the request; components' own trees are searched, too."""
DONE = "[data-testid=stApp][data-test-script-state=notRunning]"


class Traffic:
    """Counts the bytes that a window receives.

    Parameters
    ----------
    session
        Of the window, for Chromium's own protocol.
    """

    def __init__(self, session: CDPSession) -> None:
        self.http, self.socket = 0, 0
        self.names: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        session.send("Network.enable")
        session.on("Network.responseReceived", self._name)
        session.on("Network.loadingFinished", self._finish)
        session.on("Network.webSocketFrameReceived", self._frame)

    def _name(self, event: dict[str, Any]) -> None:
        self.names[event["requestId"]] = event["response"]["url"]

    def _finish(self, event: dict[str, Any]) -> None:
        size = int(event["encodedDataLength"])
        self.http += size
        name = self.names.get(event["requestId"], "")
        self.sizes[name] = self.sizes.get(name, 0) + size

    def _frame(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        self.socket += len(base64.b64decode(frame["payloadData"]) if frame["opcode"] == 2 else frame["payloadData"])

    def has(self, part: str) -> bool:
        """Return whether a file was loaded whose name holds `part`."""
        return any(part in name.rpartition("/")[2] for name in self.names.values())

    def of_streamlit(self) -> int:
        """Return the bytes of Streamlit's own static files."""
        return sum(size for name, size in self.sizes.items() if "/static/" in name)


@contextmanager
def fresh(browser: Browser) -> Iterator[tuple[Page, Traffic]]:
    """Open a window in which nothing is cached; yield it and the count of what it receives."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    try:
        yield page, Traffic(context.new_cdp_session(page))
    finally:
        context.close()


def look(browser: Browser, address: str, *, kind: str) -> dict[str, float]:
    """Open an address in a fresh window; return what came, in kilobytes, and when the first picture stood."""
    with fresh(browser) as (page, traffic):
        page.goto(address, wait_until="commit")
        seconds = page.wait_for_function(PICTURE, arg=kind).json_value() / 1000
        page.locator(DONE).wait_for()
        page.wait_for_load_state("networkidle")
        return {
            "first_picture_s": seconds,
            "http_kb": traffic.http / 1000,
            "streamlit_kb": traffic.of_streamlit() / 1000,
            "socket_kb": traffic.socket / 1000,
            "plotly": traffic.has("PlotlyChart") or traffic.has("plotly"),
            "grid": traffic.has("DataFrame."),
        }


def merged(visits: list[dict[str, float]]) -> dict[str, Any]:
    """Return the medians of several visits to one page."""
    told: dict[str, Any] = {
        key: round(statistics.median(one[key] for one in visits), 2 if key.endswith("_s") else 0)
        for key in ("first_picture_s", "http_kb", "streamlit_kb", "socket_kb")
    }
    return told | {key: any(one[key] for one in visits) for key in ("plotly", "grid")}


def measured(ports: dict[str, int], names: list[str]) -> dict[str, Any]:
    """Return every page's figures, of the app in both ways of starting it, and of the pages beside it."""
    from playwright.sync_api import sync_playwright

    asked = [(name, name, "") for name in SCRIPTS]
    asked += [(f"{page or 'overview'}", "app", page) for page in names]
    asked += [(f"{page or 'overview'} by serve.py", "serve", page) for page in names]
    visits: dict[str, list[dict[str, float]]] = {name: [] for name, _, _ in asked}
    with sync_playwright() as driver:
        browser = launch(driver.chromium)
        for turn in range(VISITS + 1):
            for name, server, page in asked:
                kind = "sentence" if server == EMPTY else "picture"
                found = look(browser, f"http://127.0.0.1:{ports[server]}/{page}", kind=kind)
                if turn:  # the first one warms the server
                    visits[name].append(found)
        browser.close()
    return {name: merged(found) for name, found in visits.items()}


def as_markdown(found: dict[str, Any]) -> str:
    """Return the figures as a table."""
    lines = [
        "| page | HTTP kB | of it Streamlit's | WebSocket kB | first picture s | Plotly | grid |",
        "|---|---:|---:|---:|---:|---|---|",
    ]
    for name, one in found.items():
        yes = ["yes" if one[key] else "" for key in ("plotly", "grid")]
        lines.append(
            f"| {name} | {one['http_kb']:,.0f} | {one['streamlit_kb']:,.0f} | {one['socket_kb']:,.0f} "
            f"| {one['first_picture_s']:.2f} | {' | '.join(yes)} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the benchmark's JSON object, or a table."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        ports = {name: servers.enter_context(serving(ROOT / f"{name}.py")).port for name in ("app", "serve")}
        for place, (name, script) in enumerate(SCRIPTS.items()):
            file = Path(folder) / f"page_{place}.py"
            file.write_text(script)
            ports[name] = servers.enter_context(serving(file)).port
        found = measured(ports, [*PAGES, *VIEWS])
    if "--markdown" in sys.argv:
        print(as_markdown(found))
    else:
        packages = {name: version(name) for name in ("streamlit", "plotly", "playwright")}
        print(json.dumps({"pages": found, "python": platform.python_version(), **packages}, indent=2))
    raise SystemExit(1 if any(one["grid"] for one in found.values()) else 0)


if __name__ == "__main__":
    main()
