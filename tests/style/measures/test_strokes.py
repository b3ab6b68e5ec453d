"""Stroke length and thickness, skeletons, and all measures together: drawn strokes, and Morpho-MNIST's figures."""

import os
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from mnist_explore.columns import BY_NAME
from mnist_explore.style.measures import count_ends_and_junctions, measure, skeletons, stroke_sizes_px
from mnist_explore.style.measures.medial_axis import distance_ranks, medial_axes, removable
from mnist_explore.style.measures.upscaling import inked

pytestmark = [pytest.mark.filterwarnings(f"error::{kind}") for kind in ("RuntimeWarning", "DeprecationWarning")]

SIX = ("area_px", "length_px", "thickness_px", "slant_deg", "width_px", "height_px")


def pen(x: np.ndarray, y: np.ndarray, *, radius: float) -> np.ndarray:
    """Return ``(1, 28, 28)``: a round pen of `radius` pixels drawn through the points."""
    rows, columns = np.mgrid[:28, :28]
    distance = np.hypot(columns[..., None] - x, rows[..., None] - y).min(axis=-1)
    return np.round(255 * np.clip(radius + 0.5 - distance, 0, 1)).astype(np.uint8)[None]


def upright_line(radius: float, *, length: float = 14) -> np.ndarray:
    """Return an upright line."""
    y = np.linspace(13.5 - length / 2, 13.5 + length / 2, 200)
    return pen(np.full_like(y, 13.5), y, radius=radius)


def circle(radius: float, *, pen_radius: float = 1.2) -> np.ndarray:
    """Return a circle drawn with a pen."""
    turn = np.linspace(0, 2 * np.pi, 400)
    return pen(13.2 + radius * np.cos(turn), 13.6 + radius * np.sin(turn), radius=pen_radius)


@pytest.mark.parametrize("radius", [1.0, 1.5, 2.0, 3.0])
def test_stroke_sizes_px_of_a_line(radius):
    """A line drawn with a pen measures the pen's width, up to half a pixel."""
    thickness = stroke_sizes_px(upright_line(radius))[2]
    assert thickness == pytest.approx(2 * radius, abs=0.5)


def test_stroke_sizes_px_thicker_but_not_longer():
    """A thicker pen raises thickness and area; the length of a closed line stays, having no ends to grow."""
    area, length, thickness = stroke_sizes_px(np.concatenate([circle(8, pen_radius=r) for r in (1.0, 1.5, 2.0)]))
    assert (np.diff(area) > 20).all()
    assert (np.diff(thickness) > 0.5).all()
    assert length == pytest.approx(length[0], rel=0.06)


def test_stroke_sizes_px_of_a_circle():
    """A circle's length is its circumference, as far as steps of 45 degrees can follow it."""
    length = stroke_sizes_px(circle(8))[1]
    assert length == pytest.approx(2 * np.pi * 8, rel=0.1)


def test_stroke_sizes_px_touching_the_border():
    """Beyond the picture is paper: a line is as thick at the border as in the middle."""
    line = upright_line(1.5)
    moved = np.roll(line, -13, axis=2)
    moved[:, :, 15:] = 0
    middle, border = stroke_sizes_px(np.concatenate([line, moved]))[2]
    assert 1 < border <= middle


def test_distance_ranks_are_exact():
    """The erosions give the Euclidean distance transform, pixel for pixel."""
    ink = np.pad(inked(np.concatenate([circle(7, pen_radius=3), upright_line(4)])), ((1, 1), (1, 1), (0, 0)))
    ranks, squares = distance_ranks(ink)
    for k in range(2):
        expected = ndimage.distance_transform_edt(ink[..., k])
        np.testing.assert_allclose(np.sqrt(squares[ranks[..., k]]), expected)


def test_medial_axes_of_a_square():
    """The centre line of a square is its two diagonals, with the distance growing towards the middle."""
    ink = np.zeros((15, 15, 1), bool)
    ink[3:12, 3:12] = True
    axes = medial_axes(ink)
    assert sorted(axes.distance.tolist()) == sorted([1.0, 2, 3, 4] * 4 + [5])
    assert axes.links.sum() == pytest.approx(16 * np.sqrt(2))


def test_medial_axes_of_neighbours_in_a_stack():
    """The axes of one picture do not depend on the pictures beside it in the stack."""
    together = stroke_sizes_px(np.concatenate([circle(8), upright_line(1), np.zeros((1, 28, 28), np.uint8)]))
    for k, image in enumerate((circle(8), upright_line(1))):
        np.testing.assert_allclose([size[k] for size in together], [size[0] for size in stroke_sizes_px(image)])


def test_removable_by_hand():
    """A line's middle stays and so does its end; the pixel inside a corner may go."""
    keys = {"middle": 0b10001000, "end": 0b10000000, "corner": 0b11100000, "dot": 0, "bridge": 0b01000100}
    assert [bool(removable()[key]) for key in keys.values()] == [False, False, True, False, False]


def test_skeletons_of_a_line_and_a_circle():
    """A thick line thins to one pixel a row, a thick ring to a ring that still has its hole; blank stays blank."""
    line, ring, blank = skeletons(
        np.concatenate([upright_line(2), circle(7, pen_radius=2), np.zeros((1, 28, 28), np.uint8)])
    )
    assert set(line.sum(axis=1).tolist()) <= {0, 1}
    assert ndimage.label(~ring)[1] == 2
    assert not blank.any()


def test_skeletons_lose_spurs_but_no_piece():
    """A bump of two pixels on a line leaves no branch; a line as short as a spur stays."""
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 4:24, 14] = image[0, 13, 15:17] = image[0, 4, 2:6] = 255
    plain, clean = skeletons(image, spur_px=0)[0], skeletons(image)[0]
    assert plain[13, 16]
    assert not clean[13, 16:].any()
    assert clean[4, 2:6].all()
    assert [counts.tolist() for counts in count_ends_and_junctions(image)] == [[4], [0]]


@pytest.mark.mnist
def test_skeletons_keep_the_pieces_of_mnist(mnist):
    """Thinning and pruning leave as many pieces of ink and of paper as there were."""
    images = mnist.images[:300]
    for ink, line in zip(images >= 128, skeletons(images), strict=True):
        assert ndimage.label(line, np.ones((3, 3)))[1] == ndimage.label(ink, np.ones((3, 3)))[1]
        assert (
            ndimage.label(np.pad(~line, 1, constant_values=True))[1]
            == ndimage.label(np.pad(~ink, 1, constant_values=True))[1]
        )


def test_measure_degenerate():
    """Blank measures 0 throughout; one pixel, full ink and a frame at the border measure without warning or NaN."""
    images = np.zeros((4, 28, 28), np.uint8)
    images[1, 0, 0] = images[2] = 255
    images[3, [0, -1], :] = images[3, :, [0, -1]] = 255
    columns = measure(images)
    assert all(column[0] == 0 for column in columns.values())
    assert all(np.isfinite(column).all() for column in columns.values())
    assert columns["holes"].tolist() == [0, 0, 0, 1]
    assert (columns["thickness_px"][1:] > 0).all()


def test_measure_one_and_many_agree():
    """One digit measured alone has the figures that it has among a thousand others, in its own place."""
    rng = np.random.default_rng(0)
    images = np.concatenate([circle(r, pen_radius=p) for r in (3, 5, 8) for p in (1, 1.6)] * 100)
    images = np.roll(images, 2, axis=1)[rng.permutation(len(images))]
    many = measure(images)
    for k in (0, 17, 599):
        for name, column in measure(images[k : k + 1]).items():
            assert column[0] == pytest.approx(many[name][k], abs=1e-4)


def test_measure_reports_progress_and_dtypes():
    """Progress rises to 1; amounts are float32, counts uint8, as the entries say; no digits are no problem."""
    seen = []
    measures = measure(
        np.repeat(circle(6), 600, axis=0), progress=lambda stage, fraction: seen.append((stage, fraction))
    )
    fractions = [fraction for _, fraction in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    dtypes = {name: str(column.dtype) for name, column in measures.items()}
    assert dtypes == {name: BY_NAME[name].dtype for name in measures}
    assert all(dtypes[name] == "float32" for name in (*SIX, "proportion"))
    assert all(dtypes[name] == "uint8" for name in ("holes", "ends", "junctions"))
    assert all(len(column) == 0 for column in measure(np.zeros((0, 28, 28), np.uint8)).values())


@pytest.mark.mnist
def test_measure_agrees_with_morpho_mnist(mnist):
    """On training digits 0-1999 all six follow Morpho-MNIST's own figures, with at most 2 % of bias."""
    path = Path(os.environ["MNIST_EXPLORE_DATA"]) / "morpho-mnist" / "morphometrics-train-0-1999.csv"
    if not path.exists():
        pytest.skip(f"needs Morpho-MNIST's measurements at {path}")
    reference = np.genfromtxt(path, delimiter=",", names=True)
    measures = measure(mnist.images[:2000])
    floors = dict(zip(SIX, (0.999, 0.97, 0.98, 0.9999, 0.99, 0.99), strict=True))
    for name, floor in floors.items():
        theirs = reference[name.split("_")[0]]
        theirs = np.degrees(theirs) if name == "slant_deg" else theirs
        assert np.corrcoef(measures[name], theirs)[0, 1] >= floor, name
        assert abs(np.median(measures[name] - theirs)) <= 0.02 * np.median(np.abs(theirs)), name


@pytest.mark.mnist
def test_measure_alone_and_in_company(mnist):
    """A digit measures the same alone as among hundreds of others, in every measure."""
    images = mnist.images[:600]
    together = measure(images)
    for index in range(0, 600, 37):
        alone = measure(images[index : index + 1])
        for name, values in alone.items():
            # Sums of products may be taken in another order; nothing else may differ.
            assert values[0] == pytest.approx(together[name][index], rel=1e-5, abs=1e-5), (index, name)
