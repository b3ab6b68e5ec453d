"""Digits: checked, read-only, and known by a fingerprint of what products are made from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mnist_explore.digits import UNKNOWN, Digits


def arrays(**changed: Any) -> dict[str, Any]:
    """Return the arrays of three digits, some of them changed."""
    given = {
        "images": np.arange(3 * 784, dtype=np.uint32).reshape(3, 28, 28).astype(np.uint8),
        "labels": np.array([7, 0, 9], np.uint8),
        "split": np.array([0, 0, 1], np.uint8),
    }
    return given | changed


def test_digits_are_read_only() -> None:
    """No page can change what another sees; the arrays given are not locked behind their owner's back."""
    given = arrays()
    digits = Digits("three", **given)
    for name in ("images", "labels", "split", "writer", "series"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(digits, name)[0] = 1
    given["labels"][0] = 7
    with pytest.raises(AttributeError):
        digits.name = "other"  # type: ignore[misc]


def test_digits_without_writers() -> None:
    """Unknown writers are said to be unknown, one for every digit."""
    digits = Digits("three", **arrays())
    assert digits.writer.tolist() == digits.series.tolist() == [UNKNOWN] * 3
    assert not digits.has_writers
    assert Digits("three", **arrays(), writer=np.array([-1, 0, -1], np.int32)).has_writers


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"images": np.zeros((3, 28, 27), np.uint8)}, "images must be"),
        ({"images": np.zeros((3, 28, 28), np.float32)}, "images must be"),
        ({"images": np.zeros((3, 784), np.uint8)}, "images must be"),
        ({"labels": np.array([1, 2], np.uint8)}, "labels must be"),
        ({"labels": np.array([1, 2, 10], np.uint8)}, "labels must lie"),
        ({"labels": np.array([1, 2, 3], np.int64)}, "labels must be"),
        ({"split": np.array([0, 1, 2], np.uint8)}, "split must lie"),
        ({"writer": np.array([0, 1, -2], np.int32)}, "writer must lie"),
        ({"writer": np.array([0, 1], np.int32)}, "writer must be"),
        ({"series": np.array([0, 1, 2], np.int32)}, "series must be"),
    ],
)
def test_digits_that_do_not_fit(changed: dict[str, Any], words: str) -> None:
    """Another shape, dtype or range is a caller's mistake, named."""
    with pytest.raises(ValueError, match=words):
        Digits("three", **arrays(**changed))


def test_digits_may_be_none() -> None:
    """No digits are digits, too."""
    none = Digits("none", np.empty((0, 28, 28), np.uint8), np.empty(0, np.uint8), np.empty(0, np.uint8))
    assert len(none) == 0 and not none.has_writers and len(none.where_split("test")) == 0


def test_fingerprint_tells_digits_apart() -> None:
    """One pixel, label or split changes the fingerprint; the name, the writers and the memory's order do not."""
    first = Digits("three", **arrays()).fingerprint
    assert len(first) == 64
    images, labels, split = arrays().values()
    changed = images.copy()
    changed[2, 27, 27] ^= 1
    for other in ({"images": changed}, {"labels": labels[::-1].copy()}, {"split": split[::-1].copy()}):
        assert Digits("three", **arrays(**other)).fingerprint != first
    assert Digits("other", **arrays(), writer=np.arange(3, dtype=np.int32)).fingerprint == first
    assert Digits("three", **arrays(images=np.asfortranarray(images))).fingerprint == first


def test_fingerprint_of_mnist(mnist: Digits) -> None:
    """MNIST's fingerprint is the one that its shipped products are filed under."""
    from mnist_explore.manifest import read_manifest

    assert read_manifest()["recogniser"]["fingerprint"] == mnist.fingerprint


def test_where_split_takes_apart() -> None:
    """Both splits together are all digits, each once; another name is a caller's mistake."""
    digits = Digits("three", **arrays())
    assert digits.where_split("train").tolist() == [0, 1]
    assert digits.where_split("test").tolist() == [2]
    with pytest.raises(ValueError, match="validation"):
        digits.where_split("validation")
