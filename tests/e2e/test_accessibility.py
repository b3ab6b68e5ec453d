"""axe-core finds nothing serious on any page: light and dark, on a wide screen and on a telephone's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mnist_explore.ui.shell import PAGES
from tests.e2e.conftest import settle, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

VIEWS = (("light", {"width": 1280, "height": 900}), ("dark", {"width": 390, "height": 844}))
"""Both themes and both widths on every page, in half the time that every theme at every width would take."""
PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 18, 15)"}
"""The themes' backgrounds, as .streamlit/config.toml has them: that the theme did change."""
FAILING = {"serious", "critical"}
NAMES = "label-content-name-mismatch"
"""Not among axe's defaults: who speaks to a computer says the words that are to be seen."""
ORDER = "heading-order"
"""Only moderate to axe, and a failure here: headings are how a page is walked by ear."""
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {NAMES: {"enabled": True}},
}
STREAMLITS_OWN: dict[str, str] = {}
"""What Streamlit draws itself and has no setting for: a part of the element's address → why it is passed over."""


@pytest.mark.parametrize("view", [*PAGES, "samples?index=77"])
def test_axe_finds_nothing_serious(view: str, page: Page, server: str) -> None:
    """Neither a page nor a digit's card has a serious fault, light and wide or dark and narrow."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is needed").Axe()
    visit(page, f"{server}/{'' if view == 'app' else view}")
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    broken = []
    for scheme, size in VIEWS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        settle(page)
        paper = page.evaluate("() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
        assert paper == PAPER[scheme]
        for fault in axe.run(page, options=OPTIONS).response["violations"]:
            if fault["impact"] in FAILING or fault["id"] == ORDER:
                broken += [
                    f"{scheme}, {size['width']} px: {fault['id']}: {node['target']} {node['html'][:200]}\n"
                    f"{node['failureSummary']}"
                    for node in fault["nodes"]
                    if not any(part in str(node["target"]) for part in STREAMLITS_OWN)
                ]
    assert not broken, "\n".join(broken)
