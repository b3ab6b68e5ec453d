"""Digits as a few numbers each, kept in a byte a number: what look-alikes are found in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEPS = 127
"""A coordinate is kept in this many steps on either side of zero: far less than digits differ
by."""


@dataclass(frozen=True, eq=False)
class Coordinates:
    """Where digits lie in a space of few dimensions, and how a new one's place there is found.

    Parameters
    ----------
    mean
        ``(F,)`` float32, taken off a digit's features first.
    components
        ``(F, D)`` float32, orthonormal columns.
    steps
        ``(N, D)`` int8, the digits' places, in units of `scale`.
    scale
        ``(D,)`` float32.
    """

    mean: NDArray[np.float32]
    components: NDArray[np.float32]
    steps: NDArray[np.int8]
    scale: NDArray[np.float32]

    def points(self) -> NDArray[np.float32]:
        """Return the digits' places, ``(N, D)`` float32."""
        return np.asarray(self.steps * self.scale)

    def place(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return where ``(Q, F)`` features of new digits lie, ``(Q, D)`` float32, unrounded."""
        return np.asarray((features - self.mean) @ self.components)

    def as_arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return the arrays that an NPZ file keeps, each named after the space."""
        return {f"{name}_{key}": getattr(self, key) for key in ("mean", "components", "steps", "scale")}

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, NDArray[Any]]) -> Coordinates:
        """Return what :meth:`as_arrays` gave; raises ``KeyError`` where an array is missing."""
        return cls(*(arrays[f"{name}_{key}"] for key in ("mean", "components", "steps", "scale")))


def coordinates_in(
    features: NDArray[np.float32], components: NDArray[np.float32], mean: NDArray[np.float32]
) -> Coordinates:
    """Return digits in a space that is given.

    Parameters
    ----------
    features
        ``(N, F)`` float32.
    components, mean
        As for :class:`Coordinates`.
    """
    return in_steps_of(np.asarray((features - mean) @ components, np.float32), components, mean)


def in_steps_of(points: NDArray[np.float32], components: NDArray[np.float32], mean: NDArray[np.float32]) -> Coordinates:
    """Return digits whose places in a space are known, ``(N, D)`` float32; the others as for :class:`Coordinates`."""
    scale = np.maximum(np.abs(points).max(axis=0), 1e-6) / STEPS
    return Coordinates(mean, components, np.rint(points / scale).astype(np.int8), scale.astype(np.float32))


def principal_coordinates(features: NDArray[np.float32], *, dimensions: int) -> Coordinates:
    """Return digits along the directions in which their features vary most.

    Parameters
    ----------
    features
        ``(N, F)`` float32, N at least 2.
    dimensions
        How many directions are kept; fewer where there are fewer digits or features.

    References
    ----------
    scikit-learn's ``PCA(svd_solver="covariance_eigh")``.
    """
    from sklearn.decomposition import PCA

    kept = min(dimensions, len(features) - 1, features.shape[1])
    with np.errstate(invalid="ignore"):
        pca = PCA(kept, svd_solver="covariance_eigh").fit(features)
    components = np.ascontiguousarray(pca.components_.T, np.float32)
    return coordinates_in(features, components, pca.mean_.astype(np.float32))
