"""A button that copies the address of the view, which is a link to it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent

_component = st.components.v2.component(
    "mnist_explore_copying",
    html='<button class="copy" type="button"></button><span class="done" role="status"></span>',
    css=(_HERE / "copying.css").read_text(),
    js=(_HERE / "copying.js").read_text(),
)


def copy_link(*, key: str, label: str = "Copy a link to this view") -> None:
    """Show a button that puts the page's address on the clipboard, and says so."""
    _component(key=key, data={"label": label, "done": "Copied."}, height="content")
