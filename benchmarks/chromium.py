"""The browser that benchmarks, browser tests and the guide's pictures are driven in: this machine's own Chromium."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = f"a browser is needed: name one in CHROMIUM, or install one of {', '.join(NAMES)}"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    # The map is drawn with WebGL, here without a graphics card.
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)


def chromium() -> str | None:
    """Return the path of Chromium, or None where there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def launch(kind: BrowserType, *flags: str) -> Browser:
    """Start Chromium.

    Parameters
    ----------
    kind
        Playwright's ``chromium``.
    flags
        Of the command line, beside :data:`FLAGS`.

    Raises
    ------
    SystemExit
        If there is none.
    """
    path = chromium()
    if path is None:
        raise SystemExit(MISSING)
    return kind.launch(executable_path=path, args=[*FLAGS, *flags])
