"""Plain ways of reading digits, and a known network, to hold the recogniser against; all asked in the same way.

Every choice here (how many neighbours, how strict a penalty) was made on training digits whose writers the fit did not
see (:func:`~mnist_explore.model.training.validation.split_validation`); ``python -m benchmarks.baselines --choose``
makes them again. The test digits chose nothing.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX, pixel_rows
from mnist_explore.model.baselines.keras_example import BATCH, EPOCHS, FOLD_EPOCHS, KerasExample
from mnist_explore.model.baselines.pixels import in_chunks, squares_between
from mnist_explore.model.baselines.support_vectors import COMPONENTS, DeskewedSupportVectors, SupportVectors
from mnist_explore.packed import opened_arrays

Images = NDArray[np.uint8]
Labels = NDArray[np.uint8]
Rows = NDArray[np.float32]

PENALTY = 0.1
"""Logistic regression's C: the inverse of the weights' penalty."""
TOLERANCE = 1e-6
"""Of the solver. Stopped at 1e-3, it misclassifies 361 of the 5,079 digits set aside; here, where the weights no longer
move, 343."""
NEIGHBOURS = 3


class Reader(Protocol):
    """A fitted method; its fields are the arrays that it reads with."""

    @property
    def parameters(self) -> int:
        """How many numbers the method keeps and reads with."""

    def read(self, images: Images) -> Labels:
        """Return what each of ``(N, 28, 28)`` uint8 pictures shows, ``(N,)`` uint8 in 0-9."""


@dataclass(frozen=True, eq=False)
class NearestAverage:
    """The class whose average picture is nearest, pixel by pixel.

    Parameters
    ----------
    averages
        ``(K, 784)`` float32 in 0-1, one a class.
    classes
        ``(K,)`` uint8, ascending.

    References
    ----------
    https://scikit-learn.org/stable/modules/neighbors.html#nearest-centroid-classifier
    """

    averages: Rows
    classes: Labels

    @classmethod
    def fit(cls, images: Images, labels: Labels, *, seed: int = 0) -> NearestAverage:  # noqa: ARG003 - all fits alike
        """Average the pictures of each class; nothing is random."""
        classes = np.unique(labels)
        averages = np.stack([images[labels == kind].mean(axis=0).ravel() for kind in classes]) / 255
        return cls(averages.astype(np.float32), classes)

    @property
    def parameters(self) -> int:
        """The averages' pixels."""
        return int(self.averages.size)

    def read(self, images: Images) -> Labels:
        """Return the nearest average's class."""
        return in_chunks(lambda rows: self.classes[squares_between(rows, self.averages).argmin(axis=1)], images)


@dataclass(frozen=True, eq=False)
class Logistic:
    """Logistic regression on the pixels, scaled to 0-1, multinomial, with scikit-learn's solver.

    Parameters
    ----------
    weights
        ``(784, K)`` float32.
    biases
        ``(K,)`` float32.
    classes
        ``(K,)`` uint8, ascending.

    References
    ----------
    https://scikit-learn.org/stable/modules/generated/sklearn.linear_model.LogisticRegression.html
    """

    weights: Rows
    biases: Rows
    classes: Labels

    @classmethod
    def fit(cls, images: Images, labels: Labels, *, seed: int = 0) -> Logistic:  # noqa: ARG003 - all fits alike
        """Minimise the log loss and a penalty on the weights by L-BFGS; nothing is random."""
        from sklearn.linear_model import LogisticRegression

        fitted = LogisticRegression(C=PENALTY, tol=TOLERANCE, max_iter=2_000).fit(pixel_rows(images), labels)
        weights, biases = np.asarray(fitted.coef_).T, np.asarray(fitted.intercept_)
        if len(fitted.classes_) == 2:
            weights, biases = np.hstack([np.zeros_like(weights), weights]), np.append(0, biases)
        return cls(weights.astype(np.float32), biases.astype(np.float32), fitted.classes_.astype(np.uint8))

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return int(self.weights.size + self.biases.size)

    def read(self, images: Images) -> Labels:
        """Return the most likely class."""
        return in_chunks(lambda rows: self.classes[(rows @ self.weights + self.biases).argmax(axis=1)], images)


@dataclass(frozen=True, eq=False)
class NearestNeighbours:
    """The class that most of the three nearest training digits have, pixel by pixel; the nearest decides a tie.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, all digits of the fit.
    labels
        ``(N,)`` uint8.

    References
    ----------
    Cover & Hart (1967), Nearest neighbor pattern classification, IEEE Trans. Inf. Theory 13: 21-27. Searched exactly
    by faiss's ``IndexFlatL2``.
    """

    images: Images
    labels: Labels

    @classmethod
    def fit(cls, images: Images, labels: Labels, *, seed: int = 0) -> NearestNeighbours:  # noqa: ARG003 - all fits alike
        """Keep the digits and index them; nothing is random."""
        fitted = cls(images, labels)
        fitted.index.ntotal  # noqa: B018 - built here, where the time it takes is counted
        return fitted

    @cached_property
    def index(self) -> Any:
        """Faiss's index of the digits' pixels."""
        import faiss

        index = faiss.IndexFlatL2(SIDE_PX**2)
        index.add(pixel_rows(self.images))
        return index

    @property
    def parameters(self) -> int:
        """Every pixel of every digit, and its label."""
        return int(self.images.size + self.labels.size)

    def read(self, images: Images) -> Labels:
        """Return the majority among the nearest."""
        return in_chunks(self._majority, images)

    def _majority(self, rows: Rows) -> Labels:
        """Return the majority of each row's neighbours."""
        _, near = self.index.search(rows, min(NEIGHBOURS, len(self.labels)))
        return majority(self.labels[near])


@dataclass(frozen=True)
class Baseline:
    """A method to compare with.

    Parameters
    ----------
    name
        As pages and the command line show it.
    about
        What it does, in one sentence.
    kind
        The class of its fits.
    packages
        What a fit imports: loaded beforehand, so that loading does not count as fitting.
    settings
        What else than the digits and the seed decides a fit: a kept fit with other settings is not used.
    fold_options
        What a fit without a fold is told besides, names and values.
    """

    name: str
    about: str
    kind: type[Any]
    packages: tuple[str, ...] = ()
    settings: tuple[float, ...] = ()
    fold_options: tuple[tuple[str, Any], ...] = ()

    @property
    def fit(self) -> Callable[..., Reader]:
        """``fit(images, labels, seed=0, **fold_options)`` → a :class:`Reader`."""
        fit: Callable[..., Reader] = self.kind.fit
        return fit


def reader_bytes(reader: Reader) -> bytes:
    """Return a fitted method as an NPZ file's bytes."""
    buffer = io.BytesIO()
    np.savez(buffer, **{field.name: getattr(reader, field.name) for field in fields(reader)})  # type: ignore[arg-type]
    return buffer.getvalue()


def reader_from(baseline: Baseline, data: bytes) -> Reader:
    """Return the fitted method in an NPZ file's bytes.

    Raises
    ------
    ArtifactError
        If they are not one of this kind.
    """
    with opened_arrays(data, name=f"A fit of {baseline.name}", remedy="remove it and run again.") as arrays:
        reader: Reader = baseline.kind(**arrays)
    return reader


def majority(labels: Labels) -> Labels:
    """Return each row's most common label; among equals, that of the nearest, which stands first."""
    every = np.arange(int(labels.max(initial=0)) + 1)
    votes = (labels[..., None] == every).sum(axis=1)
    votes = 2 * votes + (labels[:, :1] == every)
    winner: Labels = votes.argmax(axis=1).astype(np.uint8)
    return winner


BASELINES = (
    Baseline("nearest average", "The class whose average picture is nearest.", NearestAverage),
    Baseline(
        "logistic regression",
        "One weight for every pixel and class.",
        Logistic,
        ("sklearn.linear_model",),
        (PENALTY, TOLERANCE),
    ),
    Baseline(
        "nearest neighbours",
        "What most of the 3 nearest training digits are.",
        NearestNeighbours,
        ("faiss",),
        (NEIGHBOURS,),
    ),
    Baseline(
        "support vectors",
        "A support vector machine with radial kernel on 50 principal components.",
        SupportVectors,
        ("sklearn.svm", "sklearn.decomposition"),
        (COMPONENTS, SupportVectors.cost, SupportVectors.gamma),
    ),
    Baseline(
        "deskewed SVM",
        "The same support vector machine on digits whose slant was taken out.",
        DeskewedSupportVectors,
        ("sklearn.svm", "sklearn.decomposition"),
        (COMPONENTS, DeskewedSupportVectors.cost, DeskewedSupportVectors.gamma),
    ),
    Baseline(
        "Keras example",
        "The small convolutional network that keras.io teaches with.",
        KerasExample,
        ("tensorflow", "keras"),
        (EPOCHS, FOLD_EPOCHS, BATCH),
        (("epochs", FOLD_EPOCHS),),
    ),
)
"""From the plainest to the strongest."""
