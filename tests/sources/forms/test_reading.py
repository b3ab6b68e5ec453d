"""The same digits come out of every form, whatever files are called; what is beside them is said."""

from __future__ import annotations

import gzip
import tracemalloc

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mnist_explore.errors import PictureError
from mnist_explore.ink import ink_digit
from mnist_explore.sources.folder import read_named
from mnist_explore.sources.forms.given import How
from mnist_explore.sources.splits import numbered
from tests.sources.conftest import idx_bytes, npz_bytes
from tests.sources.forms.conftest import frame, in_some_order, write_folders, write_hugging_face


def shows_a_digit(picture):
    """Tell whether one digit is found in a picture."""
    try:
        return ink_digit(picture).any()
    except PictureError:
        return False


def assert_all(named, real, *, test):
    """Assert that all digits came, in their order, so many of them for testing, and nothing was left out."""
    np.testing.assert_array_equal(named.digits.images[: len(real[0]) - test], real[0][: len(real[0]) - test])
    np.testing.assert_array_equal(np.sort(named.digits.labels), np.sort(real[1]))
    assert in_some_order(named.digits.images, named.digits.labels) == in_some_order(*real)
    assert int(named.digits.split.sum()) == test
    assert named.notices == ()


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize("names", ["emnist-digits-{}-{}-idx{}-ubyte", "{}.{}.idx{}-ubyte", "{}_{}-idx{}"])
def test_idx_under_other_names(real, tmp_path, names, ending):
    """EMNIST's files, and others whose names tell split and kind, are paired; an odd one's content tells what it is."""
    images, labels = real
    for split, rows in (("train", slice(150)), ("test", slice(150, 200))):
        for kind, rank, array in (("images", 3, images[rows]), ("labels", 1, labels[rows])):
            data = idx_bytes(array)
            path = tmp_path / (names.format(split, kind, rank) + ending)
            path.write_bytes(gzip.compress(data) if ending else data)
    assert_all(read_named(tmp_path), real, test=50)
    assert_all(read_named(path), real, test=50)


def test_idx_of_one_pair(real, tmp_path):
    """One pair of images and labels is split as any set without a split is."""
    (tmp_path / "my-images-idx3-ubyte").write_bytes(idx_bytes(real[0]))
    (tmp_path / "my-labels-idx1-ubyte").write_bytes(idx_bytes(real[1]))
    named = read_named(tmp_path)
    assert named.layout == "IDX files, one pair of images and labels"
    np.testing.assert_array_equal(named.digits.images[-28:], real[0][6::7])


@pytest.mark.parametrize(
    "change",
    [
        lambda images: images.reshape(-1, 784),
        lambda images: images[..., None],
        lambda images: images[:, None],
        lambda images: images / 255,
        lambda images: (images / 255).astype("f4")[..., None],
        lambda images: images.astype("f8"),
        lambda images: images.astype("<i8").reshape(-1, 784),
        lambda images: np.stack([images] * 3, -1),
    ],
    ids=["flat", "channel last", "channel first", "float", "float32 4-D", "0-255 float", "int64 flat", "grey as RGB"],
)
def test_npz_shapes_and_kinds(real, tmp_path, change):
    """Pictures come flat, with a channel, as fractions of ink or as wide numbers: the very same bytes come out."""
    (tmp_path / "a.npz").write_bytes(npz_bytes(X_train=change(real[0]), Y_train=real[1], x_test=change(real[0][:9]),
                                               y_test=real[1][:9]))  # fmt: skip
    digits = read_named(tmp_path / "a.npz").digits
    np.testing.assert_array_equal(digits.images, np.concatenate([real[0], real[0][:9]]))
    assert digits.split.sum() == 9


def test_npz_of_shares_a_hair_above_one(real, tmp_path):
    """Shares of full ink that were computed may end a hair above 1, and are as black as they were."""
    images = (real[0] / 255).astype(np.float32)
    images[3, 14, 14] = np.float32(1.0000001)
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=images, labels=real[1]))
    expected = real[0].copy()
    expected[3, 14, 14] = 255
    found = read_named(tmp_path).digits
    assert in_some_order(found.images, found.labels) == in_some_order(expected, real[1])


def test_npz_names_of_files_are_no_classes(real, tmp_path):
    """An array `names` that has a text for each picture, or objects, names no classes."""
    for names in (np.array([f"img_{place:04}.png" for place in range(200)]), np.array([None] * 10, object)):
        (tmp_path / "a.npz").write_bytes(npz_bytes(images=real[0], labels=real[1], names=names))
        assert read_named(tmp_path).digits.classes.are_digits


def test_one_long_label(real):
    """A label of a hundred thousand letters takes the room of one, not of as many as there are labels."""
    tracemalloc.start()
    found, places = numbered([*map(str, real[1].tolist()), "A" * 100_000])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1_000_000 and len(found) == 11 and [found[place] for place in places[:3]] == [*map(str, real[1][:3])]


def test_idx_named_among_many_files(real, tmp_path):
    """A file that is named is found with those that belong to it, however many others lie there."""
    for place in range(600):
        (tmp_path / f"{place:03}.txt").write_text("")
    for kind, rank, array in (("images", 3, real[0]), ("labels", 1, real[1])):
        (tmp_path / f"train-{kind}-idx{rank}-ubyte").write_bytes(idx_bytes(array))
    assert len(read_named(tmp_path / "train-images-idx3-ubyte").digits) == 200


def test_idx_without_split_beside_a_test_pair(real, tmp_path):
    """A pair that names no split is for training where the other is for testing."""
    for name, rows in (("", slice(150)), ("t10k-", slice(150, 200))):
        for kind, rank, array in (("images", 3, real[0]), ("labels", 1, real[1])):
            (tmp_path / f"{name}{kind}-idx{rank}-ubyte").write_bytes(idx_bytes(array[rows]))
    assert_all(read_named(tmp_path), real, test=50)


def test_npz_of_zero_and_one(real, tmp_path):
    """Pictures of nothing but 0 and 1 are full ink on paper."""
    ink = real[0] > 127
    for array in (ink, ink.astype(np.uint8), ink.astype(float)):
        (tmp_path / "a.npz").write_bytes(npz_bytes(images=array, labels=real[1]))
        assert np.array_equal(np.unique(read_named(tmp_path).digits.images), [0, 255])


@pytest.mark.parametrize(
    "change",
    [
        lambda labels: labels.astype(str),
        lambda labels: labels.astype("S1"),
        lambda labels: labels.astype(float),
        lambda labels: labels[:, None],
        lambda labels: np.eye(10)[labels],
        lambda labels: np.eye(10, dtype=bool)[labels],
    ],
    ids=["text", "bytes", "float", "column", "one-hot", "one-hot bool"],
)
def test_npz_labels(real, tmp_path, change):
    """Labels come as text, as fractions that are whole, as a column and one-hot."""
    (tmp_path / "a.npz").write_bytes(npz_bytes(data=real[0], target=change(real[1])))
    digits = read_named(tmp_path).digits
    np.testing.assert_array_equal(digits.labels[-28:], real[1][6::7])


@pytest.mark.parametrize("kind", ["plain", "gz", "headless", "semicolons", "numbered", "last", "float", "counted"])
def test_csv(real, tmp_path, kind):
    """A label and 784 pixels a row: gzipped, without names, by semicolons, numbered, label last, or as fractions."""
    images, labels = real
    table = frame(images / 255 if kind == "float" else images, labels)
    path = tmp_path / ("digits.csv.gz" if kind == "gz" else "digits.csv")
    if kind == "last":
        table = table[[*table.columns[1:], "label"]]
    if kind == "counted":  # as pandas writes a table without names
        table.columns = range(table.shape[1])
    table.to_csv(path, index=kind == "numbered", header=kind != "headless", sep=";" if kind == "semicolons" else ",")
    for place in (path, tmp_path):
        digits = read_named(place).digits
        np.testing.assert_array_equal(digits.images[-28:], images[6::7])
        np.testing.assert_array_equal(digits.labels[-28:], labels[6::7])
        assert digits.name == "digits"


def test_csv_under_a_foreign_name(real, tmp_path):
    """A table is told by its content where its name says nothing."""
    frame(*real).to_csv(tmp_path / "export.txt", index=False)
    assert read_named(tmp_path / "export.txt").layout == "CSV file"


def test_csv_by_split_and_kaggles_test_table(real, tmp_path):
    """train.csv and test.csv are the splits; Kaggle's test.csv, which has no labels, is left out with a sentence."""
    table = frame(*real)
    table[:150].to_csv(tmp_path / "train.csv", index=False)
    table[150:].to_csv(tmp_path / "test.csv", index=False)
    assert_all(read_named(tmp_path), real, test=50)
    table[150:].drop(columns="label").to_csv(tmp_path / "test.csv", index=False)
    pd.DataFrame({"ImageId": [1], "Label": [0]}).to_csv(tmp_path / "sample_submission.csv", index=False)
    named = read_named(tmp_path)
    assert len(named.digits) == 150 and named.digits.split.sum() == 21
    assert len(named.notices) == 1 and "test.csv has no labels and is left out" in named.notices[0]


def test_parquet_as_hugging_face_stores_it(real, tmp_path):
    """Shards of both splits in data/, pictures as PNG bytes in structs: all of them, in their order."""
    images, labels = real
    (tmp_path / "data").mkdir()
    for name, rows in (("train-00000-of-00002", slice(80)), ("train-00001-of-00002", slice(80, 150)),
                       ("test-00000-of-00001", slice(150, 200))):  # fmt: skip
        write_hugging_face(tmp_path / "data" / f"{name}.parquet", images[rows], labels[rows])
    named = read_named(tmp_path)
    assert named.layout == "Parquet files by split"
    assert_all(named, real, test=50)


@pytest.mark.parametrize("kind", ["columns", "list", "nested"])
def test_parquet_of_numbers(real, tmp_path, kind):
    """Pixels as columns, as one list, or as a list of rows."""
    images, labels = real
    if kind == "columns":
        table = pa.Table.from_pandas(frame(images, labels))
    else:
        rows = images.reshape(200, 784) if kind == "list" else images
        table = pa.table({"pixels": pa.array(rows.tolist()), "digit": labels})
    pq.write_table(table, tmp_path / "a.parquet")
    digits = read_named(tmp_path).digits
    np.testing.assert_array_equal(digits.images[-28:], images[6::7])
    np.testing.assert_array_equal(digits.labels[-28:], labels[6::7])


def test_parquet_labels_by_name(real, tmp_path):
    """Where the file says what its labels stand for, these names count and not the numbers."""
    order = [str((digit + 3) % 10) for digit in range(10)]
    write_hugging_face(tmp_path / "a.parquet", *real, names=order)
    np.testing.assert_array_equal(read_named(tmp_path).digits.labels[-28:], (real[1][6::7] + 3) % 10)


def test_folders_of_pictures(real, tmp_path):
    """A folder a class, with or without folders for the splits, named 3 or three: every picture, under its class."""
    images, labels = real
    write_folders(tmp_path / "one", images, labels)
    (tmp_path / "one" / "3").rename(tmp_path / "one" / "three")
    (tmp_path / "one" / "4").rename(tmp_path / "one" / "digit_4")
    named = read_named(tmp_path / "one")
    assert in_some_order(named.digits.images, named.digits.labels) == in_some_order(*real)
    write_folders(tmp_path / "two" / "training", images[:150], labels[:150])
    write_folders(tmp_path / "two" / "testing", images[150:], labels[150:])
    named = read_named(tmp_path / "two")
    test = named.digits.where_split("test")
    assert in_some_order(named.digits.images[test], named.digits.labels[test]) == in_some_order(
        images[150:], labels[150:]
    )
    assert named.notices == ()


def test_what_is_beside_is_said(real, tmp_path):
    """Of two data sets in a folder one is shown, and the other is named."""
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=real[0], labels=real[1]))
    frame(*real).to_csv(tmp_path / "b.csv", index=False)
    named = read_named(tmp_path)
    assert named.digits.name == "a"
    assert len(named.notices) == 1 and "also holds CSV file, not shown" in named.notices[0]


def test_fit_pads(real, tmp_path):
    """Padded, smaller pictures lie in the middle of 28 × 28, and inverted ones get paper around them and no ink."""
    small = real[0][:, 4:24, 5:24]
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=small, labels=real[1]))
    images = read_named(tmp_path, how=How(fit="pad")).digits.images
    np.testing.assert_array_equal(images[-28:, 4:24, 4:23], small[6::7])
    assert images[:, :4].max() == images[:, :, 23:].max() == 0
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=255 - small, labels=real[1]))
    np.testing.assert_array_equal(read_named(tmp_path, how=How(fit="pad", invert=True)).digits.images, images)


def test_fit_by_ink(real, tmp_path):
    """Digits drawn larger come back near to what they were; blank pictures are left out, counted."""
    large = real[0].repeat(3, axis=1).repeat(3, axis=2)
    large[5] = 0
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=large, labels=real[1]))
    named = read_named(tmp_path, how=How(fit="ink"))
    kept = np.array([place for place in range(200) if place != 5 and shows_a_digit(large[place])])
    assert len(named.digits) == len(kept) >= 197
    assert len(named.notices) == 1
    assert f"{200 - len(kept)} of 200 pictures show no one digit" in named.notices[0]
    apart = np.abs(named.digits.images[named.digits.where_split("test")].astype(int) - real[0][kept][6::7]).mean(
        axis=(1, 2)
    )
    assert np.median(apart) < 12, apart


def test_pictures_of_both_sizes_by_ink(real, tmp_path):
    """Folders may hold pictures of any sizes where the digits are found in them."""
    write_folders(tmp_path, real[0][:100], real[1][:100])
    write_folders(tmp_path / "again", real[0][100:, 2:26, 2:26], real[1][100:])
    for folder in (tmp_path / "again").iterdir():
        for path in folder.iterdir():
            path.rename(tmp_path / folder.name / f"again{path.name}")
        folder.rmdir()
    assert len(read_named(tmp_path, how=How(fit="ink")).digits) >= 197
