"""What the browser is sent of a map: a short header and arrays, packed with zlib, which browsers unpack themselves."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.atlas import Atlas
from mnist_explore.atlas.bins import Bins
from mnist_explore.atlas.groups import Field
from mnist_explore.atlas.groups.fields import CLASS_COLUMNS, UNKNOWN_WORD
from mnist_explore.atlas.layouts import Layout, along_a_curve, curve_codes, grid_steps
from mnist_explore.atlas.values import Indices
from mnist_explore.classes import in_use, spoken
from mnist_explore.columns import BY_NAME
from mnist_explore.figures import DIGIT_COLOURS, GROUP_COLOURS, class_colour
from mnist_explore.figures.colours import MAP_RAMP, SLANT_SCALE, UNKNOWN_COLOUR
from mnist_explore.ui.components.values import value_name, value_texts

MISSING = -(2**31)
"""Stands for a number that a digit lacks."""

_DECIMALS = {"": 2, "°": 0}
"""That a value is shown with, by its unit, as :func:`~mnist_explore.words.with_unit` does, else one; and sent with."""

Parts = tuple[dict[str, Any], dict[str, NDArray[Any]]]
"""A header and the arrays that it speaks of."""


def packed(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return a header and arrays as bytes, packed.

    The header's length as four bytes, the header as JSON with the arrays' names, dtypes and lengths, then the arrays,
    each beginning at a multiple of four bytes; lowest byte first.

    Parameters
    ----------
    arrays
        Name → uint8, int16 or int32.
    """
    listed = [[name, str(array.dtype), array.size] for name, array in arrays.items()]
    text = json.dumps({**header, "arrays": listed}, separators=(",", ":")).encode()
    parts = bytearray(struct.pack("<I", len(text)) + text)
    for array in arrays.values():
        parts += bytes(-len(parts) % 4) + np.ascontiguousarray(array).tobytes()
    return zlib.compress(bytes(parts), 6)


def map_order(atlas: Atlas, layout: Layout) -> Indices:
    """Return the order in which a map's digits are sent, those of the first layout along a curve; ``(N,)`` intp."""
    places = np.zeros((len(atlas.digits), 2), np.float32)
    places[layout.indices] = layout.places
    return along_a_curve(grid_steps(places))


def layout_parts(atlas: Atlas, layout: Layout, order: Indices) -> Parts:
    """Return a layout's places, and which digits it lays out where that is not all of them.

    Digits that lie in the order of the curve are sent as how far along it each lies from the one before: one number
    instead of two. On other layouts each axis is sent as its differences.
    """
    place_of = np.full(len(atlas.digits), -1)
    place_of[layout.indices] = np.arange(len(layout.indices))
    rows = place_of[order]
    # Digits that it leaves out are put where the one before lies, so that their bytes are 0.
    filled = np.maximum.accumulate(np.where(rows >= 0, np.arange(len(rows)), -1))
    steps = grid_steps(layout.places)[rows[filled]]
    steps[filled < 0] = 0
    along = np.diff(curve_codes(steps), prepend=0)
    arrays: dict[str, NDArray[Any]]
    if (along >= 0).all():
        arrays = {f"curve:{layout.key}": _planes(along, 4)}
    else:
        change = np.diff(steps.astype(np.int32), axis=0, prepend=0).astype(np.int16).view(np.uint16)
        arrays = {f"places:{layout.key}": np.concatenate([_planes(axis, 2) for axis in change.T])}
    if len(layout.indices) < len(rows):
        arrays[f"members:{layout.key}"] = (rows >= 0).astype(np.uint8)
    return {"layouts": [layout.key]}, arrays


def picture_parts(atlas: Atlas, order: Indices, positions: Indices, fields: Sequence[Field]) -> Parts:
    """Return the pictures of some digits, by their positions in the order, and what columns say of each."""
    indices = order[positions]
    facts = list(zip(*(value_texts(atlas.table, indices, field) for field in fields), strict=True))
    ink = atlas.digits.images[indices].reshape(-1)
    return {"facts": facts}, {"positions": positions.astype(np.int32), "ink": ink}


def column_parts(bins: Bins, order: Indices) -> Parts:
    """Return a column to colour by: its bins with names and colours, and the numbers, where it has them.

    Numbers are sent as codes: of a table of all pairs of a number, with the decimals that it is shown with, and its
    bin. No digit is so put into another bin by rounding, and a code takes as few bytes as there are pairs. A column of
    classes says which class each bin holds: a name need not be its number.
    """
    field = bins.field
    shades = _shades(bins)
    entry: dict[str, Any] = {
        "name": field.short,
        "title": spoken(field.title),
        "unit": field.unit,
        "bins": [{"name": name, "colour": shade} for name, shade in zip(_names(bins), shades, strict=True)],
    }
    if field.name in CLASS_COLUMNS:
        entry["labels"] = _labels(bins)
    if bins.values is None:
        return {"columns": [entry]}, {f"bin:{field.short}": bins.kinds[order]}
    decimals = _DECIMALS.get(field.unit, 1) if field.kind in ("amount", "place") else 0
    pairs, codes = _pairs(bins, 10**decimals)
    low, high = bins.low * 10**decimals, bins.high * 10**decimals
    size = max(1, -(-(len(pairs) - 1).bit_length() // 8))
    entry |= {"decimals": decimals, "missing": MISSING, "low": low, "high": high, "ramp": _ramp(bins), "bytes": size}
    arrays: dict[str, NDArray[Any]] = {
        f"codes:{field.short}": _planes(codes[order], size),
        f"numbers:{field.short}": np.diff(pairs[:, 0], prepend=0).astype(np.int32),
        f"bins:{field.short}": pairs[:, 1].astype(np.uint8),
    }
    return {"columns": [entry]}, arrays


def joined(parts: list[Parts]) -> Parts:
    """Return several parts of a message as one."""
    header: dict[str, Any] = {}
    arrays: dict[str, NDArray[Any]] = {}
    for own, found in parts:
        for name, value in own.items():
            header[name] = [*header.get(name, []), *value] if isinstance(value, list) else value
        arrays |= found
    return header, arrays


def _planes(numbers: NDArray[np.integer], count: int) -> NDArray[np.uint8]:
    """Return whole numbers, 0 or more, as `count` bytes each: all lowest bytes first, so that like stands by like."""
    return np.concatenate([(numbers >> 8 * plane & 0xFF).astype(np.uint8) for plane in range(count)])


def _pairs(bins: Bins, scale: int) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return ``(n, 2)`` int64, each number times `scale` that occurs with its bin, and which of them each digit has."""
    values = np.asarray(bins.values, np.float64)
    whole = np.where(values == values, np.rint(np.nan_to_num(values) * scale), MISSING).astype(np.int64)
    found, codes = np.unique(whole * 256 + bins.kinds, return_inverse=True)
    return np.stack([found // 256, found % 256], axis=1), codes


def _names(bins: Bins) -> list[str]:
    """Return what a legend calls each bin."""
    if bins.values is None:
        return [value_name(bins.field, text) for text in bins.texts]
    if bins.field.kind == "count":
        ends = [text.split("..") for text in bins.texts[:-1]]
        names = [
            f"{float(high) - 0.5:.0f}" if high else f"{float(low or -0.5) + 0.5:.0f} and more" for low, high in ends
        ]
    else:
        marks = [f"{mark:,g}".replace("-", "−") for mark in bins.marks]
        between = [f"{low} to {high}" for low, high in pairwise(marks)]
        names = [f"below {marks[0]}", *between, f"above {marks[-1]}"] if marks else ["all"]
    return [*names, UNKNOWN_WORD]


def _ramp(bins: Bins) -> list[str]:
    """Return the colours of a column of numbers from the lowest to the highest."""
    entry = BY_NAME.get(bins.field.name)
    both_ways = entry is not None and entry.range.startswith("-")
    return [colour for _, colour in SLANT_SCALE] if both_ways else list(MAP_RAMP)


def _shades(bins: Bins) -> list[str]:
    """Return a colour for each bin: of numbers that of its middle on the ramp."""
    if bins.values is not None:
        edges = [[float(end) if end else None for end in text.split("..")] for text in bins.texts if ".." in text]
        middles = [
            ((bins.low if low is None else low) + (bins.high if high is None else high)) / 2 for low, high in edges
        ]
        shares = [(middle - bins.low) / (bins.high - bins.low) for middle in middles]
        found = [_mixed(_ramp(bins), min(1.0, max(0.0, share))) for share in shares]
        return [*found, *[UNKNOWN_COLOUR] * (len(bins.texts) - len(found))]
    known = [text for text in bins.texts if text != UNKNOWN_WORD]
    if bins.field.name in CLASS_COLUMNS:
        return [UNKNOWN_COLOUR if label is None else class_colour(label) for label in _labels(bins)]
    palette = GROUP_COLOURS if len(known) == 2 else DIGIT_COLOURS
    # A digit's own colour where the value is one.
    places = [int(text) if text.isdecimal() else place for place, text in enumerate(bins.texts)]
    return [UNKNOWN_COLOUR if text == UNKNOWN_WORD else palette[place % len(palette)]
            for text, place in zip(bins.texts, places, strict=True)]  # fmt: skip


def _labels(bins: Bins) -> list[int | None]:
    """Return the class that each bin of a column of classes holds, None for unknown."""
    return [in_use().label_of(text) for text in bins.texts]


def _mixed(ramp: list[str], share: float) -> str:
    """Return the colour at a share, 0-1, of a ramp's length."""
    at = share * (len(ramp) - 1)
    low = min(len(ramp) - 2, int(at))
    ends = [[int(colour[place : place + 2], 16) for place in (1, 3, 5)] for colour in ramp[low : low + 2]]
    return "#" + "".join(f"{round(a + (b - a) * (at - low)):02x}" for a, b in zip(*ends, strict=True))
