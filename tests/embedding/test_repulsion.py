"""Repulsion on a mesh: what all pairs of points give, however wide the map, and what openTSNE's own gradient is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mnist_explore.embedding.neighbours import NeighbourIndex, near_neighbours
from mnist_explore.embedding.repulsion import Mesh, divergence_on
from mnist_explore.embedding.tsne import MANY, tsne_map


def map_of(width: float, *, count: int = 800) -> np.ndarray:
    """Return a map with dense islands, some of them alone."""
    generator = np.random.default_rng(0)
    centres = generator.uniform(-0.5, 0.5, (12, 2))
    return width * (centres[generator.integers(12, size=count)] + generator.normal(0, 0.02, (count, 2)))


@pytest.mark.parametrize("width", [0.3, 3, 40, 180])
def test_potential_is_that_of_all_pairs(width: float) -> None:
    """The sum of 1 / (1 + d²) and its slope, at every point, of a map just begun and of one that is finished."""
    places = map_of(width)
    apart = places[:, None] - places[None]
    kernel = 1 / (1 + (apart**2).sum(axis=2))
    slope = -2 * (kernel[..., None] ** 2 * apart).sum(axis=1)
    mesh = Mesh()
    for _ in range(2):  # the second time with the kernel that was kept
        potential, found = mesh.potential(places)
        assert potential == pytest.approx(kernel.sum(axis=1), rel=2e-2)
        assert np.linalg.norm(found - slope) < 0.05 * np.linalg.norm(slope)


def test_mesh_follows_a_map_that_grows_and_shrinks() -> None:
    """A mesh that was made for one map gives of another what a new mesh gives."""
    mesh = Mesh()
    for width in (5, 90, 20, 0.01):
        places = map_of(width)
        kept, new = mesh.potential(places), Mesh().potential(places)
        assert kept[0] == pytest.approx(new[0], rel=2e-3)


def affinities_of(points: np.ndarray) -> Any:
    """Return openTSNE's affinities of points."""
    affinity = pytest.importorskip("openTSNE.affinity", reason="openTSNE is needed to lay out maps")
    return affinity.PerplexityBasedNN(points, perplexity=10, method="exact")


def test_divergence_is_open_tsnes() -> None:
    """Divergence and gradient are those of openTSNE's tree without approximation."""
    places = map_of(30)
    known = affinities_of(np.random.default_rng(1).normal(size=(len(places), 5)))
    from openTSNE.tsne import kl_divergence_bh

    options: dict[str, Any] = {"should_eval_error": True, "n_jobs": 1}
    wanted, gradient = kl_divergence_bh(places, known.P, 1, {"theta": 0.0}, **options)
    found, ours = divergence_on(Mesh())(places, known.P, **options)
    assert found == pytest.approx(wanted, rel=1e-4)
    assert np.linalg.norm(ours - gradient) < 0.03 * np.linalg.norm(gradient)


def test_near_neighbours_are_nearly_all() -> None:
    """Of clustered points at least 99 % of the ten nearest are found, none is its own, and the order has each once."""
    generator = np.random.default_rng(0)
    points = generator.normal(size=(40, 8))[generator.integers(40, size=4000)] + generator.normal(0, 0.3, (4000, 8))
    points = points.astype(np.float32)
    near, order = near_neighbours(points, count=30)
    exact = NeighbourIndex(points).search(points, count=31).indices[:, 1:]
    assert near.indices.shape == (4000, 30) and not (near.indices == np.arange(4000)[:, None]).any()
    assert (near.indices[:, :10, None] == exact[:, None, :10]).any(axis=2).mean() > 0.99
    assert sorted(order.tolist()) == list(range(4000))
    # In the order most neighbours lie near: within a tenth of the points, by chance a fifth would.
    rank = np.argsort(order)
    assert (np.abs(rank[near.indices[:, :10]] - rank[:, None]) < 400).mean() > 0.6


def test_near_neighbours_where_lists_are_short() -> None:
    """Points of which most are equal fill few lists: all neighbours are found all the same."""
    points = np.zeros((1500, 3), np.float32)
    points[:300] = np.random.default_rng(0).normal(size=(300, 3))
    near, order = near_neighbours(points, count=100)
    assert (near.indices >= 0).all() and np.isfinite(near.distances).all() and len(order) == 1500


@pytest.mark.slow
def test_large_map_keeps_clusters_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way of large maps, here of few points: each place is its own point's, and neighbours are of one cluster."""
    generator = np.random.default_rng(0)
    kinds = generator.integers(5, size=1500)
    points = (20 * np.eye(5, 10)[kinds] + generator.normal(size=(1500, 10))).astype(np.float32)
    monkeypatch.setattr("mnist_explore.embedding.tsne.MANY", 1000)
    assert MANY == 10_000
    shares: list[float] = []
    places = tsne_map(points, progress=shares.append)
    assert shares == sorted(shares) and shares[-1] == 1
    near = NeighbourIndex(places).search(places, count=6).indices
    assert (kinds[near] == kinds[:, None]).mean() > 0.98
