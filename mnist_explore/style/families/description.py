"""What sets a family apart from the rest of its digit, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.columns import SHAPES
from mnist_explore.style.families.clustering import Families, Traits


@dataclass(frozen=True)
class FamilyDescription:
    """One family against the rest of its class.

    Parameters
    ----------
    digit, family
        Class, and number within it, 0 for the largest.
    medoid
        Row of its most central member, among the digits described.
    share
        Its part of the digits of its class, 0-1.
    differences
        Measure → by how many of the class's standard deviations the family's average lies above that of the others;
        empty where there are no others.
    traits
        Trait → the share of the family that has it, and of the others, 0-1 both; where there are no others, the
        family's twice.
    """

    digit: int
    family: int
    medoid: int
    share: float
    differences: Mapping[str, float]
    traits: Mapping[str, tuple[float, float]]

    def as_dict(self) -> dict[str, Any]:
        """Return the description as JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, read: Mapping[str, Any]) -> FamilyDescription:
        """Return the description that :meth:`as_dict` gave.

        Raises
        ------
        ValueError, KeyError, TypeError, AttributeError
            If it is not such a one.
        """
        differences = {str(name): float(value) for name, value in read["differences"].items()}
        traits = {str(name): (float(inside), float(outside)) for name, (inside, outside) in read["traits"].items()}
        numbers = (int(read["digit"]), int(read["family"]), int(read["medoid"]), float(read["share"]))
        return cls(*numbers, differences, traits)


def shape_profile(shapes: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """Return the four measures of shapes that families are told by.

    Parameters
    ----------
    shapes
        ``(N, 24, 24)`` float32 in 0-1.

    Returns
    -------
    dict
        Name → ``(N,)`` float32: `top_heavy`, the share of ink in the upper half, 0-1; `head_width` and
        `foot_width`, the standard deviation of the ink's place across in the upper and the lower third, pixels;
        `bulge`, by how many pixels the middle third lies to the right of the outer two. Blank shapes have 0.
    """
    side = shapes.shape[1]
    thirds = [slice(0, side // 3), slice(side // 3, side - side // 3), slice(side - side // 3, side)]
    across = np.arange(side) - (side - 1) / 2

    def moments(rows: slice) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        ink = shapes[:, rows].sum(axis=1)
        mass = np.maximum(ink.sum(axis=1), 1e-6)
        mean = ink @ across / mass
        return mean, np.sqrt(np.maximum(ink @ across**2 / mass - mean**2, 0))

    (head, head_width), (waist, _), (foot, foot_width) = (moments(rows) for rows in thirds)
    upper = shapes[:, : side // 2].sum(axis=(1, 2)) / np.maximum(shapes.sum(axis=(1, 2)), 1e-6)
    found = (upper, head_width, foot_width, waist - (head + foot) / 2)
    return {one.name: values.astype(np.float32) for one, values in zip(SHAPES, found, strict=True)}


def describe_families(
    families: Families,
    positions: NDArray[np.float32],
    labels: NDArray[np.uint8],
    *,
    measures: Mapping[str, NDArray[np.generic]],
    traits: Traits | None = None,
) -> list[FamilyDescription]:
    """Describe each family by its members among digits, the training digits as a rule.

    Parameters
    ----------
    families
        As fitted.
    positions
        ``(N, D)`` float32, where the digits' shapes lie.
    labels
        ``(N,)`` uint8 in 0-9.
    measures
        Name → ``(N,)`` numbers; one that does not vary within a class is left out there.
    traits
        The traits that the families were found with.

    Returns
    -------
    list of FamilyDescription
        Digit by digit, the largest family first; a family without members here is left out.

    References
    ----------
    The medoid is the member with the least sum of squared distances to the others: the one nearest their average.
    """
    member = families(positions, labels, traits=traits)
    held = {name: np.asarray((traits or {})[name], np.float32) > 0 for name in families.traits}
    told = []
    for digit in np.unique(labels):
        rows = np.flatnonzero(labels == digit)
        for family in np.unique(member[rows]):
            group = rows[member[rows] == family]
            others = np.setdiff1d(rows, group)
            # Among whole shapes: the families' few axes leave room for odd digits that happen to lie in the middle.
            inside = positions[group]
            medoid = group[np.square(inside - inside.mean(axis=0)).sum(axis=1).argmin()]
            told.append(
                FamilyDescription(
                    int(digit),
                    int(family),
                    int(medoid),
                    len(group) / len(rows),
                    _differences(rows, group, others, measures),
                    _shares(group, others if len(others) else group, held),
                )
            )
    return told


def _differences(
    rows: NDArray[np.intp],
    group: NDArray[np.intp],
    others: NDArray[np.intp],
    measures: Mapping[str, NDArray[np.generic]],
) -> dict[str, float]:
    """Return by how many of the class's standard deviations the group's averages lie above the others'."""
    found: dict[str, float] = {}
    for name in measures if len(others) else ():
        values = np.asarray(measures[name], np.float64)
        spread = values[rows].std()
        if spread > 0:
            found[name] = float((values[group].mean() - values[others].mean()) / spread)
    return found


def _shares(
    group: NDArray[np.intp], others: NDArray[np.intp], held: Mapping[str, NDArray[np.bool_]]
) -> dict[str, tuple[float, float]]:
    """Return the share of the group, and of the others, that has each trait."""
    return {name: (float(np.mean(has[group])), float(np.mean(has[others]))) for name, has in held.items()}
