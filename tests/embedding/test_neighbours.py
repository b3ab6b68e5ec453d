"""Neighbours: exact, nearest first."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.embedding.neighbours import NeighbourIndex


def test_search_agrees_with_all_distances() -> None:
    """Indices and distances are those of the full matrix of distances, sorted."""
    generator = np.random.default_rng(0)
    points, queries = generator.normal(size=(200, 8)), generator.normal(size=(7, 8))
    found = NeighbourIndex(points.astype(np.float32)).search(queries.astype(np.float32), count=10)
    distances = np.linalg.norm(queries[:, None] - points[None], axis=2)
    expected = np.argsort(distances, axis=1)[:, :10]
    assert (found.indices == expected).all()
    assert found.distances == pytest.approx(np.take_along_axis(distances, expected, 1), abs=1e-3)


def test_search_finds_a_point_itself_first() -> None:
    """An indexed point's nearest neighbour is itself at distance 0, never NaN."""
    points = np.random.default_rng(1).normal(size=(50, 4)).astype(np.float32) * 100
    found = NeighbourIndex(points).search(points, count=3)
    assert (found.indices[:, 0] == np.arange(50)).all()
    assert np.isfinite(found.distances).all() and found.distances[:, 0] == pytest.approx(np.zeros(50), abs=0.1)
    assert (np.diff(found.distances, axis=1) >= 0).all()


def test_search_on_a_line() -> None:
    """Points at 0, 1, 3 and 10; the nearest to 2.2 are 3, 1, 0, at 0.8, 1.2 and 2.2."""
    index = NeighbourIndex(np.array([[0], [1], [3], [10]], np.float32))
    found = index.search(np.array([[2.2]], np.float32), count=3)
    assert found.indices.tolist() == [[2, 1, 0]]
    assert found.distances[0] == pytest.approx([0.8, 1.2, 2.2], abs=1e-4)


def test_search_for_more_than_there_are() -> None:
    """Fewer points than asked for are all of them; asking for none is a caller's mistake."""
    index = NeighbourIndex(np.eye(3, dtype=np.float32))
    assert index.search(np.zeros((1, 3), np.float32), count=9).indices.shape == (1, 3)
    with pytest.raises(ValueError, match="0"):
        index.search(np.zeros((1, 3), np.float32), count=0)


def test_search_takes_any_memory_order() -> None:
    """Doubles and transposed arrays give what floats in order give."""
    points = np.random.default_rng(2).normal(size=(30, 5))
    plain = NeighbourIndex(points.astype(np.float32)).search(points.astype(np.float32), count=4)
    other = NeighbourIndex(np.asfortranarray(points)).search(np.asfortranarray(points), count=4)
    assert (plain.indices == other.indices).all()
