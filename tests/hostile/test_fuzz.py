"""Readers of every format, given what nobody thought of: a value, or one sentence, and never another error."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from mnist_explore.atlas.export import read_indices
from mnist_explore.atlas.groups.regions import FARTHEST, MOST_AREAS, from_text
from mnist_explore.errors import ArtifactError, DataError, MnistExploreError, PictureError, plain, quoted
from mnist_explore.ink import find_digits, load_picture
from mnist_explore.ink.sharing import read_shared, shared_text
from mnist_explore.manifest import ARTIFACTS, MANIFEST, read_manifest
from mnist_explore.sources.votes import read_votes
from mnist_explore.sources.writers import read_writer_table
from mnist_explore.ui.base.address import whole_number
from mnist_explore.ui.components.selections import clicked_cell
from mnist_explore.ui.components.style_map.component import MOST_PICTURES, _positions, _strings
from tests.hostile.products import OWN_LOADERS
from tests.ink.drawings import file_bytes, seven

pytestmark = pytest.mark.hostile

SMALL = Image.fromarray(255 - seven(side=40, pen=4))
EXIF = Image.Exif()
EXIF[0x0112] = 6
FILES = {
    "PNG": file_bytes(SMALL),
    "PNG, palette": file_bytes(SMALL.convert("P"), transparency=3),
    "PNG, grey and alpha": file_bytes(SMALL.convert("LA")),
    "PNG, one bit": file_bytes(SMALL.convert("1")),
    "PNG, 16 bits": file_bytes(np.asarray(SMALL).astype(np.uint16) * 257),
    "PNG, metadata": file_bytes(SMALL.convert("RGB"), exif=EXIF, dpi=(72, 72)),
    "JPEG": file_bytes(SMALL, "JPEG"),
    "JPEG, progressive": file_bytes(SMALL.convert("RGB"), "JPEG", progressive=True, exif=EXIF),
    "JPEG, four inks": file_bytes(SMALL.convert("CMYK"), "JPEG"),
    "WebP": file_bytes(SMALL, "WEBP"),
    "WebP, lossless": file_bytes(SMALL.convert("RGBA"), "WEBP", lossless=True, exif=EXIF),
}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["x", "y", "box", "lasso", "points", "selection", "files", "bytes"]), inner, max_size=4
        )
    ),
    max_leaves=30,
)


def changed(data: bytes, changes: list[tuple[int, int, int]]) -> bytes:
    """Return bytes after some changes: (where, what instead, how many are taken out)."""
    whole = bytearray(data)
    for where, value, out in changes:
        place = where % len(whole) if whole else 0
        whole[place : place + out] = bytes([value]) if out < 3 else b""
    return bytes(whole)


CHANGES = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255), st.integers(0, 4)), min_size=1, max_size=6)


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=60)
@given(changes=CHANGES)
def test_load_picture_changed(kind: str, changes: list[tuple[int, int, int]]) -> None:
    """A picture changed in some places is a grey picture within its limits, or one sentence."""
    try:
        grey = load_picture(changed(FILES[kind], changes)).grey
    except PictureError as error:
        assert str(error).endswith(".") and str(error).isprintable()
        return
    assert grey.dtype == np.uint8 and grey.ndim == 2 and min(grey.shape) >= 1 and max(grey.shape) <= 1024


@settings(max_examples=40)
@given(
    arrays.arrays(
        np.uint8,
        st.tuples(st.integers(8, 60), st.integers(8, 60)),
        elements=st.integers(0, 255) | st.sampled_from([0, 255]),
        fill=st.sampled_from([0, 127, 255]),
    ),
    st.sampled_from(["auto", "dark_on_light", "light_on_dark"]),
)
def test_find_digits_of_anything(grey: np.ndarray, polarity: Any) -> None:
    """Of any grey picture come digits of 28 × 28, other marks, or one sentence."""
    try:
        reading = find_digits(grey, polarity=polarity)
    except PictureError as error:
        assert str(error).endswith(".")
        return
    height, width = grey.shape
    for mark in reading.marks:
        left, top, right, bottom = mark.box
        assert 0 <= left < right <= width and 0 <= top < bottom <= height
    assert all(mark.image.shape == (28, 28) and mark.image.dtype == np.uint8 for mark in reading.digits)


@pytest.mark.parametrize("name", OWN_LOADERS)
@settings(max_examples=40)
@given(changes=CHANGES)
def test_shipped_product_changed(name: str, changes: list[tuple[int, int, int]]) -> None:
    """A product changed in some places, behind its hash, is a product or one sentence."""
    data = changed((ARTIFACTS / "uci" / name).read_bytes(), changes)
    try:
        assert OWN_LOADERS[name](data) is not None
    except ArtifactError as error:
        assert str(error).endswith(".") and str(error).isprintable()


@pytest.mark.parametrize("name", OWN_LOADERS)
@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.9, 0.999])
def test_shipped_product_cut(name: str, share: float) -> None:
    """A product that is cut short anywhere is refused."""
    data = (ARTIFACTS / "uci" / name).read_bytes()
    with pytest.raises(ArtifactError):
        OWN_LOADERS[name](data[: int(len(data) * share)])


READERS: dict[str, tuple[Callable[[bytes], object], type[MnistExploreError]]] = {
    "votes": (lambda data: read_votes(data, source="a.json"), DataError),
    "writers": (lambda data: read_writer_table(data, source="a.tsv"), DataError),
    "indices": (lambda data: read_indices(data, count=100), DataError),
}


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=100)
@given(data=st.binary(max_size=300) | st.from_regex(rb"index\n[0-9,.e\"\n-]{0,40}", fullmatch=True))
def test_reader_of_any_bytes(name: str, data: bytes) -> None:
    """Any bytes are a table, or one sentence."""
    read, kind = READERS[name]
    try:
        read(data)
    except kind as error:
        assert str(error).endswith(".") and str(error).isprintable() and len(str(error)) <= 300


@settings(max_examples=100)
@given(st.binary(max_size=200) | ANY_JSON.map(lambda value: json.dumps(value).encode()))
def test_read_manifest_of_any_bytes(text: bytes) -> None:
    """Any bytes are a manifest, or one sentence that names it."""
    with TemporaryDirectory() as folder:
        (Path(folder) / MANIFEST).write_bytes(text)
        try:
            sections = read_manifest(Path(folder))
        except ArtifactError as error:
            assert MANIFEST in str(error) and str(error).isprintable()
            return
    assert all(isinstance(facts, dict) for facts in sections.values())


@settings(max_examples=200)
@given(st.text(max_size=80) | st.from_regex(r"1[A-Za-z0-9_-]{0,80}", fullmatch=True))
def test_read_shared_of_any_text(text: str) -> None:
    """Any text is the one digit that it would be made from, or one sentence."""
    try:
        assert read_shared(text).shape == (28, 28)
    except PictureError as error:
        assert str(error).endswith(".") and str(error).isprintable()


@settings(max_examples=30)
@given(arrays.arrays(np.uint8, (28, 28)))
def test_read_shared_of_any_digit(image: np.ndarray) -> None:
    """Any digit comes back from its text as it was."""
    assert (read_shared(shared_text(image)) == image).all()


@settings(max_examples=200)
@given(ANY_JSON)
def test_map_message_of_anything(message: Any) -> None:
    """Whatever the browser asks the map for, it is answered with columns and digits that there are, and few."""
    assert set(_strings(message, known=["digit", "slant"])) <= {"digit", "slant"}
    positions = _positions(message, count=100)
    assert len(positions) <= MOST_PICTURES and ((positions >= 0) & (positions < 100)).all()
    cell = clicked_cell(message)
    assert cell is None or all(0 <= digit <= 9 for digit in cell)


@settings(max_examples=200)
@given(st.text(max_size=300) | st.text("ABCDEFGHIJabcdefghij0123456789-_~", max_size=300))
def test_map_region_of_any_text(text: str) -> None:
    """Any text in the address is areas of three corners and more that are near, or one sentence."""
    try:
        areas = from_text(text)
    except ValueError as error:
        assert str(error)
        return
    assert len(areas) <= MOST_AREAS
    assert all(len(area) >= 3 and abs(np.array(area)).max() <= FARTHEST for area in areas)


@given(st.text(max_size=40) | st.integers().map(str))
def test_whole_number_of_any_text(text: str) -> None:
    """Only plain digits within the range are a number; the text is then that number's own."""
    number = whole_number(text, range(100))
    assert number is None or (0 <= number < 100 and text.lstrip("0") in (str(number), "" if number == 0 else text[-2:]))


@given(st.text(max_size=1000), st.integers(3, 400))
def test_plain_of_any_text(text: str, most: int) -> None:
    """Any text comes out printable and short, and as it was where it was both; what is long keeps both its ends."""
    shown = plain(text, most=most)
    assert shown.isprintable() and len(shown) <= most
    if text.isprintable():
        assert shown == text or (len(text) > most and shown[0] == text[0] and shown[-1] == text[-1])
    assert len(quoted(text)) <= 80


def test_plain_shows_what_steers() -> None:
    """Escapes, line breaks and marks that turn the reading direction are spelled out, and surrogates can be written."""
    assert plain("a\x1b[2J\n\u202eb\udcff") == r"a\x1b[2J\n\u202eb\udcff"
    long = plain("start " + "\0" * 100_000_000 + " end")
    assert len(long) == 300 and long.startswith("start ") and long.endswith(" end")


def test_messages_are_bounded() -> None:
    """Every error's sentence is, whoever raises it and whatever it quotes."""
    for kind in (MnistExploreError, DataError, ArtifactError, PictureError):
        assert len(str(kind(f"{'x' * 93_000} cannot be read; restore it."))) == 300
        assert str(kind("/a\x1b/b is missing.")) == r"/a\x1b/b is missing."
