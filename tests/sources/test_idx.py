"""IDX files are read exactly or refused with one sentence."""

from __future__ import annotations

import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_explore.errors import DataError
from mnist_explore.sources.idx import inflated, read_idx
from tests.sources.conftest import idx_bytes

IMAGES = np.random.default_rng(1).integers(0, 256, (2, 28, 28), dtype=np.uint8)
LABELS = np.array([3, 1, 4, 1, 5], np.uint8)


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_read_idx_returns_what_was_written(pack):
    """Images and labels come back byte for byte, from plain and gzipped files."""
    np.testing.assert_array_equal(read_idx(pack(idx_bytes(IMAGES)), rank=3, source="f"), IMAGES)
    np.testing.assert_array_equal(read_idx(pack(idx_bytes(LABELS)), rank=1, source="f"), LABELS)


@pytest.mark.hostile
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_read_idx_cut_anywhere(pack):
    """A file that lacks its end is refused wherever it was cut."""
    whole = pack(idx_bytes(IMAGES))
    for size in range(len(whole)):
        with pytest.raises(DataError, match=r"^f "):
            read_idx(whole[:size], rank=3, source="f")


@pytest.mark.hostile
def test_read_idx_changed_anywhere():
    """A gzipped file with any one byte of its body changed is refused by its checksum or form."""
    whole = gzip.compress(idx_bytes(LABELS), mtime=0)
    for position in range(10, len(whole)):
        changed = bytearray(whole)
        changed[position] ^= 0xFF
        with pytest.raises(DataError):
            read_idx(bytes(changed), rank=1, source="f")


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (idx_bytes(LABELS), "00000801, not 00000803"),
        (b"\x00\x00\x0d\x03" + idx_bytes(IMAGES)[4:], "00000d03"),
        (b"<!DOCTYPE html><html>", "3c21444f"),
        (b"", "nothing"),
        (idx_bytes(IMAGES) + b"!", "longer than the 1,584 bytes"),
        (idx_bytes(np.zeros((2, 32, 32), np.uint8)), r"\(2, 32, 32\)"),
        (idx_bytes(IMAGES[:0]), "0 digits"),
        (np.array([0x803, 2**32 - 1, 28, 28], ">u4").tobytes(), "4,294,967,295 digits"),
    ],
    ids=["labels", "floats", "html", "empty", "longer", "32x32", "none", "billions"],
)
def test_read_idx_foreign(data, says):
    """Whatever is not images of 28 x 28 bytes is refused, with what was found."""
    with pytest.raises(DataError, match=says):
        read_idx(data, rank=3, source="f")


@pytest.mark.hostile
def test_read_idx_bomb():
    """A file that would inflate a thousand times is refused before it is inflated."""
    header = np.array([0x803, 30_000, 28, 28], ">u4").tobytes()
    bomb = gzip.compress(header + bytes(30_000 * 784))
    with pytest.raises(DataError, match=r"would inflate (9|1,0)\d\d times"):
        read_idx(bomb, rank=3, source="f")


def test_read_idx_plain_is_never_a_bomb():
    """A plain file of which little is there is cut short, whatever its header promises."""
    header = np.array([0x803, 30_000, 28, 28], ">u4").tobytes()
    with pytest.raises(DataError, match="cut short: 1,016 of 23,520,016 bytes"):
        read_idx(header + bytes(1_000), rank=3, source="f")


@pytest.mark.hostile
def test_inflated_stops_at_most():
    """Nothing beyond the bytes that a file may have is inflated, whatever the stream goes on with."""
    assert inflated(gzip.compress(b"12345"), most=5, source="f") == b"12345"
    with pytest.raises(DataError, match="longer than the 4 bytes"):
        inflated(gzip.compress(b"12345"), most=4, source="f")


@pytest.mark.hostile
@given(st.binary(max_size=200), st.sampled_from([b"", b"\x1f\x8b\x08", np.array([0x803], ">u4").tobytes()]))
def test_read_idx_any_bytes(data, start):
    """No bytes at all make the reader fail in any other way than by refusing."""
    with pytest.raises(DataError):
        read_idx(start + data, rank=3, source="f")
