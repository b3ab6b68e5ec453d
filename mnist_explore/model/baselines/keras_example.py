"""The convolutional network that Keras's documentation teaches MNIST with, rebuilt from its published description."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import CLASSES, SIDE_PX, class_rows
from mnist_explore.model.serving.recogniser import Recogniser, litert_recogniser

if TYPE_CHECKING:
    import keras

BATCH = 128
EPOCHS = 15
FOLD_EPOCHS = 5
"""Of the fits without a fold; a third, because there are five of them; the project's own network has less than
a quarter of its."""
HELD_BACK = 0.1
"""Share of the digits, the last ones, that the example watches its progress on and does not learn from."""


@dataclass(frozen=True, eq=False)
class KerasExample:
    """Keras's "Simple MNIST convnet", trained as published, and served as the project's own network is.

    Two convolutions of 3 x 3 with 32 and 64 channels, each followed by pooling; half of the features dropped; one
    dense layer. Adam, 15 epochs in batches of 128, the last tenth of the digits held back.

    Parameters
    ----------
    served
        ``(bytes,)`` uint8: the trained network for LiteRT.
    weights
        ``()`` int64, how many weights it has.

    References
    ----------
    Chollet, "Simple MNIST convnet", https://keras.io/examples/vision/mnist_convnet/
    """

    served: NDArray[np.uint8]
    weights: NDArray[np.int64]

    @classmethod
    def fit(
        cls, images: NDArray[np.uint8], labels: NDArray[np.uint8], *, seed: int = 0, epochs: int = EPOCHS
    ) -> KerasExample:
        """Train on ``(N, 28, 28)`` uint8 pictures; `seed` sets weights, order and drop-outs."""
        import keras

        from mnist_explore.model.training.publishing import litert_bytes

        keras.utils.set_random_seed(seed)
        network = keras_example(classes=class_rows(labels))
        network.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
        pictures = images[..., None].astype(np.float32)
        network.fit(pictures, labels, batch_size=BATCH, epochs=epochs, validation_split=HELD_BACK, verbose=0)
        return cls(np.frombuffer(litert_bytes(network), np.uint8), np.asarray(network.count_params()))

    @cached_property
    def recogniser(self) -> Recogniser:
        """The network, ready to read."""
        return litert_recogniser(self.served.tobytes())

    @property
    def parameters(self) -> int:
        """The network's weights: 34,826."""
        return int(self.weights)

    def read(self, images: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the likeliest class of each of ``(N, 28, 28)`` pictures."""
        predictions: NDArray[np.uint8] = self.recogniser.single_pass(images).argmax(axis=1).astype(np.uint8)
        return predictions


def keras_example(*, classes: int = CLASSES) -> keras.Model:
    """Return the untrained network: ``(N, 28, 28, 1)`` float32 in 0-255 → ``(N, 10)`` float32 probabilities.

    The example divides its pictures by 255 beforehand; here the network does so itself.
    """
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((SIDE_PX, SIDE_PX, 1)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(classes, activation="softmax"),
        ]
    )
