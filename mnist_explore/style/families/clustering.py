"""Families: the sub-styles within each digit, as many as are found again in every half of the data."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import class_rows
from mnist_explore.packed import check_arrays, opened_arrays
from mnist_explore.style.families.choice import MOST, family_count, k_means

AXES = 3
"""Directions of a class that its families are told by. Of 3, 5, 8 and 30 the fewest: with more, halves of the training
digits agree less, and fewer families are found again."""

RAREST = 0.05
"""A trait's least standard deviation: one that a digit in 400 has must not outweigh everything else."""

ARRAYS = ("digit", "centres", "share", "axes", "weights")

Traits = Mapping[str, NDArray[np.bool_] | NDArray[np.integer]]
"""Name of a structure → ``(N,)`` numbers or booleans, 1 where the digit has it, 0 or less where not."""


@dataclass(frozen=True, eq=False)
class Families:
    """The families' centres; a digit belongs to the nearest one of its class.

    Parameters
    ----------
    digit
        ``(K,)`` uint8, which digit each family is of, ascending; within a digit the largest family comes first.
    centres
        ``(K, A + T)`` float32: a place along the class's axes, then the weighted share of each trait.
    share
        ``(K,)`` float32 in 0-1, the family's part of the digits of its class that it was found in.
    axes
        ``(10, D, A)`` float32, the directions along which each class's shapes differ most.
    weights
        ``(10, T)`` float32, how far apart a trait sets two digits of a class, in the shapes' unit.
    traits
        The T traits' names.
    """

    digit: NDArray[np.uint8]
    centres: NDArray[np.float32]
    share: NDArray[np.float32]
    axes: NDArray[np.float32]
    weights: NDArray[np.float32]
    traits: tuple[str, ...]

    def __call__(
        self, positions: NDArray[np.float32], labels: NDArray[np.uint8], *, traits: Traits | None = None
    ) -> NDArray[np.uint8]:
        """Return each digit's family.

        Parameters
        ----------
        positions
            ``(N, D)`` float32, where the shapes lie.
        labels
            ``(N,)`` uint8 in 0-9.
        traits
            The traits that the families were found with.

        Returns
        -------
        NDArray[np.uint8]
            ``(N,)`` uint8, number within the class, 0 for the largest family.

        Raises
        ------
        ValueError
            If a trait is missing.
        """
        found = np.zeros(len(labels), np.uint8)
        for digit in np.unique(labels):
            here = labels == digit
            points = self.points(positions[here], int(digit), traits=_chosen(traits, self.traits, here))
            centres = self.centres[self.digit == digit]
            if len(centres):
                found[here] = ((centres**2).sum(axis=1) - 2 * points @ centres.T).argmin(axis=1)
        return found

    def points(self, positions: NDArray[np.float32], digit: int, *, traits: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return where digits of one class lie among its families: ``(n, A + T)`` float32.

        Parameters
        ----------
        positions
            ``(n, D)`` float32.
        digit
            Their class.
        traits
            ``(n, T)`` float32, 1 where a digit has the trait, else 0.
        """
        return np.hstack([positions @ self.axes[digit], traits * self.weights[digit]])

    def to_bytes(self) -> bytes:
        """Return the families as the bytes of an NPZ file."""
        buffer = io.BytesIO()
        arrays = {name: getattr(self, name) for name in ARRAYS}
        np.savez_compressed(buffer, traits=np.array(self.traits, dtype="<U32"), **arrays)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Families:
        """Return the families that :meth:`to_bytes` wrote.

        Raises
        ------
        ArtifactError
            If the bytes are not such a file.
        """
        with opened_arrays(data, name="The families' file", remedy="restore it, or run `build`.") as arrays:
            kinds = {"axes": ("c", "d", "a"), "weights": ("c", len(arrays["traits"])), "share": ("k",)}
            check_arrays(arrays, kinds | {"centres": ("k", arrays["axes"].shape[2] + len(arrays["traits"]))})
            check_arrays(arrays, {"digit": (len(arrays["share"]),)}, kinds="u")
            return cls(**{name: arrays[name] for name in ARRAYS}, traits=tuple(arrays["traits"].tolist()))


def fit_families(
    positions: NDArray[np.float32],
    labels: NDArray[np.uint8],
    *,
    traits: Traits | None = None,
    most: int = MOST,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> Families:
    """Find each digit's families. Training digits belong here, and no others.

    The shapes' three strongest directions within the class, and the traits, are grouped by k-means; each trait is
    scaled to vary as much as the shapes do. A digit has as many families, up to `most`, as are found again whatever
    the start and whichever half of the digits is seen: adjusted Rand index of 0.9 and more. Where no split is found
    again there is one family.

    Parameters
    ----------
    positions
        ``(N, D)`` float32, where the shapes lie (:class:`~mnist_explore.style.families.typicality.Typicalities`).
    labels
        ``(N,)`` uint8 in 0-9.
    traits
        Structures to tell families by as well.
    most
        The most families of one digit.
    seed
        Of the starts and the halves.
    progress
        Called with the finished share, 0-1.

    Returns
    -------
    Families

    References
    ----------
    Choosing the number by what is found again in other data: Tibshirani & Walther (2005), Cluster validation by
    prediction strength, JCGS 14; von Luxburg (2010), Clustering stability: an overview. The adjusted Rand index:
    Hubert & Arabie (1985), Comparing partitions.
    """
    names, classes = tuple(traits or ()), class_rows(labels)
    axes = np.zeros((classes, positions.shape[1], min(AXES, positions.shape[1])), np.float32)
    families = Families(
        np.empty(0, np.uint8),
        np.empty((0, axes.shape[2] + len(names)), np.float32),
        np.empty(0, np.float32),
        axes,
        np.zeros((classes, len(names)), np.float32),
        names,
    )
    for digit in range(classes):
        here = labels == digit
        if here.any():
            families = _with_digit(families, digit, positions[here], _chosen(traits, names, here), most, seed)
        if progress is not None:
            progress((digit + 1) / classes)
    return families


def _with_digit(
    families: Families, digit: int, positions: NDArray[np.float32], traits: NDArray[np.float32], most: int, seed: int
) -> Families:
    """Return the families with those of one more digit."""
    axes, weights = families.axes.copy(), families.weights.copy()
    apart = (positions - positions.mean(axis=0)).astype(np.float64)
    variances, vectors = np.linalg.eigh(apart.T @ apart / len(apart))
    axes[digit] = vectors[:, ::-1][:, : axes.shape[2]]
    spread = np.sqrt(variances[::-1][: axes.shape[2]].sum())
    weights[digit] = spread / np.maximum(traits.std(axis=0), RAREST)
    kept = replace(families, axes=axes, weights=weights)
    points = kept.points(positions, digit, traits=traits)
    centres, share = _largest_first(points, family_count(points, most=most, seed=seed).families, seed=seed)
    return replace(
        kept,
        digit=np.append(kept.digit, np.full(len(share), digit, np.uint8)),
        centres=np.concatenate([kept.centres, centres]),
        share=np.append(kept.share, share),
    )


def _chosen(traits: Traits | None, names: tuple[str, ...], here: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the named traits of the digits `here`, ``(n, T)`` float32 of 0 and 1."""
    missing = set(names) - set(traits or ())
    if missing:
        raise ValueError(f"the families were found with {', '.join(names)}; {', '.join(sorted(missing))} is missing")
    columns = [np.asarray((traits or {})[name], np.float32)[here] > 0 for name in names]
    return np.array(columns, np.float32).T if columns else np.zeros((int(here.sum()), 0), np.float32)


def _largest_first(
    points: NDArray[np.float32], count: int, *, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the families' centres and shares, largest first."""
    model = k_means(points, count, seed=seed)
    sizes = np.bincount(model.labels_, minlength=count)
    order = np.argsort(-sizes, kind="stable")
    return model.cluster_centers_[order].astype(np.float32), (sizes[order] / len(points)).astype(np.float32)
