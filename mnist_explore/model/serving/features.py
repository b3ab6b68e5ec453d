"""What the shipped network sees in a digit: the units of its read-out, by which it tells digits apart."""

from __future__ import annotations

import threading
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.errors import ArtifactError
from mnist_explore.model.network.architecture import READOUT
from mnist_explore.model.serving.recogniser import CHUNK, LITERT_FILE


class FeatureReader:
    """Reads the network's last hidden layer; shared by all threads, one at a time.

    Parameters
    ----------
    model
        The bytes of the served `.tflite` file, from a source that is trusted.

    Raises
    ------
    ArtifactError
        If they are no LiteRT model with such a layer.
    """

    def __init__(self, model: bytes) -> None:
        self._model = model
        self._lock = threading.Lock()
        self._by_size: dict[int, Any] = {}
        self._runtime(1)

    def __call__(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the activations of the 128 units after their ReLU.

        Parameters
        ----------
        images
            ``(N, 28, 28)`` uint8, 0 = paper, 255 = full ink; N may be 0.

        Returns
        -------
        NDArray[np.float32]
            ``(N, 128)`` float32, 0 and up.
        """
        found = np.empty((len(images), READOUT), np.float32)
        size = CHUNK if len(images) > 1 else 1
        with self._lock:
            for start in range(0, len(images), size):
                part = images[start : start + size]
                found[start : start + size] = self._read(part, size)[: len(part)]
        return found

    def _read(self, part: NDArray[np.uint8], size: int) -> NDArray[np.float32]:
        """Return the features of at most `size` digits."""
        runtime, given, wanted = self._runtime(size)
        runtime.tensor(given)()[: len(part)] = part[..., None]
        runtime.invoke()
        # The bias and the ReLU are fused into the layer; where a converter leaves the ReLU to the next, this is it.
        return np.asarray(np.maximum(runtime.get_tensor(wanted), 0))

    def _runtime(self, size: int) -> Any:
        """Return an interpreter for `size` digits that keeps what lies between input and answer, and both its ends."""
        if size not in self._by_size:
            self._by_size[size] = _keeping_all(self._model, size)
        return self._by_size[size]


def _keeping_all(model: bytes, size: int) -> tuple[Any, int, int]:
    """Return an interpreter that keeps every layer, and the places of its input and of the read-out."""
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

    try:
        with warnings.catch_warnings():
            # It warns of the memory that all layers take: 150 kB a digit here.
            warnings.simplefilter("ignore", UserWarning)
            runtime: Any = Interpreter(
                model_content=model,
                num_threads=1,
                experimental_preserve_all_tensors=True,
                # A delegate computes several layers in one and keeps none of them.
                experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
            )
        given = runtime.get_input_details()[0]["index"]
        runtime.resize_tensor_input(given, (size, SIDE_PX, SIDE_PX, 1))
        runtime.allocate_tensors()
        runtime.invoke()
        wide = [t["index"] for t in runtime.get_tensor_details() if tuple(t["shape"][1:]) == (READOUT,)]
        layers = [index for index in wide if runtime.get_tensor(index).shape == (size, READOUT)]
    except (ValueError, RuntimeError) as error:
        raise ArtifactError(f"{LITERT_FILE} is not a LiteRT model of digits ({error}); restore it.") from error
    if not layers:
        raise ArtifactError(f"{LITERT_FILE} has no layer of {READOUT} units; restore it.")
    return runtime, given, layers[-1]
