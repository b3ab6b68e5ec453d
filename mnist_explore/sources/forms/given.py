"""Pictures and labels as a file gives them, and how a person wants them read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import DataError

READ_VARIABLE = "MNIST_EXPLORE_READ"
"""How the named data are read: some of ``transpose``, ``invert``, ``fit=ink`` and ``fit=pad``, with spaces between."""

Fit = Literal["ink", "pad"]
FITS: tuple[Fit, ...] = get_args(Fit)


@dataclass(frozen=True)
class How:
    """How pictures are to be read.

    Parameters
    ----------
    fit
        What is done with pictures that are not 28 × 28: ``"ink"`` finds the digit and brings it to MNIST's size and
        place, ``"pad"`` puts paper around it; None refuses them.
    transpose
        Whether rows and columns are exchanged, as EMNIST's files need.
    invert
        Whether black on white is made white on black, as MNIST's pictures are.
    """

    fit: Fit | None = None
    transpose: bool = False
    invert: bool = False

    def __str__(self) -> str:
        """Return it as :data:`READ_VARIABLE` has it."""
        flags = [name for name in ("transpose", "invert") if getattr(self, name)]
        return " ".join([*flags, *([f"fit={self.fit}"] if self.fit else [])])


AS_IT_IS = How()


def asked_how() -> How:
    """Return what :data:`READ_VARIABLE` asks for.

    Raises
    ------
    DataError
        If it holds anything else.
    """
    words = os.environ.get(READ_VARIABLE, "").split()
    fits = {f"fit={fit}": fit for fit in FITS}
    for word in words:
        if word not in ("transpose", "invert", *fits):
            raise DataError(f"{READ_VARIABLE} holds {word}; transpose, invert, fit=ink and fit=pad are understood.")
    fit = next((fits[word] for word in words if word in fits), None)
    return How(fit, "transpose" in words, "invert" in words)


@dataclass(frozen=True, eq=False)
class Given:
    """Pictures and labels of one split as they came; :func:`~.settling.settled` checks them.

    Parameters
    ----------
    images
        One array with the pictures along its first axis, or one ``(H, W)`` uint8 array for each picture.
    labels
        One entry for each picture, or one row.
    source
        What sentences call them: a path.
    notices
        One sentence for each thing that was left out.
    names
        What labels that are numbers stand for, in order; also the order of those that are names.
    writers
        Who wrote each picture, one entry for each, where a column says.
    """

    images: NDArray[Any] | Sequence[NDArray[np.uint8]]
    labels: NDArray[Any]
    source: str
    notices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    writers: NDArray[Any] | None = None
