"""A sheet of digits, one picture for all of them, each digit a button for mouse, touch and keyboard."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_explore.sprites import sprite_png

_HERE = Path(__file__).parent
_SPRITE_COLUMNS = 20

_component = st.components.v2.component(
    "mnist_explore_sheet",
    html='<div class="root">\n</div>',
    css=(_HERE / "sheet.css").read_text(),
    js=(_HERE / "sheet.js").read_text(),
)


def picture_sheet(
    images: NDArray[np.uint8],
    *,
    key: str,
    alt: str,
    captions: Sequence[str] = (),
    columns: int | None = None,
    cell_px: int = 64,
) -> None:
    """Show pictures that are not digits of the data set, such as averages; they cannot be picked.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, 255 = full ink.
    captions
        One below each picture, or none.
    columns
        Pictures in a row; by default as many as fit.
    cell_px
        Width of a picture: the most with `columns`, else the least.
    """
    _component(
        key=key,
        data=_sheet_data(images, alt=alt, captions=captions, columns=columns, cell_px=cell_px),
        height="content",
    )


def digit_sheet(
    images: NDArray[np.uint8],
    indices: NDArray[np.intp],
    *,
    labels: Sequence[str],
    key: str,
    alt: str,
    captions: Sequence[str] = (),
    columns: int | None = None,
    cell_px: int = 44,
) -> int | None:
    """Show digits of the data set and return the index of the one picked just now, if any.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, all digits.
    indices
        ``(n,)`` rows of `images` to show, in order.
    labels
        What a screen reader and a tool tip say of each.
    captions, columns, cell_px
        As in :func:`picture_sheet`.
    """
    data = _sheet_data(images[indices], alt=alt, captions=captions, columns=columns, cell_px=cell_px)
    data |= {"ids": [int(index) for index in indices], "labels": list(labels), "pickable": True}
    data["version"] += hashlib.sha256(repr((data["ids"], data["labels"])).encode()).hexdigest()[:16]
    result: Any = _component(key=key, data=data, on_pick_change=lambda: None, height="content")
    picked = getattr(result, "pick", None)
    # The browser's word is only taken for a digit that was shown.
    return picked if isinstance(picked, int) and picked in data["ids"] else None


def _sheet_data(
    images: NDArray[np.uint8], *, alt: str, captions: Sequence[str], columns: int | None, cell_px: int
) -> dict[str, Any]:
    """Return what the browser needs to draw a sheet."""
    across = min(_SPRITE_COLUMNS, max(1, len(images)))
    sprite = sprite_png(images, columns=across)
    layout = (tuple(captions), columns, cell_px, alt)
    return {
        "sprite": "data:image/png;base64," + base64.b64encode(sprite).decode(),
        "spriteColumns": across,
        "spriteRows": max(1, -(-len(images) // across)),
        "count": len(images),
        "columns": columns,
        "cellPx": cell_px,
        "alt": alt,
        "labels": [],
        "captions": list(captions),
        "ids": [],
        "pickable": False,
        "version": hashlib.sha256(sprite + repr(layout).encode()).hexdigest()[:16],
    }
