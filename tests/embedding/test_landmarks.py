"""A map by landmarks: they lie as they were laid out, and all others among their own kind."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.embedding.landmarks import laid_out
from mnist_explore.embedding.tsne import tsne_map


@pytest.fixture(scope="module")
def clouds() -> tuple[np.ndarray, np.ndarray]:
    """Return 900 points in six clouds far apart, and which cloud each is of."""
    chance = np.random.default_rng(0)
    kinds = chance.integers(0, 6, 900)
    return (20 * np.eye(6, 8)[kinds] + chance.normal(size=(900, 8))).astype(np.float32), kinds


def test_few_points_are_laid_out_whole(clouds: tuple[np.ndarray, np.ndarray]) -> None:
    """What is not too much is t-SNE's map and nothing else."""
    points = clouds[0][:120]
    assert (laid_out(points, seed=3) == tsne_map(points, seed=3)).all()


def test_many_points_follow_their_landmarks(clouds: tuple[np.ndarray, np.ndarray]) -> None:
    """Landmarks are t-SNE's own map; each other point lies among the landmarks of its cloud; the share grows to 1."""
    points, kinds = clouds
    shares: list[float] = []
    places = laid_out(points, seed=1, most_whole=500, landmarks=200, progress=shares.append)
    chosen = np.sort(np.random.default_rng(1).choice(900, 200, replace=False))
    assert (places[chosen] == tsne_map(points[chosen], seed=1)).all()
    others = np.setdiff1d(np.arange(900), chosen)
    apart = np.linalg.norm(places[others, None] - places[None, chosen], axis=2)
    assert (kinds[chosen][apart.argmin(axis=1)] == kinds[others]).all()
    assert shares == sorted(shares) and shares[-1] == 1
