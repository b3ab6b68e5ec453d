"""NPZ files are read exactly or refused with one sentence; objects are never unpickled."""

from __future__ import annotations

import io
import pickle
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_explore.errors import DataError
from mnist_explore.sources.npz import read_npz
from tests.sources.conftest import npz_bytes

RNG = np.random.default_rng(2)
IMAGES = RNG.integers(0, 256, (3, 28, 28), dtype=np.uint8)
LABELS = np.array([9, 0, 5], np.uint8)
SPLIT = {"x_train": IMAGES, "y_train": LABELS, "x_test": IMAGES[:2], "y_test": LABELS[:2]}


def test_read_npz_split():
    """Keras's four arrays come back as the training and the test part."""
    train, test = read_npz(npz_bytes(**SPLIT), source="f")
    np.testing.assert_array_equal(train.images, IMAGES)
    np.testing.assert_array_equal(train.labels, LABELS)
    np.testing.assert_array_equal(test.images, IMAGES[:2])
    np.testing.assert_array_equal(test.labels, LABELS[:2])


def test_read_npz_whole():
    """A set without a split gives every seventh digit to the test part."""
    images = RNG.integers(0, 256, (15, 28, 28), dtype=np.uint8)
    labels = np.arange(15) % 10
    train, test = read_npz(npz_bytes(images=images, labels=labels), source="f")
    np.testing.assert_array_equal(test.images, images[[6, 13]])
    np.testing.assert_array_equal(test.labels, [6, 3])
    assert train.labels.tolist() == [0, 1, 2, 3, 4, 5, 7, 8, 9, 0, 1, 2, 4]


@pytest.mark.parametrize("dtype", ["<i8", ">i4", "<u2", "i1"])
def test_read_npz_label_types(dtype):
    """Labels may be whole numbers of any width and byte order."""
    train, _ = read_npz(npz_bytes(**SPLIT | {"y_train": LABELS.astype(dtype)}), source="f")
    assert train.labels.dtype == np.uint8
    assert train.labels.tolist() == [9, 0, 5]


def test_read_npz_fortran_order():
    """Arrays that were saved column by column are not read transposed."""
    train, _ = read_npz(npz_bytes(**SPLIT | {"x_train": np.asfortranarray(IMAGES)}), source="f")
    np.testing.assert_array_equal(train.images, IMAGES)


class Bait:
    """Unpickling this would set a flag."""

    taken = False

    def __reduce__(self):
        return (setattr, (Bait, "taken", True))


@pytest.mark.hostile
def test_read_npz_never_unpickles():
    """An array of objects is refused, and what it would run on unpickling is not run."""
    bait = np.empty(3, object)
    bait[:] = [Bait()] * 3
    with pytest.raises(DataError, match="never unpickled"):
        read_npz(npz_bytes(**SPLIT | {"y_train": bait}), source="f")
    assert not Bait.taken
    train, _ = read_npz(npz_bytes(**SPLIT, extra=bait), source="f")
    assert len(train.labels) == 3
    assert not Bait.taken
    pickle.loads(pickle.dumps(Bait()))
    assert Bait.taken, "the bait would have been noticed"


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"x_train": IMAGES.astype(float) * 2}, "pixels from 0 to 5"),
        ({"x_train": IMAGES[:, :20]}, "sizes: 28 × 20"),
        ({"x_train": IMAGES[:2]}, "2 images but 3 labels"),
        ({"y_train": LABELS / 2}, r"2 of 3 labels that are no whole numbers \(2.5, 4.5\)"),
        ({"y_train": LABELS.astype(int) - 1}, r"1 of 3 labels below 0 \(-1\)"),
        ({"y_train": np.ones((3, 9), np.uint8)}, r"labels of uint8 \(3, 9\)"),
        ({"x_test": IMAGES[:0], "y_test": LABELS[:0]}, "0 digits"),
    ],
    ids=["range", "20x28", "counts", "halves", "minus one", "nine columns", "none"],
)
def test_read_npz_wrong_arrays(change, says):
    """Arrays of the wrong dtype, shape, count or range are refused, with what was found."""
    with pytest.raises(DataError, match=says):
        read_npz(npz_bytes(**SPLIT | change), source="f")


@pytest.mark.hostile
def test_read_npz_missing_array():
    """A file without the arrays is refused, with what it holds and what is needed."""
    with pytest.raises(DataError, match=r"holds x_test, x_train; x_train, y_train, x_test, y_test or images and"):
        read_npz(npz_bytes(x_train=IMAGES, x_test=IMAGES), source="f")


@pytest.mark.hostile
def test_read_npz_cut_anywhere():
    """A file that lacks its end is refused wherever it was cut."""
    whole = npz_bytes(**SPLIT)
    for size in range(0, len(whole), 7):
        with pytest.raises(DataError, match=r"^f "):
            read_npz(whole[:size], source="f")


@pytest.mark.hostile
@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_read_npz_foreign_packing(packing):
    """A file packed in a way that NumPy never uses is refused, whole or damaged, without being unpacked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(npz_bytes(**SPLIT))) as theirs, zipfile.ZipFile(buffer, "w", packing) as file:
        for name in theirs.namelist():
            file.writestr(name, theirs.read(name))
    damaged = bytearray(buffer.getvalue())
    damaged[100] ^= 0xFF
    for data in (buffer.getvalue(), bytes(damaged)):
        with pytest.raises(DataError, match="packed as NumPy packs nothing"):
            read_npz(data, source="f")


@pytest.mark.hostile
def test_read_npz_bomb():
    """A file that would inflate a thousand times is refused before it is inflated."""
    images = np.zeros((40_000, 28, 28), np.uint8)
    with pytest.raises(DataError, match=r"would inflate (9|1,0)\d\d? times"):
        read_npz(npz_bytes(images=images, labels=np.zeros(40_000, np.uint8)), source="f")


@pytest.mark.hostile
def test_read_npz_too_many():
    """A header that promises more digits than can be shown is refused without reading on."""
    with pytest.raises(DataError, match="999,999,999 digits"):
        read_npz(_with_header(b"(999999999, 28, 28)"), source="f")


@pytest.mark.hostile
def test_read_npz_lying_about_its_size():
    """A member with fewer or more bytes than its header promises is refused."""
    with pytest.raises(DataError, match=r"cut short: 2,352 of 3,136"):
        read_npz(_with_header(b"(4, 28, 28)"), source="f")
    with pytest.raises(DataError, match="longer than the 1,568"):
        read_npz(_with_header(b"(2, 28, 28)"), source="f")


@pytest.mark.hostile
@pytest.mark.parametrize("header", [b"(" * 3000, b"{" * 3000, b"1," * 2000, b"(1e9, 28, 28)", b"(-3, 28, 28)"])
def test_read_npz_hostile_header(header):
    """Headers made to exhaust a parser are refused like any other."""
    with pytest.raises(DataError, match="not that of plain numbers"):
        read_npz(_with_header(header), source="f")


def _with_header(shape: bytes) -> bytes:
    """Return an NPZ file whose three images claim to have another shape."""
    text = b"{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + b", }\n"
    member = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + IMAGES.tobytes()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("images.npy", member)
        archive.writestr("labels.npy", b"")
    return file.getvalue()


@pytest.mark.hostile
@given(st.integers(0, 10**6), st.integers(1, 255))
def test_read_npz_changed_anywhere(position, change):
    """With any one byte changed the file is refused, or still gives the very same digits."""
    data = bytearray(npz_bytes(**SPLIT))
    data[position % len(data)] ^= change
    try:
        train, test = read_npz(bytes(data), source="f")
    except DataError:
        return
    np.testing.assert_array_equal(train.images, IMAGES)
    np.testing.assert_array_equal(test.labels, LABELS[:2])


@pytest.mark.hostile
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\x93NUMPY\x01\x00"]))
def test_read_npz_any_bytes(data, start):
    """No bytes at all make the reader fail in any other way than by refusing."""
    with pytest.raises(DataError):
        read_npz(start + data, source="f")


@pytest.mark.hostile
@given(st.binary(max_size=120))
def test_read_npz_any_header(header):
    """No array header at all makes the reader fail in any other way than by refusing."""
    with pytest.raises(DataError):
        read_npz(_with_header(header), source="f")
