"""Many visitors at a time, each thinking between steps; how long they waited, and what the server held meanwhile."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

import numpy as np

from benchmarks.load.browser import Browser, Failed
from benchmarks.load.visits import Visit
from benchmarks.servers import Server

SAMPLE_S = 2.0
"""Between two looks at a server's memory."""


@dataclass
class Waited:
    """What a crowd met with.

    Parameters
    ----------
    steps
        When a step ended, in seconds from the start, what kind it was, and the milliseconds it took.
    errors
        What broke, in words.
    memory
        Seconds from the start, and the megabytes held then.
    processor_s
        Used by the server.
    """

    steps: list[tuple[float, str, float]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    processor_s: float = 0.0

    def quantile(self, share: float, *, kind: str | None = None) -> float:
        """Return the milliseconds within which a share of the steps ended; NaN without steps."""
        took = [ms for _, name, ms in self.steps if kind in (None, name)]
        return float(np.quantile(took, share)) if took else float("nan")


async def crowd(
    server: Server, visit: Visit, *, sessions: int, seconds: float, think_s: float, seed: int = 0
) -> Waited:
    """Let so many visitors walk at a time; each is followed by another when it has seen all, until time is up.

    Parameters
    ----------
    server, visit
        Where, and what each of them does.
    sessions
        Open at any time.
    seconds
        After which nobody begins another step.
    think_s
        Between two steps, in the mean; from half to one and a half of it.
    seed
        Of what they choose.
    """
    waited = Waited()
    began, used = time.monotonic(), server.processor_s()
    end = began + seconds
    watch = asyncio.create_task(_watch(server, waited, began))
    await asyncio.gather(
        *(_keep_visiting(server, visit, waited, began, end, think_s, 1000 * seed + one) for one in range(sessions))
    )
    watch.cancel()
    waited.memory.append((time.monotonic() - began, server.resident_mb()))
    waited.processor_s = server.processor_s() - used
    waited.errors += [f"{count} tracebacks: {server.log_end()}" for count in [server.tracebacks()] if count]
    return waited


async def _keep_visiting(
    server: Server, visit: Visit, waited: Waited, began: float, end: float, think_s: float, seed: int
) -> None:
    """Be one visitor after another, the first somewhere within the first pause."""
    chance = random.Random(seed)
    await asyncio.sleep(chance.uniform(0, think_s))
    while time.monotonic() < end:
        try:
            await _visit_once(server, visit, waited, began, end, think_s, chance)
        except (Failed, OSError, KeyError) as error:
            waited.errors.append(f"{type(error).__name__}: {error}"[:300])
            await asyncio.sleep(think_s)


async def _visit_once(
    server: Server, visit: Visit, waited: Waited, began: float, end: float, think_s: float, chance: random.Random
) -> None:
    """Visit until the visit or the time is over."""
    async with Browser(server.port) as browser:
        async for kind, run in visit(browser, chance):
            waited.steps.append((time.monotonic() - began, kind, run.ms))
            await asyncio.sleep(think_s * chance.uniform(0.5, 1.5))
            if time.monotonic() >= end:
                return


async def _watch(server: Server, waited: Waited, began: float) -> None:
    """Note what the server holds, time and again."""
    while True:
        waited.memory.append((time.monotonic() - began, server.resident_mb()))
        await asyncio.sleep(SAMPLE_S)
