"""Turned and inverted pictures are told from upright ones, and asking for a turn mends what was found."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.sources.folder import read_named
from mnist_explore.sources.forms.given import How
from mnist_explore.sources.forms.posture import TRANSPOSED, TURNS, UPRIGHT, is_inverted, turn_of
from tests.sources.conftest import npz_bytes


@pytest.fixture(scope="module")
def others(uci):
    """Return bundled digits that are in none of the averages."""
    return uci.images[700:1500], uci.labels[700:1500]


def test_turn_of_every_way(others):
    """Each of the eight ways to lie is named: what makes it upright gives back the pictures."""
    images, labels = others
    assert turn_of(images, labels) == UPRIGHT
    for name, upright in TURNS.items():
        turned = next(
            array
            for array in (np.rot90(images if not flip else images[..., ::-1], times, axes=(1, 2))
                          for flip in (False, True) for times in range(4))
            if np.array_equal(upright(array[0]), images[0]) and np.array_equal(upright(array[1]), images[1])
        )  # fmt: skip
        assert turn_of(turned, labels) == name


@pytest.mark.thorough
@pytest.mark.mnist
def test_turn_of_mnist(mnist):
    """Sets of 60 training digits of MNIST are upright, and transposed ones transposed."""
    rows = np.random.default_rng(3).permutation(mnist.where_split("train"))[:1200].reshape(20, 60)
    for some in rows:
        images, labels = mnist.images[some], mnist.labels[some]
        assert turn_of(images, labels) == UPRIGHT
        assert turn_of(images.transpose(0, 2, 1), labels) == TRANSPOSED


def test_of_few_nothing_is_said(others):
    """Nineteen digits, or digits of two classes, are never said to be turned."""
    images, labels = others
    turned = images.transpose(0, 2, 1)
    assert turn_of(turned[:19], labels[:19]) == UPRIGHT
    two = np.isin(labels, (2, 5))
    assert turn_of(turned[two], labels[two]) == UPRIGHT


def test_is_inverted(others):
    """White on black is as it should be, black on white not, noise neither."""
    assert not is_inverted(others[0])
    assert is_inverted(255 - others[0])
    assert not is_inverted(np.random.default_rng(0).integers(0, 256, (50, 28, 28), dtype=np.uint8))


@pytest.mark.parametrize(("transpose", "invert"), [(True, False), (False, True), (True, True)])
def test_asked_for_it_is_mended(others, tmp_path, transpose, invert):
    """What is wrong is said with the option that mends it; with it the very pictures come back and nothing is said."""
    images, labels = others
    given = images.transpose(0, 2, 1) if transpose else images
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=255 - given if invert else given, labels=labels))
    said = " ".join(read_named(tmp_path).doubts)
    assert ("use --transpose" in said, "use --invert" in said) == (transpose, invert)
    named = read_named(tmp_path, how=How(transpose=transpose, invert=invert))
    assert named.notices == named.doubts == ()
    np.testing.assert_array_equal(named.digits.images[-114:], images[6::7])


def test_asked_for_in_vain_it_is_said(others, tmp_path):
    """Upright, white digits that are turned and inverted all the same are said to be so, by that option."""
    (tmp_path / "a.npz").write_bytes(npz_bytes(images=others[0], labels=others[1]))
    said = " ".join(read_named(tmp_path, how=How(transpose=True, invert=True)).doubts)
    assert "leave --transpose out" in said and "leave --invert out" in said
