"""What is said of each digit as a whole: its average pictures, and what its variation is made of."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.packed import check_arrays, opened_arrays

if TYPE_CHECKING:
    pass

PICTURES = ("mean", "spread", "median", "upright")
"""Of every class; ``upright`` is the mean of the digits stood upright."""


@dataclass(frozen=True, eq=False)
class Summary:
    """Pictures and variance shares of the ten digits.

    Parameters
    ----------
    pictures
        A name of :data:`PICTURES` → ``(10, 28, 28)`` uint8.
    causes
        C causes of variation, the last one the rest.
    shares
        ``(10, C)`` float64, shares of a class's pixel variance that sum to 1; NaN for a class that does not vary.
    """

    pictures: dict[str, NDArray[np.uint8]]
    causes: tuple[str, ...]
    shares: NDArray[np.float64]

    def to_bytes(self) -> bytes:
        """Return the summary as the bytes of an NPZ file."""
        buffer = io.BytesIO()
        np.savez_compressed(buffer, causes=np.array(self.causes, "<U32"), shares=self.shares, **self.pictures)  # type: ignore[arg-type]
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Summary:
        """Return the summary that :meth:`to_bytes` wrote.

        Raises
        ------
        ArtifactError
            If the bytes are not such a file.
        """
        with opened_arrays(data, name="summary.npz", remedy="restore it, or run `build`.") as arrays:
            classes = len(arrays["shares"])
            check_arrays(arrays, dict.fromkeys(PICTURES, (classes, SIDE_PX, SIDE_PX)), kinds="u")
            check_arrays({"shares": np.nan_to_num(arrays["shares"])}, {"shares": (classes, len(arrays["causes"]))})
            pictures = {name: arrays[name] for name in PICTURES}
            return cls(pictures, tuple(arrays["causes"].tolist()), arrays["shares"])
