"""Structure: what people would name in a digit, on drawn digits, on labelled ones, and against hostile callers."""

from __future__ import annotations

import csv
import dataclasses
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.atlas import BY_NAME
from mnist_explore.build.structure.learning import learned, packed
from mnist_explore.build.structure.variants import warped
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import ARTIFACTS
from mnist_explore.style.structure.detectors import RECIPES, Structure, machines, structure
from mnist_explore.style.structure.frames import edge_directions, fine_upright, left_ends, stretched, upright
from mnist_explore.style.structure.loops import loop_features

LABELS = Path(__file__).parents[3] / "labels" / "structure.csv"
APPLIES = {"looped": {2}, "crossed": {7}, "serif": {7}, "open_top": {4}, "gapped": {0, 6, 8, 9}}


def drawn(*strokes: list[tuple[float, float]], width: float = 2.4) -> np.ndarray:
    """Return a picture of lines through the points (row, column) of every stroke, ``(28, 28)`` uint8."""
    y, x = np.mgrid[:28, :28].astype(float)
    distance = np.full((28, 28), np.inf)
    for stroke in strokes:
        for (y0, x0), (y1, x1) in pairwise(stroke):
            along = ((y - y0) * (y1 - y0) + (x - x0) * (x1 - x0)) / ((y1 - y0) ** 2 + (x1 - x0) ** 2)
            along = np.clip(along, 0, 1)
            distance = np.minimum(distance, np.hypot(y - y0 - along * (y1 - y0), x - x0 - along * (x1 - x0)))
    return np.round(255 * np.clip(width / 2 - distance + 0.5, 0, 1)).astype(np.uint8)


SEVEN = [(5, 7), (5, 20), (23, 12)]
STEM = [(4, 14), (23, 14)]
RING = [(14 + 9 * np.sin(a), 14 + 7 * np.cos(a)) for a in np.linspace(-0.5 * np.pi, 1.5 * np.pi, 40)]


def told(image: np.ndarray, digit: int) -> Structure:
    """Return the structure of one picture."""
    return structure(image[None], np.array([digit]))


def labelled(attribute: str) -> tuple[np.ndarray, np.ndarray]:
    """Return indices and values of the unseen half of an attribute's random sample."""
    with LABELS.open() as file:
        rows = [row for row in csv.DictReader(file) if row["attribute"] == attribute]
    rows = [row for row in rows if (row["half"], row["sample"]) == ("test", "random")]
    return np.array([int(row["index"]) for row in rows]), np.array([row["value"] for row in rows])


def test_structure_of_drawn_sevens():
    """A stroke through a drawn seven's stem makes it crossed, a tick down at the bar's end gives it a serif."""
    assert told(drawn(SEVEN), 7).crossed.tolist() == [False]
    assert told(drawn(SEVEN), 7).serif.tolist() == [False]
    assert told(drawn(SEVEN, [(14, 11), (14, 20)]), 7).crossed.tolist() == [True]
    assert told(drawn([(10, 7), *SEVEN]), 7).serif.tolist() == [True]


def test_structure_of_drawn_twos():
    """A two with a loop at the foot is looped, a two of straight strokes is not."""
    plain = [(7, 8), (4, 13), (8, 19), (23, 8), (23, 21)]
    loop = [(7, 8), (4, 13), (8, 19), (16, 15), (22, 8), (19, 6), (17, 9), (20, 15), (23, 21)]
    assert told(drawn(plain), 2).looped.tolist() == [False]
    assert told(drawn(loop), 2).looped.tolist() == [True]


def test_structure_of_drawn_rings():
    """A closed ring is a zero without a gap; the same ring with a piece cut out has one."""
    assert told(drawn(RING), 0).gapped.tolist() == [False]
    assert told(drawn(RING[5:]), 0).gapped.tolist() == [True]


def test_structure_of_drawn_fours():
    """A four whose strokes meet at the top is closed; with two upright strokes it is open."""
    assert told(drawn([(17, 22), (17, 6), (4, 16), (24, 16)]), 4).open_top.tolist() == [False]
    assert told(drawn([(5, 8), (14, 8), (14, 20)], [(4, 17), (24, 17)]), 4).open_top.tolist() == [True]


def test_structure_of_drawn_ones():
    """A stem is a bar; an upstroke makes it a flag; a line at the foot a base."""
    assert told(drawn(STEM), 1).form.tolist() == ["bar"]
    assert told(drawn([(10, 8), *STEM]), 1).form.tolist() == ["flag"]
    assert told(drawn([(10, 8), *STEM], [(23, 8), (23, 20)]), 1).form.tolist() == ["base"]


def test_structure_applies_to_its_digits_only(mnist: Digits):
    """Every structure is told of its own digits and missing for others; so are the forms of ones."""
    labels = mnist.labels[:500]
    columns = structure(mnist.images[:500], labels).columns()
    for name, digits in APPLIES.items():
        assert columns[name].dtype == "boolean"
        assert np.array_equal(columns[name].isna(), ~np.isin(labels, list(digits)))
        assert set(columns[name].dropna()) == {True, False}
    assert np.array_equal(columns["form"].isna(), labels != 1)
    assert set(columns["form"].dropna()) <= {"bar", "flag", "base"}


def test_structure_is_encoded_as_the_atlas_is(mnist: Digits):
    """From detector to parquet nothing is translated: every structure has its column's dtype."""
    columns = structure(mnist.images[:20], mnist.labels[:20]).columns()
    assert {name: str(values.dtype) for name, values in columns.items()} == {
        name: BY_NAME[name].dtype for name in columns
    }


def test_structure_one_by_one_as_together(mnist: Digits):
    """A digit alone, as a visitor's is, has the structure it has among many."""
    together = structure(mnist.images[:60], mnist.labels[:60]).columns()
    for k in range(60):
        alone = structure(mnist.images[k : k + 1], mnist.labels[k : k + 1]).columns()
        for name, values in alone.items():
            assert values.equals(together[name][k : k + 1]), (k, name)


@pytest.mark.parametrize(
    ("attribute", "least"), [("looped", 0.95), ("crossed", 0.97), ("gapped", 0.85), ("serif", 0.88)]
)
def test_structure_f1_on_labels_by_eye(mnist: Digits, attribute: str, least: float):
    """On the labelled half that nothing was chosen on, F1 is what is claimed."""
    at, values = labelled(attribute)
    truth = values == "1"
    found = getattr(structure(mnist.images[at], mnist.labels[at]), attribute).to_numpy(bool, na_value=False)
    assert 2 * (truth & found).sum() / (truth.sum() + found.sum()) >= least


@pytest.mark.slow
def test_structure_shares_of_crossed_and_looped(mnist: Digits):
    """About one seven in nine is crossed and two twos in three are looped, more than have a hole (44.5 %)."""
    found = structure(mnist.images[::7], mnist.labels[::7])
    assert found.crossed.dropna().mean() == pytest.approx(1 / 9, abs=0.03)
    assert found.looped.dropna().mean() == pytest.approx(2 / 3, abs=0.06)


def test_structure_no_digits():
    """No digits have no structure, and no error."""
    found = structure(np.empty((0, 28, 28), np.uint8), np.empty(0, np.uint8))
    assert all(len(getattr(found, field.name)) == 0 for field in dataclasses.fields(Structure))


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("grey", [0, 255])
def test_structure_blank_and_full(grey: int):
    """Blank and full pictures get some answer for every digit, without warnings."""
    found = structure(np.full((10, 28, 28), grey, np.uint8), np.arange(10))
    assert found.crossed.isna().tolist() == [True] * 7 + [False] + [True] * 2
    assert found.crossed[7] == False  # noqa: E712 - a nullable answer, not one that is merely falsy


@pytest.mark.parametrize("labels", [np.array([1, 2]), np.array([1.0]), np.array([10]), np.array([-1])])
def test_structure_refuses_other_labels(labels: np.ndarray):
    """Too many labels, labels that are no integers, and labels outside 0-9 are a caller's mistake."""
    with pytest.raises(ValueError, match="labels must"):
        structure(np.zeros((1, 28, 28), np.uint8), labels)


def test_structure_refuses_other_images():
    """Pictures of another size are a caller's mistake."""
    with pytest.raises(ValueError, match="images must be"):
        structure(np.zeros((1, 8, 8), np.uint8), np.array([1]))


def test_machines_missing(tmp_path: Path):
    """Without the shipped file, one sentence says what is missing."""
    with pytest.raises(ArtifactError, match=r"structure\.npz is missing"):
        structure(np.zeros((1, 28, 28), np.uint8), np.array([1]), folder=tmp_path)


def test_machines_of_every_recipe():
    """A machine is shipped for every recipe, and the file is small."""
    assert machines().keys() == RECIPES.keys()
    assert (ARTIFACTS / "structure.npz").stat().st_size < 600_000


def test_stretched_undoes_slant():
    """A slanted bar and an upright one look alike in the stretched frame, and not in the frame that keeps slant."""
    bars = np.stack([drawn([(5, 14), (22, 14)]), drawn([(5, 18), (22, 10)])])
    straight, slanted = stretched(bars)
    assert np.abs(straight - slanted).mean() < 0.06
    straight, slanted = upright(bars)
    assert np.abs(straight - slanted).mean() > 0.1


def test_left_ends_shows_the_tick():
    """The window at the bar's left end has ink below the bar only where a tick hangs."""
    plain, ticked = left_ends(np.stack([drawn(SEVEN), drawn([(10, 7), *SEVEN])]))
    assert ticked.sum() > 1.2 * plain.sum()


def test_edge_directions_of_a_horizontal_edge():
    """A horizontal edge has all its strength in vertical gradients, the fifth of eight directions."""
    frame = np.zeros((1, 24, 24), np.float32)
    frame[:, 12:] = 1
    strength = (edge_directions(frame) ** 2).reshape(8, -1).sum(1)
    assert strength.argmax() == 4
    assert strength[4] == pytest.approx(strength.sum(), rel=1e-5)


def test_fine_upright_fits_the_box():
    """A bar of 18 rows fills 24 of the 28 points from top to bottom, in the middle."""
    bar = np.zeros((1, 28, 28), np.uint8)
    bar[:, 5:23, 12:15] = 255
    lines = np.flatnonzero(fine_upright(bar)[0].max(1) > 0.5)
    assert (lines[0], lines[-1]) == (2, 25)


def test_loop_features_of_rings():
    """A ring's loop has its area at every level; cut, none, but paper inside stays walled in; filled, neither."""
    disc = drawn(RING, width=19)
    closed, cut, filled = loop_features(np.stack([drawn(RING), drawn(RING[5:]), disc]), np.zeros(3, int))
    assert closed[7] == 7
    assert closed[:7] == pytest.approx(np.sqrt(np.pi * 7.8 * 5.8), rel=0.1)
    assert cut[:8].max() == 0
    assert cut[9] > 5
    assert filled[:8].max() == 0
    assert filled[9] < 2


def test_loop_features_eights_need_both_loops():
    """An eight's measured loop is its smaller one: without the upper loop it does not close."""
    small = [(8 + 4 * np.sin(a), 14 + 4 * np.cos(a)) for a in np.linspace(0, 2 * np.pi, 30)]
    large = [(18 + 6 * np.sin(a), 14 + 6 * np.cos(a)) for a in np.linspace(0, 2 * np.pi, 30)]
    both, lower = loop_features(np.stack([drawn(small, large), drawn(large, [(2, 14), (12, 14)])]), np.full(2, 8))
    assert 0 < both[3] < 8
    assert lower[3] == 0


def test_learned_and_packed_hold_what_they_learned(tmp_path: Path):
    """A machine learned from drawn sevens tells crossed from plain ones, and packing is without pickles."""
    rng = np.random.default_rng(3)
    plain = warped(np.repeat(drawn(SEVEN)[None], 20, axis=0), rng)
    crossed = warped(np.repeat(drawn(SEVEN, [(14, 11), (14, 20)])[None], 20, axis=0), rng)
    images, labels, truth = np.concatenate([plain, crossed]), np.full(40, 7), np.arange(40) >= 20
    recipe = dataclasses.replace(RECIPES["crossed"], parts=8, jitters=1)
    machine = learned(images[::2], labels[::2], truth[::2], recipe)
    assert ((machine.decisions(recipe.features(images[1::2], labels[1::2])) > 0) == truth[1::2]).all()
    (tmp_path / "one.npz").write_bytes(packed({"crossed": machine}, {}))
    with np.load(tmp_path / "one.npz", allow_pickle=False) as arrays:
        vectors = arrays["crossed.vectors"] * arrays["crossed.vectors.scale"]
        assert np.array_equal(arrays["crossed.bias"], machine.bias)
    column = np.abs(machine.vectors.astype(np.float32)).max(0)
    assert (np.abs(vectors - machine.vectors) <= 0.51 * column / 127).all()
