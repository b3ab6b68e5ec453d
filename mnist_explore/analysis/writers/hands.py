"""A model of hands: what stays the same from digit to digit of one writer, and what differs from writer to writer."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mnist_explore.columns import measures_of
from mnist_explore.digits import class_rows
from mnist_explore.packed import check_arrays, opened_arrays
from mnist_explore.style.families.shapes import shapes
from mnist_explore.style.families.spaces import Space
from mnist_explore.style.measures import measure

DIRECTIONS = 20
"""Directions kept of each class, those in which writers differ most against one writer's digits."""
TRAITS = 60
"""Numbers that describe a hand in all classes at once."""
SHRINKAGE = 0.01
"""How far one writer's covariance is drawn towards its diagonal, lest rare features be divided by next to nothing.

The two numbers above were chosen on training writers, three quarters to fit and the others to find again: of 20 and 30
directions with 40, 60 and 80 traits none puts more of them first by ten and twenty digits.
"""
ROUNDS = 12
"""Of expectation and maximisation."""
RIDGE = 1e-3

Floats = NDArray[np.float64]
Labels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class HandModel:
    """Tied factor analysis of writers' digits.

    A digit of class c by writer w is, in F features, ``offsets[c] + ...``; in the D directions of its class, in which
    one writer's digits vary by 1 in each, it is ``loadings[c] @ traits of w`` plus noise of variance 1. The K traits
    are the same in all classes, so that fours tell something of sevens.

    Parameters
    ----------
    offsets
        ``(10, F)``, the average features of each class.
    maps
        ``(10, F, D)``, from features minus offsets to directions.
    loadings
        ``(10, D, K)``; all float32 once fitted.

    References
    ----------
    Prince, Elder, Warrell & Felisberti (2008), Tied factor analysis for face recognition across large pose
    differences, IEEE TPAMI 30; classes of digits are its poses. Directions: Fisher's linear discriminant analysis,
    with writers as classes.
    """

    offsets: NDArray[np.floating]
    maps: NDArray[np.floating]
    loadings: NDArray[np.floating]

    def directions(self, features: NDArray[np.floating], labels: Labels) -> Floats:
        """Return ``(N, F)`` features of digits of known class as ``(N, D)`` directions."""
        found = np.zeros((len(features), self.maps.shape[2]))
        for digit in np.unique(labels):
            here = labels == digit
            found[here] = (features[here] - self.offsets[digit]) @ self.maps[digit]
        return found

    def evidence(self, features: NDArray[np.floating], labels: Labels, groups: NDArray[np.intp]) -> Evidence:
        """Return what digits say of the hands of the groups that they belong to, ``0..G-1`` in `groups` ``(N,)``."""
        counts, sums = _sums(self.directions(features, labels), labels, groups, classes=len(self.offsets))
        return Evidence(counts, np.einsum("gcd,cdk->gk", sums, self.loadings, optimize=True))

    def precisions(self, counts: Floats) -> Floats:
        """Return how precisely digits pin down a hand's traits: ``(G, K, K)`` from ``(G, 10)`` counts of digits."""
        size = self.loadings.shape[2]
        loadings = self.loadings.astype(np.float64)
        squares = np.matmul(loadings.transpose(0, 2, 1), loadings).reshape(len(loadings), -1)
        return np.asarray((counts @ squares).reshape(-1, size, size) + np.eye(size))

    def to_bytes(self) -> bytes:
        """Return the model as the bytes of an NPZ file, about 0.1 MB."""
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **{field.name: getattr(self, field.name) for field in fields(self)})
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> HandModel:
        """Return the model that :meth:`to_bytes` wrote.

        Raises
        ------
        ArtifactError
            If the bytes are not such a file.
        """
        with opened_arrays(data, name="The model of hands", remedy="restore it, or run `build`.") as arrays:
            check_arrays(arrays, {"offsets": ("c", "f"), "maps": ("c", "f", "d"), "loadings": ("c", "d", "k")})
            return cls(**{field.name: arrays[field.name] for field in fields(cls)})


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the digits of G groups say of their writers' hands; sums, so that evidence adds up.

    Parameters
    ----------
    counts
        ``(G, 10)`` float64, digits of each class.
    traits
        ``(G, K)`` float64, their sum towards each trait.
    """

    counts: Floats
    traits: Floats


def hand_features(
    images: NDArray[np.uint8], space: Space, *, measured: Mapping[str, ArrayLike] | None = None
) -> NDArray[np.float32]:
    """Return what hands are told by: all amounts and counts measured of a digit, and where its shape lies.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    space
        The space of shapes, ``atlas.styles.typicality.shapes``.
    measured
        The measures by name, ``(N,)`` each, where they are at hand, as in an atlas's table.

    Returns
    -------
    NDArray[np.float32]
        ``(N, M + D)`` float32 of M measures.
    """
    columns = measure(images) if measured is None else measured
    names = measures_of("amount", "count", stages={"style"})
    values = [np.asarray(columns[name], np.float32) for name in names]
    return np.column_stack([*values, space.positions(shapes(images))]).astype(np.float32)


def fit_hands(
    features: NDArray[np.floating],
    labels: Labels,
    writers: NDArray[np.integer],
    *,
    classes: int | None = None,
    directions: int = DIRECTIONS,
    traits: int = TRAITS,
) -> HandModel:
    """Learn from many writers' digits what tells hands apart.

    Parameters
    ----------
    features
        ``(N, F)``, from :func:`hand_features`.
    labels
        ``(N,)`` uint8 in 0-9. A class that no writer wrote twice tells nothing of a hand.
    writers
        ``(N,)`` who wrote each digit; digits of unknown writers do not belong here.
    classes
        How many there are; by default as many as these labels tell of.
    directions, traits
        How many to keep.

    Returns
    -------
    HandModel

    Raises
    ------
    ValueError
        If there are fewer than 2 writers, or not one label and writer to each digit.
    """
    found, groups = np.unique(writers, return_inverse=True)
    if len(found) < 2 or labels.shape != (len(features),) or groups.shape != labels.shape:
        raise ValueError(f"features must be of 2 writers' digits or more, all told, not of {len(found)} writers'")
    width = features.shape[1]
    directions = min(directions, width)
    classes = classes or class_rows(labels)
    offsets, maps = np.zeros((classes, width)), np.zeros((classes, width, directions))
    for digit in np.unique(labels):
        here = labels == digit
        offsets[digit], maps[digit] = _discriminants(features[here].astype(np.float64), groups[here], directions)
    untied = HandModel(offsets, maps, np.zeros((classes, directions, 1), np.float32))
    counts, sums = _sums(untied.directions(features, labels), labels, groups, classes=classes)
    loadings = _tied_loadings(counts, sums, min(traits, len(found) - 1))
    return HandModel(offsets.astype(np.float32), maps.astype(np.float32), loadings.astype(np.float32))


def _discriminants(features: Floats, groups: NDArray[np.intp], directions: int) -> tuple[Floats, Floats]:
    """Return one class's average ``(F,)`` and its map ``(F, D)`` to where one writer's digits vary by 1."""
    middle = features.mean(axis=0)
    scale = features.std(axis=0) + 1e-6
    scaled = (features - middle) / scale
    _, own, counts = np.unique(groups, return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), scaled.shape[1]))
    np.add.at(sums, own, scaled)
    means = sums / counts[:, None]
    apart = scaled - means[own]
    freedom = len(scaled) - len(counts)
    if freedom < 1:
        return middle, np.zeros((scaled.shape[1], directions))
    within = apart.T @ apart / freedom
    within = (1 - SHRINKAGE) * within + (SHRINKAGE * np.diag(within) + 1e-6) * np.eye(len(within))
    whitening = np.linalg.cholesky(np.linalg.inv(within))
    between = whitening.T @ ((means * counts[:, None]).T @ means / len(scaled)) @ whitening
    _, vectors = np.linalg.eigh(between)
    return middle, np.asarray(whitening @ vectors[:, ::-1][:, :directions] / scale[:, None], np.float64)


def _sums(places: Floats, labels: Labels, groups: NDArray[np.intp], *, classes: int) -> tuple[Floats, Floats]:
    """Return each group's digits of each class: how many ``(G, 10)``, and their sums ``(G, 10, D)``."""
    count = int(groups.max(initial=-1)) + 1
    cell = groups * classes + labels.astype(np.intp)
    counts = np.bincount(cell, minlength=count * classes).reshape(count, classes).astype(np.float64)
    sums = np.stack([np.bincount(cell, column, count * classes) for column in places.T], axis=1)
    return counts, np.asarray(sums, np.float64).reshape(count, classes, -1)


def _tied_loadings(counts: Floats, sums: Floats, traits: int) -> Floats:
    """Return ``(10, D, K)`` loadings by expectation and maximisation, begun at the writers' principal components."""
    groups, classes, directions = sums.shape
    # A mean of few digits is drawn towards the average of all, by as much as the noise in it deserves.
    start = (sums / (counts + 3)[..., None]).reshape(groups, -1)
    _, sizes, axes = np.linalg.svd(start, full_matrices=False)
    traits = min(traits, len(sizes))
    loadings = (axes[:traits].T * sizes[:traits] / np.sqrt(groups)).reshape(classes, directions, traits)
    for _ in range(ROUNDS):
        model = HandModel(np.empty(0), np.empty(0), loadings)
        spread = np.linalg.inv(model.precisions(counts))
        hands = np.matmul(spread, np.einsum("gcd,cdk->gk", sums, loadings, optimize=True)[..., None])[..., 0]
        second = (spread + hands[:, :, None] * hands[:, None, :]).reshape(groups, -1)
        left = np.einsum("gcd,gk->cdk", sums, hands, optimize=True)
        right = (counts.T @ second).reshape(classes, traits, traits) + RIDGE * np.eye(traits)
        loadings = np.linalg.solve(right, left.transpose(0, 2, 1)).transpose(0, 2, 1)
    return np.asarray(loadings, np.float64)
