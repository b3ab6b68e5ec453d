"""What others wait for while one visitor reads nothing that is sent, or sends one 12-megapixel scan after another.

``python -m benchmarks.load.slow [--sessions 10] [--seconds 60] [--think 4] [--rounds 3]`` alternates, on one server,
between a crowd by itself and the same crowd beside a slow visitor of either kind, and prints p50 and p95 of the crowd's
steps, all rounds together.

The quality gate: no error, and the crowd's p95 at most doubles.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path

from benchmarks.load.browser import Browser, Failed
from benchmarks.load.crowd import Waited, crowd
from benchmarks.load.visits import PAGES, tour
from benchmarks.servers import ROOT, Server, serving
from benchmarks.visitors import scan

MOST_TIMES = 2.0
ASK_EVERY_S = 0.5


async def reads_nothing(server: Server, done: list[int]) -> None:
    """Ask for one page after another, and leave all that is sent unread, until the server hangs up; then come again."""
    for at in range(10**9):
        with suppress(Failed, OSError):
            async with Browser(server.port) as browser:
                await browser.go("")
                for page in PAGES * 10:
                    browser.page = page
                    await browser.ask()
                    done[0] = at
                    await asyncio.sleep(ASK_EVERY_S)


async def sends_scans(server: Server, done: list[int]) -> None:
    """Send the same scan, as another file each time, as soon as the last has been read."""
    data = scan()
    async with Browser(server.port) as browser:
        await browser.go("yours")
        await browser.use(browser.controls["yours_door"], "string_array_value", ["Upload"])
        for at in range(10**9):
            await browser.upload(browser.controls["yours_upload"], f"scan {at}.jpg", data + at.to_bytes(8, "big"))
            done[0] = at + 1


Slow = Callable[[Server, list[int]], Coroutine[None, None, None]]
KINDS: dict[str, Slow | None] = {
    "by themselves": None,
    "beside one who reads nothing": reads_nothing,
    "beside one who sends scans": sends_scans,
}


async def _beside(server: Server, slow: Slow | None, *, sessions: int, seconds: float, think_s: float) -> Waited:
    """Return what a crowd waited for beside a slow visitor."""
    done = [0]
    beside = asyncio.create_task(slow(server, done)) if slow else None
    waited = await crowd(server, tour, sessions=sessions, seconds=seconds, think_s=think_s)
    if beside is not None:
        if beside.done():
            waited.errors.append(f"the slow visitor has gone: {beside.exception()!r}"[:300])
        beside.cancel()
        with suppress(asyncio.CancelledError):
            await beside
    return waited


def main() -> None:
    """Print the waits of all rounds, and what of the gate was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load.slow", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sessions", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    together = {name: Waited() for name in KINDS}
    with tempfile.TemporaryDirectory() as folder, serving(ROOT / "app.py", Path(folder) / "log") as server:
        asyncio.run(crowd(server, tour, sessions=1, seconds=20, think_s=0.1))
        for _ in range(options.rounds):
            for name, slow in KINDS.items():
                asked = {"sessions": options.sessions, "seconds": options.seconds, "think_s": options.think}
                waited = asyncio.run(_beside(server, slow, **asked))
                together[name].steps += waited.steps
                together[name].errors += waited.errors
        print(f"load average {os.getloadavg()[0]:.1f}; most memory {server.peak_mb():.0f} MB")
    alone = together["by themselves"].quantile(0.95)
    failures = []
    for name, waited in together.items():
        times = waited.quantile(0.95) / alone
        print(
            f"{options.sessions} visitors {name}: {len(waited.steps)} steps, p50 {waited.quantile(0.5):.0f} ms, "
            f"p95 {waited.quantile(0.95):.0f} ms, {times:.2f} times; errors {len(waited.errors)} {waited.errors[:1]}"
        )
        if times > MOST_TIMES or waited.errors:
            failures.append(name)
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
