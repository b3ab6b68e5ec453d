"""Room for what the browser draws only once its code has arrived, so that nothing below it moves then.

Streamlit fetches the code of a control or component when it first meets one, and shows a grey bar of 40 pixels, then
nothing, until then. How high each will be is known here: lengths of controls stand in ``page.css``, those of sheets
follow from their digits and the width of their place, in the browser's own arithmetic (CSS Values and Units 4; where a
browser has none yet, nothing is kept free).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import streamlit as st

STANDS = "[data-stands]"
"""What a component's script sets on its own element when it has drawn: from then on its height is its own."""

LETTER_PX, LINE_PX, GAP_PX = 6.0, 15.6, 2.0
"""Of a caption in a sheet, and between its cells, as ``sheet.css`` has them; a letter is one of usual width."""

Control = Literal["buttons", "two-rows", "list", "bare-list", "slider", "bare-slider", "pages"]


def reserve(key: str, height: str) -> None:
    """Keep a height free for a control or component until it stands.

    Parameters
    ----------
    key
        Of the control, before or after this call.
    height
        A length of CSS; ``100cqw`` in it is the width that the component has.
    """
    place = f".st-key-{_class_name(key)}"
    measured = f"{place}{{container-type:inline-size}}" if "cqw" in height else ""
    # The grey bar has the height of a row of buttons (page.css), which a sheet may be lower than.
    bar = f"{place}>[data-testid=stSkeleton]{{height:0}}"
    _put_style(f"{measured}{bar}{place}:not(:has({STANDS}))>*{{min-height:{height}}}")


def reserve_control(key: str, kind: Control) -> None:
    """Keep free what a control with a label takes in one row, and give its grey bar that height."""
    _put_style(f".st-key-{_class_name(key)}>[data-testid=stSkeleton]{{height:var(--control-{kind})}}")


def rows_height(count: int, *, cell_px: int, columns: int | None, captions: Sequence[str] = ()) -> str:
    """Return the height of a sheet of `count` cells in rows, as CSS.

    Parameters
    ----------
    cell_px
        Width of a cell: the most with `columns`, else the least.
    columns
        Cells in a row; None for as many as fit.
    captions
        Below the cells, or none.
    """
    across = str(columns) if columns else f"max(1,round(down,(100cqw + {GAP_PX}px)/{cell_px + GAP_PX}px))"
    cell = f"(100cqw + {GAP_PX}px)/({across}) - {GAP_PX}px"
    if columns:
        cell = f"min({cell_px}px,{cell})"
    longest = LETTER_PX * max(map(len, captions), default=0)
    words = f"{LINE_PX}px*round(up,{longest}px/({cell}))" if longest else "0px"
    rows = f"round(up,{count}/({across}))"
    return f"calc({rows}*({cell} + {words} + {GAP_PX}px) - {GAP_PX}px)"


def _put_style(css: str) -> None:
    """Give the page rules of style."""
    st.html(f"<style>{css}</style>")


def _class_name(key: str) -> str:
    """Return a key as Streamlit writes it into the class of its element."""
    return re.sub(r"[^a-zA-Z0-9_-]", "-", key.strip())
