"""How far work beside the page is, with a button that stops it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from mnist_explore.ui.base.background import Work

EVERY_S = 1.0
"""Between two looks at how far the work is."""


@st.fragment(run_every=EVERY_S)
def show_progress(work: Work[Any], *, doing: Callable[[], str], waits: str, key: str) -> None:
    """Show how far the work is; once it has ended, run the page again.

    Parameters
    ----------
    work
        The work, which has not ended yet.
    doing
        Says what is being done at the moment.
    waits
        What is said as long as another visitor's work comes first.
    key
        The beginning of the button's key.
    """
    work.result()
    if work.ended:
        st.rerun()
    st.progress(work.share, text=f"{waits if work.waits else doing()} …")
    st.button("Stop", key=f"{key}_stop", icon=":material/stop:", on_click=work.stop)
