"""Many visitors on one real server: what its process holds, and that one who does not read holds up nobody."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from benchmarks.load.browser import Browser
from benchmarks.load.memory import LIMIT_MB, MOST_MB, see_all
from benchmarks.servers import ROOT, Server, can_limit, limited, serving
from mnist_explore.digits import Digits

T = TypeVar("T")
pytestmark = [pytest.mark.slow, pytest.mark.mnist]
SESSIONS = 20
UNREAD = 12
"""Pages of some 300 kB that are asked for and not read: more than the machine's own buffers take."""


@pytest.fixture(scope="module")
def server(mnist: Digits, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:  # noqa: ARG001 - it is shown
    """Run the app with all of MNIST, where the machine lets us under a hard limit to its memory."""
    log = tmp_path_factory.mktemp("load") / "log.txt"
    with serving(ROOT / "app.py", log, limit_mb=LIMIT_MB if can_limit() else None) as found:
        yield found
    assert not found.tracebacks(), log.read_text()[-3000:]


def in_a_loop(work: Coroutine[Any, Any, T]) -> T:
    """Return what comes of some work, done in a thread: in this one Playwright's own loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.mark.thorough
def test_twenty_visitors_fit(server: Server) -> None:
    """Twenty visitors have opened every page, selected on the map, drawn and sent a photograph, and are still there."""
    errors, held = in_a_loop(see_all(server, sessions=SESSIONS, at_once=4, uses=0))
    assert not errors and len(held) == SESSIONS
    assert held[-1] <= MOST_MB, held
    assert server.peak_mb() <= LIMIT_MB


async def _beside_unread(port: int) -> None:
    """Ask for pages and read none of them; meanwhile be another visitor, who sees theirs."""
    async with Browser(port) as asleep, Browser(port) as awake:
        for _ in range(UNREAD):
            asleep.page = "samples"
            await asleep.ask()
            run = await awake.go("samples")
            assert run.received > 50_000


def test_who_does_not_read_holds_up_nobody(server: Server) -> None:
    """While pages lie unread in one visitor's connection, another's are run and sent whole."""
    in_a_loop(_beside_unread(server.port))


async def _choose_unknown(port: int) -> None:
    """Send a list's value that is none of its own, as a browser with an older page may; then run the page again."""
    async with Browser(port) as browser:
        await browser.go("samples")
        for _ in range(2):
            await browser.use(browser.controls["samples_where_add"], "string_value", "No such column")


def test_unknown_value_of_a_list_breaks_nothing(server: Server) -> None:
    """A value that a list does not offer is left out, and the page is shown."""
    in_a_loop(_choose_unknown(server.port))


def test_log_stays_free_of_tracebacks(server: Server, tmp_path: Path) -> None:
    """A traceback in a server's log counts as one, so that the check after the last visitor says something."""
    log = tmp_path / "log.txt"
    log.write_text("Traceback (most recent call last):\n  File\n" * 2)
    assert Server(server.port, server.pid, log).tracebacks() == 2


@pytest.mark.skipif(not can_limit(), reason="a memory limit needs a control group, and none can be made here")
@pytest.mark.parametrize(("limit_mb", "lives"), [(60, False), (300, True)])
def test_limit_is_hard(limit_mb: int, lives: bool) -> None:
    """A process that takes 150 MB is killed under a lower limit, and lives under a higher one."""
    script = "b = bytearray(150_000_000); b[::4096] = bytes(len(b[::4096]))"
    with limited([sys.executable, "-c", script], limit_mb) as command:
        assert (subprocess.run(command, timeout=60).returncode == 0) is lives
