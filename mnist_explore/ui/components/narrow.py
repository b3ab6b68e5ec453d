"""What a narrow screen needs: the sidebar closes after a choice, and what was asked for comes into view."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent

_sidebar = st.components.v2.component(
    "mnist_explore_sidebar", html="<span hidden></span>", js=(_HERE / "narrow_sidebar.js").read_text()
)
_view = st.components.v2.component(
    "mnist_explore_view", html="<span hidden></span>", js=(_HERE / "narrow_view.js").read_text()
)


def close_sidebar_after(choice: str, *, key: str) -> None:
    """Close the sidebar on a narrow screen, where it covers the page, when `choice` is another than before."""
    _sidebar(key=f"unseen_{key}", data={"choice": choice}, height="content")


def bring_into_view(what: str, *, key: str, reach_px: int = 0) -> None:
    """Scroll to this place when `what` is shown is another than before and the place cannot be seen.

    Beside what was picked there is nothing to scroll to; where columns stand below each other there is.

    Parameters
    ----------
    what
        Any name of what is shown.
    key
        Of the place.
    reach_px
        How much below the place shall be seen; the page then scrolls no farther than that takes, so that what stands
        above stays in sight. 0 for scrolling the place to the top.
    """
    _view(key=f"unseen_{key}", data={"what": what, "reach": reach_px}, height="content")
