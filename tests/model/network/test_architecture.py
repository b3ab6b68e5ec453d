from __future__ import annotations

import numpy as np

from mnist_explore.model.network.architecture import build_network


def test_build_network_parameters() -> None:
    """The network keeps within the 330,000 parameters that a download of 1.3 MB allows."""
    assert build_network().count_params() <= 330_000


def test_build_network_output() -> None:
    """Any picture, blank or all ink, gives ten probabilities that sum to 1."""
    pictures = np.stack([np.zeros((28, 28, 1)), np.full((28, 28, 1), 255.0)]).astype(np.float32)
    chances = np.asarray(build_network()(pictures, training=False))
    assert chances.shape == (2, 10)
    assert (chances >= 0).all()
    np.testing.assert_allclose(chances.sum(axis=1), 1, rtol=1e-5)


def test_build_network_rescales() -> None:
    """Pixels are divided by 255 inside: full ink reaches the first convolution as 1."""
    network = build_network()
    first = network.layers[0](np.full((1, 28, 28, 1), 255.0, np.float32))
    np.testing.assert_allclose(np.asarray(first), 1, rtol=1e-6)


def test_build_network_seed() -> None:
    """The same seed gives the same first weights, another seed others, and no two layers start alike."""
    first, same, other = (build_network(seed=seed).get_weights() for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, same, strict=True))
    assert not np.array_equal(first[0], other[0])
    kernels = [weights.ravel()[:100] for weights in first if weights.ndim == 4]
    scaled = [kernel / np.linalg.norm(kernel) for kernel in kernels]
    closeness = np.abs(np.stack(scaled) @ np.stack(scaled).T) - np.eye(len(scaled))
    assert closeness.max() < 0.5
