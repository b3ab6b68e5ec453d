"""One data set of handwritten digits: pixels, labels, split and writers, read-only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import DIGITS, Classes

SIDE_PX = 28
CLASSES = len(DIGITS)
SPLITS = ("train", "test")
UNKNOWN = -1
"""The writer and series of a digit of which nothing is known."""


@dataclass(frozen=True, eq=False)
class Digits:
    """Handwritten digits with everything that was given about them.

    All arrays are made read-only: pages share one copy.

    Parameters
    ----------
    name
        What the data set is called in tables and banners, ``"mnist"`` for the 70,000.
    images
        ``(N, 28, 28)`` uint8, 0 = paper, 255 = full ink.
    labels
        ``(N,)`` uint8, a class each: 0-9 of digits.
    split
        ``(N,)`` uint8, an index into :data:`SPLITS`.
    writer
        ``(N,)`` int32, who wrote the digit, or :data:`UNKNOWN`.
    series
        ``(N,)`` int8, NIST's HSF series (0 and 1: Census Bureau employees, 4: high-school students), or
        :data:`UNKNOWN`.
    classes
        What the labels stand for; by default the ten digits.

    Raises
    ------
    ValueError
        If shapes, dtypes or ranges are not as above.
    """

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    split: NDArray[np.uint8]
    writer: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    series: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))
    classes: Classes = DIGITS

    def __post_init__(self) -> None:
        """Check every array, fill in unknown writers, and make all of it read-only."""
        count = len(self.images)
        if self.images.shape != (count, SIDE_PX, SIDE_PX) or self.images.dtype != np.uint8:
            raise ValueError(f"images must be (N, 28, 28) uint8, not {self.images.shape} {self.images.dtype}")
        for name, dtype in (("writer", np.int32), ("series", np.int8)):
            if len(getattr(self, name)) == 0:
                object.__setattr__(self, name, np.full(count, UNKNOWN, dtype))
        for name, kind, highest in (
            ("labels", "uint8", len(self.classes) - 1),
            ("split", "uint8", len(SPLITS) - 1),
            ("writer", "int32", np.iinfo(np.int32).max),
            ("series", "int8", np.iinfo(np.int8).max),
        ):
            array = getattr(self, name)
            if array.shape != (count,) or array.dtype != kind:
                raise ValueError(f"{name} must be ({count},) {kind}, not {array.shape} {array.dtype}")
            if count and (array.max() > highest or array.min() < UNKNOWN):
                raise ValueError(f"{name} must lie in {UNKNOWN}..{highest}, not {array.min()}..{array.max()}")
        for name in ("images", "labels", "split", "writer", "series"):
            view = getattr(self, name).view()
            view.setflags(write=False)
            object.__setattr__(self, name, view)

    def __len__(self) -> int:
        """Return how many digits there are."""
        return len(self.images)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of pixels, labels and split: what products computed from them are filed under.

        Writers are left out, so that the same digits keep their atlas when the writers' table is missing.
        """
        digest = hashlib.sha256()
        for array in (self.images, self.labels, self.split):
            digest.update(f"{array.dtype.str}{array.shape}".encode())
            digest.update(np.ascontiguousarray(array).data)
        if not self.classes.are_digits:
            # Structures are told of digits alone, so that the same pictures under other names have another atlas.
            digest.update(repr(self.classes.names).encode())
        return digest.hexdigest()

    @cached_property
    def identity(self) -> tuple[str, str]:
        """The fingerprint and the writers' SHA-256: equal where all that is known of two data sets is."""
        writers = np.ascontiguousarray(self.writer).tobytes() + np.ascontiguousarray(self.series).tobytes()
        return self.fingerprint, hashlib.sha256(writers).hexdigest()

    @property
    def has_writers(self) -> bool:
        """Whether at least one digit's writer is known."""
        return bool((self.writer != UNKNOWN).any())

    @property
    def resampled(self) -> str:
        """What intervals draw anew: ``"writers"``, or ``"digits"`` one by one where no writer is known."""
        return "writers" if self.has_writers else "digits"

    def where_split(self, split: str) -> NDArray[np.intp]:
        """Return the indices of the digits of ``"train"`` or ``"test"``, ascending.

        Raises
        ------
        ValueError
            If `split` is neither.
        """
        if split not in SPLITS:
            raise ValueError(f"split must be one of {SPLITS}, not {split!r}")
        return np.flatnonzero(self.split == SPLITS.index(split))


def class_rows(labels: NDArray[np.integer]) -> int:
    """Return how many classes a table by class has room for: ten, or more where labels are higher."""
    return max(CLASSES, int(labels.max()) + 1 if len(labels) else 0)


def pixel_rows(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return ``(N, 28, 28)`` uint8 pictures as ``(N, 784)`` float32 in 0-1, 1 = full ink."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)
