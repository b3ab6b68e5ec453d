"""How long a warm server takes for each page's first view, beside an empty page's, over the real protocol.

``python -m benchmarks.pages`` starts the app, the app with the file watcher that is off in its settings, and an empty
app, visits every page once to warm them, then opens new sessions, alternating between the three, and prints one JSON
object: median milliseconds from the request to the end of the script run, and the bytes sent to the browser. Sessions
begin half a second apart, since Streamlit collects garbage, and the watcher looks at modules, after a run has ended.
The quality gate: no run may end in an exception.
"""

from __future__ import annotations

import asyncio
import json
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Subprotocol

ROOT = Path(__file__).parent.parent
PAGES = ["", *sorted(path.stem for path in (ROOT / "pages").glob("*.py"))]
VISITS = 5
PAUSE_S = 0.5
LIMIT_MS = 2_000


@contextmanager
def serving(script: Path, folder: Path, *options: str) -> Iterator[int]:
    """Run a script's server on a free port; yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}", "--server.headless=true"]
    command += options
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(10)


async def visit(port: int, page: str) -> tuple[float, int]:
    """Open a new session on a page; return milliseconds until its script has finished, and bytes received."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with websockets.connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as session:
        request = BackMsg()
        request.rerun_script.page_name = page
        started = time.perf_counter()
        await session.send(request.SerializeToString())
        received = 0
        while True:
            data = await asyncio.wait_for(session.recv(), 120)
            received += len(data)
            message = ForwardMsg.FromString(data)
            if message.delta.new_element.WhichOneof("type") == "exception":
                raise SystemExit(
                    f"the page {page or 'overview'!r} raised: {message.delta.new_element.exception.message}"
                )
            if message.WhichOneof("type") == "script_finished":
                return 1000 * (time.perf_counter() - started), received


def _compared(page: str, ports: tuple[int, int, int]) -> dict[str, float]:
    """Return the medians of a page's first views on the app, on the watched one, and on the empty one."""
    runs: list[list[tuple[float, int]]] = [[], [], []]
    for _ in range(VISITS):
        for port, found in zip(ports, runs, strict=True):
            found.append(asyncio.run(visit(port, "" if port == ports[2] else page)))
            time.sleep(PAUSE_S)
    ours, watched, empty = (round(statistics.median(ms for ms, _ in found), 1) for found in runs)
    return {"page_ms": ours, "watched_ms": watched, "empty_ms": empty, "kilobytes": round(runs[0][0][1] / 1000)}


def main() -> None:
    """Print the benchmark's JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text("import streamlit as st\n\nst.write('empty')\n")
        with (
            serving(ROOT / "app.py", ROOT) as ours,
            serving(ROOT / "app.py", ROOT, "--server.fileWatcherType=auto") as watched,
            serving(empty, Path(folder)) as nothing,
        ):
            asyncio.run(visit(nothing, ""))
            for page in PAGES:
                for port in (ours, watched):
                    asyncio.run(visit(port, page))
            results = {page or "overview": _compared(page, (ours, watched, nothing)) for page in PAGES}
    slow = [name for name, figures in results.items() if figures["page_ms"] > LIMIT_MS]
    packages = {name: version(name) for name in ("streamlit", "plotly", "numpy", "pandas")}
    print(json.dumps({"pages": results, "over_limit": slow, "python": platform.python_version(), **packages}, indent=2))
    raise SystemExit(1 if slow else 0)


if __name__ == "__main__":
    main()
