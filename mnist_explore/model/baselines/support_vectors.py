"""Support vector machines on the principal components of the pixels, as written and deskewed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import pixel_rows
from mnist_explore.model.baselines.pixels import Rows, in_chunks, squares_between
from mnist_explore.style.measures.upright import deslant

Images = NDArray[np.uint8]
Labels = NDArray[np.uint8]

COMPONENTS = 50


@dataclass(frozen=True, eq=False)
class SupportVectors:
    """A support vector machine with radial kernel on the first 50 principal components, one class against one.

    Fitted by scikit-learn's ``SVC`` (libsvm); read by matrix products, which gives libsvm's answers many times faster.

    Parameters
    ----------
    mean, components
        ``(784,)`` and ``(784, C)`` float32, the projection.
    vectors
        ``(S, C)`` float32, the support vectors.
    coefficients
        ``(S, P)`` float32: how each support vector counts in each pair of classes.
    biases
        ``(P,)`` float32.
    classes
        ``(K,)`` uint8, ascending; P = K(K-1)/2.

    Notes
    -----
    Of every fit of the class: `cost`, the price of a digit on the wrong side (libsvm's C), and `gamma`, how fast the
    kernel falls with the squared distance, in components of pixels in 0-1.

    References
    ----------
    Cortes & Vapnik (1995), Support-vector networks, Machine Learning 20: 273-297. Chang & Lin (2011), LIBSVM, ACM TIST
    2: 27.
    """

    cost: ClassVar[float] = 3.0
    gamma: ClassVar[float] = 0.04

    mean: Rows
    components: Rows
    vectors: Rows
    coefficients: Rows
    biases: Rows
    classes: Labels

    @classmethod
    def fit(cls, images: Images, labels: Labels, *, seed: int = 0) -> Self:
        """Project, and maximise the margins between every two classes."""
        from sklearn.decomposition import PCA
        from sklearn.svm import SVC

        rows = pixel_rows(images)
        projection = PCA(min(COMPONENTS, len(rows)), svd_solver="covariance_eigh", random_state=seed).fit(rows)
        fitted = SVC(C=cls.cost, gamma=cls.gamma, cache_size=1_000).fit(projection.transform(rows), labels)
        coefficients, biases = _by_pair(fitted)
        return cls(
            mean=_single(projection.mean_),
            components=_single(projection.components_.T),
            vectors=_single(fitted.support_vectors_),
            coefficients=coefficients,
            biases=biases,
            classes=fitted.classes_.astype(np.uint8),
        )

    @property
    def parameters(self) -> int:
        """The projection, the support vectors, and the coefficients that are not 0 by construction."""
        kept = (self.mean, self.components, self.vectors, self.biases)
        return sum(int(part.size) for part in kept) + len(self.vectors) * (len(self.classes) - 1)

    def read(self, images: Images) -> Labels:
        """Return the class that wins most pairs; the lowest of several."""
        return in_chunks(self._winner, images)

    def _winner(self, rows: Rows) -> Labels:
        """Return the class that wins most pairs."""
        placed = _single((rows - self.mean) @ self.components)
        squares = squares_between(placed, self.vectors)
        first_wins = np.exp(-self.gamma * squares) @ self.coefficients + self.biases > 0
        first, second = np.triu_indices(len(self.classes), 1)
        classes = np.eye(len(self.classes), dtype=np.float32)
        wins = first_wins @ classes[first] + ~first_wins @ classes[second]
        winner: Labels = self.classes[wins.argmax(axis=1)]
        return winner


@dataclass(frozen=True, eq=False)
class DeskewedSupportVectors(SupportVectors):
    """The same on digits set upright: each sheared by its own slant before it is learned, and before it is read.

    References
    ----------
    LeCun et al. (1998), Gradient-based learning applied to document recognition, Proc. IEEE 86: 2278-2324, where
    deskewing halves the errors of nearest neighbours. https://doi.org/10.1109/5.726791
    """

    cost: ClassVar[float] = 3.0
    gamma: ClassVar[float] = 0.04

    @classmethod
    def fit(cls, images: Images, labels: Labels, *, seed: int = 0) -> Self:
        """Set the digits upright (part of the time that a fit takes), project, and maximise the margins."""
        return super().fit(deslant(images), labels, seed=seed)

    def read(self, images: Images) -> Labels:
        """Return the class that wins most pairs, of digits set upright."""
        return super().read(deslant(images))


def _by_pair(fitted: Any) -> tuple[Rows, Rows]:
    """Return libsvm's coefficients and biases, one column a pair of classes; above 0 the pair's first class wins."""
    count = len(fitted.classes_)
    sign = -1 if count == 2 else 1  # scikit-learn turns the sign where there are only two classes
    owner = np.repeat(np.arange(count), fitted.n_support_)
    columns = []
    for first, second in zip(*np.triu_indices(count, 1), strict=True):
        column = np.zeros(len(owner), np.float32)
        column[owner == first] = fitted.dual_coef_[second - 1, owner == first]
        column[owner == second] = fitted.dual_coef_[first, owner == second]
        columns.append(sign * column)
    return np.stack(columns, axis=1), _single(sign * fitted.intercept_)


def _single(values: Any) -> Rows:
    """Return numbers in single precision."""
    return np.ascontiguousarray(values, np.float32)
