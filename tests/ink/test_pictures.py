"""Bytes from a visitor become a checked grey picture, or one plain sentence."""

from __future__ import annotations

import resource
import struct
import subprocess
import sys
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_explore.errors import PictureError
from mnist_explore.ink import ink_digit, read_picture
from tests.ink.drawings import chunk, file_bytes, png_header, seven

ROOT = Path(__file__).parent.parent.parent
PNG = file_bytes(seven())
JPEG = file_bytes(seven(), "JPEG")
WEBP = file_bytes(seven(), "WEBP")
PALETTE_LESS = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 20, 20, 8, 3, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(bytes(21 * 20)))
    + chunk(b"IEND", b"")
)
"""A picture of palette entries without a palette, for which Pillow fails by an assertion."""
CORNERS = np.array([[10, 80], [160, 240]], np.uint8).repeat(16, 0).repeat(24, 1)
"""A 32×48 picture whose four quarters tell how it was turned."""


def damaged(data: bytes, where: int) -> bytes:
    """Return the bytes with one of them changed."""
    return data[:where] + bytes([data[where] ^ 255]) + data[where + 1 :]


def quarters(grey: np.ndarray) -> list[list[int]]:
    """Return the grey levels in the middle of a picture's four quarters."""
    rows, columns = ((side // 4, 3 * side // 4) for side in grey.shape)
    return grey[np.ix_(rows, columns)].tolist()


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"Dear Sir", "unknown kind"),
        (b"<!DOCTYPE html><p>", "web page"),
        (b'<?xml version="1.0"?><svg xmlns="">', "SVG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "EPS"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
        (b"MZ" + bytes(500), "program"),
        (file_bytes(seven(), "GIF"), "GIF"),
        (damaged(PNG, 60), "damaged"),
        (damaged(PNG, 29), "damaged"),
        (PNG[: len(PNG) // 2], "damaged"),
        (PNG[:8], "damaged"),
        (PNG[:33], "damaged"),
        (JPEG[:-10], "damaged"),
        (JPEG[: len(JPEG) // 2], "damaged"),
        (JPEG[:3], "damaged"),
        (WEBP[: len(WEBP) // 2], "damaged"),
        (WEBP[:20], "cut short"),
        (file_bytes(Image.new("L", (1, 1))), "1 × 1"),
        (file_bytes(Image.new("L", (65535, 1))), "65,535 × 1"),
        (file_bytes(Image.new("L", (400, 8))), "too long and narrow"),
        (png_header(20000, 20000) + chunk(b"IDAT", zlib.compress(bytes(900))), "20,000 × 20,000"),
        (PNG[:33] + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(5_000_000))) + PNG[33:], "laden with text"),
        (JPEG[:2] + b"\xff\xda" * 101 + JPEG[2:], "scans"),
        (PNG + bytes(15_000_001 - len(PNG)), "more than 15,000,000 bytes"),
        (file_bytes(Image.new("RGBA", (99, 99))), "transparent"),
        (b"\0\0\0\x18ftypavif" + bytes(40), "AVIF"),
        (PALETTE_LESS, "damaged"),
    ],
)
def test_read_picture_hostile(data: bytes, words: str) -> None:
    """Every hostile file is refused by one plain sentence that names what is wrong, without a warning in the log."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PictureError, match=words) as caught:
            read_picture(data)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.hostile
def test_read_picture_bomb_costs_no_memory() -> None:
    """A small file of 9,400 × 9,400 pixels is refused before its 88 million pixels are decoded."""
    bomb = file_bytes(Image.new("1", (9400, 9400)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(PictureError, match="9,400 × 9,400"):
        read_picture(bomb)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


@pytest.mark.hostile
def test_read_picture_large_webp_claim() -> None:
    """A WebP file that claims 16,383 × 16,383 pixels is refused from its header alone."""
    claim = b"RIFF" + bytes(4) + b"WEBPVP8X" + (10).to_bytes(4, "little") + bytes(4) + b"\xfe\x3f\0" * 2 + bytes(50)
    with pytest.raises(PictureError, match="16,383 × 16,383"):
        read_picture(claim)


@pytest.mark.parametrize("lossless", [True, False])
def test_read_picture_webp_size(lossless: bool) -> None:
    """Both kinds of plain WebP file are read at their true size: 32 rows of 48 pixels."""
    assert read_picture(file_bytes(CORNERS, "WEBP", lossless=lossless)).shape == (32, 48)


def test_read_picture_at_the_byte_limit() -> None:
    """A file of exactly 15,000,000 bytes is still read."""
    assert (read_picture(PNG + bytes(15_000_000 - len(PNG))) == seven()).all()


@pytest.mark.hostile
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_read_picture_first_frame_only(kind: str) -> None:
    """Of a moving picture, the first frame is read."""
    frames = [Image.new("RGB", (30, 30), (level,) * 3) for level in (40, 90, 200)]
    grey = read_picture(file_bytes(frames[0], kind, save_all=True, append_images=frames[1:]))
    assert grey == pytest.approx(40, abs=2)


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, [[10, 80], [160, 240]]),
        (2, [[80, 10], [240, 160]]),
        (3, [[240, 160], [80, 10]]),
        (4, [[160, 240], [10, 80]]),
        (5, [[10, 160], [80, 240]]),
        (6, [[160, 10], [240, 80]]),
        (7, [[240, 80], [160, 10]]),
        (8, [[80, 240], [10, 160]]),
    ],
)
def test_read_picture_orientation(orientation: int, expected: list[list[int]]) -> None:
    """The eight EXIF orientations are undone as the standard's table of rows and columns has it."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    grey = read_picture(file_bytes(CORNERS, exif=tags))
    assert grey.shape == ((48, 32) if orientation > 4 else (32, 48))
    assert quarters(grey) == expected


@pytest.mark.hostile
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_read_picture_odd_metadata(kind: str) -> None:
    """A description that is a number, which Pillow cannot write anew, does not keep a picture from being turned."""
    # TIFF, least byte first; two entries: 0x010e (description) as one float, 0x0112 (orientation) as one short, 6.
    entries = [(0x010E, 11, struct.pack("<f", 1.5)), (0x0112, 3, struct.pack("<HH", 6, 0))]
    odd = b"II*\0" + struct.pack("<IH", 8, len(entries))
    odd += b"".join(struct.pack("<HHI", tag, form, 1) + value for tag, form, value in entries) + bytes(4)
    grey = read_picture(file_bytes(CORNERS, kind, exif=b"Exif\0\0" + odd))
    assert grey.shape == (48, 32)
    assert np.array(quarters(grey)) == pytest.approx(np.array([[160, 10], [240, 80]]), abs=12)


@pytest.mark.hostile
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("exif", [b"Exif\0\0garbage!garbage", b"xx", b"Exif\0\0II*\0"])
def test_read_picture_unreadable_metadata(kind: str, exif: bytes) -> None:
    """Metadata that cannot be read cost a picture nothing."""
    grey = read_picture(file_bytes(CORNERS, kind, exif=exif))
    assert np.array(quarters(grey)) == pytest.approx(np.array([[10, 80], [160, 240]]), abs=12)


@pytest.mark.hostile
def test_read_picture_grey16() -> None:
    """16-bit grey is scaled by 257, not clipped to white."""
    assert quarters(read_picture(file_bytes(CORNERS.astype(np.uint16) * 257))) == [[10, 80], [160, 240]]


@pytest.mark.hostile
def test_read_picture_cmyk() -> None:
    """A CMYK picture's black ink comes back dark on light."""
    cmyk = np.zeros((40, 40, 4), np.uint8)
    cmyk[10:30, 10:30, 3] = 255
    grey = read_picture(file_bytes(Image.fromarray(cmyk, "CMYK"), "JPEG"))
    assert grey[20, 20] < 10
    assert grey[2, 2] > 245


@pytest.mark.hostile
@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0)])
@pytest.mark.parametrize("mode", ["LA", "RGBA", "P"])
def test_read_picture_transparent_ground(mode: str, ink: int, paper: int) -> None:
    """Ink of either shade on nothing stays visible: dark ink gets white paper, light ink black."""
    levels = Image.fromarray(np.full((400, 400), ink, np.uint8))
    drawn = Image.merge("LA", (levels, Image.fromarray(seven())))
    data = file_bytes(drawn.convert("RGBA").quantize(8) if mode == "P" else drawn.convert(mode))
    grey = read_picture(data)
    assert grey[0, 0] == paper
    assert grey[100, 200] == ink
    assert np.abs(ink_digit(grey).astype(int) - ink_digit(seven())).max() < 10


def test_read_picture_transparent_corner() -> None:
    """A page with a transparent corner is filled with the page's own grey, so that the corner is not ink."""
    page = Image.merge("LA", (Image.fromarray(255 - seven() // 2), Image.new("L", (400, 400), 255)))
    page.paste((0, 0), (0, 0, 60, 60))
    assert read_picture(file_bytes(page))[0, 0] == 255


def test_read_picture_reduced() -> None:
    """A large picture comes back with sides of at most 1,024 pixels and its aspect kept."""
    large = Image.fromarray(CORNERS).resize((3000, 2000), Image.Resampling.NEAREST)
    for data in (file_bytes(large), file_bytes(large.convert("P")), file_bytes(large, "JPEG")):
        grey = read_picture(data)
        assert grey.shape == (667, 1000)
        assert np.abs(np.array(quarters(grey)) - [[10, 80], [160, 240]]).max() <= 2


def test_read_picture_not_bytes() -> None:
    """A path in place of bytes is the caller's mistake."""
    with pytest.raises(TypeError, match="str"):
        read_picture("digit.png")  # type: ignore[arg-type]


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("mode", "kind", "megabytes"), [("RGB", "JPEG", 60), ("RGBA", "PNG", 260), ("P", "PNG", 140), ("I;16", "PNG", 180)]
)
def test_load_picture_50_megapixels(mode: str, kind: str, megabytes: int) -> None:
    """A telephone's 8,192 × 6,144 pixels are read within bounded memory, which is free again afterwards."""
    code = f"""
import io, numpy as np, sys
from PIL import Image
from mnist_explore.ink import load_picture
small = Image.fromarray(np.pad(np.zeros((20, 20), np.uint8), 40, constant_values=255))
large = small.resize((8192, 6144), Image.Resampling.NEAREST)
large = Image.fromarray(np.asarray(large).astype(np.uint16) * 257) if {mode!r} == "I;16" else large.convert({mode!r})
file = io.BytesIO(); large.save(file, {kind!r}); data = file.getvalue()
del small, large, file
load_picture(data)
memory = lambda name: int(next(l for l in open("/proc/self/status") if l.startswith(name)).split()[1]) // 1000
open("/proc/self/clear_refs", "w").write("5")
before = memory("VmRSS")
picture = load_picture(data)
print(picture.width, picture.height, picture.grey[384, 512], memory("VmHWM") - before, memory("VmRSS") - before)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    width, height, middle, peak, kept = map(int, done.stdout.split())
    assert (width, height) == (8192, 6144)
    assert middle < 10
    assert peak < megabytes
    assert kept < 10


def test_read_picture_opaque_patch() -> None:
    """A small opaque page with a digit on a large transparent one is a page, and the digit its ink."""
    drawn = Image.new("LA", (1000, 1000))
    drawn.paste(Image.merge("LA", (Image.fromarray(255 - seven()), Image.new("L", (400, 400), 255))), (500, 300))
    grey = read_picture(file_bytes(drawn))
    assert grey[10, 10] == 255
    assert np.abs(ink_digit(grey).astype(int) - ink_digit(seven())).mean() < 6


def test_read_picture_pale_colour() -> None:
    """Yellow ink on white, 18 levels darker in luminance and 255 in blue, stands out."""
    page = np.full((400, 400, 3), 255, np.uint8)
    page[..., 2] -= seven()
    grey = read_picture(file_bytes(page))
    assert int(grey.max()) - int(grey.min()) > 200
    assert np.abs(ink_digit(grey).astype(int) - ink_digit(seven())).mean() < 2
