"""The style axes of every class, and where a digit lies on them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from mnist_explore.packed import opened_arrays
from mnist_explore.style.axes.transport import COORDINATES

MOST_AXES = 5
"""Of a class."""

NAMES = tuple(f"axis_{number}" for number in range(1, MOST_AXES + 1))
"""The columns of positions."""

FILE = "axes.npz"


@dataclass(frozen=True, eq=False)
class StyleAxes:
    """The axes of the ten classes; the places of axes that a class does not have are 0 and ``""``.

    Parameters
    ----------
    centres
        ``(10, 192)`` float32, each class's average in transport coordinates.
    weights
        ``(10, 5, 192)`` float32, what a digit's difference from the average is multiplied with; positions of a class
        are uncorrelated and of variance 1.
    shares
        ``(10, 5)`` float32 in 0-1, the axis's share of the class's variance in transport coordinates, the largest
        first; 0 for no axis.
    stabilities
        ``(10, 5)`` float32 in 0-1, the |cosine| between the axes that two halves of the writers give.
    visibilities
        ``(10, 5)`` float32 in 0-1, the share of digits of the outer tenths that are told apart from ten examples each.
    explained_by
        ``(10, 5)`` str, the measure or the trait that grows along the axis and explains it; ``""`` where none does.
    strengths
        ``(10, 5)`` float32 in 0-1, of a measure the correlation, of a trait the area under the ROC curve.
    """

    centres: NDArray[np.float32]
    weights: NDArray[np.float32]
    shares: NDArray[np.float32]
    stabilities: NDArray[np.float32]
    visibilities: NDArray[np.float32]
    explained_by: NDArray[np.str_]
    strengths: NDArray[np.float32]

    def count(self, digit: int) -> int:
        """Return how many axes a class has, 0-5."""
        return int((self.shares[digit] > 0).sum())

    def positions(self, coordinates: NDArray[np.float32], labels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return where digits lie on the axes of their classes.

        Parameters
        ----------
        coordinates
            ``(N, 192)`` float32 from :func:`~mnist_explore.style.axes.transport.transport_coordinates`.
        labels
            ``(N,)`` uint8 in 0-9.

        Returns
        -------
        NDArray[np.float32]
            ``(N, 5)`` float32, in standard deviations from the class's average, to a hundredth; NaN for axes that the
            class does not have.
        """
        found = np.full((len(labels), MOST_AXES), np.nan, np.float32)
        for digit in np.unique(labels):
            here, count = labels == digit, self.count(int(digit))
            found[here, :count] = (coordinates[here] - self.centres[digit]) @ self.weights[digit, :count].T
        return np.round(found, 2)

    def of_digit(self, coordinates: NDArray[np.float32], label: int) -> Mapping[str, float | None]:
        """Return column → where a digit of ``(192,)`` coordinates lies; None for axes that its class does not have."""
        row = self.positions(coordinates[None], np.array([label], np.uint8))[0]
        return {name: None if np.isnan(value) else float(value) for name, value in zip(NAMES, row, strict=True)}

    def to_bytes(self) -> bytes:
        """Return the axes as the bytes of an NPZ file, some 50 kB."""
        buffer = io.BytesIO()
        np.savez_compressed(buffer, **{one.name: getattr(self, one.name) for one in fields(self)})
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> StyleAxes:
        """Return the axes that :meth:`to_bytes` wrote.

        Raises
        ------
        ArtifactError
            If the bytes are not such a file.
        """
        with opened_arrays(data, name=FILE, remedy="restore it, or run `build --stage axes`.") as arrays:
            found = cls(**{one.name: arrays[one.name] for one in fields(cls)})
            if found.weights.shape != (len(found.centres), MOST_AXES, COORDINATES):
                raise ValueError(f"its weights are {found.weights.shape}")
        return found
