"""Places on the map: between neighbours, never drawn away by a few of them, and right for digits taken off it."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.atlas import load_atlas
from mnist_explore.digits import Digits
from mnist_explore.embedding.neighbours import NeighbourIndex, Neighbours
from mnist_explore.embedding.placement import NEIGHBOURS, place_by_neighbours

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def near(distances: list[float]) -> Neighbours:
    """Return one digit's neighbours: rows 0, 1, 2 … at these distances."""
    return Neighbours(np.arange(len(distances))[None], np.array([distances], np.float32))


def test_place_of_a_twin() -> None:
    """A digit that equals one on the map lies on it, whatever lies around."""
    positions = np.array([[3, 4], [90, 90], [90, 91], [91, 90]], np.float32)
    found = place_by_neighbours(near([0, 0.5, 0.5, 0.5]), positions)
    assert found.places.tolist() == [[3, 4]] and found.spread.tolist() == [0]


def test_place_among_equals() -> None:
    """Four equally near digits at a square's corners put it in the square's middle, half a diagonal from each."""
    positions = np.array([[0, 0], [2, 0], [2, 2], [0, 2]], np.float32)
    found = place_by_neighbours(near([1, 1, 1, 1]), positions)
    assert found.places[0] == pytest.approx([1, 1], abs=0.01)
    assert found.spread[0] == pytest.approx(np.sqrt(2), abs=0.01)


def test_place_is_not_drawn_away() -> None:
    """Of ten equally near digits four lie far off: the place stays within the six others, where a mean would not."""
    generator = np.random.default_rng(0)
    positions = np.concatenate([generator.normal(0, 0.5, (6, 2)), np.full((4, 2), 100.0)]).astype(np.float32)
    found = place_by_neighbours(near([1] * 10), positions)
    assert np.abs(found.places).max() < 2 < positions.mean()
    assert found.spread[0] < 3


def test_place_stays_on_a_heavy_point() -> None:
    """A neighbour with more than half of the say has the digit to itself; two regions with equal say spread it wide."""
    positions = np.array([[0, 0], [50, 0]], np.float32)
    assert place_by_neighbours(near([1, 2]), positions).places[0] == pytest.approx([0, 0], abs=1e-6)
    assert place_by_neighbours(near([1, 1]), positions).spread[0] >= 0
    three = np.array([[0, 0], [50, 0], [50, 1]], np.float32)
    assert place_by_neighbours(near([1, 1, 1]), three).spread[0] < 10


def test_place_moves_with_the_map() -> None:
    """Moving, turning and scaling the map moves, turns and scales the place; the order of equals is nothing to it."""
    generator = np.random.default_rng(1)
    positions, distances = generator.normal(0, 10, (8, 2)).astype(np.float32), np.sort(generator.uniform(1, 2, 8))
    turn = 3 * np.array([[0, -1], [1, 0]], np.float32)
    plain = place_by_neighbours(near(list(distances)), positions)
    moved = place_by_neighbours(near(list(distances)), positions @ turn.T + 7)
    assert moved.places == pytest.approx(plain.places @ turn.T + 7, abs=0.02)
    assert moved.spread == pytest.approx(3 * plain.spread, abs=0.05)


def test_place_of_many_at_once_and_of_none() -> None:
    """Each row is placed as if alone; neighbours beyond the tenth have no say; without any there is no place."""
    generator = np.random.default_rng(2)
    positions = generator.normal(0, 10, (40, 2)).astype(np.float32)
    indices = np.argsort(generator.random((5, 40)), axis=1)[:, :15]
    distances = np.sort(generator.uniform(1, 2, (5, 15)), axis=1).astype(np.float32)
    together = place_by_neighbours(Neighbours(indices, distances), positions)
    for row in range(5):
        alone = Neighbours(indices[row : row + 1, :NEIGHBOURS], distances[row : row + 1, :NEIGHBOURS])
        assert place_by_neighbours(alone, positions).places[0] == pytest.approx(together.places[row], abs=1e-4)
    with pytest.raises(ValueError, match="at least one"):
        place_by_neighbours(Neighbours(indices[:, :0], distances[:, :0]), positions)


@pytest.mark.mnist
def test_place_of_test_digits_taken_off_the_map(mnist: Digits) -> None:
    """Of 1,000 test digits half lie within 0.2 % of the map's width of where the map has them, 90 % within 1.5 %."""
    atlas = load_atlas(mnist)
    positions = atlas.table[["tsne_x", "tsne_y"]].to_numpy(np.float32)
    points = atlas.projection(mnist.images)
    rows = np.random.default_rng(0).choice(mnist.where_split("test"), 1000, replace=False)
    found = NeighbourIndex(points).search(points[rows], count=NEIGHBOURS + 1)
    others = found.indices != rows[:, None]
    others[others.all(axis=1), -1] = False
    shape = (len(rows), NEIGHBOURS)
    alone = Neighbours(found.indices[others].reshape(shape), found.distances[others].reshape(shape))
    off = np.linalg.norm(place_by_neighbours(alone, positions).places - positions[rows], axis=1)
    width = np.ptp(positions[:, 0])
    assert np.median(off) < 0.002 * width and np.quantile(off, 0.9) < 0.015 * width
    assert off.mean() < 0.01 * width
