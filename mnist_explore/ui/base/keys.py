"""Keys of components that can begin anew."""

from __future__ import annotations

import streamlit as st


def key_now(key: str) -> str:
    """Return the key that a component has since it was last renewed."""
    turn = st.session_state.get(f"{key}_turn", 0)
    return f"{key}_{turn}" if turn else key


def renew(key: str) -> None:
    """Let a component begin anew: under another key it is another one, that keeps nothing of what it had."""
    st.session_state[f"{key}_turn"] = st.session_state.get(f"{key}_turn", 0) + 1
