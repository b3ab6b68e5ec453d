"""Shapes, typicality and its words, checked on drawn digits, on transformed real ones and on MNIST."""

import numpy as np
import pytest

from mnist_explore.errors import ArtifactError
from mnist_explore.style.families.shapes import shapes
from mnist_explore.style.families.spaces import fit_space
from mnist_explore.style.families.standard import (
    Reference,
    fit_reference,
    oddities,
    share_below,
    usual_measures,
    where_standard,
)
from mnist_explore.style.families.typicality import TypicalityModel, fit_typicality
from mnist_explore.style.measures import deslant, measure, slants_deg


def ring(*, radius: float = 8.0, pen: float = 1.5, squash: float = 1.0, shear: float = 0.0) -> np.ndarray:
    """Return ``(1, 28, 28)``: a ring, squashed across and leaning to the right by `shear`."""
    y, x = np.mgrid[:28, :28] - 13.5
    distance = np.abs(np.hypot((x + shear * y) / squash, y) - radius)
    return np.round(255 * np.clip(pen - distance + 0.5, 0, 1)).astype(np.uint8)[None]


def apart(one: np.ndarray, other: np.ndarray) -> float:
    """Return the mean difference between two digits' shapes."""
    return float(np.abs(shapes(one) - shapes(other)).mean())


@pytest.fixture(scope="module")
def fitted(uci):
    """Return the bundled digits' shapes and the model fitted to their training part."""
    drawn = shapes(uci.images)
    train = uci.where_split("train")
    return drawn, fit_typicality(uci.images[train], drawn[train], uci.labels[train])


@pytest.fixture(scope="module")
def reference(uci):
    """Return what is usual among the bundled training digits, with a made-up structure that 1 in 10 sevens has."""
    train = uci.where_split("train")
    measures = {name: values[train] for name, values in measure(uci.images).items()}
    labels = uci.labels[train]
    crossed = np.zeros(len(labels), bool)
    crossed[np.flatnonzero(labels == 7)[::10]] = True
    return fit_reference(labels, measures=measures, traits={"crossed": crossed})


@pytest.mark.parametrize("change", [{"pen": 2.6}, {"radius": 6.0}, {"squash": 0.7}, {"shear": 0.3}])
def test_shapes_without_stroke_width_size_and_slant(change):
    """A ring drawn bolder, smaller, narrower or leaning keeps its shape, a bar has another one."""
    bar = np.zeros((1, 28, 28), np.uint8)
    bar[0, 5:23, 13:15] = 255
    assert apart(ring(), ring(**change)) < 0.3 * apart(ring(), bar)


def test_shapes_without_a_speck():
    """A speck in the corner is none of the shape: it changes it far less than a stroke that stretches the box."""
    specked, barred = ring(radius=6), ring(radius=6)
    specked[0, 1:3, 25] = 255
    barred[0, 1:15, 25] = 255
    assert apart(ring(radius=6), specked) < 0.3 * apart(ring(radius=6), barred)


def test_shapes_of_nothing_and_of_blank_and_full_pictures():
    """No digits give no shapes; a blank picture's shape is blank; a dot and full ink are finite and within 0-1."""
    assert shapes(np.zeros((0, 28, 28), np.uint8)).shape == (0, 24, 24)
    images = np.zeros((3, 28, 28), np.uint8)
    images[1, 4, 20] = images[2] = 255
    drawn = shapes(images)
    assert drawn[0].max() == 0
    assert drawn[1].max() > 0
    assert np.isfinite(drawn).all()
    assert 0 <= drawn.min() <= drawn.max() <= 1
    with pytest.raises(ValueError, match="must be"):
        shapes(np.zeros((28, 28), np.uint8))


def test_fit_space_of_a_known_gaussian():
    """In a round cloud the distance is the one to the centre, and the median digit's typicality is a half."""
    random = np.random.default_rng(0)
    pictures = random.normal(0, [[3.0, 1.0]], (4000, 1, 2)).astype(np.float32)
    labels = np.zeros(4000, np.uint8)
    space = fit_space(pictures, labels, dimensions=2)
    probe = np.array([[[0.0, 0.0]], [[6.0, 0.0]], [[0.0, 2.0]]], np.float32)
    distances = space.distances(space.positions(probe), np.zeros(3, np.uint8))
    np.testing.assert_allclose(distances, [0, 2, 2], atol=0.15)
    assert np.median(space.typicality(space.positions(pictures), labels)) == pytest.approx(0.5, abs=0.01)


def test_fit_space_with_absent_and_single_digits():
    """A class without digits, or with one, is measured with the spread of all; too few digits are refused."""
    random = np.random.default_rng(1)
    pictures = random.random((60, 4, 4)).astype(np.float32)
    space = fit_space(pictures, np.array([0] * 59 + [5], np.uint8))
    assert np.isfinite(space.whitening).all()
    typical = space.typicality(space.positions(pictures), np.full(60, 9, np.uint8))
    assert ((typical >= 0) & (typical <= 1)).all()
    with pytest.raises(ValueError, match="at least 2"):
        fit_space(pictures[:1], np.zeros(1, np.uint8))


def test_typicality_within_the_training_digits(uci, fitted):
    """Training digits are spread evenly over 0-1 in both spaces: typicality is a rank within the class."""
    drawn, model = fitted
    train = uci.where_split("train")
    found = model(uci.images[train], drawn[train], uci.labels[train])
    for values in (found.typicality, found.typicality_shape):
        assert values.mean() == pytest.approx(0.5, abs=0.01)
        assert values.min() >= 0
        assert values.max() <= 1


def test_typicality_under_another_label(uci, fitted):
    """Digits called by the next digit's name are far less typical than under their own."""
    drawn, model = fitted
    test = uci.where_split("test")
    own = model(uci.images[test], drawn[test], uci.labels[test])
    other = model(uci.images[test], drawn[test], (uci.labels[test] + 1) % 10)
    assert np.median(own.typicality_shape) > 0.25
    assert np.median(other.typicality_shape) < 0.01
    assert np.median(other.typicality) < 0.01


@pytest.mark.mnist
@pytest.mark.slow
def test_typicality_shape_of_slanted_sevens(mnist):
    """Upright sevens made to lean by 35 degrees lose typicality as pictures far more than as shapes."""
    train = np.arange(12_000)
    drawn = shapes(mnist.images[train])
    model = fit_typicality(mnist.images[train], drawn, mnist.labels[train])
    rows = 12_000 + np.flatnonzero(mnist.labels[12_000:15_000] == 7)
    upright = deslant(mnist.images[rows])
    leaning = deslant(upright, slant_deg=np.full(len(rows), -35.0))
    assert slants_deg(leaning).mean() > slants_deg(upright).mean() + 30
    before = model(upright, shapes(upright), mnist.labels[rows])
    after = model(leaning, shapes(leaning), mnist.labels[rows])
    assert np.median(after.typicality) < 0.3 * np.median(before.typicality)
    assert np.median(after.typicality_shape) > 0.5 * np.median(before.typicality_shape)


def test_typicality_one_by_one(uci, fitted):
    """A digit alone is measured as among all others."""
    drawn, model = fitted
    together = model(uci.images[:5], drawn[:5], uci.labels[:5])
    for at in range(5):
        one = slice(at, at + 1)
        alone = model(uci.images[one], shapes(uci.images[one]), uci.labels[one])
        assert alone.typicality[0] == pytest.approx(together.typicality[at], abs=1e-4)
        assert alone.typicality_shape[0] == pytest.approx(together.typicality_shape[at], abs=1e-4)


def test_typicality_model_through_bytes(uci, fitted):
    """A model read back says the same; it is below 0.4 MB; damaged bytes are refused in one sentence."""
    drawn, model = fitted
    data = model.to_bytes()
    again = TypicalityModel.from_bytes(data)
    np.testing.assert_array_equal(
        model(uci.images, drawn, uci.labels).typicality, again(uci.images, drawn, uci.labels).typicality
    )
    assert len(data) < 400_000
    for damaged in (b"", b"no archive", data[: len(data) // 2]):
        with pytest.raises(ArtifactError, match="typicality"):
            TypicalityModel.from_bytes(damaged)


def test_share_below_with_ties():
    """Of 0-100 in steps of one, 25 % lie below 25; where half the class shares a value, none of it lies below it."""
    knots = np.arange(101, dtype=np.float32)
    np.testing.assert_allclose(share_below(np.array([-5, 0, 25, 99.5, 300]), knots), [0, 0, 0.25, 0.995, 1])
    tied = np.where(knots < 50, np.float32(20), knots)
    np.testing.assert_allclose(share_below(np.array([20, 20.5, 60]), tied), [0, 0.4901, 0.6], atol=0.001)


def plain(reference: Reference, digit: int) -> dict[str, float]:
    """Return the median measures of a class."""
    return {name: float(reference.knots[name][digit][50]) for name in usual_measures()}


def test_oddities_of_the_median_digit(reference):
    """There is nothing unusual about the median digit of any class."""
    assert all(oddities(plain(reference, digit), digit, reference) == [] for digit in range(10))


def test_oddities_strangest_first(reference):
    """A seven that leans far, is thinner than nearly all, crossed and of a strange shape is odd in these, in order."""
    values = plain(reference, 7) | {"crossed": True, "typicality_shape": 0.02}
    values["slant_deg"] = float(reference.knots["slant_deg"][7][-1]) + 1
    values["thickness_px"] = float(reference.knots["thickness_px"][7][3])
    found = oddities(values, 7, reference)
    assert [(one.kind, one.name, one.is_high) for one in found] == [
        ("measure", "slant_deg", True),
        ("measure", "thickness_px", False),
        ("trait", "crossed", True),
        ("shape", "typicality_shape", False),
    ]
    assert [one.share for one in found] == pytest.approx([1, 0.97, 0.1, 0.98], abs=0.005)
    with pytest.raises(ValueError, match="11"):
        oddities(values, 11, reference)


def test_oddities_pass_over_what_goes_without_saying():
    """Where nearly all sevens are crossed, one that is not is no oddity; where nearly all twos are looped, it is."""
    labels = np.repeat([2, 7], 100).astype(np.uint8)
    most = np.arange(200) % 10 > 0
    measures = dict.fromkeys(usual_measures(), np.ones(200))
    reference = fit_reference(labels, measures=measures, traits={"looped": most, "crossed": most})
    assert oddities({"crossed": 0}, 7, reference) == []
    (found,) = oddities({"looped": 0}, 2, reference)
    assert (found.name, found.is_high, found.share) == ("looped", False, pytest.approx(0.1))


def test_where_standard_is_what_has_no_oddities(uci, fitted, reference):
    """A digit is standard exactly when nothing is unusual about it; of the bundled ones, a third to three in four."""
    drawn, model = fitted
    found = model(uci.images, drawn, uci.labels)
    measures = {name: values for name, values in measure(uci.images).items() if name in usual_measures()}
    crossed = (uci.images[:, 14, 14] > 127) & (uci.labels == 7)
    standard = where_standard(
        uci.labels,
        measures=measures,
        traits={"crossed": crossed},
        whole={"typicality": found.typicality, "typicality_shape": found.typicality_shape},
        reference=reference,
    )
    columns = measures | {"crossed": crossed, "typicality": found.typicality}
    columns["typicality_shape"] = found.typicality_shape
    for at in range(0, len(uci), 7):
        found_odd = oddities({name: values[at] for name, values in columns.items()}, uci.labels[at], reference)
        assert standard[at] == (found_odd == [])
    assert 1 / 3 < standard.mean() < 3 / 4


def test_reference_through_bytes(reference):
    """A reference read back finds the same; damaged and foreign bytes are refused in one sentence."""
    again = Reference.from_bytes(reference.to_bytes())
    values = plain(reference, 4) | {"proportion": 5.0}
    assert oddities(values, 4, again) == oddities(values, 4, reference) != []
    for damaged in (b"", b"{", b"[]", b'{"knots": {"slant_deg": [1, 2]}, "shares": {}}', b"\xff\xfe\x00"):
        with pytest.raises(ArtifactError, match="reference"):
            Reference.from_bytes(damaged)


@pytest.mark.mnist
@pytest.mark.slow
def test_typicality_of_labels_people_doubt(mnist):
    """Nothing was chosen on them: the 15 test digits whose label people dispute are far less typical than the rest."""
    disputed = [947, 1621, 1901, 2130, 2462, 2597, 2654, 3520, 3558, 5937, 6651, 6783, 8527, 9679, 9729]
    train = mnist.where_split("train")[::6]
    model = fit_typicality(mnist.images[train], shapes(mnist.images[train]), mnist.labels[train])
    rows = 60_000 + np.array(disputed)
    found = model(mnist.images[rows], shapes(mnist.images[rows]), mnist.labels[rows])
    assert np.median(found.typicality_shape) < 0.1
