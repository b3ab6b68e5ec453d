"""A sheet of digits, one picture for all of them, each digit a button for mouse, touch and keyboard."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from mnist_explore.classes import spoken
from mnist_explore.sprites import media_type, sprite
from mnist_explore.ui.base.reserving import reserve, rows_height
from mnist_explore.ui.base.telling import do_once, visit_name

_HERE = Path(__file__).parent
_SPRITE_COLUMNS = 20
MOST_TOLD = 10_000
"""Digits that a browser may say are selected on one sheet: more than any shows."""

_component = st.components.v2.component(
    "mnist_explore_sheet", html='<div class="root">\n</div>', js=(_HERE / "sheet_waiting.js").read_text()
)
_code = st.components.v2.component(
    "mnist_explore_code",
    html="<div></div>",
    js="\n".join((_HERE / name).read_text() for name in ("sheet.js", "sheet_use.js", "sheet_code.js")),
)


@dataclass(frozen=True)
class Places:
    """Where the digits of a sheet stand that are not in rows.

    Parameters
    ----------
    x, y
        ``(n,)`` centres, 0-1 of the sheet's width and height.
    turns_deg
        ``(n,)`` how far the part that can be picked is turned clockwise; the picture is not.
    ratio
        The sheet's width over its height.
    width, side
        Of the part that can be picked, which is as high as the picture, and of the picture, 0-1 of the sheet's width.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    turns_deg: NDArray[np.float64]
    ratio: float
    width: float
    side: float


@dataclass(frozen=True)
class Axis:
    """One side of a grid of digits: what it measures, and what stands at each of its rows or columns."""

    title: str
    ticks: tuple[str, ...]


def send_sheet_code() -> None:
    """Send the browser, once for a page, what draws all its sheets; Streamlit sends it along with each otherwise."""
    _code(key="sheet_code", data={"css": (_HERE / "sheet.css").read_text()})


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
    data = _sheet_data(images, alt=alt, captions=captions, columns=columns, cell_px=cell_px)
    reserve(key, _height(data))
    _component(key=key, data=data, height="content")


def digit_sheet(
    images: NDArray[np.uint8],
    indices: NDArray[np.intp],
    *,
    labels: Sequence[str],
    on_pick: Callable[[int], None],
    key: str,
    alt: str,
    captions: Sequence[str] = (),
    columns: int | None = None,
    cell_px: int = 44,
    places: Places | None = None,
    marked: int | None = None,
    axes: tuple[Axis, Axis] | None = None,
) -> None:
    """Show digits of the data set that can be picked one by one.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, all digits.
    indices
        ``(n,)`` rows of `images` to show, in order.
    labels
        What a screen reader and a tool tip say of each.
    on_pick
        Takes the index of a digit that is picked; called before the page's run, or at the latest in it.
    captions, columns, cell_px
        As in :func:`picture_sheet`.
    places
        Where each digit stands; by default in rows.
    marked
        The digit that is shown in full elsewhere on the page; it is outlined.
    axes
        What the columns and the rows of a grid are; an index of -1 leaves a place of it empty.
    """
    columns = len(axes[0].ticks) if axes else columns
    data = _digit_data(images, indices, labels, alt=alt, captions=captions, columns=columns, cell_px=cell_px)
    if places is not None:
        at = np.column_stack([100 * places.x, 100 * places.y, places.turns_deg]).round(2)
        data["places"] = {"at": at.tolist(), "ratio": places.ratio, "width": places.width, "side": places.side}
        data["version"] += _digest(repr(data["places"]).encode())
    _add_axes(data, axes)
    data["marked"] = marked
    reserve(key, _height(data))
    _show_told(data, {"pick": _of_one(on_pick, len(images))}, key=key)


def selection_sheet(
    images: NDArray[np.uint8],
    indices: NDArray[np.intp],
    *,
    labels: Sequence[str],
    on_pick: Callable[[int], None],
    on_select: Callable[[tuple[int, ...]], None],
    key: str,
    alt: str,
    selected: Sequence[int],
    by_tap: bool,
    captions: Sequence[str] = (),
    rows: Sequence[tuple[str, int]] = (),
    axes: tuple[Axis, Axis] | None = None,
    cell_px: int = 44,
) -> None:
    """Show digits of the data set that can be picked one by one, and selected several at a time.

    Parameters
    ----------
    images, labels, captions, cell_px
        As in :func:`digit_sheet`.
    indices
        ``(n,)`` rows of `images` to show, in order; -1 leaves a place empty.
    on_pick, on_select
        Take the index of a digit that is picked, and those of all shown that are selected; called before the page's
        run, or at the latest in it.
    selected
        Digits that are selected now.
    by_tap
        Whether a click or tap selects, instead of picking: a finger has no Shift.
    rows
        Heading and number of digits of each row that the sheet is divided into; none for one.
    axes
        What the columns and the rows of a grid are; the grid has as many columns as the first has ticks.
    """
    columns = len(axes[0].ticks) if axes else None
    data = _digit_data(images, indices, labels, alt=alt, captions=captions, columns=columns, cell_px=cell_px)
    data["rows"] = [list(row) for row in rows]
    data["version"] += _digest(repr(rows).encode())
    _add_axes(data, axes)
    data |= {"selectable": True, "selected": list(selected), "byTap": by_tap}
    reserve(key, _height(data))

    def take_selection(told: Any) -> None:
        selected = _indices(told, len(images))
        if selected is not None:
            on_select(selected)

    _show_told(data, {"pick": _of_one(on_pick, len(images)), "select": take_selection}, key=key)


def _of_one(on_pick: Callable[[int], None], count: int) -> Callable[[Any], None]:
    """Return what takes the browser's word for which of so many digits was picked."""

    def take_pick(told: Any) -> None:
        if _is_index(told, count):
            on_pick(told)

    return take_pick


def _show_told(data: dict[str, Any], takers: Mapping[str, Callable[[Any], None]], *, key: str) -> None:
    """Show a sheet, and let what was done with it be taken: before the page's run, or at the latest in it."""

    def take_told() -> None:
        do_once(key, takers)

    _component(
        key=key, data=data | {"visit": visit_name()}, on_pick_change=take_told, on_select_change=take_told,
        height="content",
    )  # fmt: skip
    if do_once(key, takers):
        st.rerun()


def _height(data: dict[str, Any]) -> str:
    """Return how high a sheet will be, as CSS: of one in rows by its cells, of one with places by its ratio."""
    if data["places"]:
        return f"calc(100cqw/{data['places']['ratio']})"
    return rows_height(data["count"], cell_px=data["cellPx"], columns=data["columns"], captions=data["captions"])


def _add_axes(data: dict[str, Any], axes: tuple[Axis, Axis] | None) -> None:
    """Say what a grid's columns and rows are, to what the browser draws."""
    if axes:
        data["axes"] = {side: asdict(axis) for side, axis in zip(("across", "down"), axes, strict=True)}
        data["version"] += _digest(repr(axes).encode())


def _is_index(told: Any, count: int) -> bool:
    """Return whether what the browser says was picked is one of so many digits.

    Any may be: the sheet may show others by now than the visitor saw.
    """
    return type(told) is int and 0 <= told < count


def _indices(told: Any, count: int) -> tuple[int, ...] | None:
    """Return what the browser says was selected, of so many digits, each once; None for anything but a list."""
    if not isinstance(told, list):
        return None
    return tuple(sorted({one for one in told[:MOST_TOLD] if _is_index(one, count)}))


def _digit_data(
    images: NDArray[np.uint8], indices: NDArray[np.intp], labels: Sequence[str], **look: Any
) -> dict[str, Any]:
    """Return what the browser needs to draw a sheet of digits that can be picked."""
    chosen = images[indices]
    chosen[indices < 0] = 0
    data = _sheet_data(chosen, **look)
    data |= {"ids": indices.tolist(), "labels": [spoken(label) for label in labels], "pickable": True}
    data["version"] += _digest(repr((data["ids"], data["labels"])).encode())
    return data


def _sheet_data(
    images: NDArray[np.uint8], *, alt: str, captions: Sequence[str], columns: int | None, cell_px: int
) -> dict[str, Any]:
    """Return what the browser needs to draw a sheet."""
    across = min(_SPRITE_COLUMNS, max(1, len(images)))
    picture = sprite(images, columns=across)
    alt, captions = spoken(alt), [spoken(caption) for caption in captions]
    layout = (tuple(captions), columns, cell_px, alt)
    return {
        "sprite": f"data:{media_type(picture)};base64,{base64.b64encode(picture).decode()}",
        "spriteColumns": across,
        "spriteRows": max(1, -(-len(images) // across)),
        "count": len(images),
        "columns": columns,
        "cellPx": cell_px,
        "alt": alt,
        "labels": [],
        "captions": list(captions),
        "ids": [],
        "rows": [],
        "axes": None,
        "places": None,
        "pickable": False,
        "marked": None,
        "selectable": False,
        "version": _digest(picture + repr(layout).encode()),
    }


def _digest(data: bytes) -> str:
    """Return a short name for some bytes, so that a browser sees at once whether they are those it has."""
    return hashlib.blake2b(data, digest_size=8).hexdigest()
