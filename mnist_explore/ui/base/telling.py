"""What the browser tells a component, taken in before the page's run and not in it.

A run that the visitor's next click overtakes ends where it stands, and what a component was told goes with it. Called
back before the run, Streamlit loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st


def told_to(key: str, name: str) -> Any:
    """Return what the browser has just told a component under a name, which can be anything; None for nothing.

    Parameters
    ----------
    key
        Of the component.
    name
        Of what is told, as in the component's ``on_{name}_change``.
    """
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None
