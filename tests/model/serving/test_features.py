"""The network's features: those of Keras's own layer, whatever the batch, and what the answer is made of."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import checked_bytes
from mnist_explore.model.serving.features import FeatureReader
from mnist_explore.model.serving.recogniser import KERAS_FILE, LITERT_FILE, SECTION, _keras_network, load_recogniser


@pytest.fixture(scope="module")
def reader() -> FeatureReader:
    """Return what reads the shipped network's features."""
    return FeatureReader(checked_bytes(SECTION, LITERT_FILE))


@pytest.mark.slow
def test_features_are_the_read_out_of_the_network(reader: FeatureReader, uci: Digits) -> None:
    """Keras's layer gives the same 128 numbers, and its last layer the answer that is served, from them."""
    import keras

    network = _keras_network(checked_bytes(SECTION, KERAS_FILE))
    images = uci.images[:40]
    layer = next(layer for layer in reversed(network.layers) if isinstance(layer, keras.layers.ReLU))
    wanted = np.asarray(keras.Model(network.inputs[0], layer.output)(images[..., None].astype(np.float32)))
    found = reader(images)
    assert found.shape == (40, 128) and (found >= 0).all()
    np.testing.assert_allclose(found, wanted, atol=1e-4)
    weights, bias = (np.asarray(one) for one in network.layers[-1].get_weights())
    logits = found @ weights + bias
    chances = np.exp(logits - logits.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(load_recogniser().single_pass(images), chances, atol=1e-4)


def test_features_do_not_depend_on_the_batch(reader: FeatureReader, uci: Digits) -> None:
    """One digit at a time, 16 or 19: the same features; of none, none."""
    images = uci.images[:19]
    one_by_one = np.concatenate([reader(images[at : at + 1]) for at in range(19)])
    np.testing.assert_allclose(reader(images), one_by_one, atol=1e-4)
    assert reader(images[:0]).shape == (0, 128)


@pytest.mark.parametrize("data", [b"", b"not a model", b"\0" * 2_000])
def test_what_is_no_model_is_refused(data: bytes) -> None:
    """Damage is one sentence."""
    with pytest.raises(ArtifactError, match="is not a LiteRT model"):
        FeatureReader(data)
