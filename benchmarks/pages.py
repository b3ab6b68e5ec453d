"""How long a warm server takes for each page's first view, beside an empty page's, over the real protocol.

``python -m benchmarks.pages`` starts the app and an empty app, visits every page once to warm them, then opens new
sessions, alternating between the two, and prints one JSON object: median milliseconds from the request to the end of
the script run, and the bytes sent to the browser. The quality gate: no run may end in an exception.
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
LIMIT_MS = 2_000


@contextmanager
def serving(script: Path, folder: Path) -> Iterator[int]:
    """Run a script's server on a free port; yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}", "--server.headless=true"]
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


def main() -> None:
    """Print the benchmark's JSON object."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.write_text("import streamlit as st\n\nst.write('empty')\n")
        with serving(ROOT / "app.py", ROOT) as ours, serving(empty, Path(folder)) as nothing:
            asyncio.run(visit(nothing, ""))
            for page in PAGES:
                asyncio.run(visit(ours, page))
            results = {}
            for page in PAGES:
                pairs = [(asyncio.run(visit(ours, page)), asyncio.run(visit(nothing, ""))) for _ in range(VISITS)]
                results[page or "overview"] = {
                    "page_ms": round(statistics.median(mine[0] for mine, _ in pairs), 1),
                    "empty_ms": round(statistics.median(other[0] for _, other in pairs), 1),
                    "kilobytes": round(pairs[0][0][1] / 1000),
                }
    slow = [name for name, figures in results.items() if figures["page_ms"] > LIMIT_MS]
    packages = {name: version(name) for name in ("streamlit", "plotly", "numpy", "pandas")}
    print(json.dumps({"pages": results, "over_limit": slow, "python": platform.python_version(), **packages}, indent=2))
    raise SystemExit(1 if slow else 0)


if __name__ == "__main__":
    main()
