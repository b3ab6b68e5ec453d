"""A folder may hold MNIST under any of its usual names and layouts; what it lacks is named."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from mnist_explore.errors import DataError
from mnist_explore.sources.folder import read_folder
from mnist_explore.sources.splits import own_name
from tests.sources.conftest import idx_bytes, npz_bytes

STEMS = ("train-images{}idx3-ubyte", "train-labels{}idx1-ubyte", "t10k-images{}idx3-ubyte", "t10k-labels{}idx1-ubyte")


def write(folder, small, *, joint="-", is_packed=True):
    """Write the four IDX files under one of their usual names."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = (small.images[:30], small.labels[:30], small.images[30:], small.labels[30:])
    for stem, array in zip(STEMS, arrays, strict=True):
        data = idx_bytes(array)
        name = stem.format(joint) + (".gz" if is_packed else "")
        (folder / name).write_bytes(gzip.compress(data) if is_packed else data)


@pytest.mark.parametrize("place", ["", "mnist", "MNIST/raw"])
@pytest.mark.parametrize("joint", "-.")
@pytest.mark.parametrize("is_packed", [True, False])
def test_read_folder_layouts(small, tmp_path, place, joint, is_packed):
    """The IDX files are found under LeCun's names and torchvision's, gzipped or plain, and are known to be MNIST."""
    write(tmp_path / place, small, joint=joint, is_packed=is_packed)
    digits = read_folder(tmp_path)
    assert digits.name == "mnist"
    np.testing.assert_array_equal(digits.images, small.images)


def test_read_folder_prefers_what_works(small, tmp_path):
    """Where the IDX files are damaged an NPZ file beside them is used."""
    write(tmp_path, small)
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(b"")
    (tmp_path / "mine.npz").write_bytes(npz_bytes(images=small.images, labels=small.labels))
    assert read_folder(tmp_path).name == "mine"


@pytest.mark.hostile
def test_read_folder_incomplete(small, tmp_path):
    """Three files of four are not enough, and the message says which are there."""
    write(tmp_path, small)
    (tmp_path / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DataError, match=r"holds t10k-images.*but no labels that belong to t10k-images-idx3-ubyte\.gz"):
        read_folder(tmp_path)


@pytest.mark.hostile
def test_read_folder_swapped_files(small, tmp_path):
    """Training labels with the test images are noticed by their number."""
    write(tmp_path, small)
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes((tmp_path / "t10k-labels-idx1-ubyte.gz").read_bytes())
    with pytest.raises(DataError, match="30 images but 10 labels"):
        read_folder(tmp_path)


@pytest.mark.hostile
def test_read_folder_several_archives(small, tmp_path):
    """Of several NPZ files mnist.npz is meant; without it none is guessed."""
    data = npz_bytes(images=small.images, labels=small.labels)
    for name in ("a.npz", "b.npz"):
        (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=r"holds 2 \.npz files"):
        read_folder(tmp_path)
    (tmp_path / "mnist.npz").write_bytes(data)
    assert read_folder(tmp_path).name == "own-mnist", "the name alone does not make it MNIST"


@pytest.mark.hostile
def test_read_folder_huge_file(tmp_path):
    """A file of many gigabytes is refused by its size."""
    with (tmp_path / "big.npz").open("wb") as file:
        file.truncate(10**12)
    with pytest.raises(DataError, match="1,000,000,000,000 bytes"):
        read_folder(tmp_path)


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("kuzushiji", "kuzushiji"),
        ("mnist", "own-mnist"),
        ("UCI", "own-UCI"),
        ("../../etc", "etc"),
        ("<img onerror=x>", "img-onerror-x"),
        ("数字", "digits"),
        ("a" * 300, "a" * 40),
        ("", "digits"),
    ],
)
def test_own_name_is_safe(stem, name):
    """A person's data set gets a name that is safe in a file name and is never this project's own."""
    assert own_name(stem) == name
