"""Families, checked on groups that are known, on digits that have none, and on the bundled digits."""

import numpy as np
import pytest

from mnist_explore.analysis.variation.style_words import family_names
from mnist_explore.errors import ArtifactError
from mnist_explore.style.families.choice import STABLE, family_count, stability
from mnist_explore.style.families.clustering import Families, fit_families
from mnist_explore.style.families.description import describe_families, shape_profile
from mnist_explore.style.families.shapes import shapes
from mnist_explore.style.families.spaces import fit_space
from tests.thorough import and_thoroughly


def blobs(sizes: tuple[int, ...], *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return ``(N, 4)`` points in round groups of the given sizes, 12 deviations apart, and which group each is of."""
    random = np.random.default_rng(seed)
    group = np.repeat(np.arange(len(sizes)), sizes)
    centres = 12 * np.array([[0, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    return (centres[group] + random.normal(size=(len(group), 4))).astype(np.float32), group


@pytest.fixture(scope="module")
def bundled(uci):
    """Return the bundled digits' positions and labels, their training part, and the families fitted to it."""
    drawn = shapes(uci.images)
    train = uci.where_split("train")
    positions = fit_space(drawn[train], uci.labels[train]).positions(drawn)
    return positions, train, fit_families(positions[train], uci.labels[train], most=3)


@pytest.mark.slow
@pytest.mark.parametrize("sizes", and_thoroughly([(200, 150, 120, 90), (300, 200), (250, 200, 100)], first=1))
def test_family_count_of_known_groups(sizes):
    """Groups that lie apart are counted right, and found again whatever the start and the half."""
    points, _ = blobs(sizes)
    found = family_count(points)
    assert found.families == len(sizes)
    assert min(found.seeds, found.halves) > 0.99


@pytest.mark.thorough
@pytest.mark.slow
def test_family_count_of_one_round_cloud():
    """A cloud without groups is one family, whose halves would be cut at random."""
    points = np.random.default_rng(3).normal(size=(600, 4)).astype(np.float32)
    assert family_count(points).families == 1
    assert stability(points, 3).halves < STABLE


def test_family_count_of_few_digits():
    """Fewer than 40 digits, or one, are not split."""
    points, _ = blobs((20, 19))
    assert family_count(points).families == 1
    assert family_count(points[:1]).families == 1


@pytest.mark.slow
def test_families_of_known_groups_largest_first():
    """Families are the known groups, numbered by size, with their shares; new digits join the nearest one."""
    points, group = blobs((100, 300, 200))
    labels = np.full(len(points), 4, np.uint8)
    families = fit_families(points, labels)
    expected = np.array([2, 0, 1])[group]
    assert families(points, labels).tolist() == expected.tolist()
    np.testing.assert_allclose(families.share, [1 / 2, 1 / 3, 1 / 6], atol=1e-6)
    fresh, _ = blobs((100, 300, 200), seed=9)
    assert families(fresh, labels).tolist() == expected.tolist()


@pytest.mark.thorough
@pytest.mark.slow
def test_families_by_a_trait_alone():
    """Digits of one shape, a tenth of them crossed, are two families: the plain and the crossed ones."""
    points = np.random.default_rng(5).normal(size=(800, 4)).astype(np.float32)
    labels = np.full(800, 7, np.uint8)
    crossed = np.arange(800) % 10 == 0
    families = fit_families(points, labels, traits={"crossed": crossed})
    assert families(points, labels, traits={"crossed": crossed}).tolist() == crossed.astype(int).tolist()
    with pytest.raises(ValueError, match="crossed is missing"):
        families(points, labels)


def test_families_of_a_class_never_seen():
    """A digit of a class that there was none of belongs to family 0."""
    points, _ = blobs((100, 100))
    families = fit_families(points, np.zeros(200, np.uint8))
    assert families(points[:3], np.full(3, 8, np.uint8)).tolist() == [0, 0, 0]


@pytest.mark.slow
def test_families_are_the_same_for_the_same_seed(uci, bundled):
    """The same seed gives the same families, byte for byte."""
    positions, train, families = bundled
    assert fit_families(positions[train], uci.labels[train], most=3).to_bytes() == families.to_bytes()


def test_families_through_bytes(uci, bundled):
    """Families read back group alike; damaged bytes are refused in one sentence."""
    positions, _, families = bundled
    again = Families.from_bytes(families.to_bytes())
    assert again(positions, uci.labels).tolist() == families(positions, uci.labels).tolist()
    for damaged in (b"", b"no archive", families.to_bytes()[:100]):
        with pytest.raises(ArtifactError, match="families"):
            Families.from_bytes(damaged)


def test_families_of_the_bundled_digits(uci, bundled):
    """Every class of the 1,797 has families whose shares add up to 1, and a digit alone is placed as among others."""
    positions, _, families = bundled
    for digit in range(10):
        assert families.share[families.digit == digit].sum() == pytest.approx(1)
    together = families(positions, uci.labels)
    assert [int(families(positions[[at]], uci.labels[[at]])[0]) for at in range(50)] == together[:50].tolist()


@pytest.mark.slow
def test_describe_families_by_a_trait():
    """All of the crossed family have a bar, their strokes are longer, and its medoid is nearest to their average."""
    random = np.random.default_rng(5)
    points = random.normal(size=(800, 4)).astype(np.float32)
    labels = np.full(800, 7, np.uint8)
    traits = {"crossed": np.arange(800) % 8 == 0}
    families = fit_families(points, labels, traits=traits)
    length = 30 + 10 * traits["crossed"] + random.normal(size=800)
    plain, crossed = describe_families(families, points, labels, traits=traits, measures={"length_px": length})
    assert crossed.share == pytest.approx(1 / 8)
    assert (plain.traits, crossed.traits) == ({"crossed": (0, 1)}, {"crossed": (1, 0)})
    apart = length[traits["crossed"]].mean() - length[~traits["crossed"]].mean()
    assert crossed.differences == pytest.approx({"length_px": apart / length.std()})
    assert plain.differences["length_px"] == -crossed.differences["length_px"]
    members = np.flatnonzero(traits["crossed"])
    inside = points[members]
    assert crossed.medoid == members[np.square(inside - inside.mean(axis=0)).sum(axis=1).argmin()]


def test_describe_families_names_are_told_apart(uci, bundled):
    """No two families of a digit share a name; every medoid is a digit of its class and family."""
    positions, train, families = bundled
    labels = uci.labels[train]
    profile = shape_profile(shapes(uci.images[train]))
    told = describe_families(families, positions[train], labels, measures=profile)
    for digit in range(10):
        names = family_names([one for one in told if one.digit == digit])
        assert len(set(names)) == len(names) == (families.digit == digit).sum()
    member = families(positions[train], labels)
    for family in told:
        assert (labels[family.medoid], member[family.medoid]) == (family.digit, family.family)


def test_shape_profile_of_drawn_shapes():
    """A T is top-heavy and broad at the top; turned upside down it is the reverse; a ) bulges to the right."""
    tee = np.zeros((24, 24), np.float32)
    tee[2:4, 4:20] = tee[2:22, 11:13] = 1
    y, x = np.mgrid[:24, :24] - 11.5
    bow = (np.abs(np.hypot(x + 6, y) - 12) < 1).astype(np.float32) * (x > 0)
    profile = shape_profile(np.stack([tee, tee[::-1], bow, bow[:, ::-1], np.zeros_like(tee)]))
    assert profile["top_heavy"][0] > 0.6 > 0.4 > profile["top_heavy"][1]
    assert profile["head_width"][0] == pytest.approx(profile["foot_width"][1])
    assert profile["head_width"][0] > 2 * profile["foot_width"][0]
    assert profile["bulge"][2] > 2
    assert profile["bulge"][3] == pytest.approx(-profile["bulge"][2], abs=1e-5)
    assert all(values[4] == 0 for values in profile.values())


@pytest.mark.thorough
@pytest.mark.mnist
@pytest.mark.slow
def test_families_of_mnist_are_found_again(mnist):
    """Sevens told by shape and crossing: starts and halves never tried before agree by 0.9 and more."""
    from mnist_explore.style.structure.detectors import structure

    rows = np.flatnonzero((mnist.labels == 7) & (mnist.split == 0))
    labels = mnist.labels[rows]
    drawn = shapes(mnist.images[rows])
    positions = fit_space(drawn, labels).positions(drawn)
    found = structure(mnist.images[rows], labels)
    traits = {"crossed": found.crossed.to_numpy(bool), "serif": found.serif.to_numpy(bool)}
    families = fit_families(positions, labels, traits=traits)
    held = np.array([traits[name] for name in families.traits], np.float32).T
    again = stability(families.points(positions, 7, traits=held), len(families.digit), tries=5, seed=77)
    assert len(families.digit) >= 2
    assert min(again.seeds, again.halves) >= STABLE
