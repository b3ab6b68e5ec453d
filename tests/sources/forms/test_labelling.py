"""Classes other than the ten digits: in every form, with names, order and writers as the files give them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mnist_explore.classes import Classes
from mnist_explore.digits import Digits
from mnist_explore.sources.checking import facts_at
from mnist_explore.sources.folder import NO_DIGITS, Named, read_named
from mnist_explore.sources.forms import posture
from mnist_explore.sources.forms.given import How
from mnist_explore.sources.forms.labelling import in_order
from mnist_explore.sources.forms.mapping import names_beside
from tests.letters import KANA, letters
from tests.sources.conftest import idx_bytes, npz_bytes
from tests.sources.forms.conftest import frame, png, write_folders, write_hugging_face

SIX = ("A", "B", "C", "D", "E", "F")


@pytest.fixture(scope="module")
def six() -> Digits:
    """Return thirty pictures of each of six letters."""
    return letters(SIX, each=30)


def held(named: Named) -> dict[str, int]:
    """Return how many pictures of each class there are, by name."""
    digits = named.digits
    counts = np.bincount(digits.labels, minlength=len(digits.classes)).tolist()
    return dict(zip(digits.classes.names, counts, strict=True))


def as_npz(path: Path, six: Digits) -> Path:
    """Write labels as numbers, with an array of their names."""
    data = npz_bytes(images=six.images, labels=six.labels, class_names=np.array(SIX), writers=six.writer)
    (path / "a.npz").write_bytes(data)
    return path / "a.npz"


def as_texts(path: Path, six: Digits) -> Path:
    """Write labels as text."""
    (path / "a.npz").write_bytes(npz_bytes(x=six.images.reshape(-1, 784) / 255, y=np.array(SIX)[six.labels]))
    return path / "a.npz"


def as_one_hot(path: Path, six: Digits) -> Path:
    """Write labels one-hot, in as many columns as there are classes."""
    rows = np.eye(len(SIX))[six.labels]
    (path / "a.npz").write_bytes(npz_bytes(images=six.images, labels=rows, label_names=np.array(SIX)))
    return path / "a.npz"


def as_csv(path: Path, six: Digits) -> Path:
    """Write a table with letters as labels, and who wrote each."""
    table = frame(six.images, np.array(SIX)[six.labels])
    table.insert(1, "writer", [f"hand {number}" for number in six.writer])
    table.to_csv(path / "a.csv", index=False)
    return path / "a.csv"


def as_parquet(path: Path, six: Digits) -> Path:
    """Write pictures as Hugging Face does, labels by number and their names in the description."""
    write_hugging_face(path / "a.parquet", six.images, six.labels, names=list(SIX))
    return path / "a.parquet"


def as_folders(path: Path, six: Digits) -> Path:
    """Write a folder of pictures for each letter."""
    write_folders(path / "six", six.images, np.array(SIX)[six.labels])
    return path / "six"


def as_idx(path: Path, six: Digits) -> Path:
    """Write IDX files as EMNIST's letters: labels from 1, and a mapping beside them."""
    (path / "emnist-letters-train-images-idx3-ubyte").write_bytes(idx_bytes(six.images))
    (path / "emnist-letters-train-labels-idx1-ubyte").write_bytes(idx_bytes(six.labels + 1))
    lines = [f"{place + 1} {ord(name)} {ord(name.lower())}" for place, name in enumerate(SIX)]
    (path / "emnist-letters-mapping.txt").write_text("\n".join(lines))
    (path / "emnist-digits-mapping.txt").write_text("0 48\n")
    return path


WRITE = {one.__name__: one for one in (as_npz, as_texts, as_one_hot, as_csv, as_parquet, as_folders, as_idx)}


@pytest.mark.parametrize("form", WRITE)
def test_form(form: str, six: Digits, tmp_path: Path) -> None:
    """Every form gives the six classes by name in their order, and the very pictures."""
    path = WRITE[form](tmp_path, six)
    named = read_named(path)
    assert named.digits.classes == Classes(SIX, are_digits=False) and held(named) == dict.fromkeys(SIX, 30)
    for label in range(len(SIX)):
        own = {image.tobytes() for image in six.images[six.labels == label]}
        assert {image.tobytes() for image in named.digits.images[named.digits.labels == label]} == own
    facts = facts_at(path)
    assert facts["classes"] == dict.fromkeys(SIX, 30) and facts["absent"] == [] and not facts["wrong"]


@pytest.mark.parametrize("form", ["as_npz", "as_csv"])
def test_writers(form: str, six: Digits, tmp_path: Path) -> None:
    """A column of writers says who wrote what, by number, or by the alphabet where they have names."""
    path = WRITE[form](tmp_path, six)
    found = read_named(path).digits
    assert facts_at(path)["writers"] == 12
    known = sorted({f"hand {number}" for number in six.writer}) if form == "as_csv" else list(range(12))
    by_picture = {image.tobytes(): hand for image, hand in zip(six.images, six.writer.tolist(), strict=True)}
    for image, hand in zip(found.images, found.writer.tolist(), strict=True):
        wrote = by_picture[image.tobytes()]
        assert known[hand] == (f"hand {wrote}" if form == "as_csv" else wrote)


def test_some_writers_unknown(six: Digits, tmp_path: Path) -> None:
    """Where a cell is empty nobody is known."""
    table = frame(six.images, np.array(SIX)[six.labels])
    table.insert(1, "writer", [str(number) if number else None for number in six.writer])
    table.to_csv(tmp_path / "a.csv", index=False)
    found = read_named(tmp_path / "a.csv").digits.writer
    assert sorted(set(found.tolist())) == [-1, *range(1, 12)] and (found == -1).sum() == (six.writer == 0).sum()


def test_numbers_as_names_are_in_order(six: Digits, tmp_path: Path) -> None:
    """Classes without names have their numbers, put in order by size; those between that do not occur are none."""
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=six.images, labels=six.labels * 7 + 9))
    assert read_named(tmp_path / "a.npz").digits.classes.names == ("9", "16", "23", "30", "37", "44")
    assert in_order(["b", "10", "é", "9", "A"]) == ["9", "10", "A", "b", "é"]


def test_class_without_training_picture_is_left_out(six: Digits, tmp_path: Path) -> None:
    """What cannot be learnt from cannot be told: its pictures are left out with a sentence."""
    train, test = (six.where_split(split) for split in ("train", "test"))
    train = train[six.labels[train] != 2]
    texts = np.array(SIX)[six.labels]
    arrays = {"x_train": six.images[train], "y_train": texts[train], "x_test": six.images[test], "y_test": texts[test]}
    (tmp_path / "a.npz").write_bytes(npz_bytes(**arrays))
    named = read_named(tmp_path / "a.npz")
    assert named.digits.classes.names == ("A", "B", "D", "E", "F")
    assert any("has no training pictures of C; left out" in notice for notice in named.notices)


def test_mapping_of_kuzushiji(tmp_path: Path) -> None:
    """Kuzushiji's class map has the sign in its third column; a file that is no mapping names nothing."""
    images = tmp_path / "k49-train-images-idx3-ubyte"
    images.touch()
    assert names_beside(images) == ()
    (tmp_path / "k49_classmap.csv").write_text("index,codepoint,char\n0,U+3042,あ\n2,U+3046,う\n", encoding="utf-8")
    assert names_beside(images) == ("あ", "1", "う")
    (tmp_path / "k49_classmap.csv").write_bytes(b"\xff\xfe, ,\n9999999999999999999,x,y\n")
    assert names_beside(images) == ()


def test_labelled_as_digits_but_none(tmp_path: Path, uci: Digits) -> None:
    """What is labelled 0 to 9 and shows letters is said to be no digits; real digits are, turned or inverted too."""
    others = letters(KANA, each=40)
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=others.images, labels=others.labels))
    named = read_named(tmp_path / "a.npz")
    assert not named.digits.classes.are_digits and named.digits.classes.names == tuple("0123456789")
    assert NO_DIGITS in named.notices
    images, labels = uci.images[:300], uci.labels[:300]
    for turned in (images, 255 - images, images.transpose(0, 2, 1), np.rot90(images, axes=(1, 2))):
        assert posture.look_like_digits(np.ascontiguousarray(turned), labels)
    assert not posture.look_like_digits(images, (labels + 1) % 10)


def test_sideways_and_inverted_letters(six: Digits, tmp_path: Path) -> None:
    """Letters lying on their side, as EMNIST's do, and black on white, are noticed by the shapes of printed ones."""
    lying = 255 - six.images.transpose(0, 2, 1)
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=lying, labels=np.array(SIX)[six.labels]))
    inverted, turned = read_named(tmp_path / "a.npz").doubts
    assert "black on white" in inverted and "--invert" in inverted
    assert "transposed, as EMNIST's are" in turned and "--transpose" in turned
    mended = read_named(tmp_path / "a.npz", how=How(transpose=True, invert=True))
    assert not mended.doubts
    signs = letters(KANA, each=4)
    assert posture.turn_of(signs.images, signs.labels, classes=signs.classes) == posture.UPRIGHT, "nothing is known"


def test_parquet_with_a_broken_picture_keeps_its_writers(six: Digits, tmp_path: Path) -> None:
    """Where a picture cannot be read its label and its writer go with it."""
    pictures = [png(image) for image in six.images[:12]]
    pictures[3] = b"no picture"
    writers = six.writer[:12].tolist()
    table = pd.DataFrame({"image": pictures, "label": np.array(SIX)[six.labels[:12]], "writer": writers})
    table.to_parquet(tmp_path / "a.parquet")
    found = read_named(tmp_path / "a.parquet").digits
    by_picture = {image.tobytes(): writer for image, writer in zip(six.images[:12], writers, strict=True)}
    assert len(found) == 11
    assert [by_picture[image.tobytes()] for image in found.images] == found.writer.tolist()
