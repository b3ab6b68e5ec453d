"""IDX files: MNIST's own format, a magic number, the sizes, and the bytes; gzipped or plain."""

from __future__ import annotations

import math
import zlib

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import SIDE_PX
from mnist_explore.errors import DataError, quoted
from mnist_explore.sources.splits import MOST_DECODED_BYTES, MOST_DIGITS, MOST_INFLATION

GZIP = b"\x1f\x8b"
GZIP_WINDOW = 31
UBYTE = 0x08
SMALL = 1 << 20
"""Below this many bytes no inflation is a bomb: ten thousand equal labels do pack 1000:1."""


def read_idx(data: bytes, *, rank: int, source: str) -> NDArray[np.uint8]:
    """Return the unsigned bytes of an IDX file as an array.

    Parameters
    ----------
    data
        The file's bytes, gzipped or plain.
    rank
        Dimensions wanted: 3 for images, 1 for labels.
    source
        What errors call the file.

    Returns
    -------
    ndarray
        uint8, read-only: ``(N, 28, 28)`` for rank 3, ``(N,)`` for rank 1.

    Raises
    ------
    DataError
        If the file is truncated, longer than it says, not IDX, of another rank, too large, or a decompression bomb.

    References
    ----------
    The format: http://yann.lecun.com/exdb/mnist/, "the IDX file format".
    """
    array = read_idx_of_any_size(data, rank=rank, source=source)
    if rank == 3 and array.shape[1:] != (SIDE_PX, SIDE_PX):
        raise DataError(f"{source} has images of uint8 {array.shape}; uint8 (N, {SIDE_PX}, {SIDE_PX}) is needed.")
    return array


def read_idx_of_any_size(data: bytes, *, rank: int, source: str) -> NDArray[np.uint8]:
    """Return what :func:`read_idx` does, and ``(N, H, W)`` of pictures of any size."""
    header_size = 4 + 4 * rank
    shape = _shape(inflated_start(data, header_size, source=source), rank=rank, source=source)
    size = header_size + math.prod(shape)
    if data.startswith(GZIP) and size > SMALL and size > MOST_INFLATION * len(data):
        raise DataError(f"{source} would inflate {size // len(data):,} times and was not opened; use another file.")
    content = inflated(data, most=size, source=source)
    if len(content) != size:
        raise DataError(f"{source} is cut short: {len(content):,} of {size:,} bytes are there; get it again.")
    return np.frombuffer(content, np.uint8, offset=header_size).reshape(shape)


def inflated(data: bytes, *, most: int, source: str) -> bytes:
    """Return a file's content, inflated if it is gzipped; nothing beyond `most` bytes is ever inflated.

    Raises
    ------
    DataError
        If the content is longer than `most` bytes, or the gzip stream is damaged or truncated.
    """
    if not data.startswith(GZIP):
        content = data
    else:
        engine = zlib.decompressobj(GZIP_WINDOW)
        try:
            content = engine.decompress(data, most + 1)
        except zlib.error as error:
            raise DataError(f"{source} is damaged ({quoted(error)}); get it again.") from error
        if len(content) <= most and not engine.eof:
            raise DataError(f"{source} is cut short: its gzip stream has no end; get it again.")
    if len(content) > most:
        raise DataError(f"{source} is longer than the {most:,} bytes it should have and was not read; get it again.")
    return content


def inflated_start(data: bytes, size: int, *, source: str) -> bytes:
    """Return the first `size` bytes of a file's content, or fewer where it has fewer.

    Raises
    ------
    DataError
        If the gzip stream is damaged.
    """
    if not data.startswith(GZIP):
        return data[:size]
    try:
        return zlib.decompressobj(GZIP_WINDOW).decompress(data, size)
    except zlib.error as error:
        raise DataError(f"{source} is damaged ({quoted(error)}); get it again.") from error


def _shape(header: bytes, *, rank: int, source: str) -> tuple[int, ...]:
    """Return the sizes that an IDX header gives, once they are found possible."""
    magic = UBYTE << 8 | rank
    if len(header) < 4 + 4 * rank or int.from_bytes(header[:4], "big") != magic:
        raise DataError(
            f"{source} is no IDX file of {'images' if rank == 3 else 'labels'}: it begins with "
            f"{header[:4].hex() or 'nothing'}, not {magic:08x}; get it again."
        )
    shape = tuple(int(size) for size in np.frombuffer(header, ">u4", offset=4))
    if not 1 <= shape[0] <= MOST_DIGITS:
        what = "digits" if rank == 3 else "labels"
        raise DataError(f"{source} has {shape[0]:,} {what}; between 1 and {MOST_DIGITS:,} can be shown.")
    if not 1 <= math.prod(shape) <= MOST_DECODED_BYTES:
        raise DataError(f"{source} has pictures of {shape[2]} × {shape[1]} pixels, none or too many; save it anew.")
    return shape
