"""Controls that can be folded away: open on a wide screen, shut on a telephone's, and as the address says."""

from __future__ import annotations

import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from mnist_explore.ui.base.address import keep, take
from mnist_explore.ui.base.devices import is_telephone


def fold(label: str, *, key: str, icon: str, is_open: bool = True) -> ExpanderContainer:
    """Return a place for controls that the visitor can fold away; its ``open`` says whether it is shown.

    Parameters
    ----------
    label, icon
        What its head says.
    key
        Of the place, also the address bar's name of whether it is open.
    is_open
        Whether it is open at first on a wide screen.
    """
    start = is_open and not is_telephone()
    now = take(
        key, start, parse={"open": True, "shut": False}.get, known=lambda value: type(value) is bool,
        range_="open, shut",
    )  # fmt: skip
    place = st.expander(label, key=key, icon=icon, on_change="rerun", expanded=now)
    now = bool(st.session_state[key])
    keep(key, now, start, text="open" if now else "shut")
    return place
