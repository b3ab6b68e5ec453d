"""A digit as a short text for an address: the very 28×28 pixels, so that a link restores all that is said of them."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.errors import PictureError

VERSION = "1"
"""First letter of every text; another way of packing gets another."""
MOST_CHARACTERS = 1100
"""Noise, which cannot be packed, takes 1,060; of MNIST's digits 99.9 % take at most 380, and none more than 450."""
PIXELS = SIDE_PX * SIDE_PX
CHECKSUM_BYTES = 4
_WINDOW_BITS = -10
"""Raw deflate, with a window that is a little larger than a digit."""
_LETTERS = re.compile(r"[A-Za-z0-9_-]+")
_ADVICE = "Ask for the link again, or draw the digit anew."


def shared_text(image: NDArray[np.uint8]) -> str:
    """Return a digit as text that needs no escaping in an address.

    Nothing is lost: what is said of the digit after a reload is what was said before.

    Parameters
    ----------
    image
        ``(28, 28)`` uint8, 0 = paper, 255 = full ink.

    Returns
    -------
    str
        A version letter, then, in the letters of base64url, the deflated pixels with their CRC-32; some 260
        characters for a digit of MNIST's, at most :data:`MOST_CHARACTERS`.

    Raises
    ------
    ValueError
        If the image is not ``(28, 28)`` uint8.

    References
    ----------
    RFC 1951 (deflate), RFC 4648 section 5 (base64url).
    """
    if image.shape != (SIDE_PX, SIDE_PX) or image.dtype != np.uint8:
        raise ValueError(f"image must be (28, 28) uint8, not {image.shape} {image.dtype}")
    pixels = image.tobytes()
    packer = zlib.compressobj(9, zlib.DEFLATED, _WINDOW_BITS, 9)
    packed = packer.compress(pixels) + packer.flush() + _checksum(pixels)
    return VERSION + base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def read_shared(text: str) -> NDArray[np.uint8]:
    """Return the digit in a text that :func:`shared_text` made.

    Anyone can write an address, so that the text's length and letters are checked before it is unpacked, and no more
    is unpacked than a digit has pixels.

    Parameters
    ----------
    text
        From an address.

    Returns
    -------
    NDArray[np.uint8]
        ``(28, 28)``, 0 = paper, 255 = full ink.

    Raises
    ------
    PictureError
        If the text is empty, too long, of another version, has other letters, or does not hold exactly one whole digit.
    """
    if not text:
        raise PictureError(f"The link holds no digit: its text is empty. {_ADVICE}")
    if len(text) > MOST_CHARACTERS:
        raise PictureError(
            f"The digit in the link has {len(text):,} characters, more than the {MOST_CHARACTERS:,} that any digit "
            f"takes. {_ADVICE}"
        )
    if text[0] != VERSION:
        raise PictureError(f"The digit in the link is of a kind that is not known here ({text[0]!a}). {_ADVICE}")
    if not _LETTERS.fullmatch(text):
        raise PictureError(f"The digit in the link has characters that no such link has. {_ADVICE}")
    pixels = _unpacked(text[1:])
    if pixels is None:
        raise PictureError(f"The digit in the link is cut short or changed. {_ADVICE}")
    return np.frombuffer(pixels, np.uint8).reshape(SIDE_PX, SIDE_PX).copy()


def _unpacked(letters: str) -> bytes | None:
    """Return the 784 pixels in base64url letters, or None where they are anything but one whole digit."""
    try:
        packed = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
        # The last letter has bits to spare: one digit has one text, as far as letters go.
        if base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=") != letters:
            return None
        unpacker = zlib.decompressobj(_WINDOW_BITS)
        pixels = unpacker.decompress(packed[:-CHECKSUM_BYTES], PIXELS + 1)
    except (binascii.Error, zlib.error):
        return None
    # A deflate stream may be too long, go on after its end, or lack it.
    is_whole = len(pixels) == PIXELS and unpacker.eof and not unpacker.unused_data and not unpacker.unconsumed_tail
    return pixels if is_whole and packed[-CHECKSUM_BYTES:] == _checksum(pixels) else None


def _checksum(pixels: bytes) -> bytes:
    """Return the pixels' CRC-32, four bytes, the highest first."""
    return zlib.crc32(pixels).to_bytes(CHECKSUM_BYTES, "big")
