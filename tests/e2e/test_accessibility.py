"""Every page, light on a wide screen and dark on a telephone's: axe-core, layout shift, what a finger hits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from mnist_explore.ui.shell import PAGES
from tests.e2e.conftest import settle, visit
from tests.thorough import and_thoroughly

if TYPE_CHECKING:
    from playwright.sync_api import Page

TELEPHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/120.0.0.0 Mobile Safari/537.36"
SCREENS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {
        "viewport": {"width": 390, "height": 844}, "color_scheme": "dark", "is_mobile": True, "has_touch": True,
        "user_agent": TELEPHONE,
    },
}  # fmt: skip
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


MOST_SHIFT = 0.05
"""Of all that moves on a page while it comes, each by its share of the screen and of its height (web.dev/cls)."""
SHIFTS = """
    window.shifts = []
    window.seen = Infinity
    const ours = ({ node }) => !node || (node.closest ?? (() => node.parentElement?.closest(PAGE))).call(node, PAGE)
    const PAGE = ".st-key-page, .st-key-page_side"
    new PerformanceObserver(list => {
        for (const entry of list.getEntries())
            window.shifts.push([entry.startTime, entry.sources.some(ours) ? entry.value : 0])
    }).observe({ type: "layout-shift", buffered: true })
    const look = () => {
        const stands = document.querySelector(".st-key-page")?.offsetHeight > 1
        // Once this frame has been drawn, and told what moved in it.
        if (stands) setTimeout(() => { window.seen = performance.now() })
        else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
"""
"""What has moved, by the frame: of what stands in the page, and not of Streamlit's own frame around it. Until the
page's rules of style have come it is one pixel high, and nothing of it is seen."""
SMALL = """() => {
    const hit = '[data-testid=stMain] :is([data-testid=stButtonGroup] [role=radio], [data-testid=stButton] button, ' +
        '[data-testid=stPopover] button, [role=tab], [data-testid=stPageLink-NavLink], summary, ' +
        '.react-aria-ComboBox > [role=group], [data-testid=stPagination] button)'
    const said = one => `${one.tagName} ${one.innerText || one.getAttribute("aria-label")}`.slice(0, 60)
    return [...document.querySelectorAll(hit)].flatMap(one => {
        const { width, height, left, right } = one.getBoundingClientRect()
        if (!width) return []
        const faults = height < 43.5 ? [`${said(one)} is ${height} px high`] : []
        return left < 0 || right > innerWidth + 1 ? [...faults, `${said(one)} ends at ${right}`] : faults
    })
}"""
"""Controls that a finger would miss, or that lie beyond the screen's edge."""


@pytest.mark.parametrize("view", and_thoroughly(["samples?index=77", *PAGES], first=1))
def test_every_page_at_both_widths(view: str, new_page: Callable[..., Page], server: str) -> None:
    """Neither a page nor a digit's card has a serious fault, moves while it comes, or is too small for a finger."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is needed").Axe()
    broken: list[str] = []
    for scheme, screen in SCREENS.items():
        page = new_page(reduced_motion="reduce", **screen)
        page.add_init_script(SHIFTS)
        visit(page, f"{server}/{'' if view == 'app' else view}")
        settle(page)
        shift = page.evaluate("() => window.shifts.reduce((sum, [time, value]) => sum + (time > seen ? value : 0), 0)")
        if shift >= MOST_SHIFT:
            broken.append(f"{scheme}: {shift:.3f} of the page moves while it comes")
        paper = page.evaluate("() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
        assert paper == PAPER[scheme]
        if "is_mobile" in screen:
            broken += page.evaluate(SMALL)
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        broken += faults(axe, page, scheme)
    assert not broken, "\n".join(broken)


def faults(axe: Any, page: Page, scheme: str) -> list[str]:
    """Return what axe finds that is serious."""
    return [
        f"{scheme}: {fault['id']}: {node['target']} {node['html'][:200]}\n{node['failureSummary']}"
        for fault in axe.run(page, options=OPTIONS).response["violations"]
        if fault["impact"] in FAILING or fault["id"] == ORDER
        for node in fault["nodes"]
        if not any(part in str(node["target"]) for part in STREAMLITS_OWN)
    ]
