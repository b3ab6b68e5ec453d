"""A visitor's picture: bytes from anywhere → one checked grey array."""

from __future__ import annotations

import struct
import warnings
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import PictureError

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 5_000_000
MAX_PIXELS = 12_000_000
"""A phone's full-size photograph; decoded as RGBA it takes 48 MB."""
MIN_SIDE_PX = 8
MAX_ASPECT = 16
MAX_SCANS = 100
"""A progressive JPEG has about ten; each one more costs a pass over all pixels."""
KEPT_SIDE_PX = 1024
"""Longer pictures are reduced at once: a digit needs 20 pixels, a page's picture of it a few hundred."""
_ONE_AT_A_TIME = Lock()
"""A picture of full size takes up to 190 MB while it is decoded; twenty visitors' at once would take 4 GB."""
ORIENTATION = 0x0112
"""The EXIF tag that says how the camera was held (EXIF 2.32, 4.6.4 A)."""
DAMAGE = (OSError, SyntaxError, ValueError, TypeError, EOFError, LookupError, struct.error, RuntimeError)
"""What Pillow raises for pictures and metadata that are not whole."""
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


def read_picture(data: bytes) -> NDArray[np.uint8]:
    """Return a picture file's first frame in grey, upright, on paper where it was transparent.

    Nothing is decoded before the length, the kind and the size that the file claims have been checked.

    Parameters
    ----------
    data
        The bytes of a PNG, JPEG or WebP file; at most 5,000,000.

    Returns
    -------
    NDArray[np.uint8]
        ``(H, W)``, 0 = black, 255 = white; sides from 8 to 1,024 pixels (longer pictures are reduced by area
        averaging). Transparent parts take the page's own grey, or, where most of the picture is transparent,
        white under dark ink and black under light ink. 16-bit grey is scaled, not clipped.

    Raises
    ------
    PictureError
        If the bytes are empty, too many, of another kind, damaged, or claim over 12 million pixels, under 8 on
        a side, or a shape longer than 16:1; or if the picture is fully transparent.
    """
    if not isinstance(data, bytes):
        raise TypeError(f"data must be bytes, not {type(data).__name__}")
    if not data:
        raise PictureError(f"The picture file is empty (0 bytes). {ADVICE}")
    if len(data) > MAX_BYTES:
        raise PictureError(
            f"The picture file has more than {MAX_BYTES:,} bytes, the most that are read. Crop it or make it smaller."
        )
    kind = _kind(data)
    if kind == "WEBP":
        # Pillow's WebP decoder reserves the whole canvas on opening.
        _check_size(*_webp_size(data))
    if kind == "JPEG" and data.count(b"\xff\xda") > MAX_SCANS:
        raise PictureError(f"The JPEG picture has over {MAX_SCANS} scans, more than any camera writes. {ADVICE}")
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # Pillow warns in the log about odd metadata that has no bearing on the pixels.
        warnings.simplefilter("ignore")
        return _decode(data, kind)


def _kind(data: bytes) -> str:
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
        return "a HEIC, AVIF or video file"
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        return "an SVG drawing"
    if head.startswith((b"<!doctype", b"<html")):
        return "a web page"
    return "of an unknown kind"


def _check_size(width: int, height: int) -> None:
    """Refuse a size that is too large, too small or too long."""
    size = f"The picture is {width:,} × {height:,} pixels"
    if width * height > MAX_PIXELS:
        raise PictureError(f"{size}; at most {MAX_PIXELS:,} in all are read. Crop it or make it smaller.")
    if min(width, height) < MIN_SIDE_PX:
        raise PictureError(f"{size}; each side needs at least {MIN_SIDE_PX}. Send a larger picture of the digit.")
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise PictureError(f"{size}, too long and narrow for one digit. Crop it to the digit.")


def _webp_size(data: bytes) -> tuple[int, int]:
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


def _decode(data: bytes, kind: str) -> NDArray[np.uint8]:
    """Return the first frame in grey; every way in which Pillow fails on a damaged file is one sentence."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile
    from PIL.WebPImagePlugin import WebPImageFile

    # The classes and not Image.open, which warns or fails by its own, larger limit before .size can be seen.
    opener: Any = {"PNG": PngImageFile, "JPEG": JpegImageFile, "WEBP": WebPImageFile}[kind]
    try:
        with opener(BytesIO(data)) as picture:
            _check_size(*picture.size)
            if kind == "JPEG":
                picture.draft(None, (KEPT_SIDE_PX, KEPT_SIDE_PX))
            picture.load()
            return _grey(_upright(_reduced(picture), _orientation(picture)))
    except DAMAGE as error:
        raise PictureError(f"The {kind} picture is damaged, cut short, or too laden with text. {ADVICE}") from error


def _orientation(picture: Image.Image) -> object:
    """Return what a picture's metadata say of how the camera was held; None where they are none, or cannot be read."""
    try:
        return picture.getexif().get(ORIENTATION)
    except DAMAGE:
        return None


def _upright(picture: Image.Image, orientation: object) -> Image.Image:
    """Return the picture as the camera was held; what is none of the eight orientations is upright.

    Not by ImageOps.exif_transpose, which writes all other metadata anew and fails where any of it is odd.
    """
    from PIL import Image

    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    turn = turns.get(orientation) if isinstance(orientation, int) else None
    return picture if turn is None else picture.transpose(turn)


def _reduced(picture: Image.Image) -> Image.Image:
    """Return the picture in 8 bits, its longer side at most :data:`KEPT_SIDE_PX` by whole-number area averaging."""
    from PIL import Image

    if picture.mode.startswith("I"):
        # 257 k → k, as 8-bit grey becomes 16-bit grey; Pillow's own conversion clips at 255.
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    factor = -(-max(picture.size) // KEPT_SIDE_PX)
    if factor == 1:
        return picture
    if picture.mode in ("1", "P", "PA"):
        picture = picture.convert("RGBA")
    return picture.reduce(factor)


def _grey(picture: Image.Image) -> NDArray[np.uint8]:
    """Return an 8-bit picture of any mode in grey, its transparent parts on paper."""
    if not picture.has_transparency_data:
        return np.array(picture.convert("RGB").convert("L") if picture.mode != "L" else picture)
    coloured = picture.convert("RGBA")
    alpha = np.asarray(coloured.getchannel("A"))
    return _on_paper(np.array(coloured.convert("RGB").convert("L")), alpha)


def _on_paper(grey: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return grey composited on a paper that keeps the ink visible."""
    if alpha.min() == 255:
        return grey
    opaque = alpha > 127
    if not alpha.any():
        raise PictureError("The picture is fully transparent: there is nothing on it. Draw a digit and send it again.")
    if opaque.mean() > 0.5:
        # A page with transparent rims or corners: its own ground goes on under them.
        paper = float(np.median(grey[opaque]))
    else:
        paper = 255.0 if np.average(grey, weights=alpha) < 128 else 0.0
    share = alpha / np.float32(255)
    composite: NDArray[np.uint8] = (grey * share + paper * (1 - share) + 0.5).astype(np.uint8)
    return composite
