"""The component: what is sent to the map in the browser, and what it asks and tells."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.groups import Field
from mnist_explore.atlas.layouts import Layout, first_shown
from mnist_explore.atlas.values import Indices
from mnist_explore.classes import spoken
from mnist_explore.errors import ArtifactError
from mnist_explore.ui.base import cache, digit_cache
from mnist_explore.ui.base.address import open_index, show_asked
from mnist_explore.ui.base.arriving import hear
from mnist_explore.ui.base.reserving import reserve
from mnist_explore.ui.base.telling import do_once, visit_name
from mnist_explore.ui.components.arrival import begin_anew_where_replaced
from mnist_explore.ui.components.style_map import packing
from mnist_explore.ui.components.style_map.state import BY_SHORT, column_bins, fields_on

_HERE = Path(__file__).parent
_VIEW = ("store", "geometry", "draw", "view", "layouts", "panel", "input", "map")
"""Files that make up the view, in order: they are one module to the browser."""


def _script(*names: str) -> str:
    """Return files of JavaScript as one, without the lines that only readers need."""
    lines = "\n".join((_HERE / f"{name}.js").read_text(encoding="utf-8") for name in names).splitlines()
    bare = (line.strip() for line in lines)
    return "\n".join(line for line in bare if line and not line.startswith("//"))


def _packed_script(*names: str) -> str:
    """Return files of JavaScript as one that unpacks itself: Streamlit sends them as they are, a page view each."""
    text = base64.b64encode(zlib.compress(_script(*names).encode(), 9)).decode()
    return f'const packed = "{text}"\n{_script("unpack")}'


_view = st.components.v2.component(
    "mnist_explore_map",
    html='<div class="root">\n</div>',
    css=(_HERE / "map.css").read_text(encoding="utf-8"),
    js=_packed_script(*_VIEW),
)
_delivery = st.components.v2.component("mnist_explore_map_delivery", html="<div></div>", js=_script("delivery"))

FIRST_COLUMN = "digit"
ON_CARD = ("digit", "writer", "slant", "thickness", "predicted")
"""Short names of the columns that the card above a digit shows; what they say of it comes with its picture."""

HEIGHT = "calc(min(clamp(22rem, 64vh, 64rem), 120vw) + 6rem)"
"""Of the map as ``map.css`` has it, and the least of what stands above and below it."""

MOST_PICTURES = 256
"""That are sent at once: 200 kB of pixels, some 40 kB packed."""


def show_map(
    atlas: Atlas,
    *,
    only: int | None,
    key: str,
    show: int | None = None,
    glow: Mapping[str, tuple[float, float]] | None = None,
    alike: Mapping[str, Indices] | None = None,
    more: tuple[Layout, ...] = (),
) -> None:
    """Show the map; a click on a digit opens its card, and a selection runs the page again.

    What is selected, hidden and in view stands in the address; :func:`~.state.map_state` reads it.

    Parameters
    ----------
    only
        The class that is shown alone, or None for all.
    key
        Of the map.
    show
        A digit to move to and to mark.
    glow
        Layout → a place to mark as the visitor's digit's, in the map's unit.
    alike
        Layout → digits to join with the one to show.
    more
        Layouts besides those of the atlas.
    """
    layouts = (*digit_cache.layouts(atlas, only=only), *more)
    first = first_shown(layouts)
    order = _order(atlas, layouts)
    position = np.argsort(order) if alike else order
    data = {
        "map": _name(atlas),
        "only": only,
        "columns": [{"name": field.short, "title": spoken(field.title)} for field in fields_on(atlas).values()],
        "layouts": [
            {"name": one.name, "key": one.key, "title": spoken(one.title), "about": spoken(one.about)}
            for one in layouts
        ],
        "layout": first.name,
        "card": [field.short for field in _on_card(atlas)],
        "show": None if show is None else int(np.flatnonzero(order == show)[0]),
        "glow": {name: {"x": x, "y": y} for name, (x, y) in (glow or {}).items()},
        "alike": {name: position[digits].tolist() for name, digits in (alike or {}).items()},
        "alt": spoken(
            f"Map of {len(order):,} handwritten digits; digits written alike lie close together. Arrow keys move "
            "it, plus and minus zoom, Enter opens the digit in the middle, L and B select."
        ),
        "outdated": "This browser is too old for the map: it cannot unpack what it is sent.",
        "without": "This browser has no WebGL, so the map is a still picture here.",
    }
    _show(atlas, layouts, order, data, key=key)
    own = None if first is layouts[0] else _alone(atlas, first, order)
    with st.container(gap=None):
        _delivery(key=f"{key}_base", data=_base(atlas, layouts, order), height="content")
        _delivery(key=f"{key}_own", data=own, height="content")


@st.fragment
def _show(atlas: Atlas, layouts: tuple[Layout, ...], order: Indices, data: dict[str, Any], *, key: str) -> None:
    """Show the view, answer what it asks, and do what was done on it.

    What was done is taken in before the run: a run that the visitor's next click overtakes may never get here.
    """

    def take(told: Any) -> None:
        hear(told.get("address") if isinstance(told, Mapping) else None)
        index = told.get("digit") if isinstance(told, Mapping) else None
        if type(index) is int and 0 <= index < len(order):
            open_index(int(order[index]))

    def take_done() -> None:
        do_once(key, {"done": take})

    begin_anew_where_replaced(atlas)
    reserve(key, HEIGHT)
    result: Any = _view(
        key=key, data=data | {"visit": visit_name()}, on_ask_change=_nothing, on_done_change=take_done, height="content"
    )
    asked = getattr(result, "ask", None)
    _delivery(key=f"{key}_answer", data=_answer(atlas, layouts, order, asked), height="content")
    take_done()
    show_asked()


def _nothing() -> None:
    """Let the view ask; that it did is enough: what is not answered it asks again."""


def _on_card(atlas: Atlas) -> list[Field]:
    """Return the columns that the card above a digit shows."""
    known = fields_on(atlas)
    return [known[name] for name in ON_CARD if name in known]


def _name(atlas: Atlas) -> str:
    """Return what the browser calls a data set's map."""
    return atlas.digits.fingerprint[:16]


def _order(atlas: Atlas, layouts: tuple[Layout, ...]) -> Indices:
    """Return the order in which the digits are sent."""
    return cache.made_for_map(atlas, "order", _make=lambda: packing.map_order(atlas, layouts[0]))


def _base(atlas: Atlas, layouts: tuple[Layout, ...], order: Indices) -> bytes:
    """Return what the first view takes: places and the column of classes."""

    def make() -> bytes:
        first = packing.column_parts(column_bins(atlas, BY_SHORT[FIRST_COLUMN]), order)
        header, arrays = packing.joined([packing.layout_parts(atlas, layouts[0], order), first])
        return packing.packed({"map": _name(atlas), **header}, arrays)

    return cache.made_for_map(atlas, "base", _make=make)


def _alone(atlas: Atlas, layout: Layout, order: Indices) -> bytes:
    """Return one layout, which a class shows first."""

    def make() -> bytes:
        header, arrays = packing.layout_parts(atlas, layout, order)
        return packing.packed({"map": _name(atlas), **header}, arrays)

    return cache.made_for_map(atlas, f"layout {layout.key}", _make=make)


def _answer(atlas: Atlas, layouts: tuple[Layout, ...], order: Indices, asked: Any) -> bytes | None:
    """Return what the view asks for, which can be anything that a browser can send; None where it asks for nothing."""
    if not isinstance(asked, Mapping):
        return None
    parts: list[packing.Parts] = []
    refused = ""
    for name in _strings(asked.get("columns"), known=list(fields_on(atlas))):
        try:
            bins = column_bins(atlas, BY_SHORT[name])
        except ArtifactError as error:
            refused = str(error)
            continue
        parts.append(packing.column_parts(bins, order))
    wanted = _strings(asked.get("layouts"), known=[one.key for one in layouts])
    parts += [packing.layout_parts(atlas, one, order) for one in layouts if one.key in wanted]
    positions = _positions(asked.get("pictures"), count=len(order))
    if len(positions):
        parts.append(packing.picture_parts(atlas, order, positions, _on_card(atlas)))
    header, arrays = packing.joined(parts)
    told = {"refused": refused} if refused else {}
    return packing.packed({"map": _name(atlas), "answer": True, **told, **header}, arrays)


def _strings(told: Any, *, known: list[str]) -> list[str]:
    """Return the names in what the browser sent that are known, each once."""
    listed = told[: len(known)] if isinstance(told, list) else []
    return [name for name in known if name in [one for one in listed if isinstance(one, str)]]


def _positions(told: Any, *, count: int) -> Indices:
    """Return the positions in what the browser sent, as many as are answered at once."""
    listed = told[:MOST_PICTURES] if isinstance(told, list) else []
    return np.array([one for one in listed if type(one) is int and 0 <= one < count], np.intp)
