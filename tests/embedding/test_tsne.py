"""The map keeps neighbours together, and is the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.embedding.neighbours import NeighbourIndex
from mnist_explore.embedding.tsne import tsne_map


@pytest.fixture(scope="module")
def clusters() -> tuple[np.ndarray, np.ndarray]:
    """Return 150 points in three far clusters of ten dimensions, and which cluster each is in."""
    generator = np.random.default_rng(0)
    kinds = np.repeat([0, 1, 2], 50)
    centres = 20 * np.eye(3, 10)
    return (centres[kinds] + generator.normal(size=(150, 10))).astype(np.float32), kinds


def test_tsne_map_keeps_clusters_apart(clusters: tuple[np.ndarray, np.ndarray]) -> None:
    """On the map every point's five nearest are of its own cluster."""
    points, kinds = clusters
    places = tsne_map(points)
    assert places.shape == (150, 2) and places.dtype == np.float32 and np.isfinite(places).all()
    near = NeighbourIndex(places).search(places, count=6).indices
    assert (kinds[near] == kinds[:, None]).mean() > 0.99


def test_tsne_map_is_repeatable(clusters: tuple[np.ndarray, np.ndarray]) -> None:
    """The same points and seed on one thread give the same map."""
    assert (tsne_map(clusters[0], threads=1) == tsne_map(clusters[0], threads=1)).all()


def test_tsne_map_reports_progress(clusters: tuple[np.ndarray, np.ndarray]) -> None:
    """Shares go up, from above 0 to 1 at most."""
    shares: list[float] = []
    tsne_map(clusters[0], progress=shares.append)
    assert shares == sorted(shares) and len(shares) > 10
    assert shares[0] > 0 and 0.9 < shares[-1] <= 1


def test_tsne_map_of_four_points() -> None:
    """Four points are enough; their perplexity is lowered."""
    places = tsne_map(np.eye(4, dtype=np.float32))
    assert places.shape == (4, 2) and np.isfinite(places).all()


def test_tsne_map_of_twins() -> None:
    """Twins, of which a data set has many, do not make a place that is none."""
    places = tsne_map(np.repeat(np.eye(5, dtype=np.float32), 4, axis=0))
    assert np.isfinite(places).all()
