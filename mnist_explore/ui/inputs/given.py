"""What a door gives: one picture and its name, whichever way it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnist_explore.ink import Polarity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_LETTERS = 40


@dataclass(frozen=True, eq=False)
class Given:
    """One picture that a visitor gave: either a file's bytes, or a digit that is already 28×28.

    Parameters
    ----------
    name
        What it is called, in words; safe to show.
    picture
        The bytes of a PNG, JPEG or WebP file, unchecked.
    pixels
        ``(28, 28)`` uint8, 255 = full ink.
    polarity
        Whether the ink is known to be lighter or darker than its background.
    origin
        The same for as long as one picture is being made, as a drawing grows by strokes; "" for a picture that is
        whole. Of a digit that is not the visitor's own it says nothing.
    """

    name: str
    picture: bytes | None = None
    pixels: NDArray[np.uint8] | None = None
    polarity: Polarity = "auto"
    origin: str = ""

    def __post_init__(self) -> None:
        """Refuse what is neither, or both."""
        if (self.picture is None) == (self.pixels is None):
            raise ValueError(f"{self.name!r} needs either a picture or pixels, not both or neither")


def plain_name(name: str, *, default: str = "picture") -> str:
    """Return a file's name from outside: no folders, nothing that Markdown or a bidirectional text acts on, 40 letters.

    Parameters
    ----------
    name
        Anything a browser may send.
    default
        What it is called when nothing is left.
    """
    last = name[-1_000:].replace("\\", "/").rpartition("/")[2]
    plain = "".join(letter if letter.isalnum() or letter in " .-" else "·" for letter in last).strip(" .·")
    if len(plain) > MOST_LETTERS:
        return plain[: MOST_LETTERS - 1] + "…"
    return plain or default
