"""What visitors wait for while many are there, beside an app of empty pages under the same load at the same time.

``python -m benchmarks.load [--sessions 50] [--minutes 10] [--think 8]`` starts both servers on this machine, lets one
visitor see all pages of each, then sends the same number of visitors through both at the same pace: through ours they
open pages, change controls and views, pick digits, select on the map, draw and send photographs
(:mod:`benchmarks.load.visits`). ``--curve`` does so for 1, 5, 10, 25 and 50 visitors, so many minutes each. The empty
app is Streamlit as it comes, which collects garbage after every run; with ``--same`` it has our settings, and is little
but the protocol.

The quality gate: no error on either side, ours at most 2.5 times the empty pages' in the median and at most twice in
the 95th percentile, and no more memory at the end than a minute after the start, within 5 %.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np

from benchmarks.load.browser import Browser
from benchmarks.load.crowd import Waited, crowd
from benchmarks.load.visits import PAGES, Visit, empty_tour, tour
from benchmarks.servers import ROOT, Server, empty_app, serving

CURVE = (1, 5, 10, 25, 50)
MOST_P50, MOST_P95, MOST_GROWTH = 2.5, 2.0, 1.05
SETTLED_S = 60.0


@contextmanager
def both(*, folder: Path, settings: bool) -> Iterator[tuple[Server, Server]]:
    """Run our app and the empty one, with our settings or none, both warm."""
    with ExitStack() as stack:
        ours = stack.enter_context(serving(ROOT / "app.py", folder / "ours.log"))
        empty = stack.enter_context(serving(empty_app(folder, PAGES, settings=settings), folder / "empty.log"))
        for server, visit in ((ours, tour), (empty, empty_tour)):
            asyncio.run(_see_all(server, visit))
        yield ours, empty


async def _see_all(server: Server, visit: Visit) -> None:
    """Be the first visitor."""
    async with Browser(server.port) as browser:
        async for _ in visit(browser, random.Random(1)):
            pass


async def _side_by_side(
    ours: Server, empty: Server, *, sessions: int, seconds: float, think_s: float
) -> tuple[Waited, Waited]:
    """Let both have the same crowd at the same time."""
    asked = {"sessions": sessions, "seconds": seconds, "think_s": think_s}
    both_sides = await asyncio.gather(crowd(ours, tour, **asked), crowd(empty, empty_tour, **asked))  # type: ignore[arg-type]
    return both_sides[0], both_sides[1]


def growth(memory: list[tuple[float, float]]) -> float:
    """Return the memory in the last fifth of a run over that in the minute after its first; 1 for a short run."""
    later = [(when, held) for when, held in memory if when > SETTLED_S]
    if not later:
        return 1.0
    first = [held for when, held in later if when <= 2 * SETTLED_S]
    last = [held for _, held in later[-max(1, len(later) // 5) :]]
    return float(np.mean(last) / np.mean(first))


def row(sessions: int, ours: Waited, empty: Waited) -> str:
    """Return one row of the load table."""
    a, b = (f"{side.quantile(0.5):.0f} / {side.quantile(0.95):.0f}" for side in (ours, empty))
    ratios = " / ".join(f"{ours.quantile(share) / empty.quantile(share):.2f}" for share in (0.5, 0.95))
    cost = " / ".join(f"{1000 * side.processor_s / max(1, len(side.steps)):.0f}" for side in (ours, empty))
    errors = f"{len(ours.errors)} / {len(empty.errors)}"
    return (
        f"| {sessions} | {len(ours.steps):,} / {len(empty.steps):,} | {a} | {b} | {ratios} | {cost} | {errors} "
        f"| {ours.memory[0][1]:.0f} → {ours.memory[-1][1]:.0f} |"
    )


HEADING = (
    "| visitors | steps, ours / empty | p50 / p95 ms | empty p50 / p95 ms | ratios | processor ms a step "
    "| errors, ours / empty | MB held |\n|---|---|---|---|---|---|---|---|"
)


def by_kind(waited: Waited) -> str:
    """Return the waits by what was done."""
    kinds = sorted({kind for _, kind, _ in waited.steps})
    return "; ".join(
        f"{kind} {waited.quantile(0.5, kind=kind):.0f} / {waited.quantile(0.95, kind=kind):.0f}" for kind in kinds
    )


def memory_curve(waited: Waited) -> str:
    """Return what was held at some ten times, in words."""
    looks = waited.memory[:: len(waited.memory) // 10 or 1]
    return ", ".join(f"{when / 60:.1f} min {held:.0f}" for when, held in looks)


def missed(ours: Waited, empty: Waited) -> list[str]:
    """Return what of the gate was not held, in words."""
    errors = [f"ours {one}" for one in ours.errors] + [f"empty {one}" for one in empty.errors]
    held = {
        f"p50 at most {MOST_P50} times": ours.quantile(0.5) <= MOST_P50 * empty.quantile(0.5),
        f"p95 at most {MOST_P95} times": ours.quantile(0.95) <= MOST_P95 * empty.quantile(0.95),
        "memory flat": growth(ours.memory) <= MOST_GROWTH,
        f"no error, first {errors[0] if errors else ''}": not errors,
    }
    return [words for words, is_held in held.items() if not is_held]


def main() -> None:
    """Print the table, the memory over time, and what of the gate was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__.partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=50, help="visitors at a time on each side")
    parser.add_argument("--minutes", type=float, default=10, help="of each row of the table")
    parser.add_argument("--think", type=float, default=8, help="mean seconds between two steps of a visitor")
    parser.add_argument("--curve", action="store_true", help=f"a row for each of {CURVE} visitors")
    parser.add_argument(
        "--same", action="store_true", help="start the empty pages with our settings, not Streamlit's own"
    )
    options = parser.parse_args()
    failures = []
    with tempfile.TemporaryDirectory() as folder, both(folder=Path(folder), settings=options.same) as (ours, empty):
        print(f"load average before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n\n{HEADING}", flush=True)
        for sessions in CURVE if options.curve else (options.sessions,):
            sides = asyncio.run(
                _side_by_side(ours, empty, sessions=sessions, seconds=60 * options.minutes, think_s=options.think)
            )
            print(row(sessions, *sides), flush=True)
            failures += [f"{sessions} visitors: {words}" for words in missed(*sides)]
        print(f"\nwaits by step, p50 / p95 ms: {by_kind(sides[0])}")
        print(f"memory, MB: {memory_curve(sides[0])}; most {ours.peak_mb():.0f}")
        print(f"memory after the first minute: × {growth(sides[0].memory):.3f}")
        print(f"load average after: {os.getloadavg()[0]:.1f}")
    print("\n".join(f"missed: {words}" for words in failures) or "all held")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
