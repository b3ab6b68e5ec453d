"""A real server and a real browser: Streamlit in a process of its own, Chromium without a window."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from benchmarks.chromium import MISSING, chromium, launch
from mnist_explore.atlas import load_atlas
from mnist_explore.build.stages import build_atlas
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.sources.folder import read_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parent.parent.parent
PRODUCTS = ROOT / "test-products"
PATIENCE_MS = 60_000
Serve = Callable[[], str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one that drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium, or skip where there is none."""
    if chromium() is None:
        pytest.skip(MISSING)
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is needed to drive the browser")
    with playwright.sync_playwright() as driver:
        found = launch(driver.chromium)
        yield found
        found.close()


def playwright_error() -> type[Exception]:
    """Return what Playwright raises: where a page was never opened, it has no stores to clear."""
    from playwright.sync_api import Error

    return Error


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Callable[..., BrowserContext]:
    """Return a function that gives the browser's profile of some options, the same one to all tests that ask for them.

    A profile keeps what it has fetched and compiled: in a new one a page costs 3.6 s of processor time, then 1.0.
    """
    kept: dict[str, BrowserContext] = {}

    def profile(**options: Any) -> BrowserContext:
        name = json.dumps(options, sort_keys=True)
        if name not in kept:
            kept[name] = browser.new_context(**options)
        return kept[name]

    return profile


@pytest.fixture
def new_page(contexts: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an empty window as a new visitor; all of them are closed after the test.

    Two windows are two sessions to the server. What a page put into the browser's own stores goes with the test.
    """
    opened: list[Page] = []

    def open_page(**options: Any) -> Page:
        opened.append(contexts(**({"viewport": {"width": 1280, "height": 900}} | options)).new_page())
        opened[-1].set_default_timeout(PATIENCE_MS)
        return opened[-1]

    yield open_page
    for page in opened:
        page.context.clear_cookies()
        with contextlib.suppress(playwright_error()):
            page.evaluate("() => { localStorage.clear() }")
        page.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """Return an empty window of a new visitor."""
    return new_page()


@pytest.fixture(scope="session")
def own(uci: Digits, tmp_path_factory: pytest.TempPathFactory) -> tuple[Digits, dict[str, str]]:
    """Return a person's own data set of 600 digits with its atlas, and the environment that names it to a server."""
    folder = tmp_path_factory.mktemp("own")
    np.savez(
        folder / "own.npz",
        x_train=uci.images[:400], y_train=uci.labels[:400], x_test=uci.images[-200:], y_test=uci.labels[-200:],
    )  # fmt: skip
    digits = read_folder(folder / "own.npz")
    build_atlas(digits, folder=folder / "products")
    places = {"DATA": "own.npz", "PRODUCTS": "products", "CACHE": "cache"}
    return digits, {f"MNIST_EXPLORE_{name}": str(folder / place) for name, place in places.items()}


@pytest.fixture(scope="session")
def shown(request: pytest.FixtureRequest) -> tuple[Digits, dict[str, str]]:
    """Return the digits that most tests look at: MNIST where it is found and its atlas fits, else the own data set."""
    with contextlib.suppress(ArtifactError, pytest.skip.Exception):
        digits = request.getfixturevalue("mnist")
        load_atlas(digits)
        return digits, {}
    result: tuple[Digits, dict[str, str]] = request.getfixturevalue("own")
    return result


@contextlib.contextmanager
def serving(environment: dict[str, str], log: Path) -> Iterator[str]:
    """Run the app on a free port of this machine; yield its address."""
    with started(environment, log) as (address, _):
        yield address


@contextlib.contextmanager
def started(
    environment: dict[str, str], log: Path, *, run: tuple[str, ...] = ("streamlit", "run")
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run the app on a free port of this machine, by a module that takes its options; yield address and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", *run, "app.py", "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        path = environment.get("STREAMLIT_SERVER_BASE_URL_PATH", "")
        address = f"http://127.0.0.1:{port}/{path}".rstrip("/")
        _wait_until_up(address, process, log)
        yield address, process
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_up(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), opener.open(f"{address}/_stcore/health", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise AssertionError(f"the server did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def running(
    shown: tuple[Digits, dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """Return the address of a server that most tests share, and its log."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with serving(shown[1], log) as address:
        yield address, log


@pytest.fixture(scope="module")
def server(running: tuple[str, Path]) -> Iterator[str]:
    """Return the shared server's address; fail if a traceback came into its log while a file's tests ran."""
    address, log = running
    before = len(log.read_text())
    yield address
    said = log.read_text()[before:]
    assert "Traceback" not in said, said[-3000:]


def visit(page: Page, address: str) -> None:
    """Open an address and wait until the page stands."""
    page.goto(address)
    # Before the first run has begun nothing is running either.
    page.locator(".st-key-page").wait_for(state="attached")
    settle(page)


def settle(page: Page) -> None:
    """Wait until the script has run, and what it sent is drawn."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(300)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    # What is drawn by code that is still on its way is a grey bar.
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")


def assert_whole(page: Page) -> None:
    """Fail if the page shows an exception, an error, or a message that there is no such page."""
    for name in ("stException", "stAlertContentError"):
        assert page.get_by_test_id(name).count() == 0, page.get_by_test_id(name).first.inner_text()
    assert page.get_by_text("Page not found").count() == 0
