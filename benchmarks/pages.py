"""How long a warm server takes for each page, at first and again, beside an empty page's, over the real protocol.

``python -m benchmarks.pages`` starts the app, the app with the file watcher that is off in its settings, and an empty
app, visits every page once to warm them, then opens new sessions, alternating between the three, and prints one JSON
object: median milliseconds from the request to the end of the script run of a first view, milliseconds of the server's
processor time for a later run of the same page, the bytes sent to the browser, and seconds, by the clock and of the
processor, from ``streamlit run`` until the first page has run. Sessions begin half a second apart, since Streamlit
collects garbage, and the watcher looks at modules, after a run has ended. The quality gate: no run may end in an
exception. Exit code 1 where a first view takes over two seconds, or a later run over :data:`MOST_AGAIN` times an empty
page's processor time.
"""

from __future__ import annotations

import asyncio
import json
import platform
import statistics
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Subprotocol

from benchmarks.servers import ROOT, Server, serving

PAGES = ["", *sorted(path.stem for path in (ROOT / "pages").glob("*.py"))]
VISITS = 5
AGAIN = 10
"""Runs of a page after its first view, in each session."""
EMPTY = 2
"""The place of the empty app among the three."""
STARTS = 3
MOST_AGAIN = 3.0
PAUSE_S = 0.5
LIMIT_MS = 2_000


async def visit(port: int, page: str) -> tuple[float, int]:
    """Open a new session on a page; return milliseconds until its script has finished, and bytes received."""
    async with _session(port) as session:
        return await _run(session, page)


def _session(port: int) -> websockets.connect:
    """Return a session that is to be opened."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    return websockets.connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None)


async def _run(session: websockets.ClientConnection, page: str) -> tuple[float, int]:
    """Ask for a page in an open session; return milliseconds until its script has finished, and bytes received."""
    request = BackMsg()
    request.rerun_script.page_name = page
    started = time.perf_counter()
    await session.send(request.SerializeToString())
    received = 0
    while True:
        data = await asyncio.wait_for(session.recv(decode=False), 120)
        received += len(data)
        message = ForwardMsg.FromString(data)
        if message.delta.new_element.WhichOneof("type") == "exception":
            raise SystemExit(f"the page {page or 'overview'!r} raised: {message.delta.new_element.exception.message}")
        if message.WhichOneof("type") == "script_finished":
            return 1000 * (time.perf_counter() - started), received


def _compared(page: str, servers: Sequence[Server]) -> dict[str, float]:
    """Return the medians of a page's first views and later runs, on the app, the watched one and the empty one."""
    first: list[list[tuple[float, int]]] = [[], [], []]
    again: list[list[float]] = [[], [], []]
    for _ in range(VISITS):
        for place, server in enumerate(servers):
            asked = "" if place == EMPTY else page
            first[place].append(asyncio.run(visit(server.port, asked)))
            time.sleep(PAUSE_S)
            again[place].append(asyncio.run(_again(server, asked)))
    ours, watched, empty = (round(statistics.median(ms for ms, _ in found), 1) for found in first)
    once, _, nothing = (statistics.median(found) for found in again)
    return {
        "page_ms": ours,
        "watched_ms": watched,
        "empty_ms": empty,
        "again_cpu_ms": round(once, 1),
        "again_empty_cpu_ms": round(nothing, 1),
        "again_ratio": round(once / nothing, 2),
        "kilobytes": round(first[0][0][1] / 1000),
    }


async def _again(server: Server, page: str) -> float:
    """Return the server's processor time of a page's later run in a session, in milliseconds, of :data:`AGAIN` runs.

    The first two are not counted: what a first view puts off is done by then.
    """
    async with _session(server.port) as session:
        for _ in range(2):
            await _run(session, page)
        await asyncio.sleep(PAUSE_S)
        before = server.processor_s()
        for _ in range(AGAIN):
            await _run(session, page)
        await asyncio.sleep(PAUSE_S)
        return 1000 * (server.processor_s() - before) / AGAIN


def _start(script: Path) -> tuple[float, float]:
    """Return the seconds from starting a script's server until its first page has run, and of the processor's time."""
    started = time.perf_counter()
    with serving(script) as server:
        asyncio.run(visit(server.port, ""))
        return time.perf_counter() - started, server.processor_s()


def _starts(empty: Path) -> dict[str, float]:
    """Return the medians of starts of the app and of the empty one, in turns, and their ratios."""
    found = [(*_start(ROOT / "app.py"), *_start(empty)) for _ in range(STARTS)]
    ours, ours_cpu, nothing, nothing_cpu = (statistics.median(side) for side in zip(*found, strict=True))
    told = {"app_s": ours, "empty_s": nothing, "ratio": ours / nothing}
    told |= {"app_cpu_s": ours_cpu, "empty_cpu_s": nothing_cpu, "cpu_ratio": ours_cpu / nothing_cpu}
    return {name: round(value, 2) for name, value in told.items()}


def main() -> None:
    """Print the benchmark's JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text("import streamlit as st\n\nst.write('empty')\n")
        with (
            serving(ROOT / "app.py") as ours,
            serving(ROOT / "app.py", None, "--server.fileWatcherType=auto") as watched,
            serving(empty) as nothing,
        ):
            asyncio.run(visit(nothing.port, ""))
            for page in PAGES:
                for server in (ours, watched):
                    asyncio.run(visit(server.port, page))
            results = {page or "overview": _compared(page, (ours, watched, nothing)) for page in PAGES}
        starts = _starts(empty)
    slow = [name for name, one in results.items() if one["page_ms"] > LIMIT_MS or one["again_ratio"] > MOST_AGAIN]
    packages = {name: version(name) for name in ("streamlit", "plotly", "numpy", "pandas")}
    told = {"pages": results, "start": starts, "over_limit": slow, "python": platform.python_version(), **packages}
    print(json.dumps(told, indent=2))
    raise SystemExit(1 if slow else 0)


if __name__ == "__main__":
    main()
