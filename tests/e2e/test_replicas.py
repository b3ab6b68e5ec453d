"""Two replicas behind nginx: one is killed in mid-visit, and the visitor goes on at the other, at the same view."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.deploy.proxy import Proxy, proxied
from tests.e2e.conftest import assert_whole, settle, started, visit
from tests.e2e.test_back import assert_shows, choose_another, state
from tests.ink.drawings import file_bytes, seven

if TYPE_CHECKING:
    from playwright.sync_api import Page

Replicas = dict[str, tuple["subprocess.Popen[bytes]", Path]]


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[Replicas]:
    """Run two replicas with nothing in common but the package; return process and log of each by its address."""
    with ExitStack() as stack:
        found: Replicas = {}
        for name in ("one", "two"):
            own = {
                variable: str(tmp_path / name / "none") for variable in ("MNIST_EXPLORE_CACHE", "KERAS_HOME", "HOME")
            }
            log = tmp_path / f"{name}.txt"
            address, process = stack.enter_context(started(own | {"MNIST_EXPLORE_DATA": ""}, log))
            found[urlsplit(address).netloc] = (process, log)
        yield found


@pytest.fixture
def proxy(replicas: Replicas, tmp_path: Path) -> Iterator[Proxy]:
    """Run nginx before them."""
    with proxied([int(address.rpartition(":")[2]) for address in replicas], tmp_path) as running_proxy:
        yield running_proxy


def home_of(page: Page, proxy: Proxy) -> str:
    """Return which replica this visit is at: the one that answers the page's own requests."""
    page.evaluate("fetch('/_stcore/host-config?' + Math.random()).then(answer => answer.text())")
    page.wait_for_timeout(300)
    return next(replica for replica, _, path in reversed(proxy.served()) if "host-config?" in path)


@pytest.mark.thorough
def test_replica_killed_in_mid_visit(
    page: Page, new_page: Callable[..., Page], proxy: Proxy, replicas: Replicas, tmp_path: Path
) -> None:
    """The open page comes back by itself as it was, works on, and its link shows the same to another visitor."""
    visit(page, f"{proxy.address}/variation?digit=3&variation_view=Families")
    choose_another(page)
    seen, link = state(page), page.url
    assert "variation_" in link.partition("Families")[2] + link.partition("?")[2] and any(seen.values())
    home = home_of(page, proxy)
    process, _ = replicas[home]
    with page.expect_event("websocket", timeout=60_000) as again:
        process.send_signal(signal.SIGKILL)
        process.wait(20)
    assert "/_stcore/stream" in again.value.url
    page.locator("[data-testid=stApp][data-test-connection-state=CONNECTED]").wait_for()
    assert_shows(page, seen)
    assert_whole(page)
    assert page.url == link and home_of(page, proxy) != home
    pictures = page.locator("img[src*='/media/']")
    assert all(one.evaluate("each => each.complete && each.naturalWidth > 0") for one in pictures.all())

    # It is no picture of a page: what is chosen now is answered.
    choose_another(page)
    assert_whole(page)

    # The same view from the link: by a reload, and for a visitor who was never at the one that died.
    page.goto(link)
    assert_shows(page, seen)
    other = new_page()
    other.context.clear_cookies()
    visit(other, link)
    assert_shows(other, seen)

    # An upload reaches the process that holds its session.
    (tmp_path / "seven.png").write_bytes(file_bytes(seven()))
    visit(page, f"{proxy.address}/yours?yours_door=Upload")
    page.locator("input[type=file]").set_input_files(tmp_path / "seven.png")
    page.get_by_test_id("stMetricValue").first.wait_for()
    settle(page)
    assert page.get_by_test_id("stMetricValue").first.inner_text() == "7"
    for _, log in replicas.values():
        assert "Traceback" not in log.read_text(), log.read_text()[-3000:]
