"""A visitor's picture: bytes from anywhere → one checked grey array."""

from __future__ import annotations

import struct
import warnings
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from io import BytesIO
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.errors import PictureError
from mnist_explore.heap import give_memory_back
from mnist_explore.ink.grey import grey_levels
from mnist_explore.ink.headers import ADVICE, MAX_PIXELS, MAX_PROGRESSIVE_PIXELS, check_size, kind_of, webp_size

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 15_000_000
"""A telephone's photograph of 50 megapixels."""
MAX_SCANS = 100
"""A progressive JPEG has about ten; each one more costs a pass over all pixels."""
KEPT_SIDE_PX = 1024
"""Longer pictures are reduced at once: a digit needs 20 pixels, a page's picture of it a few hundred."""
SMALL_BYTES = 50_000
"""Files up to this size, drawings and cut-outs, leave nothing in memory worth a look."""
BAND_PX = 2_000_000
"""Pixels that are converted at a time while a picture is reduced."""
SMALL_PIXELS = 1_000_000
"""Pictures up to this size are decoded at once, whatever else is: they take at most 4 MB."""
_ONE_AT_A_TIME = RLock()
"""A picture of full size takes up to 220 MB while it is decoded; twenty visitors' at once would take 4 GB."""
ORIENTATION = 0x0112
"""The EXIF tag that says how the camera was held (EXIF 2.32, 4.6.4 A)."""
DAMAGE = (
    OSError, SyntaxError, ValueError, TypeError, EOFError, LookupError, struct.error, RuntimeError, AssertionError,
)  # fmt: skip
"""What Pillow raises for pictures and metadata that are not whole."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A visitor's picture, read.

    Parameters
    ----------
    grey
        ``(H, W)`` uint8, 0 = black, 255 = white, longer side at most 1,024 pixels.
    width, height
        Of the file's picture, upright, in its own pixels.
    """

    grey: NDArray[np.uint8]
    width: int
    height: int


def read_picture(data: bytes) -> NDArray[np.uint8]:
    """Return a picture file's first frame in grey: the :attr:`Picture.grey` of :func:`load_picture`."""
    return load_picture(data).grey


def load_picture(data: bytes) -> Picture:
    """Return a picture file's first frame in grey, upright, on paper where it was transparent.

    Nothing is decoded before the length, the kind and the size that the file claims have been checked.

    Parameters
    ----------
    data
        The bytes of a PNG, JPEG or WebP file; at most 15,000,000.

    Returns
    -------
    Picture
        Grey, with sides from 8 to 1,024 pixels (longer pictures are reduced by area averaging). Transparent parts
        take the page's own grey, or, where most of the picture is transparent, white under dark ink and black under
        light ink. 16-bit grey is scaled, not clipped.

    Raises
    ------
    PictureError
        If the bytes are empty, too many, of another kind, damaged, or claim over 52 million pixels (25 as
        progressive JPEG, 16 as WebP), under 8 on a side, or a shape longer than 16:1; or if the picture
        is fully transparent.
    """
    if not isinstance(data, bytes):
        raise TypeError(f"data must be bytes, not {type(data).__name__}")
    if not data:
        raise PictureError(f"The picture file is empty (0 bytes). {ADVICE}")
    if len(data) > MAX_BYTES:
        raise PictureError(
            f"The picture file has more than {MAX_BYTES:,} bytes, the most that are read. Crop it or make it smaller."
        )
    kind = kind_of(data)
    if kind == "WEBP":
        # Pillow's WebP decoder reserves the whole canvas on opening.
        check_size(*webp_size(data), most=MAX_PIXELS[kind])
    if kind == "JPEG" and data.count(b"\xff\xda") > MAX_SCANS:
        raise PictureError(f"The JPEG picture has over {MAX_SCANS} scans, more than any camera writes. {ADVICE}")
    try:
        with _QUIET:
            return _decode(data, kind)
    finally:
        if len(data) > SMALL_BYTES:
            give_memory_back()


def one_at_a_time(data: bytes) -> AbstractContextManager[object]:
    """Return what lets large files wait for each other, and drawings for none of them, while they are read.

    Parameters
    ----------
    data
        A picture file's bytes.
    """
    return _ONE_AT_A_TIME if len(data) > SMALL_BYTES else nullcontext()


class _Quiet:
    """Keeps out of the log what Pillow warns of: odd metadata that has no bearing on the pixels.

    Python's filters are the whole process's. They are put back when the last of all threads leaves.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._before: Any = None

    def __enter__(self) -> None:
        with self._lock:
            self._inside += 1
            if self._inside == 1:
                self._before = warnings.catch_warnings()
                self._before.__enter__()
                warnings.simplefilter("ignore")

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._before.__exit__(None, None, None)


_QUIET = _Quiet()


def _decode(data: bytes, kind: str) -> Picture:
    """Return the first frame in grey; every way in which Pillow fails on a damaged file is one sentence."""
    from PIL.JpegImagePlugin import JpegImageFile
    from PIL.PngImagePlugin import PngImageFile
    from PIL.WebPImagePlugin import WebPImageFile

    # The classes and not Image.open, which warns or fails by its own, larger limit before .size can be seen.
    opener: Any = {"PNG": PngImageFile, "JPEG": JpegImageFile, "WEBP": WebPImageFile}[kind]
    try:
        with opener(BytesIO(data)) as picture:
            width, height = picture.size
            progressive = kind == "JPEG" and "progressive" in picture.info
            check_size(width, height, most=MAX_PROGRESSIVE_PIXELS if progressive else MAX_PIXELS[kind])
            if kind == "JPEG":
                picture.draft(None, (KEPT_SIDE_PX, KEPT_SIDE_PX))
            with nullcontext() if width * height <= SMALL_PIXELS else _ONE_AT_A_TIME:
                picture.load()
                orientation = _orientation(picture)
                grey = grey_levels(_upright(_reduced(picture), orientation))
    except DAMAGE as error:
        raise PictureError(f"The {kind} picture is damaged, cut short, or too laden with text. {ADVICE}") from error
    turned = isinstance(orientation, int) and 5 <= orientation <= 8
    return Picture(grey, height, width) if turned else Picture(grey, width, height)


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
    """Return the picture in 8 bits, its longer side at most :data:`KEPT_SIDE_PX` by whole-number area averaging.

    Band by band, so that a palette's or 16 bits' wider pixels never stand in memory for the whole picture.
    """
    from PIL import Image

    factor = -(-max(picture.size) // KEPT_SIDE_PX)
    if factor == 1:
        return _eight_bits(picture, factor)
    width, height = picture.size
    rows = max(1, BAND_PX // width // factor) * factor
    bands = [
        _eight_bits(picture.crop((0, top, width, min(height, top + rows))), factor) for top in range(0, height, rows)
    ]
    whole = Image.new(bands[0].mode, (bands[0].width, sum(band.height for band in bands)))
    top = 0
    for band in bands:
        whole.paste(band, (0, top))
        top += band.height
    if "transparency" in picture.info and whole.mode == picture.mode:
        whole.info["transparency"] = picture.info["transparency"]
    return whole


def _eight_bits(picture: Image.Image, factor: int) -> Image.Image:
    """Return a picture or a band of it in 8 bits, reduced by a whole number."""
    from PIL import Image

    if picture.mode.startswith("I"):
        # 257 k → k, as 8-bit grey becomes 16-bit grey; Pillow's own conversion clips at 255.
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if factor == 1:
        return picture
    if picture.mode in ("1", "P", "PA"):
        picture = picture.convert("RGBA")
    return picture.reduce(factor)
