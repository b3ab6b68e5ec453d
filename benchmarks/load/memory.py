"""What the server's process holds after many visitors have seen all pages, and whether it runs under a hard limit.

``python -m benchmarks.load.memory [--sessions 20] [--limit 690] [--at-once 4]`` starts the app, in a control group with
that limit where one can be made (the kernel kills the process at the first byte past it that cannot be reclaimed), and
sends visitors through all pages without a pause, so many at a time; none of them leaves before the end.

The quality gate: no error, the server alive, and at most 450 MB resident with all visitors still there.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.load.browser import Browser, Failed
from benchmarks.load.visits import USES, tour
from benchmarks.servers import ROOT, Server, can_limit, serving

MOST_MB = 450
LIMIT_MB = 690


async def see_all(server: Server, *, sessions: int, at_once: int, uses: int = USES) -> tuple[list[str], list[float]]:
    """Let visitors see all pages, so many at a time, use so much of each, and stay until all have.

    Returns
    -------
    tuple[list[str], list[float]]
        What broke, in words, and the megabytes resident after each visitor's tour, in the order of their ends.
    """
    errors: list[str] = []
    held: list[float] = []
    turn = asyncio.Semaphore(at_once)

    async def visit(browser: Browser, seed: int) -> None:
        async with turn:
            try:
                async for _ in tour(browser, random.Random(seed), uses=uses):
                    pass
            except (Failed, OSError, KeyError) as error:
                errors.append(f"{type(error).__name__}: {error}"[:300])
            held.append(server.resident_mb())

    async with AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(Browser(server.port)) for _ in range(sessions)]
        await asyncio.gather(*(visit(browser, seed) for seed, browser in enumerate(browsers)))
    return errors, held


def main() -> None:
    """Print what is held as visitors come, and the most."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load.memory", description=__doc__.partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--limit", type=int, default=LIMIT_MB, help="MB that the process may have at most; 0 for none")
    parser.add_argument("--at-once", type=int, default=4)
    options = parser.parse_args()
    limit = options.limit or None
    if limit and not can_limit():
        print("no limit: control groups cannot be made here")
        limit = None
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(ROOT / "app.py", Path(folder) / "log", limit_mb=limit) as server,
    ):
        started = server.resident_mb()
        errors, held = asyncio.run(see_all(server, sessions=options.sessions, at_once=options.at_once))
        errors += [f"{count} tracebacks: {server.log_end()}" for count in [server.tracebacks()] if count]
        print(f"limit: {f'{limit} MB, by a control group' if limit else 'none'}; load average {os.getloadavg()[0]:.1f}")
        print(f"at the start {started:.0f} MB; after each visitor {', '.join(f'{one:.0f}' for one in held)} MB")
        print(f"most {server.peak_mb():.0f} MB; errors: {len(errors)} {errors[:1]}")
    raise SystemExit(1 if errors or held[-1] > MOST_MB else 0)


if __name__ == "__main__":
    main()
