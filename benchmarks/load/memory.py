"""What the server's process holds after many visitors have seen all pages, and whether it runs under a hard limit.

``python -m benchmarks.load.memory [--sessions 20] [--limit 690] [--at-once 4] [--uses 0]`` starts the app, in a control
group with that limit where one can be made (the kernel kills the process at the first byte past it that cannot be
reclaimed), and sends visitors through all pages without a pause, so many at a time; none of them leaves before the end.
With ``--uses 3`` each of them also sets three controls on every page, as visitors of :mod:`benchmarks.load` do.

The quality gate: no error, the server alive, and at most 450 MB resident with all visitors still there, half a minute
after the last has seen all pages: what is free is given back every 20 seconds.
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
REST_S = 30


async def see_all(
    server: Server, *, sessions: int, at_once: int, uses: int = USES, rest_s: float = 0
) -> tuple[list[str], list[float]]:
    """Let visitors see all pages, so many at a time, use so much of each, and stay until all have.

    Parameters
    ----------
    sessions, at_once
        How many visitors, and how many of them walk at a time.
    uses
        Controls that each sets on a page.
    rest_s
        Seconds that all stay after that, and do nothing, before memory is looked at once more.

    Returns
    -------
    tuple[list[str], list[float]]
        What broke, in words, and the megabytes resident after each visitor's tour, in the order of their ends, and
        after the rest.
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
        if rest_s:
            await asyncio.sleep(rest_s)
            held.append(server.resident_mb())
    return errors, held


def main() -> None:
    """Print what is held as visitors come, and the most."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load.memory", description=__doc__.partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--limit", type=int, default=LIMIT_MB, help="MB that the process may have at most; 0 for none")
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--uses", type=int, default=0, help="controls that each visitor sets on a page")
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
        tours = see_all(server, sessions=options.sessions, at_once=options.at_once, uses=options.uses, rest_s=REST_S)
        errors, held = asyncio.run(tours)
        errors += [f"{count} tracebacks: {server.log_end()}" for count in [server.tracebacks()] if count]
        print(f"limit: {f'{limit} MB, by a control group' if limit else 'none'}; load average {os.getloadavg()[0]:.1f}")
        print(f"at the start {started:.0f} MB; after each visitor {', '.join(f'{one:.0f}' for one in held[:-1])} MB")
        print(f"{held[-1]:.0f} MB with all of them there, {REST_S} seconds later")
        print(f"most {server.peak_mb():.0f} MB; errors: {len(errors)} {errors[:1]}")
    raise SystemExit(1 if errors or held[-1] > MOST_MB else 0)


if __name__ == "__main__":
    main()
