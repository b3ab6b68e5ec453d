"""The digits of one visit: pictures with the labels that the visitor gave them, and as files to take away."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import in_use
from mnist_explore.digits import SIDE_PX
from mnist_explore.errors import PictureError

MOST_DIGITS = 500
"""Of a visit: 0.4 MB of pixels in a session, more than anybody draws."""
UNLABELLED = -1


@dataclass(frozen=True, eq=False)
class Visit:
    """The digits of one visit, in the order they came; every change makes a new one.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, 0 = paper, 255 = full ink; read-only.
    labels
        ``(N,)`` int8 in 0-9, what the visitor says they are, or :data:`UNLABELLED`; read-only.

    Raises
    ------
    ValueError
        If shapes, dtypes or ranges are not as above.
    """

    images: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, SIDE_PX, SIDE_PX), np.uint8))
    labels: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))

    def __post_init__(self) -> None:
        """Check both arrays and make them read-only."""
        count = len(self.labels)
        if self.images.shape != (count, SIDE_PX, SIDE_PX) or self.images.dtype != np.uint8:
            raise ValueError(f"images must be ({count}, 28, 28) uint8, not {self.images.shape} {self.images.dtype}")
        if self.labels.dtype != np.int8 or ((self.labels < UNLABELLED) | (self.labels >= len(in_use()))).any():
            raise ValueError(f"labels must be int8 in {UNLABELLED}..{len(in_use()) - 1}, not {self.labels!r}")
        for name in ("images", "labels"):
            view = getattr(self, name).view()
            view.setflags(write=False)
            object.__setattr__(self, name, view)

    def __len__(self) -> int:
        """Return how many digits there are."""
        return len(self.labels)

    @property
    def labelled(self) -> NDArray[np.intp]:
        """The places of the digits that have a label, ascending; only these go into a file."""
        return np.flatnonzero(self.labels != UNLABELLED)

    def with_digit(self, image: NDArray[np.uint8], *, label: int | None = None) -> Visit:
        """Return the visit with one more digit, at the end.

        Parameters
        ----------
        image
            ``(28, 28)`` uint8.
        label
            0-9, or None.

        Raises
        ------
        PictureError
            If there are :data:`MOST_DIGITS` already.
        """
        if len(self) >= MOST_DIGITS:
            raise PictureError(
                f"This visit has {MOST_DIGITS} digits already, the most that are kept. Download them and take some "
                "out to make room."
            )
        return Visit(np.concatenate([self.images, image[None]]), np.append(self.labels, _stored(label)))

    def with_label(self, place: int, label: int | None) -> Visit:
        """Return the visit with one digit's label given, changed, or taken off for None.

        Raises
        ------
        IndexError
            If there is no digit at that place.
        """
        labels = self.labels.copy()
        labels[self._checked(place)] = _stored(label)
        return replace(self, labels=labels)

    def without(self, place: int) -> Visit:
        """Return the visit without one of its digits.

        Raises
        ------
        IndexError
            If there is no digit at that place.
        """
        kept = np.delete(np.arange(len(self)), self._checked(place))
        return Visit(self.images[kept], self.labels[kept])

    def to_csv(self) -> bytes:
        """Return the labelled digits as CSV: a label and 784 pixels a row, row by row from the upper left.

        References
        ----------
        Kaggle's "Digit Recognizer", ``train.csv``: https://www.kaggle.com/c/digit-recognizer/data
        """
        header = ",".join(["label", *(f"pixel{place}" for place in range(SIDE_PX * SIDE_PX))])
        names = [_cell(in_use().name(label)) for label in self.labels[self.labelled].tolist()]
        rows = self.images[self.labelled].reshape(-1, SIDE_PX * SIDE_PX).tolist()
        lines = [",".join([name, *map(str, row)]) for name, row in zip(names, rows, strict=True)]
        return "\n".join([header, *lines, ""]).encode()

    def to_npz(self) -> bytes:
        """Return the labelled digits as NPZ with ``images`` ``(N, 28, 28)`` and ``labels`` ``(N,)``, both uint8.

        The app opens it as a data set of its own: name the file in MNIST_EXPLORE_DATA.
        """
        buffer = io.BytesIO()
        chosen = self.labelled
        named: dict[str, Any] = {} if in_use().are_digits else {"class_names": np.array(in_use().names)}
        labels = self.labels[chosen].astype(np.uint8)
        np.savez_compressed(buffer, images=self.images[chosen], labels=labels, **named)
        return buffer.getvalue()

    def _checked(self, place: int) -> int:
        """Return a place as it is, if there is a digit."""
        if not 0 <= place < len(self):
            raise IndexError(f"place must be in 0..{len(self) - 1}, not {place}")
        return place


def _cell(name: str) -> str:
    """Return a class's name as a cell of CSV."""
    return '"' + name.replace('"', '""') + '"' if any(sign in name for sign in ',"\n') else name


def _stored(label: int | None) -> np.int8:
    """Return a label as it is kept."""
    if label is not None and label not in range(len(in_use())):
        raise ValueError(f"label must be a class or None, not {label!r}")
    return np.int8(UNLABELLED if label is None else label)
