"""Reading digits with the shipped recogniser, from any number of threads."""

from __future__ import annotations

import os
import tempfile
import threading
from collections import deque
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import CLASSES, SIDE_PX, Digits
from mnist_explore.errors import ArtifactError, quoted
from mnist_explore.manifest import checked_bytes, section_facts
from mnist_explore.model.serving.augmentation import LOOKS, agreed, views

if TYPE_CHECKING:
    import keras

SECTION = "recogniser"
UNTRAINED = (
    "Nothing reads these pictures yet, for the network that ships knows 0 to 9 alone: train one on them with "
    "`python -m mnist_explore train --data PATH`."
)
KERAS_FILE = "recogniser.keras"
LITERT_FILE = "recogniser.tflite"
CHUNK = 16
"""Digits in one pass of LiteRT's: enough to be fast, few enough to stay within the processor's cache."""
FEW = 8
"""Up to here digits pass one by one, because a pass costs a whole chunk's time even when most of the chunk is empty."""
KERAS_CHUNK = 256
"""Digits in one pass of Keras's, whose every call costs milliseconds."""
BLOCK = 8192
"""Digits that are numbers of four bytes at a time, 26 MB: a million of them would take 3 GB."""
AGAIN = 16
"""Digits looked at again at a time: their views, 100 kB a digit, shall not fill the memory."""

Form = Literal["LiteRT", "Keras"]
Pictures = NDArray[np.float32]
Chances = NDArray[np.float32]


def seed_file(seed: int) -> str:
    """Return the name of the file with a seed's network for LiteRT; seed 0's is the one that serves and ships."""
    return f"recogniser-{seed}.tflite" if seed else LITERT_FILE


class Recogniser:
    """Reads digits; made by :func:`load_recogniser`, shared by all threads.

    Parameters
    ----------
    form
        ``"LiteRT"`` or ``"Keras"``: what computes.
    run
        From ``(N, 28, 28, 1)`` float32 in 0-255, N at least 1, to ``(N, classes)`` float32; called from many
        threads at once.
    classes
        How many classes it tells apart.
    """

    def __init__(self, *, form: Form, run: Callable[[Pictures], Chances], classes: int = CLASSES) -> None:
        self.form, self.classes = form, classes
        self._run = run

    def probabilities(self, images: NDArray[np.uint8]) -> Chances:
        """Return how likely each picture is to be of each class.

        Where a single pass is below the first of :data:`~mnist_explore.model.serving.augmentation.LOOKS`, the answer
        is the geometric mean of that pass and of one for each of a few
        :func:`~mnist_explore.model.serving.augmentation.views`, and where that is below the second, of more of them:
        test-time augmentation, spent where it can matter.

        Parameters
        ----------
        images
            ``(N, 28, 28)`` uint8, 0 = paper, 255 = full ink; N may be 0.

        Returns
        -------
        ndarray
            ``(N, classes)`` float32 in 0-1, rows sum to 1.

        Raises
        ------
        ValueError
            If the shape or dtype is not as above.

        References
        ----------
        Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural networks", NeurIPS
        2012 (averaging over views of a picture at test time).
        """
        chances = self.single_pass(images)
        if (chances.max(axis=1, initial=0) < LOOKS[0][0]).any():
            self._look_again(images, chances)
        return chances

    def _look_again(self, images: NDArray[np.uint8], chances: Chances) -> None:
        """Put into `chances`, where they are unsure, what several views agree on."""
        rows, seen = np.arange(len(chances)), chances[:, None]
        for below, count in LOOKS:
            unsure = (chances[rows].max(axis=1, initial=0) < below).nonzero()[0]
            rows, seen = rows[unsure], seen[unsure]
            seen = np.concatenate([seen, self._of_views(images[rows], count)], axis=1)
            chances[rows] = agreed(seen)

    def _of_views(self, images: NDArray[np.uint8], count: int) -> Chances:
        """Return what the network makes of every view, ``(N, count, classes)``."""
        chances = np.empty((len(images), count, self.classes), np.float32)
        for start in range(0, len(images), AGAIN):
            seen = views(images[start : start + AGAIN], count)
            told = self._run(seen.reshape(-1, SIDE_PX, SIDE_PX, 1))
            chances[start : start + AGAIN] = told.reshape(len(seen), count, -1)
        return chances

    def single_pass(self, images: NDArray[np.uint8]) -> Chances:
        """Return what the network alone makes of each picture, in one pass; as :meth:`probabilities` but for that."""
        if images.ndim != 3 or images.shape[1:] != (SIDE_PX, SIDE_PX) or images.dtype != np.uint8:
            raise ValueError(f"images must be (N, 28, 28) uint8, not {images.shape} {images.dtype}")
        if len(images) == 0:
            return np.empty((0, self.classes), np.float32)
        if len(images) <= BLOCK:
            return self._run(images[..., None].astype(np.float32))
        starts = range(0, len(images), BLOCK)
        return np.concatenate([self.single_pass(images[start : start + BLOCK]) for start in starts])


def load_recogniser(
    *, form: Literal["auto", "LiteRT", "Keras"] = "auto", folder: Path | None = None, section: str = SECTION
) -> Recogniser:
    """Return the shipped recogniser, or one that was trained on a person's own pictures.

    The file's SHA-256 is compared with the manifest's before anything of it is parsed. LiteRT answers most digits in a
    tenth of a millisecond, the hardest in some three, and needs no TensorFlow; Keras's own form is for where LiteRT has
    no wheel.

    Parameters
    ----------
    form
        ``"auto"`` takes LiteRT where it is installed, else Keras.
    folder
        Where the products and their manifest lie; by default the user's folder, then the package's.
    section
        The manifest's section of the network.

    Raises
    ------
    ArtifactError
        If the file is missing, damaged, or no such model.
    ValueError
        If `form` is none of the three.
    """
    if form not in ("auto", "LiteRT", "Keras"):
        raise ValueError(f"form must be 'auto', 'LiteRT' or 'Keras', not {form!r}")
    if form == "LiteRT" or (form == "auto" and find_spec("ai_edge_litert") is not None):
        return litert_recogniser(network_bytes(LITERT_FILE, section=section, folder=folder))
    network = _keras_network(network_bytes(KERAS_FILE, section=section, folder=folder))
    return keras_recogniser(network)


def network_section(digits: Digits) -> str:
    """Return the manifest's section of the network that reads a data set: digits are read by the one that ships."""
    return SECTION if digits.classes.are_digits else f"{digits.fingerprint[:16]}-{SECTION}"


def network_bytes(name: str, *, section: str = SECTION, folder: Path | None = None) -> bytes:
    """Return the bytes of one of a network's files, checked.

    Raises
    ------
    ArtifactError
        If it is missing or damaged; of one's own pictures with the word that a network is to be trained on them.
    """
    if section != SECTION and not section_facts(section, folder=folder):
        raise ArtifactError(UNTRAINED)
    return checked_bytes(section, network_file(name, section=section), folder=folder)


def network_file(name: str, *, section: str) -> str:
    """Return where a network's file lies among the products: that of one's own pictures beside their atlas."""
    return name if section == SECTION else f"{section.removesuffix(f'-{SECTION}')}/{name}"


def litert_recogniser(data: bytes) -> Recogniser:
    """Return the recogniser in a `.tflite` file's bytes, which are from a source that is trusted.

    Raises
    ------
    ArtifactError
        If they are no LiteRT model.
    """
    interpreters = Interpreters(data)
    return Recogniser(form="LiteRT", run=interpreters.run, classes=interpreters.classes)


def keras_recogniser(network: keras.Model) -> Recogniser:
    """Return a recogniser that runs a Keras network."""
    return Recogniser(form="Keras", run=keras_runner(network), classes=network.output_shape[-1])


def keras_runner(network: keras.Model) -> Callable[[Pictures], Chances]:
    """Return a function that runs a Keras network, one thread at a time, in chunks."""
    lock = threading.Lock()

    def run(pictures: Pictures) -> Chances:
        with lock:
            parts = [pictures[at : at + KERAS_CHUNK] for at in range(0, len(pictures), KERAS_CHUNK)]
            return np.concatenate([np.asarray(network(part, training=False), np.float32) for part in parts])

    return run


class Interpreters:
    """LiteRT interpreters of one model, lent to one thread at a time.

    An interpreter is not thread-safe but costs little, so every thread that finds none idle gets a new one. Two
    kinds are kept, for one digit and for a chunk, because changing an interpreter's batch size costs more than a
    reading.
    """

    def __init__(self, model: bytes) -> None:
        self._model = model
        first = _Interpreter(model, size=1)
        self.classes = first.classes
        # A deque's ends are safe to use from many threads, and cost a tenth of a queue's.
        self._idle: dict[int, deque[_Interpreter]] = {1: deque([first]), CHUNK: deque()}

    def run(self, pictures: Pictures) -> Chances:
        """Return the probabilities of ``(N, 28, 28, 1)`` pictures."""
        size = CHUNK if len(pictures) > FEW else 1
        idle = self._idle[size]
        try:
            interpreter = idle.pop()
        except IndexError:
            interpreter = _Interpreter(self._model, size=size)
        try:
            if len(pictures) <= size:
                return interpreter.read(pictures)
            return np.concatenate([interpreter.read(pictures[at : at + size]) for at in range(0, len(pictures), size)])
        finally:
            idle.append(interpreter)


class _Interpreter:
    """One LiteRT interpreter for `size` digits at a time."""

    def __init__(self, model: bytes, *, size: int) -> None:
        from ai_edge_litert.interpreter import Interpreter

        try:
            self._runtime: Any = Interpreter(model_content=model, num_threads=1 if size == 1 else _threads())
            self._input = self._runtime.get_input_details()[0]["index"]
            output = self._runtime.get_output_details()[0]
            self._output, self.classes = output["index"], int(output["shape"][-1])
            self._runtime.resize_tensor_input(self._input, (size, SIDE_PX, SIDE_PX, 1))
            self._runtime.allocate_tensors()
        except (ValueError, RuntimeError) as error:
            raise ArtifactError(
                f"{LITERT_FILE} is not a LiteRT model of digits ({quoted(error)}); restore it."
            ) from error

    def read(self, pictures: Pictures) -> Chances:
        """Return the probabilities of at most `size` pictures; a short last chunk is computed whole and cut off."""
        self._runtime.tensor(self._input)()[: len(pictures)] = pictures
        self._runtime.invoke()
        answer: Chances = self._runtime.get_tensor(self._output)[: len(pictures)]
        return answer


def _threads() -> int:
    """Return how many threads share a chunk: as many as there are cores to run on, up to four."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(4, cores)


def _keras_network(data: bytes) -> Any:
    """Return the network in a `.keras` file's bytes; these very bytes were checked, not the file they came from."""
    import keras

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / KERAS_FILE
        path.write_bytes(data)
        try:
            return keras.saving.load_model(path, compile=False, safe_mode=True)
        except (ValueError, TypeError, OSError, KeyError) as error:
            raise ArtifactError(f"{KERAS_FILE} is not a Keras model ({quoted(error)}); restore it.") from error
