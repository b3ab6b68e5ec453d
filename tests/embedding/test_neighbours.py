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


def test_search_of_one_and_of_many_is_brute_force_by_numpy() -> None:
    """Alone, a few and many queries, among all and among some: what NumPy finds by every distance in double precision.

    Distances are compared, since of two digits equally far away either may come first.
    """
    generator = np.random.default_rng(3)
    points = generator.integers(-127, 128, (3000, 30)).astype(np.float32)
    queries, some = generator.normal(0, 70, (40, 30)).astype(np.float32), np.flatnonzero(generator.random(3000) < 0.1)
    distances = np.linalg.norm(queries.astype(np.float64)[:, None] - points[None], axis=2)
    index = NeighbourIndex(points)
    for count in (1, 5, 40):
        for among in (None, some):
            found = index.search(queries[:count], count=12, among=among)
            own = distances[:count] if among is None else distances[:count, among]
            assert found.distances == pytest.approx(np.sort(own, axis=1)[:, :12], rel=1e-5)
            assert among is None or np.isin(found.indices, among).all()
            assert np.take_along_axis(distances[:count], found.indices, 1) == pytest.approx(found.distances, rel=1e-5)


def test_search_leaves_the_number_of_threads() -> None:
    """One query is found by one thread; what else faiss does in this process keeps as many as it had."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(3)
    try:
        NeighbourIndex(np.eye(5, dtype=np.float32)).search(np.zeros((1, 5), np.float32), count=2)
        assert faiss.omp_get_max_threads() == 3
    finally:
        faiss.omp_set_num_threads(before)
