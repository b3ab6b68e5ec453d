from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from mnist_explore.digits import Digits
from mnist_explore.warping import distortion
from mnist_explore.warping.distortion import distort

STRENGTHS = ("ROTATION_RAD", "SHEAR", "STRETCH", "SHIFT_PX", "BEND_PX", "WIDENING")


def _distorted(images: NDArray[np.uint8], *, seed: int = 0, strength: float = 1.0) -> NDArray[np.float32]:
    import tensorflow as tf

    pictures, seeds = tf.constant(images, tf.float32), tf.constant([seed, 0])
    variants: NDArray[np.float32] = distort(pictures, seed=seeds, strength=strength).numpy()
    return variants


def _only(patch: pytest.MonkeyPatch, strength: str | None) -> None:
    for name in STRENGTHS:
        if name != strength:
            patch.setattr(distortion, name, 0.0)


def _centres(images: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.array([ndimage.center_of_mass(image) for image in images])


def test_distort_nothing(uci: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every strength at zero a digit comes back as it was, so no resampling moves or blurs it by itself."""
    _only(monkeypatch, None)
    np.testing.assert_allclose(_distorted(uci.images[:50]), uci.images[:50], atol=0.05)


def test_distort_strength(uci: Digits) -> None:
    """At strength 0 nothing changes, and at half strength less than at full."""
    images = uci.images[:200]
    changes = [np.abs(_distorted(images, strength=strength) - images).mean() for strength in (0.0, 0.5, 1.0)]
    assert changes[0] < 0.01
    assert changes[0] < 0.8 * changes[1] < 0.7 * changes[2]


def test_distort_range(uci: Digits) -> None:
    """Variants stay within 0-255 and blank paper stays blank."""
    variants = _distorted(uci.images[:200])
    assert variants.min() >= 0
    assert variants.max() <= 255.001
    assert (_distorted(np.zeros((5, 28, 28), np.uint8)) == 0).all()


def test_distort_seed(uci: Digits) -> None:
    """The same seed gives the same variants; another seed, and each copy in a batch, another variant."""
    copies = np.repeat(uci.images[:1], 8, axis=0)
    first = _distorted(copies, seed=1)
    np.testing.assert_array_equal(first, _distorted(copies, seed=1))
    assert not np.allclose(first, _distorted(copies, seed=2))
    assert all(np.abs(first[0] - other).max() > 1 for other in first[1:])


def test_distort_shift(uci: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shifting alone moves the centre of ink by at most the limit, both ways, and keeps the amount of ink."""
    _only(monkeypatch, "SHIFT_PX")
    images = uci.images[:200]
    variants = _distorted(images)
    moved = _centres(variants) - _centres(images)
    assert np.abs(moved).max() <= distortion.SHIFT_PX + 0.01
    assert moved.min() < -0.5
    assert moved.max() > 0.5
    np.testing.assert_allclose(variants.sum(axis=(1, 2)), images.sum(axis=(1, 2), dtype=float), rtol=0.01)


def test_distort_widths(uci: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """Widening alone lies between each digit's 3x3 grey erosion and dilation, and goes both ways."""
    _only(monkeypatch, "WIDENING")
    images = uci.images[:100]
    variants = _distorted(images)
    wider = ndimage.grey_dilation(images, size=(1, 3, 3), mode="constant")
    narrower = ndimage.grey_erosion(images, size=(1, 3, 3), mode="constant")
    assert (variants <= wider + 0.1).all()
    assert (variants >= narrower - 0.1).all()
    change = variants.sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    assert change.min() < 0.9
    assert change.max() > 1.1


def test_distort_rotation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turning alone leans an upright bar by at most the limit, to both sides, about the picture's centre."""
    _only(monkeypatch, "ROTATION_RAD")
    bar = np.zeros((28, 28), np.uint8)
    bar[4:24, 13:15] = 255
    variants = _distorted(np.repeat(bar[None], 200, axis=0))
    row, column = np.mgrid[:28, :28] - 13.5
    lean = (variants * row * column).sum(axis=(1, 2)) / (variants * row**2).sum(axis=(1, 2))
    limit = np.tan(distortion.ROTATION_RAD)
    assert np.abs(lean).max() <= limit + 0.01
    assert lean.min() < -0.7 * limit
    assert lean.max() > 0.7 * limit
    np.testing.assert_allclose(_centres(variants), 13.5, atol=0.05)


def test_distort_bends(uci: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bending alone changes a digit's shape but moves its centre by little more than a control point's spread."""
    _only(monkeypatch, "BEND_PX")
    images = uci.images[:100]
    variants = _distorted(images)
    assert np.abs(variants - images).mean() > 1
    assert np.abs(_centres(variants) - _centres(images)).max() < 3 * distortion.BEND_PX
