"""Data that cannot be used: one sentence each that names the file, says what is wrong and what to do."""

from __future__ import annotations

import gzip
import io
import pickle
import tarfile
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mnist_explore.sources.folder import read_named
from mnist_explore.sources.forms import blocks, csv_file, settling
from tests.sources.conftest import idx_bytes, npz_bytes
from tests.sources.forms.conftest import frame, png, refused, write_folders

pytestmark = pytest.mark.hostile


@pytest.fixture
def twenty(real):
    """Return twenty digits."""
    return real[0][:20], real[1][:20]


def test_three_pictures_in_all(twenty, tmp_path):
    """Three digits are too few, and are counted."""
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=twenty[0][:3], labels=twenty[1][:3]))
    assert "a.npz has 3 pictures in all" in refused(tmp_path / "a.npz")


NPZ = {
    "wrong number of labels": (lambda i, n: (i, n[:9]), "20 images but 9 labels"),
    "not a number": (lambda i, n: (np.where(np.arange(20)[:, None, None] < 2, np.nan, i), n), "in 2 of 20 pictures"),
    "below 0": (lambda i, n: (i / 127.5 - 1, n), "pixels from -1 to 1; scale them"),
    "a stray letter": (lambda i, n: (i, np.where(np.arange(20), n.astype(str), "き")), "labels other than 0 to 9 (き)"),
    "one class": (lambda i, _: (i, np.array(["A"] * 20)), "has 1 class (A); 2 to 62 can be explored"),
    "missing labels": (lambda i, n: (i, np.where(n == n[0], np.nan, n)), "labels missing"),
    "63 classes": (lambda i, _: (np.repeat(i, 4, 0)[:63], np.arange(63) + 40), "63 classes (100, 101, 102, 40 and 59"),
    "one-hot of 63": (lambda i, n: (i, np.eye(63)[n]), "labels of float64 (20, 63)"),
    "unlabelled": (lambda i, n: (i, np.where(np.arange(20) < 3, -1, n.astype(int))), "3 of 20 labels below 0 (-1)"),
    "fractions": (lambda i, n: (i, n + 0.5), "20 of 20 labels that are no whole numbers (0.5"),
    "colour": (lambda i, n: (np.stack([i, i, 255 - i], -1), n), "pictures in colour"),
    "other size": (lambda i, n: (i[:, :20, :24], n), "(sizes: 24 × 20); --fit ink"),
    "no square": (lambda i, n: (i.reshape(20, -1)[:, :783], n), "uint8 (20, 783)"),
}  # fmt: skip


@pytest.mark.parametrize("name", NPZ)
def test_arrays(twenty, tmp_path, name):
    """Arrays that are no digits, or whose labels are none."""
    change, words = NPZ[name]
    images, labels = change(*twenty)
    path = tmp_path / "a.npz"
    path.write_bytes(npz_bytes(images=images, labels=labels))
    said = refused(path)
    assert words in said and str(path) in said


def test_too_large_to_pad(twenty, tmp_path):
    """Pictures larger than 28 × 28 are not cut without a word."""
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=twenty[0].repeat(2, axis=1), labels=twenty[1]))
    assert "28 × 56 pixels, too large to be padded" in refused(tmp_path / "a.npz", fit="pad")


def test_blank_pictures_by_ink(tmp_path):
    """A set in which no digit is found is refused as a whole."""
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=np.zeros((8, 40, 40), np.uint8), labels=np.arange(8)))
    assert "no picture in which a digit is found" in refused(tmp_path / "a.npz", fit="ink")


CSV = {
    "no labels": (lambda text: text.replace("label", "pixel784", 1), "no column of labels"),
    "a pixel's column too few": (lambda text: text.replace("pixel9,", "", 1), "783 columns of pixels"),
    "a short row": (lambda text: text.rstrip().rsplit(",", 1)[0] + "\n", "Expected 785 columns, got 784"),
    "a word among pixels": (lambda text: text[:-2].rsplit(",", 1)[0] + ",abc\n", "invalid value 'abc'"),
    "an empty pixel": (lambda text: text.rstrip().rsplit(",", 1)[0] + ",\n", "in 1 of 20 pictures"),
    "an empty label": (lambda text: _relabelled(text, ""), "1 of 20 labels missing"),
    "a letter": (lambda text: _relabelled(text, "q"), "1 of 20 pictures with labels other than 0 to 9 (q)"),
    "names alone": (lambda text: text.split("\n")[0] + "\n", "no rows"),
    "nothing": (lambda _: "", "empty"),
    "two columns": (lambda _: "label,name\n1,2\n", "1 column of pixels"),
}


def _relabelled(text, label):
    """Return a table with another label in its last row."""
    head, _, last = text.rstrip().rpartition("\n")
    return f"{head}\n{label},{last.split(',', 1)[1]}\n"


@pytest.mark.parametrize("name", CSV)
def test_tables(twenty, tmp_path, name):
    """Tables that lack a column, a cell or a number."""
    change, words = CSV[name]
    path = tmp_path / "train.csv"
    path.write_text(change(frame(*twenty).to_csv(index=False)))
    said = refused(path)
    assert words in said and str(path) in said


def test_table_without_a_pixel(twenty, tmp_path):
    """A table that lacks one pixel's column throughout is refused by their number."""
    frame(*twenty).drop(columns="pixel9").to_csv(tmp_path / "a.csv", index=False)
    assert "783 columns of pixels" in refused(tmp_path / "a.csv")


def test_table_too_long(twenty, tmp_path, monkeypatch):
    """No more rows are read than can be shown, and no larger file is begun."""
    frame(*twenty).to_csv(tmp_path / "a.csv", index=False)
    monkeypatch.setattr(blocks, "MOST_DIGITS", 19)
    assert "more than 19 rows" in refused(tmp_path / "a.csv")
    monkeypatch.setattr(csv_file, "MOST_BYTES", 100)
    assert "bytes, over 100" in refused(tmp_path / "a.csv")


def test_gzipped_table_cut_short(twenty, tmp_path):
    """A gzipped table without its end is refused."""
    data = gzip.compress(frame(*twenty).to_csv(index=False).encode())
    (tmp_path / "a.csv.gz").write_bytes(data[:-200])
    assert "a.csv.gz" in refused(tmp_path / "a.csv.gz")


def test_parquet(real, tmp_path):
    """Parquet without pictures, without labels, of other classes, with broken pictures, or cut short."""
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"text": ["a"] * 5, "label": [1] * 5}), path)
    assert "no pictures: its columns are text, label" in refused(path)
    pq.write_table(pa.table({"image": [b""] * 5}), path)
    assert "no column of labels" in refused(path)
    pq.write_table(pa.table({"image": [b"oops"] * 5, "label": [1] * 5}), path)
    assert "no picture that can be read" in refused(path)
    path.write_bytes(path.read_bytes()[:-40])
    assert "damaged" in refused(path)
    broken = [png(picture) for picture in real[0]]
    broken[7] = b"\x89PNG\r\n\x1a\n and no more"
    pq.write_table(pa.table({"image": broken, "label": real[1].tolist()}), path)
    named = read_named(path)
    assert len(named.digits) == 199 and "1 of 200 pictures cannot be read" in named.notices[0]


LISTS = {
    "unequal": (pa.array([[1] * 783, [1] * 785, [1] * 784]), "lists of 783 to 785 numbers or rows in image"),
    "unequal rows": (pa.array([[[1] * 28] * 28, [[1] * 28] * 27 + [[1] * 27], [[1] * 28] * 28]), "lists of 27 to 28"),
    "none": (pa.array([None, [1] * 1568, [1] * 784]), "rows without a picture in image"),
    "text": (pa.array([["a"], ["b"], ["c"]]), "no pictures in image, but list<"),
    "struct of text": (
        pa.array([{"bytes": "iVBOR", "path": "a"}] * 3, pa.struct([("bytes", pa.string()), ("path", pa.string())])),
        "no pictures in image, but struct<bytes: string",
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_parquet_lists(tmp_path, name):
    """Lists that are no pictures of one size are never cut anew into pictures that nobody drew."""
    column, words = LISTS[name]
    pq.write_table(pa.table({"image": column, "label": [0, 1, 2]}), tmp_path / "a.parquet")
    assert words in refused(tmp_path / "a.parquet")


def test_parquet_columns_of_text(twenty, tmp_path):
    """Columns named as pixels are that have text in them are refused as text in other forms is."""
    frame(*twenty).astype({f"pixel{place}": str for place in range(784)}).to_parquet(tmp_path / "a.parquet")
    assert "numbers from 0 to 255 are needed" in refused(tmp_path / "a.parquet")


@pytest.mark.parametrize("form", ["lists", "columns", "csv"])
def test_no_more_pixels_than_fit_are_kept(twenty, tmp_path, monkeypatch, form):
    """What pixels take once they are read counts, not what they take in a file that packs them well."""
    monkeypatch.setattr(blocks, "MOST_DECODED_BYTES", 20 * 784 * 2)
    images, path = twenty[0] / 255, tmp_path / ("a.csv" if form == "csv" else "a.parquet")
    if form == "lists":
        pq.write_table(pa.table({"image": list(images.reshape(20, -1)), "label": twenty[1]}), path)
    elif form == "columns":
        frame(images, twenty[1]).to_parquet(path)
    else:
        frame(images, twenty[1]).to_csv(path, index=False)
    assert "pixels of 4 bytes each" in refused(path)
    monkeypatch.setattr(blocks, "MOST_DECODED_BYTES", 20 * 784 * 4)
    assert len(read_named(path).digits) == 20


def test_one_picture_is_no_data_set(real, tmp_path):
    """A picture that is named itself is said to be one."""
    (tmp_path / "digit.png").write_bytes(png(real[0][0]))
    assert "is one picture; name a folder of pictures" in refused(tmp_path / "digit.png")


def test_numbers_without_end_as_labels(real, tmp_path):
    """Six thousand different fractions are refused as soon as six are."""
    images, labels = np.repeat(real[0], 30, 0), np.arange(6_000) + 0.5
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=images, labels=labels))
    assert "6,000 of 6,000 labels that are no whole numbers" in refused(tmp_path / "a.npz")


def test_folders(real, tmp_path):
    """Folders of letters, without labels, of several sizes; empty classes and broken pictures cost only themselves."""
    write_folders(tmp_path / "good", *real)
    (tmp_path / "good" / "7" / "notes.txt").write_text("hello")
    (tmp_path / "good" / "0" / "broken.png").write_bytes(b"\x89PNG\r\n")
    for path in (tmp_path / "good" / "9").iterdir():
        path.unlink()
    named = read_named(tmp_path / "good")
    assert len(named.digits) == (real[1] != 9).sum()
    assert "1 of " in named.notices[0] and "cannot be read" in named.notices[0]
    assert named.notices[1].endswith("has no pictures in 9.")
    (tmp_path / "good" / "A").mkdir()
    (tmp_path / "good" / "A" / "a.png").write_bytes(png(real[0][0]))
    assert "1 of " in (said := refused(tmp_path / "good")) and "labels other than 0 to 9 (A), and all others" in said
    (tmp_path / "flat").mkdir()
    (tmp_path / "flat" / "a.png").write_bytes(png(real[0][0]))
    assert "1 pictures but no labels; put them into folders" in refused(tmp_path / "flat")
    write_folders(tmp_path / "mixed", *real)
    (tmp_path / "mixed" / "1" / "large.png").write_bytes(png(real[0][0].repeat(2, axis=0)))
    assert "1 of 201 pictures that are not 28 × 28 (sizes: 28 × 28, 28 × 56); --fit ink" in refused(tmp_path / "mixed")


def test_coloured_pictures_are_said_to_be_read_as_grey(real, tmp_path):
    """Pictures in colour in folders are read, and it is said how."""
    tinted = np.stack([real[0], real[0] // 2, real[0] * 0], -1)
    write_folders(tmp_path, tinted, real[1])
    assert any("in colour; they are read as grey" in notice for notice in read_named(tmp_path).notices)


def foreign() -> dict[str, bytes]:
    """Return files of kinds that are not read."""
    archive, tar = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("train.csv", "label,pixel0\n")
    with tarfile.open(fileobj=tar, mode="w") as file:
        file.addfile(tarfile.TarInfo("train.csv"))
    array = io.BytesIO()
    np.save(array, np.zeros(3))
    return {
        "mnist.zip": archive.getvalue(), "mnist.tar": tar.getvalue(), "mnist.tar.gz": gzip.compress(tar.getvalue()),
        "mnist.pkl": pickle.dumps([1]), "mnist.pkl.gz": gzip.compress(pickle.dumps([1])), "x.npy": array.getvalue(),
        "lfs.parquet": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "page.csv": b"<!doctype html>",
        "nothing": b"",
    }  # fmt: skip


WORDS = {
    "mnist.zip": "a zip archive; unpack it", "mnist.tar": "a tar archive; unpack it",
    "mnist.tar.gz": "a tar archive; unpack it", "mnist.pkl": "a pickle, which is never opened",
    "mnist.pkl.gz": "a pickle, which is never opened", "x.npy": "one NumPy array", "lfs.parquet": "git lfs pull",
    "page.csv": "a web page", "nothing": "empty (0 bytes)",
}  # fmt: skip


@pytest.mark.parametrize("name", WORDS)
def test_foreign_files(tmp_path, name):
    """A file of another kind is called what it is, named itself or found in a folder, and nothing of it is opened."""
    path = tmp_path / name
    path.write_bytes(foreign()[name])
    for place in (path, tmp_path):
        said = refused(place)
        assert WORDS[name] in said and name in said


def test_idx_sets_and_halves(twenty, tmp_path):
    """Of several sets none is guessed; one file names its set; images without labels say so."""
    images, labels = twenty
    for name in ("digits", "letters"):
        (tmp_path / f"emnist-{name}-train-images-idx3-ubyte").write_bytes(idx_bytes(images))
        (tmp_path / f"emnist-{name}-train-labels-idx1-ubyte").write_bytes(idx_bytes(labels + (name == "letters") * 9))
    assert "2 sets of IDX files" in (said := refused(tmp_path)) and "name one file" in said
    assert len(read_named(tmp_path / "emnist-digits-train-images-idx3-ubyte").digits) == 20
    assert not read_named(tmp_path / "emnist-letters-train-labels-idx1-ubyte").digits.classes.are_digits
    (tmp_path / "emnist-digits-train-labels-idx1-ubyte").unlink()
    assert "no labels that belong to" in refused(tmp_path / "emnist-digits-train-images-idx3-ubyte")


def test_too_many(twenty, tmp_path, monkeypatch):
    """More digits than can be shown are refused by their number."""
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=twenty[0], labels=twenty[1]))
    monkeypatch.setattr(settling, "MOST_DIGITS", 19)
    assert "has 20 digits; between 1 and 19" in refused(tmp_path / "a.npz")
