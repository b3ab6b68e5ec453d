"""Slant and area, checked on sheared pictures, on MNIST and against Morpho-MNIST's measurements."""

import numpy as np
import pytest

from mnist_explore.style import areas_px, slants_deg

pytestmark = pytest.mark.filterwarnings("error")


def bar(shear: float = 0.0) -> np.ndarray:
    """Return ``(1, 28, 28)``: an upright bar, its rows shifted by `shear` pixels a row upwards."""
    y, x = np.mgrid[:28, :28] - 13.5
    grey = np.clip(2.5 - np.abs(x + shear * y), 0, 1) * (np.abs(y) < 9)
    return np.round(255 * grey).astype(np.uint8)[None]


@pytest.mark.parametrize("degrees", [-30, -10, 0, 15, 40])
def test_slants_deg_of_a_sheared_bar(degrees):
    """A bar sheared by a known angle has that slant; its top to the right is positive."""
    assert slants_deg(bar(np.tan(np.radians(degrees)))) == pytest.approx(degrees, abs=0.2)


def test_slants_deg_mirrored():
    """Mirroring left and right flips the sign, turning upside down too; doing both keeps it."""
    image = bar(0.3)
    image[0, 20, 4:9] = 200
    slant = slants_deg(image)
    assert slants_deg(image[:, :, ::-1]) == pytest.approx(-slant, abs=1e-3)
    assert slants_deg(image[:, ::-1]) == pytest.approx(-slant, abs=1e-3)
    assert slants_deg(image[:, ::-1, ::-1]) == pytest.approx(slant, abs=1e-3)


def test_slants_deg_and_areas_px_of_degenerate_pictures():
    """Blank, one pixel, one row and full ink measure without a warning: slant 0, area none, some and all."""
    blank, dot, row = np.zeros((3, 28, 28), np.uint8)
    dot[3, 5] = row[27] = 255
    images = np.stack([blank, dot, row, np.full_like(blank, 255)])
    np.testing.assert_allclose(slants_deg(images), 0, atol=1e-4)
    areas = areas_px(images)
    assert areas[[0, 3]].tolist() == [0, 784]
    assert 1 <= areas[1] < 4
    assert areas[2] == pytest.approx(28, abs=10)


def test_areas_px_of_a_square():
    """A square of 8 by 8 pixels covers 64, within the rounding of its corners."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 8:16, 10:18] = 255
    assert areas_px(image) == pytest.approx(64, abs=1)


def test_areas_px_empty_and_wrong_input():
    """No digits give no areas; anything but (N, 28, 28) uint8 is refused with its shape."""
    assert areas_px(np.zeros((0, 28, 28), np.uint8)).shape == (0,)
    for wrong in (np.zeros((28, 28), np.uint8), np.zeros((1, 28, 28))):
        with pytest.raises(ValueError, match="must be"):
            areas_px(wrong)


@pytest.mark.mnist
def test_slants_deg_of_writers(mnist):
    """Employees' training ones lean 19.7° and students' 4.4°; their sevens 6.1° and -3.7°."""
    train = mnist.where_split("train")
    slants, labels, series = slants_deg(mnist.images[train]), mnist.labels[train], mnist.series[train]
    for digit, employees, students in ((1, 19.7, 4.4), (7, 6.1, -3.7)):
        assert slants[(labels == digit) & np.isin(series, (0, 1))].mean() == pytest.approx(employees, abs=0.05)
        assert slants[(labels == digit) & (series == 4)].mean() == pytest.approx(students, abs=0.05)
