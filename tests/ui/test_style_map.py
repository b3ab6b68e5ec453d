"""The map's page: what is sent to the browser, what the browser may say, and what the address selects."""

from __future__ import annotations

import base64
import json
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.bins import Bins, bins_of
from mnist_explore.atlas.groups import FIELDS, group_of_areas, members
from mnist_explore.atlas.groups.regions import to_text
from mnist_explore.atlas.layouts import Layout, layouts_of
from mnist_explore.digits import Digits
from mnist_explore.figures.colours import MAP_RAMP
from mnist_explore.ui.base import digit_cache
from mnist_explore.ui.components.style_map import component, packing
from mnist_explore.ui.components.style_map.state import BY_SHORT
from mnist_explore.words import with_unit
from tests.ui.conftest import assert_calm, said, sheet, visit

pytestmark = pytest.mark.usefixtures("on_few")


def unpacked(data: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return the header and the arrays of a message, read as the browser reads it."""
    raw = zlib.decompress(data)
    (length,) = struct.unpack_from("<I", raw)
    header, at, arrays = json.loads(raw[4 : 4 + length]), 4 + length, {}
    for name, kind, count in header["arrays"]:
        at += -at % 4
        arrays[name] = np.frombuffer(raw, kind, count, at)
        at += arrays[name].nbytes
    assert at == len(raw)
    return header, arrays


def numbers_of(planes: np.ndarray, count: int) -> np.ndarray:
    """Return whole numbers from the planes of bytes that they are sent as."""
    bytes_of = planes.reshape(count, -1).astype(np.int64)
    return np.sum([plane << 8 * place for place, plane in enumerate(bytes_of)], axis=0)


def steps_of(planes: np.ndarray) -> np.ndarray:
    """Return places from the differences of each axis."""
    changes = np.stack([numbers_of(half, 2) for half in np.split(planes, 2)], axis=1)
    return np.cumsum(changes, axis=0).astype(np.uint16).view(np.int16)


def steps_along(planes: np.ndarray) -> np.ndarray:
    """Return places from how far apart they lie along the curve: the bits of x and y in turn."""
    codes = np.cumsum(numbers_of(planes, 4))
    bits = codes[:, None] >> np.arange(32) & 1
    return np.stack([bits[:, axis::2] @ (1 << np.arange(16)) - 32_768 for axis in range(2)], axis=1)


def everything() -> str:
    """Return a region that holds the whole map."""
    return to_text(group_of_areas([[(-500, -500), (500, -500), (500, 500), (-500, 500)]]).region)


def test_all_visitors_have_the_same_layouts(few_atlas: Atlas) -> None:
    """What a visitor's session holds on to is shared: with a class chosen, too, places are computed once for all."""
    everyone, one_class = digit_cache.layouts(few_atlas), digit_cache.layouts(few_atlas, only=3)
    assert [layout.key for layout in one_class] == [layout.key for layout in layouts_of(few_atlas, only=3)]
    assert all(mine is theirs for mine, theirs in zip(one_class, everyone, strict=False))
    assert digit_cache.layouts(few_atlas, only=3) is one_class


def test_packing_gives_back_what_was_packed(few_atlas: Atlas) -> None:
    """Places, classes, pictures and a column come out as they went in, in one order."""
    layout = layouts_of(few_atlas)[0]
    order = packing.map_order(few_atlas, layout)
    bins = bins_of(few_atlas.table, next(field for field in FIELDS if field.short == "slant"))
    parts = [packing.layout_parts(few_atlas, layout, order), packing.column_parts(bins, order),
             packing.picture_parts(few_atlas, order, np.array([5, 99]), [BY_SHORT["digit"], bins.field])]  # fmt: skip
    header, arrays = unpacked(packing.packed(*packing.joined(parts)))
    assert np.abs(steps_along(arrays["curve:pixels"]) / 100 - layout.places[order]).max() <= 0.0051
    assert np.array_equal(arrays["ink"].reshape(2, 28, 28), few_atlas.digits.images[order[[5, 99]]])
    slants = few_atlas.table["slant_deg"].to_numpy()[order]
    shown = [[str(few_atlas.digits.labels[order[one]]), with_unit(float(slants[one]), "°")] for one in (5, 99)]
    assert header["facts"] == shown
    (column,) = header["columns"]
    codes = numbers_of(arrays["codes:slant"], column["bytes"])
    assert np.array_equal(np.cumsum(arrays["numbers:slant"])[codes], np.rint(slants))
    assert np.array_equal(arrays["bins:slant"][codes], bins.kinds[order])
    assert len(column["bins"]) == len(bins.texts)


def test_script_unpacks_to_its_files() -> None:
    """What unpacks itself in the browser is every file of the view, under 30 kB long, and no line of code less."""
    text = component._packed_script(*component._VIEW)
    (packed,) = re.findall(r'const packed = "([A-Za-z0-9+/=]+)"', text)
    script = zlib.decompress(base64.b64decode(packed)).decode()
    for name in component._VIEW:
        written = (Path(component.__file__).parent / f"{name}.js").read_text(encoding="utf-8")
        lines = [line.strip() for line in written.splitlines()]
        assert "\n".join(line for line in lines if line and not line.startswith("//")) in script
        assert len(text) < 30_000


def test_packing_of_numbers_keeps_every_bin() -> None:
    """A number that is rounded over an edge stays in its bin, one that is missing is none, and many take more bytes."""
    field = BY_SHORT["slant"]
    values = np.array([9.6, 10.4, 9.4, np.nan, -70_000.2])
    bins = Bins(field, ("..10", "10..", "unknown"), np.array([0, 1, 0, 2, 0], np.uint8), values, 0, 20, (10.0,))
    header, arrays = packing.column_parts(bins, np.arange(5))
    codes = numbers_of(arrays["codes:slant"], header["columns"][0]["bytes"])
    assert np.array_equal(arrays["bins:slant"][codes], bins.kinds)
    numbers = np.cumsum(arrays["numbers:slant"].astype(np.int64)).astype(np.int32)
    assert numbers[codes].tolist() == [10, 10, 9, packing.MISSING, -70_000]
    many = Bins(field, ("..", "unknown"), np.zeros(70_000, np.uint8), np.arange(70_000.0), 0, 70_000, ())
    header, arrays = packing.column_parts(many, np.arange(70_000)[::-1])
    assert header["columns"][0]["bytes"] == 3
    assert np.array_equal(numbers_of(arrays["codes:slant"], 3), np.arange(70_000)[::-1])


def test_packing_a_layout_of_some_digits(few_atlas: Atlas) -> None:
    """Of a layout of some digits it is said which; their places are theirs."""
    own = np.flatnonzero(few_atlas.digits.labels == 3)
    layout = Layout("threes", "Threes", own, np.arange(2 * len(own), dtype=np.float32).reshape(-1, 2))
    order = packing.map_order(few_atlas, layouts_of(few_atlas)[0])
    _, arrays = unpacked(packing.packed(*packing.layout_parts(few_atlas, layout, order)))
    here = arrays["members:threes"] == 1
    assert sorted(order[here].tolist()) == own.tolist()
    # The others cost nothing: they lie where the one before lies.
    assert not np.diff(steps_of(arrays["places:threes"]), axis=0)[~here[1:]].any()
    assert np.array_equal(steps_of(arrays["places:threes"])[here][np.argsort(order[here])], 100 * layout.places)


@pytest.mark.parametrize("paper", ["#ffffff", "#14120f"])
def test_ramp_is_seen_on_both_papers(paper: str) -> None:
    """No step of the ramp fades into white or near-black: at least 2:1 (WCAG's contrast)."""

    def luminance(parts: list[float]) -> float:
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def rgb(colour: str) -> list[float]:
        return [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]

    ground = luminance(rgb(paper))
    for share in np.linspace(0, 1, 256).tolist():
        low, high = sorted((luminance(rgb(packing._mixed(list(MAP_RAMP), share))), ground))
        assert (high + 0.05) / (low + 0.05) >= 2, share


@pytest.mark.parametrize(
    "asked",
    [
        None, 7, "columns", [], {"columns": 5}, {"columns": [None, {}, "no such", "digit" * 1000]},
        {"pictures": "0"}, {"pictures": [True, -1, 240, 1.5, "3", None]}, {"layouts": [[]]},
        {"pictures": {"0": 1}, "layouts": {"pixels": 1}},
    ],
)  # fmt: skip
def test_answer_to_anything_else(asked: Any, few_atlas: Atlas) -> None:
    """What the browser sends can be anything; what is no question is answered with nothing."""
    layouts = layouts_of(few_atlas)
    answer = component._answer(few_atlas, layouts, np.arange(240), asked)
    if answer is not None:
        header, arrays = unpacked(answer)
        assert header["answer"] and not arrays


def test_answer_to_a_flood(few_atlas: Atlas) -> None:
    """However many pictures are asked for, a message has at most 256, and a column once."""
    layouts = layouts_of(few_atlas)
    asked = {"pictures": list(range(240)) * 1000, "columns": ["slant"] * 100_000}
    header, arrays = unpacked(component._answer(few_atlas, layouts, np.arange(240), asked) or b"")
    assert len(arrays["positions"]) == packing_limit() and len(header["columns"]) == 1


def packing_limit() -> int:
    """Return how many pictures one message has at most."""
    return component.MOST_PICTURES


def test_map_selects_by_the_address(on_few: Digits) -> None:
    """A region in the address selects what lies in it; what is hidden is not among it."""
    test = visit("map", map_region=everything())
    assert_calm(test)
    assert "**240 digits selected**" in said(test)
    hidden = "digit." + ".".join(str(digit) for digit in range(9))
    test = visit("map", map_region=everything(), map_hidden=hidden)
    nines = np.flatnonzero(on_few.labels == 9)
    assert f"**{len(nines)} digits selected**" in said(test)
    assert sheet(test, "map_selected_gallery")["ids"] == nines.tolist()


def test_map_selects_within_the_class(on_few: Digits) -> None:
    """With a class chosen in the sidebar a region holds that class alone; where that is hidden, nothing."""
    test = visit("map", map_region=everything(), digit="4")
    assert f"**{int((on_few.labels == 4).sum())} digits selected**" in said(test)
    test = visit("map", map_region=everything(), digit="4", map_hidden="digit.4")
    assert "**No digits** are selected" in said(test)


def test_map_region_is_the_groups(few_atlas: Atlas) -> None:
    """The page's count is that of the group with the same region."""
    middle = float(few_atlas.table["tsne_x"].median())
    group = group_of_areas([[(-500, -500), (middle, -500), (middle, 500), (-500, 500)]])
    count = len(members(few_atlas.table, group))
    assert 0 < count < 240
    assert f"**{count} digits selected**" in said(visit("map", map_region=to_text(group.region)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("map_region", "A"), ("map_region", "x" * 2001), ("map_region", "~~"), ("map_region", "<b>"),
        ("map_hidden", "nothing.1"), ("map_hidden", "digit.99"), ("map_hidden", "digit.-1"), ("map_hidden", "digit.x"),
        ("map_colour", "\u202e"), ("map_show", "240"), ("map_digit", "1@@"), ("map_layout", "nowhere"),
        ("map_region", "nowhere.AABkAABk"), ("map_region", "style.AABkAABk"), ("map_region", "features.AABkAABk"),
    ],
)  # fmt: skip
def test_map_address_that_cannot_be_read(name: str, value: str) -> None:
    """What cannot be read is told in one sentence, and the page is as without it."""
    test = visit("map", **{name: value})
    assert_calm(test)
    assert len(test.warning) == 1
    assert "selected" not in said(test).replace(test.warning[0].value, "")


@pytest.mark.parametrize("value", ["nan,0,1", "1,2", "1,2,-3", "a" * 5000, "1e999,0,1"])
def test_map_view_that_is_none(value: str) -> None:
    """A view that is none is the browser's to leave out; the page stands."""
    test = visit("map", map_view=value)
    assert_calm(test)
    assert not test.warning


def hearing() -> None:
    """Take from the browser what it may say, and much that it may not."""
    from mnist_explore.ui.base.arriving import hear

    for told in (None, 7, "map_view", [], {"map_region": "x" * 2001, "map_view": 5, "digit": "3", "index": "5"}):
        hear(told)
    hear({"map_view": "1,2,3", "map_colour": ""})


def test_hear_writes_only_the_maps_own() -> None:
    """Of what the browser says it has written, only the map's own parameters are taken, as short texts."""
    test = AppTest.from_function(hearing).run()
    assert not test.exception
    assert dict(test.query_params) == {"map_view": "1,2,3"}
