"""Slant, area and box, checked on drawn and sheared pictures and on MNIST's writers."""

import numpy as np
import pytest

from mnist_explore.style.measures import areas_px, box_sizes_px, deslant, proportions, slants_deg
from mnist_explore.style.measures.upright import upright_mean

pytestmark = [pytest.mark.filterwarnings(f"error::{kind}") for kind in ("RuntimeWarning", "DeprecationWarning")]


def bar(shear: float = 0.0, *, half_width: float = 2.0, half_height: float = 9.0) -> np.ndarray:
    """Return ``(1, 28, 28)``: an upright bar, its rows shifted by `shear` pixels a row upwards."""
    y, x = np.mgrid[:28, :28] - 13.5
    grey = np.clip(half_width + 0.5 - np.abs(x + shear * y), 0, 1) * (np.abs(y) < half_height)
    return np.round(255 * grey).astype(np.uint8)[None]


def square() -> np.ndarray:
    """Return ``(1, 28, 28)``: a square of 8 by 8 pixels."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 8:16, 10:18] = 255
    return image


def degenerate() -> np.ndarray:
    """Return a blank picture, one pixel, one row at the border, and full ink."""
    images = np.zeros((4, 28, 28), np.uint8)
    images[1, 3, 5] = images[2, 27] = images[3] = 255
    return images


@pytest.mark.parametrize("degrees", [-30, -10, 0, 15, 40])
def test_slants_deg_of_a_sheared_bar(degrees):
    """A bar sheared by a known angle has that slant; its top to the right is positive."""
    assert slants_deg(bar(np.tan(np.radians(degrees)))) == pytest.approx(degrees, abs=0.2)


def test_slants_deg_mirrored():
    """Mirroring left and right flips the sign, turning upside down too; doing both keeps it."""
    image = bar(0.3)
    image[0, 20, 4:9] = 200
    slant = slants_deg(image)
    assert abs(slant[0]) > 5
    assert slants_deg(image[:, :, ::-1]) == pytest.approx(-slant, abs=1e-3)
    assert slants_deg(image[:, ::-1]) == pytest.approx(-slant, abs=1e-3)
    assert slants_deg(image[:, ::-1, ::-1]) == pytest.approx(slant, abs=1e-3)


def test_slants_deg_degenerate():
    """Blank, one pixel, one row and full ink have slant 0, without a warning and without -0."""
    slants = slants_deg(degenerate())
    np.testing.assert_allclose(slants, 0, atol=1e-4)
    assert not np.signbit(slants[[0, 1, 3]]).any()


def test_areas_px_of_a_square():
    """A square of 8 by 8 pixels covers 64, but for its rounded corners, wherever it lies and however dark it is."""
    moved = np.roll(square(), (5, -6), axis=(1, 2))
    faint = square() // 3
    assert areas_px(np.concatenate([square(), moved, faint])) == pytest.approx(64, abs=1)


def test_areas_px_degenerate():
    """Blank covers nothing, one pixel about one, a row about 28, and full ink all 784."""
    blank, dot, row, full = areas_px(degenerate())
    assert (blank, full) == (0, 784)
    assert 1 <= dot < 4
    assert 28 <= row < 56


def test_areas_px_of_grey_without_contrast():
    """A uniform picture is ink from grey 128 on."""
    uniform = np.stack([np.full((28, 28), grey, np.uint8) for grey in (127, 128)])
    assert areas_px(uniform).tolist() == [0, 784]


def test_areas_px_empty_and_wrong_input():
    """No digits give no areas; anything but (N, 28, 28) uint8 is refused with its shape."""
    assert areas_px(np.zeros((0, 28, 28), np.uint8)).shape == (0,)
    for wrong in (np.zeros((28, 28), np.uint8), np.zeros((1, 28, 28))):
        with pytest.raises(ValueError, match="must be"):
            areas_px(wrong)


def test_box_sizes_px_of_bars():
    """A bar 18 pixels high is 18 high less 1 % on each side; one 2 pixels wider is 2 wider, less 1 % likewise."""
    width, height = box_sizes_px(np.concatenate([bar(half_width=half) for half in (2, 3, 4)]))
    assert height == pytest.approx(18 * 0.98, abs=0.3)
    assert np.diff(width) == pytest.approx(2 * 0.98, abs=0.15)
    assert 4 < width[0] < 5


@pytest.mark.parametrize("shear", [-0.5, 0.25])
def test_box_sizes_px_follow_the_slant(shear):
    """Width is measured along the slant: shearing a bar neither widens nor raises it."""
    upright, slanted = box_sizes_px(bar()), box_sizes_px(bar(shear))
    assert slanted[0] == pytest.approx(upright[0], abs=0.6)
    assert slanted[1] == pytest.approx(upright[1], abs=0.1)


def test_box_sizes_px_ignore_a_stray_pixel():
    """One faint pixel far away, less than 1 % of the ink, moves no side by more than a fraction of a pixel."""
    image = bar()
    before = np.array(box_sizes_px(image))
    image[0, 13, 1] = 80
    np.testing.assert_allclose(np.array(box_sizes_px(image)), before, atol=0.4)


def test_box_sizes_px_degenerate():
    """Blank has no size; one pixel is blurred to under five; full ink is 28 less 1 % on each side."""
    widths, heights = box_sizes_px(degenerate())
    assert (widths[0], heights[0]) == (0, 0)
    assert 1 < widths[1] < 5
    assert 1 < heights[1] < 5
    assert widths[2] == pytest.approx(28 * 0.98, abs=0.1)
    assert widths[3] == heights[3] == pytest.approx(28 * 0.98, abs=0.1)


@pytest.mark.parametrize("shear", [-0.6, 0.3])
def test_deslant_sets_a_bar_upright(shear):
    """A sheared bar comes back upright, with the ink of each row and its centre where they were."""
    slanted = bar(shear)
    upright = deslant(slanted, slant_deg=slants_deg(slanted))
    assert abs(slants_deg(upright)[0]) < 0.3
    np.testing.assert_allclose(upright.sum(axis=2, dtype=float), slanted.sum(axis=2, dtype=float), atol=4)
    columns = np.arange(28)
    centres = [
        (image.sum(axis=1, dtype=float) * columns).sum() / image.sum(dtype=float) for image in (slanted, upright)
    ]
    assert centres[0] == pytest.approx(centres[1], abs=0.05)


def test_deslant_by_nothing_and_by_too_much():
    """Slant 0 changes no pixel; 90 degrees leaves a picture, without a warning."""
    images = np.concatenate([bar(0.2), square(), degenerate()])
    np.testing.assert_array_equal(deslant(images, slant_deg=np.zeros(len(images))), images)
    assert deslant(images, slant_deg=np.full(len(images), 90.0)).shape == images.shape


def test_deslant_refuses_other_lengths():
    """Slants must be one for each image."""
    with pytest.raises(ValueError, match=r"slant_deg must be \(1,\)"):
        deslant(bar(), slant_deg=np.zeros(2))


def test_upright_mean_is_that_of_digits_set_upright(uci):
    """The mean of real digits set upright one by one, to less than a grey level on average and five at an edge."""
    slants = slants_deg(uci.images)
    alone = deslant(uci.images, slant_deg=slants).mean(axis=0)
    together = upright_mean(uci.images, slant_deg=slants)
    assert np.abs(together - alone).max() < 1
    assert np.abs(uci.images.mean(axis=0) - alone).max() > 10  # standing upright changes the mean in the first place


def test_upright_mean_of_a_bar_and_its_mirror():
    """A bar and its mirror image, each set upright, are the same; by slants of 0 the mean is the pixels' own."""
    both = np.concatenate([bar(0.4), bar(0.4)[:, :, ::-1]])
    standing = upright_mean(both, slant_deg=slants_deg(both))
    assert np.abs(standing - standing[:, ::-1]).max() < 8
    np.testing.assert_allclose(upright_mean(both, slant_deg=np.zeros(2)), both.mean(axis=0), atol=1e-3)


def test_upright_mean_refuses_what_has_none():
    """Slants must be one for each of at least one image; 90 degrees leave a picture."""
    for images, count in ((bar(), 2), (bar()[:0], 0)):
        with pytest.raises(ValueError, match="slant_deg must be"):
            upright_mean(images, slant_deg=np.zeros(count))
    assert upright_mean(bar(), slant_deg=np.array([90.0])).shape == (28, 28)


@pytest.mark.slow
@pytest.mark.mnist
def test_deslant_of_mnist(mnist):
    """Of 2,000 real digits, 99 % have less than half a degree of slant left."""
    images = mnist.images[:2000]
    assert np.quantile(np.abs(slants_deg(deslant(images))), 0.99) < 0.5


@pytest.mark.mnist
def test_slants_deg_of_writers(mnist):
    """Employees' training ones lean 19.7° and students' 4.4°; their sevens 6.1° and -3.7°."""
    train = mnist.where_split("train")
    slants, labels, series = slants_deg(mnist.images[train]), mnist.labels[train], mnist.series[train]
    for digit, employees, students in ((1, 19.7, 4.4), (7, 6.1, -3.7)):
        assert slants[(labels == digit) & np.isin(series, (0, 1))].mean() == pytest.approx(employees, abs=0.05)
        assert slants[(labels == digit) & (series == 4)].mean() == pytest.approx(students, abs=0.05)


def test_proportions_of_bars_and_squares():
    """A square is as broad as tall, a bar of 5 by 18 has their quotient; doubling both, or leaning, changes nothing."""
    assert proportions(square()) == pytest.approx(1, abs=0.02)
    upright = proportions(bar())
    assert upright == pytest.approx(5 / 18, abs=0.03)
    assert proportions(bar(0.3)) == pytest.approx(upright, abs=0.03)
    small = proportions(bar(half_width=1.0, half_height=4.5))
    large = proportions(bar(half_width=2.5, half_height=9.0))
    assert small == pytest.approx(large, abs=0.03)


def test_proportions_turned_are_inverted():
    """An upright bar turned by a right angle is as many times broader than tall as it was taller than broad."""
    assert proportions(bar().transpose(0, 2, 1)) == pytest.approx(1 / proportions(bar()), rel=0.02)


def test_proportions_degenerate():
    """A blank picture has 0, and nothing is infinite or missing."""
    found = proportions(degenerate())
    assert found[0] == 0 and np.isfinite(found).all() and found.dtype == np.float32


@pytest.mark.mnist
def test_proportions_tell_what_the_scan_took_out(mnist):
    """Nearly every digit's longer side is 20 px, so that width and height tell one number: which side it is, and this.

    The longer side of the ink's own box; width and height are measured along the slant, a per cent of the ink apart.
    """
    images = mnist.images[:3000]
    rows, columns = images.any(axis=2).sum(axis=1), images.any(axis=1).sum(axis=1)
    assert (np.maximum(rows, columns) == 20).mean() > 0.99
    width, height = box_sizes_px(images)
    np.testing.assert_allclose(proportions(images), width / height, rtol=1e-6)
