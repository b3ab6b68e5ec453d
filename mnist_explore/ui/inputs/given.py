"""What a door gives: one picture and its name, whichever way it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnist_explore.ink import Polarity, ink_digit, read_picture

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
    """

    name: str
    picture: bytes | None = None
    pixels: NDArray[np.uint8] | None = None
    polarity: Polarity = "auto"

    def __post_init__(self) -> None:
        """Refuse what is neither, or both."""
        if (self.picture is None) == (self.pixels is None):
            raise ValueError(f"{self.name!r} needs either a picture or pixels, not both or neither")


def given_digit(given: Given) -> NDArray[np.uint8]:
    """Return the one digit of a given picture as MNIST would show it.

    Returns
    -------
    NDArray[np.uint8]
        ``(28, 28)``, 255 = full ink.

    Raises
    ------
    PictureError
        If the bytes are no picture that is read here, or there is not one digit on it.
    """
    if given.pixels is not None:
        return given.pixels
    assert given.picture is not None
    return ink_digit(read_picture(given.picture), polarity=given.polarity)


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
