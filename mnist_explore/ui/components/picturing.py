"""Figures and sheets of a page as PNG files, made in the browser: the server has none to draw with."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent

_component = st.components.v2.component(
    "mnist_explore_picturing",
    html='<p class="title"></p><div class="list"></div><p class="said" role="status"></p>',
    css=(_HERE / "picturing.css").read_text(),
    js="\n".join((_HERE / name).read_text() for name in ("picturing_draw.js", "picturing.js")),
)


def offer_pictures(*, key: str, page: str, source: str) -> None:
    """Show a button for every figure and every sheet of digits on the page; each gives that one as a PNG file.

    A file is twice the size of what is on screen, in the page's colours, and has below it what the figure shows, its
    caption, the source and the page's address. Found are Plotly charts, sheets, and whatever has an attribute
    ``data-figure`` that says what it shows: its ``svg`` and ``canvas`` elements are drawn, after an event ``picture``
    in which a canvas of WebGL may draw itself anew.

    Parameters
    ----------
    key
        Of the component.
    page
        What the files' names begin with.
    source
        Where the digits come from, in words.
    """
    _component(
        key=key,
        data={
            "page": page,
            "source": source,
            "title": "Figures and sheets, PNG",
            "none": "This view has no figures.",
            "large": "This is more than one picture can hold; show fewer digits, or smaller.",
            "failed": "The browser could not draw it.",
        },
        height="content",
    )
