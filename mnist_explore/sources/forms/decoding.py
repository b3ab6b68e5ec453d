"""Picture files by the thousand, each decoded as a visitor's is; what cannot be read is left out and counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import DataError, PictureError, quoted
from mnist_explore.sources.splits import MOST_DECODED_BYTES

LOOKED_AT = 20
"""Pictures that are looked at for colour."""
COLOURED = 32
"""By how much a pixel's red, green and blue differ where a picture is in colour; JPEG alone makes a few."""


@dataclass(eq=False)
class Decoded:
    """Pictures in grey, and what was not read.

    Parameters
    ----------
    pictures
        ``(H, W)`` uint8 each.
    kept
        Which of the files they are, counted from 0.
    coloured
        How many of the first :data:`LOOKED_AT` are in colour.
    """

    pictures: list[NDArray[np.uint8]] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    count: int = 0
    coloured: int = 0
    first: str = ""

    def notices(self, source: str) -> tuple[str, ...]:
        """Return one sentence for files left out and one for colour.

        Raises
        ------
        DataError
            If no file at all could be read.
        """
        if not self.kept:
            raise DataError(f"{source} has no picture that can be read ({self.first or 'there is none'}); save PNG.")
        left_out, said = self.count - len(self.kept), []
        if left_out:
            said.append(f"{source}: {left_out:,} of {self.count:,} pictures cannot be read; left out ({self.first}).")
        if self.coloured:
            said.append(f"{source} has pictures in colour; they are read as grey, and --invert is for black on white.")
        return tuple(said)


def decoded(files: Iterable[tuple[str, bytes | None]], *, source: str) -> Decoded:
    """Return pictures read from their files' bytes.

    Parameters
    ----------
    files
        A name and the bytes, or None where there are none.
    source
        What errors call all of them.

    Raises
    ------
    DataError
        If they take more room than the largest data set may.
    """
    from mnist_explore.ink import read_picture

    result, size = Decoded(), 0
    for name, data in files:
        place, result.count = result.count, result.count + 1
        try:
            if data is None:
                raise PictureError("no bytes")
            picture = read_picture(data)
        except PictureError as error:
            result.first = result.first or quoted(f"{name}: {error}")
            continue
        size += picture.size
        if size > MOST_DECODED_BYTES:
            raise DataError(f"{source} has over {MOST_DECODED_BYTES:,} bytes of pixels; save smaller pictures.")
        if len(result.kept) < LOOKED_AT:
            result.coloured += _is_coloured(data)
        result.pictures.append(picture)
        result.kept.append(place)
    return result


def _is_coloured(data: bytes) -> bool:
    """Tell whether a picture that could be read is in colour."""
    from PIL import Image

    with Image.open(BytesIO(data)) as picture:
        if picture.mode in ("1", "L", "I", "I;16", "LA"):
            return False
        bands = np.asarray(picture.convert("RGB")).astype(np.int16)
    return bool(np.ptp(bands, axis=2).max() >= COLOURED)
