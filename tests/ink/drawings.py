"""Pictures that the tests of `ink` send: drawings on clean ground, pages under a lamp, and files as bytes."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SEVEN = ((0.3, 0.25), (0.7, 0.25), (0.45, 0.8))
"""Corners of a seven, in shares of the picture's sides."""


def seven(*, side: int = 400, size: float = 1.0, shift: tuple[int, int] = (0, 0), pen: int = 20) -> NDArray[np.uint8]:
    """Return a white seven on black, ``(side, side)``, drawn `size` times as large and moved by `shift` (x, y)."""
    points = [
        (round((0.5 + (x - 0.5) * size) * side) + shift[0], round((0.5 + (y - 0.5) * size) * side) + shift[1])
        for x, y in SEVEN
    ]
    picture = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(picture)
    draw.line(points, fill=255, width=pen)
    for x, y in points:
        draw.ellipse((x - pen // 2, y - pen // 2, x + pen // 2, y + pen // 2), fill=255)
    return np.array(picture)


def file_bytes(picture: NDArray[Any] | Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """Return an array or a Pillow picture as a file's bytes."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(kind: bytes, content: bytes) -> bytes:
    """Return one PNG chunk with its length and checksum."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_header(width: int, height: int) -> bytes:
    """Return a PNG's signature and header chunk: 8-bit grey, of any claimed size."""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
