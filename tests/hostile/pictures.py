"""Pictures, drawn values, and digits in links that are none."""

from __future__ import annotations

import base64
import struct
import zlib
from functools import partial

import numpy as np
from PIL import Image

from mnist_explore.ink import find_digits, load_picture
from mnist_explore.ink.sharing import read_shared, shared_text
from mnist_explore.ui.inputs.strokes import MOST_CHARACTERS, MOST_POINTS, drawing_png, parse_drawing
from tests.hostile.case import Case, flipped
from tests.ink.drawings import chunk, file_bytes, png_header, seven

PNG = file_bytes(seven())
JPEG = file_bytes(seven(), "JPEG")
WEBP = file_bytes(seven(), "WEBP")
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(width: int, height: int, depth: int, colour: int, *chunks: bytes, interlaced: int = 0) -> bytes:
    """Return a PNG of a claimed size, depth and colour type, with chunks of one's own."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))
    return SIGNATURE + head + b"".join(chunks) + chunk(b"IEND", b"")


ROWS = chunk(b"IDAT", zlib.compress(bytes(21 * 20)))
JPEG_SIZE = JPEG.index(b"\xff\xc0") + 5
FILES = {
    "0 bytes": (b"", "empty"),
    "a letter": (b"Dear Sir", "unknown kind"),
    "a web page": (b"<!DOCTYPE html><p>", "web page"),
    "a web page after a byte order mark": (b"\xef\xbb\xbf\n <HTML>", "web page"),
    "an SVG drawing": (b'<?xml version="1.0"?><svg xmlns="">', "SVG"),
    "an EPS file": (b"%!PS-Adobe-3.0 EPSF-3.0", "EPS"),
    "a PDF": (b"%PDF-1.7", "PDF"),
    "a HEIC photograph": (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
    "an AVIF picture": (b"\0\0\0\x18ftypavif" + bytes(40), "AVIF"),
    "a video": (b"\0\0\0\x18ftypisom" + bytes(40), "video"),
    "a program for Windows": (b"MZ" + bytes(500), "program"),
    "a program for Linux": (b"\x7fELF" + bytes(500), "program"),
    "a GIF": (file_bytes(seven(), "GIF"), "GIF"),
    "a BMP": (file_bytes(seven(), "BMP"), "BMP"),
    "a TIFF": (file_bytes(seven(), "TIFF"), "TIFF"),
    "an endless row of zeros": (bytes(1000), "unknown kind"),
    "a zip bomb's beginning": (b"PK\x03\x04" + bytes(100), "unknown kind"),
    "PNG: a changed byte in the pixels": (flipped(PNG, 60), "damaged"),
    "PNG: a wrong checksum of its header": (flipped(PNG, 29), "damaged"),
    "PNG: half of it": (PNG[: len(PNG) // 2], "damaged"),
    "PNG: its signature alone": (PNG[:8], "damaged"),
    "PNG: its header alone": (PNG[:33], "damaged"),
    "PNG: palette without a palette": (png(20, 20, 8, 3, ROWS), "damaged"),
    "PNG: palette without one, interlaced": (png(20, 20, 8, 3, ROWS, interlaced=1), "damaged"),
    "PNG: a palette of 257 colours": (png(20, 20, 8, 3, chunk(b"PLTE", bytes(771)), ROWS[:-9]), "damaged"),
    "PNG: a bit depth of 3": (png(20, 20, 3, 0, ROWS), "damaged"),
    "PNG: a colour type of 5": (png(20, 20, 8, 5, ROWS), "damaged"),
    "PNG: no pixels": (png(20, 20, 8, 0), "damaged"),
    "PNG: 0 × 0": (png(0, 0, 8, 0, ROWS), "damaged"),
    "PNG: pixels that are no zlib stream": (png(20, 20, 8, 0, chunk(b"IDAT", b"not zlib at all")), "damaged"),
    "PNG: 1 × 1": (file_bytes(Image.new("L", (1, 1))), "1 × 1"),
    "PNG: 65,535 × 1": (file_bytes(Image.new("L", (65535, 1))), "65,535 × 1"),
    "PNG: 400 × 8": (file_bytes(Image.new("L", (400, 8))), "too long and narrow"),
    "PNG: claims 20,000 × 20,000": (png_header(20000, 20000) + ROWS, "20,000 × 20,000"),
    "PNG: claims 4,294,967,295 × 4,294,967,295": (png_header(2**32 - 1, 2**32 - 1) + ROWS, "4,294,967,295"),
    "PNG: 5 MB of packed text": (
        PNG[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(5_000_000))) + PNG[33:], "laden with text"),
    "PNG: 15,000,001 bytes": (PNG + bytes(15_000_001 - len(PNG)), "more than 15,000,000 bytes"),
    "PNG: fully transparent": (file_bytes(Image.new("RGBA", (99, 99))), "transparent"),
    "JPEG: its last 10 bytes missing": (JPEG[:-10], "damaged"),
    "JPEG: half of it": (JPEG[: len(JPEG) // 2], "damaged"),
    "JPEG: its first three bytes": (JPEG[:3], "damaged"),
    "JPEG: 101 scans": (JPEG[:2] + b"\xff\xda" * 101 + JPEG[2:], "scans"),
    "JPEG: claims 65,535 × 65,535": (JPEG[:JPEG_SIZE] + b"\xff" * 4 + JPEG[JPEG_SIZE + 4 :], "65,535 × 65,535"),
    "JPEG: claims 0 × 0": (JPEG[:JPEG_SIZE] + bytes(4) + JPEG[JPEG_SIZE + 4 :], "damaged"),
    "WebP: half of it": (WEBP[: len(WEBP) // 2], "damaged"),
    "WebP: 20 bytes": (WEBP[:20], "cut short"),
    "WebP: claims 16,383 × 16,383": (
        b"RIFF" + bytes(4) + b"WEBPVP8X" + struct.pack("<II", 10, 0) + b"\xfe\x3f\0" * 2 + bytes(50), "16,383"),
    "WebP: a chunk of no known kind": (WEBP[:12] + b"OOPS" + WEBP[16:], "damaged"),
}  # fmt: skip


def _found(data: bytes) -> object:
    """Look for digits in a picture that can be read."""
    return find_digits(load_picture(data).grey)


BLANK = {
    "all white": (np.full((200, 200), 255, np.uint8), "ink"),
    "all black": (np.zeros((200, 200), np.uint8), "ink"),
    "one grey": (np.full((200, 200), 127, np.uint8), "ink"),
    "one grey level apart": (np.indices((200, 200)).sum(0).astype(np.uint8) % 2 + 127, "ink"),
}
PICTURES = (
    *(Case(name, partial(load_picture, data), words) for name, (data, words) in FILES.items()),
    *(Case(name, partial(_found, file_bytes(grey)), words) for name, (grey, words) in BLANK.items()),
)

STAMP = "0123abcd-7"
NONE, LONG = "is not a drawing", "more than 4,000 points"
VALUES: dict[str, tuple[object, str]] = {
    "nothing": (None, NONE),
    "a number": (7, NONE),
    "a list": ([1, 2], NONE),
    "a dictionary with objects": ({"objects": "none"}, NONE),
    "bytes": (b"0123abcd-7|", NONE),
    "true": (True, NONE),
    "an empty text": ("", NONE),
    "text": ("text", NONE),
    "a data URL": ("data:image/png;base64,iVBORw0KGgo=", NONE),
    "a data URL without base64": ("data:image/png,%89PNG", NONE),
    "no stamp": ("|72 1 1", NONE),
    "a stamp of capitals": ("0123ABCD-7|72 1 1", NONE),
    "no bar": (STAMP, NONE),
    "two bars": (f"{STAMP}|72 1 1|72 1 1", NONE),
    "half a point": (f"{STAMP}|72 1", NONE),
    "no points": (f"{STAMP}|72", NONE),
    "a stroke without end": (f"{STAMP}|72 1 1;", NONE),
    "a pen of 5": (f"{STAMP}|5 1 1", NONE),
    "a pen of 999": (f"{STAMP}|999 1 1", NONE),
    "a pen of 0": (f"{STAMP}|0 1 1", NONE),
    "a place of 12345": (f"{STAMP}|72 12345 1", NONE),
    "fractions": (f"{STAMP}|72 1.5 1", NONE),
    "not a number": (f"{STAMP}|72 nan 1", NONE),
    "1e9": (f"{STAMP}|72 1e9 1", NONE),
    "Arabic numerals": (f"{STAMP}|72 \u0661 1", NONE),
    "a line break": (f"{STAMP}|72 1 1\n", NONE),
    "NUL": (f"{STAMP}|72 1 1\0", NONE),
    "a script": (f"{STAMP}|<script>alert(1)</script>", NONE),
    "4,001 points": (f"{STAMP}|72" + " 1 1" * (MOST_POINTS + 1), LONG),
    "24 MB of strokes": (f"{STAMP}|72" + " 1 1" * 6_000_000, LONG),
    "24 MB of text": ("x" * 24_000_000, LONG),
    "one letter too many": ("x" * (MOST_CHARACTERS + 1), LONG),
}


def _drawn(value: object) -> object:
    """Look for digits in a drawing that can be read."""
    return find_digits(load_picture(drawing_png(parse_drawing(value))).grey, polarity="dark_on_light")


DRAWINGS = (
    *(Case(name, partial(parse_drawing, value), words) for name, (value, words) in VALUES.items()),
    Case("a box that was cleared", partial(_drawn, f"{STAMP}|"), "ink"),
    Case("ink outside the box alone", partial(_drawn, f"{STAMP}|36 -900 -900"), "ink"),
)

SHARED = shared_text(seven()[::14, ::14][:28, :28].copy())


def _packed(pixels: bytes, *, whole: bool = True) -> str:
    """Return pixels as a link would have them, with their checksum."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -10, 9)
    data = packer.compress(pixels) + packer.flush() + zlib.crc32(pixels).to_bytes(4, "big")
    return "1" + base64.urlsafe_b64encode(data if whole else data[:-6]).decode().rstrip("=")


TEXTS = {
    "nothing": ("", "empty"),
    "the version alone": ("1", "cut short or changed"),
    "another version": (f"2{SHARED[1:]}", "not known here"),
    "a line break first": (f"\n{SHARED}", "not known here"),
    "1,101 letters": ("1" + "A" * 1100, "more than the 1,100"),
    "half a million letters": ("1" + "A" * 500_000, "more than the 1,100"),
    "a blank in it": (f"{SHARED[:9]} {SHARED[10:]}", "characters that no such link has"),
    "a slash in it": (f"{SHARED[:9]}/{SHARED[10:]}", "characters that no such link has"),
    "letters of another script": (f"1{SHARED[1:9]}ß", "characters that no such link has"),
    "a script": ("1<script>", "characters that no such link has"),
    "half of it": (SHARED[: len(SHARED) // 2], "cut short or changed"),
    "a letter less": (SHARED[:-1], "cut short or changed"),
    "a letter more": (f"{SHARED}A", "cut short or changed"),
    "a letter changed": (SHARED[:20] + ("A" if SHARED[20] != "A" else "B") + SHARED[21:], "cut short or changed"),
    "a megabyte packed into 1,000 letters": (_packed(bytes(500_000))[:1100], "cut short or changed"),
    "783 pixels": (_packed(bytes(783)), "cut short or changed"),
    "785 pixels": (_packed(bytes(785)), "cut short or changed"),
    "no checksum": (_packed(bytes(784), whole=False), "cut short or changed"),
}
LINKED = tuple(Case(name, partial(read_shared, text), words) for name, (text, words) in TEXTS.items())
