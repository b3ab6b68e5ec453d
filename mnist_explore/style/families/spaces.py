"""Spaces that digits are compared in: the directions along which digits of one class differ most from each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import class_rows

DIMENSIONS = 30
"""Chosen on the training digits alone, half to fit and half to score: of 15, 30, 50 and 100 it tells a class from the
others by distance to the class within 0.001 of the best in both spaces (mean AUC 0.980 in pixels, 0.991 in shapes).
In pixels the distance to the nearest 3 digits of a class does less well (0.974)."""

KNOTS = 201
"""Distances kept of each class: one for every half per cent of its digits."""

_CHUNK = 4096


@dataclass(frozen=True, eq=False)
class Space:
    """Where each class lies and how it spreads, along the directions in which digits of one class differ.

    Parameters
    ----------
    components
        ``(F, D)`` float32, orthonormal columns, the strongest first.
    centres
        ``(10, D)`` float32, the average of each class.
    whitening
        ``(10, D, D)`` float32, turns a class's differences from its average into uncorrelated ones of variance 1.
    knots
        ``(10, 201)`` float32, quantiles of the distances to the class of the digits it was fitted to.
    """

    components: NDArray[np.float32]
    centres: NDArray[np.float32]
    whitening: NDArray[np.float32]
    knots: NDArray[np.float32]

    def positions(self, pictures: NDArray[np.uint8] | NDArray[np.float32]) -> NDArray[np.float32]:
        """Return where pictures lie.

        Parameters
        ----------
        pictures
            ``(N, H, W)`` uint8 in 0-255 or float32 in 0-1, with ``H * W`` the space's F.

        Returns
        -------
        NDArray[np.float32]
            ``(N, D)`` float32, in units of one fully inked pixel.
        """
        found = np.empty((len(pictures), self.components.shape[1]), np.float32)
        for start in range(0, len(pictures), _CHUNK):
            found[start : start + _CHUNK] = flat(pictures[start : start + _CHUNK]) @ self.components
        return found

    def distances(self, positions: NDArray[np.float32], labels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return each digit's distance to its own class, in standard deviations of the class.

        Parameters
        ----------
        positions
            ``(N, D)`` float32.
        labels
            ``(N,)`` uint8 in 0-9.

        Returns
        -------
        NDArray[np.float32]
            ``(N,)`` float32, 0 and up: Mahalanobis distances, about the square root of D on average.

        References
        ----------
        Mahalanobis (1936), On the generalized distance in statistics, Proc. Nat. Inst. Sci. India 2.
        """
        found = np.zeros(len(labels), np.float32)
        for digit in np.unique(labels):
            here = labels == digit
            found[here] = np.linalg.norm((positions[here] - self.centres[digit]) @ self.whitening[digit], axis=1)
        return found

    def typicality(self, positions: NDArray[np.float32], labels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return which share of its class, of the digits fitted to, lies farther from the class than each digit.

        Returns
        -------
        NDArray[np.float32]
            ``(N,)`` float32 in 0-1: 1 the most typical, 0 stranger than every digit fitted to.
        """
        distances = self.distances(positions, labels)
        found = np.zeros(len(labels), np.float32)
        rank = np.linspace(1, 0, self.knots.shape[1])
        for digit in np.unique(labels):
            here = labels == digit
            found[here] = np.interp(distances[here], self.knots[digit], rank)
        return found


def fit_space(
    pictures: NDArray[np.uint8] | NDArray[np.float32],
    labels: NDArray[np.uint8],
    *,
    dimensions: int = DIMENSIONS,
) -> Space:
    """Find the directions in which digits of one class differ, and how each class spreads along them.

    Parameters
    ----------
    pictures
        ``(N, H, W)`` uint8 in 0-255 or float32 in 0-1.
    labels
        ``(N,)`` uint8 in 0-9. A class with fewer digits than `dimensions` is given the spread of all classes.
    dimensions
        How many directions to keep.

    Returns
    -------
    Space

    Raises
    ------
    ValueError
        If there are fewer than 2 digits, or not one label to each.

    References
    ----------
    The directions are the principal components of the pooled within-class covariance. Covariances are shrunk as in
    Ledoit & Wolf (2004), A well-conditioned estimator for large-dimensional covariance matrices.
    """
    if len(pictures) < 2 or labels.shape != (len(pictures),):
        raise ValueError(f"pictures and labels must be as many, at least 2, not {len(pictures)} and {labels.shape}")
    covariance = _within_covariance(pictures, labels)
    _, vectors = np.linalg.eigh(covariance)
    components = np.ascontiguousarray(vectors[:, ::-1][:, :dimensions], np.float32)
    unplaced = Space(components, *(np.zeros((0, 0), np.float32),) * 3)
    positions = unplaced.positions(pictures)
    centres, whitening = _spreads(positions, labels)
    placed = Space(components, centres, whitening, unplaced.knots)
    return Space(components, centres, whitening, _knots(placed.distances(positions, labels), labels))


def flat(pictures: NDArray[np.uint8] | NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``(N, H, W)`` pictures as ``(N, H * W)`` float32 in 0-1."""
    rows = pictures.reshape(len(pictures), -1).astype(np.float32)
    return rows / np.float32(255) if pictures.dtype == np.uint8 else rows


def _within_covariance(
    pictures: NDArray[np.uint8] | NDArray[np.float32], labels: NDArray[np.uint8]
) -> NDArray[np.float64]:
    """Return the covariance of pictures about their class's average, ``(F, F)``."""
    size = pictures[0].size
    total = np.zeros((size, size))
    for digit in np.unique(labels):
        rows = np.flatnonzero(labels == digit)
        mean = flat(pictures[rows]).mean(axis=0)
        for start in range(0, len(rows), _CHUNK):
            apart = flat(pictures[rows[start : start + _CHUNK]]) - mean
            total += apart.T @ apart
    return total / len(labels)


def _spreads(
    positions: NDArray[np.float32], labels: NDArray[np.uint8]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return each class's average ``(10, D)`` and whitening ``(10, D, D)``; an absent class is given those of all."""
    from sklearn.covariance import ledoit_wolf

    dimensions, classes = positions.shape[1], class_rows(labels)
    overall = ledoit_wolf(positions)[0]
    centres = np.tile(positions.mean(axis=0), (classes, 1)).astype(np.float32)
    whitening = np.empty((classes, dimensions, dimensions), np.float32)
    for digit in range(classes):
        members = positions[labels == digit]
        if len(members):
            centres[digit] = members.mean(axis=0)
        covariance = ledoit_wolf(members)[0] if len(members) > dimensions else overall
        floor = 1e-6 * (np.trace(covariance) + 1)  # digits that are all alike have no spread to divide by
        whitening[digit] = np.linalg.cholesky(np.linalg.inv(covariance + floor * np.eye(dimensions)))
    return centres, whitening


def _knots(distances: NDArray[np.float32], labels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the quantiles of each class's distances, ``(10, 201)``; an absent class is given those of all."""
    steps = np.linspace(0, 1, KNOTS)
    rows = [distances[labels == digit] for digit in range(class_rows(labels))]
    return np.array([np.quantile(row if len(row) else distances, steps) for row in rows], np.float32)
