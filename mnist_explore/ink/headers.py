"""What a picture file claims to be, and how large: known from its first bytes, before anything is decoded."""

from __future__ import annotations

import struct

from mnist_explore.errors import PictureError

MAX_PIXELS = {"JPEG": 52_000_000, "PNG": 52_000_000, "WEBP": 16_000_000}
"""The most that a picture may have (a telephone's 50 megapixels are 8192 × 6144): a JPEG is decoded at an eighth of
its size, a PNG takes four bytes a pixel, and WebP's decoder reserves several times that."""
MAX_PROGRESSIVE_PIXELS = 25_000_000
"""A progressive JPEG is held whole while it is decoded, six bytes a pixel."""
MIN_SIDE_PX = 8
MAX_ASPECT = 16
ADVICE = "Save the picture as PNG, JPEG or WebP and try again."
FOREIGN = (
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "an EPS file"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"II*\0", "a TIFF"),
    (b"MM\0*", "a TIFF"),
)
"""First bytes of files that people send most often in place of a picture that is read here."""
FTYP = {b"hei": "a HEIC picture, as iPhones save them", b"mif": "a HEIC picture", b"avi": "an AVIF picture"}
"""Kinds of file that begin with their length and "ftyp", by the first letters of their brand (ISO/IEC 14496-12)."""


def kind_of(data: bytes) -> str:
    """Return Pillow's name of the file's format, from its first bytes."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    raise PictureError(f"The file is {_foreign(data)}, not a PNG, JPEG or WebP picture. {ADVICE}")


def _foreign(data: bytes) -> str:
    """Return in words what a file that is not read here seems to be."""
    for start, name in FOREIGN:
        if data.startswith(start):
            return name
    if data[4:8] == b"ftyp":
        return FTYP.get(data[8:11], "a video, or a HEIC or AVIF picture")
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        return "an SVG drawing"
    if head.startswith((b"<!doctype", b"<html")):
        return "a web page"
    return "of an unknown kind"


def check_size(width: int, height: int, *, most: int) -> None:
    """Refuse a size that is too large, too small or too long."""
    size = f"The picture is {width:,} × {height:,} pixels"
    if width * height > most:
        raise PictureError(f"{size}; at most {most:,} in all are read. Crop it or make it smaller.")
    if min(width, height) < MIN_SIDE_PX:
        raise PictureError(f"{size}; each side needs at least {MIN_SIDE_PX}. Send a larger picture of the digit.")
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise PictureError(f"{size}, too long and narrow for one digit. Crop it to the digit.")


def webp_size(data: bytes) -> tuple[int, int]:
    """Return the width and height that a WebP file claims.

    References
    ----------
    https://developers.google.com/speed/webp/docs/riff_container (VP8X), RFC 6386 §9.1 (VP8), and
    https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification (VP8L).
    """
    if len(data) < 30:
        raise PictureError(f"The WEBP picture is cut short at {len(data)} bytes. {ADVICE}")
    if data[12:16] == b"VP8X":
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF
