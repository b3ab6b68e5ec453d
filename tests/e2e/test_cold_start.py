"""A server that just woke, without data and with a slow network: its first visitor sees a page, then MNIST."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mnist_explore.digits import Digits
from tests.e2e.conftest import assert_whole, settle, started
from tests.e2e.slow_start import SECONDS

if TYPE_CHECKING:
    from playwright.sync_api import Page

DOWNLOAD_S = 25
ON_ITS_WAY = "MNIST is on its way"


@pytest.mark.thorough
def test_first_visitor_after_a_sleep(
    new_page: Callable[..., Page], shown: tuple[Digits, dict[str, str]], tmp_path: Path
) -> None:
    """The page stands on bundled digits while the download goes on, and shows the others as soon as they are there."""
    environment = shown[1] | {SECONDS: str(DOWNLOAD_S)}
    with started(environment, tmp_path / "log.txt", run=("tests.e2e.slow_start",)) as (address, _):
        page, linked = new_page(), new_page()
        page.goto(f"{address}/samples")
        linked.goto(f"{address}/samples?samples_order=Random&index={len(shown[0]) - 1}")
        page.get_by_text(ON_ITS_WAY).wait_for()
        page.locator("button.cell").first.wait_for()
        assert page.get_by_role("progressbar").count() == 1
        # A link to a digit that the bundled ones do not have waits for it, with the bar.
        assert linked.get_by_role("progressbar").count() == 1 and not linked.get_by_role("dialog").count()
        page.get_by_text(ON_ITS_WAY).wait_for(state="detached", timeout=(DOWNLOAD_S + 30) * 1000)
        settle(page)
        assert_whole(page)
        assert f"{len(shown[0]):,}" in page.get_by_test_id("stMain").inner_text()
        assert page.get_by_role("progressbar").count() == 0
        linked.get_by_role("dialog").wait_for()
        assert re.search(rf"\b{len(shown[0]) - 1:,}\b", linked.get_by_role("dialog").inner_text())
    assert "Traceback" not in (tmp_path / "log.txt").read_text()
