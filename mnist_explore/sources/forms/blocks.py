"""Tables of pixels, taken block by block: numbers that fit become bytes, and there is an end to how many are kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import DataError
from mnist_explore.sources.splits import MOST_DECODED_BYTES, MOST_DIGITS


class Blocks:
    """Pictures as rows of numbers, kept in the smallest type that holds all of them.

    Parameters
    ----------
    source
        What errors call them.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._blocks: list[NDArray[Any]] = []
        self._rows = self._bytes = 0

    def add(self, block: NDArray[Any]) -> None:
        """Keep ``(n, k)`` more numbers.

        Raises
        ------
        DataError
            If there are too many rows, too many bytes, or another count of numbers in each than before.
        """
        block = _narrowed(block)
        if self._blocks and block.shape[1] != self._blocks[0].shape[1]:
            sizes = f"{self._blocks[0].shape[1]:,} and of {block.shape[1]:,}"
            raise DataError(f"{self._source} has pictures of {sizes} numbers; save all of them at one size.")
        self._blocks.append(block)
        self._rows += len(block)
        if self._rows > MOST_DIGITS:
            raise DataError(f"{self._source} has more than {MOST_DIGITS:,} rows, the most that can be shown; split it.")
        # One block that takes more room makes all of them take it.
        self._bytes = max(self._bytes, block.itemsize)
        if self._rows * block.shape[1] * self._bytes > MOST_DECODED_BYTES:
            raise DataError(
                f"{self._source} has over {MOST_DECODED_BYTES // self._bytes:,} pixels of {self._bytes} bytes each; "
                "save smaller pictures, or fewer."
            )

    def joined(self) -> NDArray[Any]:
        """Return all of them, ``(N, k)``."""
        return self._blocks[0] if len(self._blocks) == 1 else np.concatenate(self._blocks)


def _narrowed(block: NDArray[Any]) -> NDArray[Any]:
    """Return numbers as bytes where all of them are whole and in 0-255, else as fractions of four bytes.

    What is no number stays as it is, for who settles pictures to refuse.
    """
    if block.dtype == np.uint8 or block.dtype.kind not in "biuf":
        return block
    with np.errstate(invalid="ignore"):
        fits = bool(((block >= 0) & (block <= 255) & (block % 1 == 0)).all())
    return block.astype(np.uint8 if fits else np.float32)
