"""The bundled digits are the real ones of scikit-learn, drawn as MNIST would show them."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import label
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

from mnist_explore.sources import bundled
from mnist_explore.sources.bundled import drawn_larger


def loops(images: np.ndarray) -> np.ndarray:
    """Count the holes in each digit at half ink: connected paper, without the paper around it."""
    return np.array([label(np.pad(image < 128, 1, constant_values=True))[1] - 1 for image in images])


def test_bundled_digits_facts(uci):
    """All 1,797 are there in scikit-learn's order, 1,500 for training and the last 297 for testing."""
    assert uci.name == "uci"
    np.testing.assert_array_equal(uci.labels, load_digits().target)
    np.testing.assert_array_equal(uci.split, [0] * 1500 + [1] * 297)
    assert not uci.has_writers
    assert not uci.images.flags.writeable


def test_given_table_is_what_scikit_learn_loads(monkeypatch):
    """The file read directly, and scikit-learn asked where the file is not found, give the same table."""
    given = load_digits()
    expected = np.column_stack([given.data, given.target])
    np.testing.assert_array_equal(bundled._given_table(), expected)
    monkeypatch.setattr(bundled, "find_spec", lambda _name: None)
    np.testing.assert_array_equal(bundled._given_table(), expected)


def test_bundled_digits_sized_and_centred_as_mnist(uci):
    """As in MNIST the longer side of the ink is 20 pixels and the centre of mass lies in the middle."""
    inked = uci.images > 25
    spans = [np.ptp(np.nonzero(digit)[axis]) + 1 for digit in inked for axis in (0, 1)]
    longer = np.reshape(spans, (-1, 2)).max(axis=1)
    assert np.mean(longer == 20) > 0.98
    weights = uci.images / uci.images.sum(axis=(1, 2), keepdims=True)
    rows = (weights.sum(axis=2) * np.arange(28)).sum(axis=1)
    columns = (weights.sum(axis=1) * np.arange(28)).sum(axis=1)
    assert np.abs(rows - 14).max() <= 0.55
    assert np.abs(columns - 14).max() <= 0.55


def test_bundled_digits_keep_their_loops(uci):
    """Loops survive the drawing in the shares that the module states, measured on the training part."""
    train = uci.where_split("train")
    count, labels = loops(uci.images[train]), uci.labels[train]
    for classes, expected, share in (((0, 6, 9), 1, 0.93), ((8,), 2, 0.78), ((1, 2, 3, 5, 7), 0, 0.98)):
        assert np.mean(count[np.isin(labels, classes)] == expected) > share


def test_bundled_digits_stay_themselves(uci):
    """Drawing loses no class: digits 1,000-1,499 are recognised from the first 1,000 as well as at 8 x 8."""
    given, drawn = load_digits().data, uci.images.reshape(len(uci), -1)
    shares = [
        KNeighborsClassifier(3).fit(data[:1000], uci.labels[:1000]).score(data[1000:1500], uci.labels[1000:1500])
        for data in (given, drawn)
    ]
    assert shares[0] > 0.93
    assert shares[1] > shares[0] - 0.02


def test_drawn_larger_one_pixel():
    """A single inked pixel becomes one round blot where it was, and paper stays paper."""
    small = np.zeros((1, 8, 8))
    small[0, 2, 5] = 1
    (large,) = drawn_larger(small)
    assert large.shape == (60, 60)
    assert large.max() == 1
    rows, columns = np.nonzero(large > 0.5)
    assert (rows.mean(), columns.mean()) == ((2 + 2) * 5 + 2, (2 + 5) * 5 + 2)
    np.testing.assert_allclose(large[20:25], large[24:19:-1], atol=1e-6)
    assert not large[:14].any(), "no ink is made up far from the pixel"
    assert drawn_larger(np.zeros((1, 8, 8))).max() == 0
