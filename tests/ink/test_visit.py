"""A visit's digits: labelled, taken away, and opened again as a data set."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.errors import PictureError
from mnist_explore.ink.visit import MOST_DIGITS, UNLABELLED, Visit
from mnist_explore.sources import load_digits


@pytest.fixture(scope="module")
def visit(uci: Digits) -> Visit:
    """Return a visit of 14 real digits with their labels, and two without."""
    made = Visit()
    for image, label in zip(uci.images[:14], uci.labels[:14].tolist(), strict=True):
        made = made.with_digit(image, label=label)
    return made.with_digit(uci.images[20]).with_digit(uci.images[21])


def test_visit_to_npz_opens_as_a_data_set(visit: Visit, tmp_path, monkeypatch) -> None:
    """The NPZ, named in MNIST_EXPLORE_DATA, is opened by the app: 14 digits, two of them for testing, nothing lost."""
    path = tmp_path / "my-digits.npz"
    path.write_bytes(visit.to_npz())
    monkeypatch.setenv("MNIST_EXPLORE_DATA", str(path))
    found = load_digits(download=False)
    assert found.digits.name == "my-digits"
    assert len(found.digits) == 14 and found.digits.split.sum() == 2
    order = np.r_[[place for place in range(14) if place % 7 != 6], 6, 13]
    np.testing.assert_array_equal(found.digits.images, visit.images[order])
    assert (found.digits.labels == visit.labels[order]).all()


def test_visit_to_csv_as_kaggle(visit: Visit) -> None:
    """785 named columns; a row's label, then its pixels from left to right and down; digits without label left out."""
    rows = list(csv.reader(io.StringIO(visit.to_csv().decode())))
    assert rows[0][:3] == ["label", "pixel0", "pixel1"] and rows[0][-1] == "pixel783"
    assert len(rows) == 15 and {len(row) for row in rows} == {785}
    assert [int(row[0]) for row in rows[1:]] == visit.labels[:14].tolist()
    assert int(rows[1][1 + 28 * 10 + 14]) == visit.images[0, 10, 14]
    np.testing.assert_array_equal(np.array(rows[1:], int)[:, 1:].reshape(-1, 28, 28), visit.images[:14])


def test_visit_labels_change(visit: Visit) -> None:
    """Giving, changing and taking off a label changes that digit alone, and not the visit it came from."""
    given = visit.with_label(14, 7).with_label(0, 3).with_label(1, None)
    assert given.labels[14] == 7 and given.labels[0] == 3 and given.labels[1] == UNLABELLED
    assert (given.labels[2:14] == visit.labels[2:14]).all() and visit.labels[14] == UNLABELLED
    assert len(given.labelled) == 14 and 1 not in given.labelled and 14 in given.labelled


def test_visit_without_one(visit: Visit) -> None:
    """Taking the second out leaves the others in their order."""
    fewer = visit.without(1)
    assert len(fewer) == len(visit) - 1
    np.testing.assert_array_equal(fewer.images, visit.images[np.r_[0, 2 : len(visit)]])
    assert (fewer.labels == visit.labels[np.r_[0, 2 : len(visit)]]).all()


def test_visit_is_bounded() -> None:
    """A visit that is full takes no more, and says what to do."""
    full = Visit(np.zeros((MOST_DIGITS, 28, 28), np.uint8), np.zeros(MOST_DIGITS, np.int8))
    with pytest.raises(PictureError, match=r"500 digits already, .* Download"):
        full.with_digit(np.zeros((28, 28), np.uint8))


def test_visit_empty() -> None:
    """A visit starts empty: a header alone, and no digits in the NPZ."""
    assert len(Visit()) == 0
    assert Visit().to_csv().count(b"\n") == 1
    with np.load(io.BytesIO(Visit().to_npz())) as arrays:
        assert arrays["images"].shape == (0, 28, 28) and arrays["labels"].dtype == np.uint8


def test_visit_refuses(visit: Visit) -> None:
    """Labels that are none, places where no digit is, and other pictures are a caller's mistake."""
    for label in (10, -1, "7"):
        with pytest.raises(ValueError, match="label must be"):
            visit.with_label(0, label)
    for place in (-1, len(visit)):
        with pytest.raises(IndexError, match="place must be"):
            visit.without(place)
    with pytest.raises(ValueError, match="images must be"):
        Visit(np.zeros((1, 27, 28), np.uint8), np.zeros(1, np.int8))
    with pytest.raises(ValueError, match="labels must be"):
        Visit(np.zeros((1, 28, 28), np.uint8), np.full(1, 10, np.int8))
    with pytest.raises(ValueError, match="read-only"):
        visit.images[0] = 0
