"""One split of a data set as it comes from outside: its images and labels, checked, and told apart by their hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import DIGITS, Classes
from mnist_explore.digits import SIDE_PX, SPLITS, UNKNOWN, Digits
from mnist_explore.errors import DataError
from mnist_explore.sources import registry

MOST_DIGITS = 2_000_000
"""Either split may have this many digits, 1.6 GB of pixels: what a build on one machine can hold."""

MOST_DECODED_BYTES = MOST_DIGITS * 28 * 28
"""All pixels of a split as they come, be it a byte each or 8: nothing larger is ever read or unpacked."""

MOST_INFLATION = 100
"""Packed pixels may grow this many times; MNIST's own grow 5 times, a decompression bomb's 1,000 times."""

TEST_EVERY = 7
"""Of a set without a split every seventh digit is a test digit: MNIST's own share."""

RESERVED = ("mnist", "uci")
NOBODY = ("", "None", "nan", "NaN", "<NA>", "-1")
"""What a column of writers has where nobody is known."""


@dataclass(frozen=True, eq=False)
class Part:
    """The images and labels of one split.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8, 0 = paper, 255 = full ink.
    labels
        ``(N,)`` uint8, a class each.
    writers
        ``(N,)`` who wrote each picture, as text, or None where nothing says.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    writers: NDArray[np.object_] | None = None


def checked_part(images: NDArray[Any], labels: NDArray[Any], *, source: str) -> Part:
    """Return images and labels from outside as a part, once shapes, dtypes, ranges and counts are found right.

    Parameters
    ----------
    images
        Claimed to be ``(N, 28, 28)`` uint8 with 1 to :data:`MOST_DIGITS` digits.
    labels
        Claimed to be ``(N,)`` whole numbers in 0-9, of any width.
    source
        What the error calls them.

    Raises
    ------
    DataError
        If they are anything else.
    """
    check_images(images.shape, images.dtype, source=source)
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise DataError(f"{source} has labels of {labels.dtype} {labels.shape}; one whole number per digit is needed.")
    if len(images) != len(labels):
        raise DataError(f"{source} has {len(images):,} images but {len(labels):,} labels; they must be as many.")
    if labels.min() < 0 or labels.max() > 9:
        raise DataError(f"{source} has labels from {labels.min()} to {labels.max()}; they must lie in 0 to 9.")
    return Part(np.ascontiguousarray(images), labels.astype(np.uint8))


def check_images(shape: tuple[int, ...], dtype: np.dtype[Any], *, source: str) -> None:
    """Refuse images of the wrong kind or number, knowing only their shape and dtype.

    Raises
    ------
    DataError
        If they are not ``(N, 28, 28)`` uint8 with N from 1 to :data:`MOST_DIGITS`.
    """
    if len(shape) != 3 or shape[1:] != (SIDE_PX, SIDE_PX) or dtype != np.uint8:
        raise DataError(f"{source} has images of {dtype} {shape}; uint8 (N, {SIDE_PX}, {SIDE_PX}) is needed.")
    if not 1 <= shape[0] <= MOST_DIGITS:
        raise DataError(f"{source} has {shape[0]:,} digits; between 1 and {MOST_DIGITS:,} can be shown.")


def split_part(whole: Part) -> tuple[Part, Part]:
    """Split a set that came without a split: every seventh digit is a test digit.

    Every seventh, not the last seventh, since files are often sorted by class.
    """
    is_test = np.arange(len(whole.labels)) % TEST_EVERY == TEST_EVERY - 1
    return some_of(whole, ~is_test), some_of(whole, is_test)


def some_of(whole: Part, chosen: NDArray[np.bool_]) -> Part:
    """Return some pictures of a part."""
    writers = None if whole.writers is None else whole.writers[chosen]
    return Part(whole.images[chosen], whole.labels[chosen], writers)


def is_mnist(train: Part, test: Part) -> bool:
    """Tell whether two parts are MNIST's, byte for byte, whatever file they came in."""
    arrays = (train.images, train.labels, test.images, test.labels)
    return all(_idx_sha256(array) == known.sha256 for array, known in zip(arrays, registry.IDX, strict=True))


def assembled(name: str, train: Part, test: Part, *, classes: Classes = DIGITS) -> Digits:
    """Return both parts as one data set, the training digits first."""
    split = np.repeat(np.arange(len(SPLITS), dtype=np.uint8), [len(train.labels), len(test.labels)])
    images = np.concatenate([train.images, test.images])
    labels = np.concatenate([train.labels, test.labels])
    return Digits(name, images, labels, split, _numbered(train, test), classes=classes)


def _numbered(train: Part, test: Part) -> NDArray[np.int32]:
    """Return who wrote each picture by number: their own numbers, else by the alphabet from 0; empty where unknown."""
    if train.writers is None or test.writers is None:
        return np.empty(0, np.int32)
    writers = np.concatenate([train.writers, test.writers])
    known = np.array([one not in NOBODY for one in writers])
    numbers = np.full(len(writers), UNKNOWN, np.int32)
    if all(re.fullmatch(r"[0-9]{1,9}", one) for one in writers[known]):
        numbers[known] = writers[known].astype(np.int32)
    else:
        numbers[known] = numbered(writers[known].tolist())[1]
    return numbers


def numbered(texts: Sequence[str]) -> tuple[list[str], NDArray[np.intp]]:
    """Return each text that occurs, by the alphabet, and ``(N,)`` which of them every text is.

    One by one, as NumPy's own would give every text the room of the longest.
    """
    found = sorted(set(texts))
    places = {text: place for place, text in enumerate(found)}
    return found, np.array([places[text] for text in texts], np.intp)


def own_name(stem: str) -> str:
    """Return a name for a visitor's data set that is safe in file names and is none of this project's own."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-")[:40] or "digits"
    return f"own-{name}" if name.lower() in RESERVED else name


def _idx_sha256(array: NDArray[np.uint8]) -> str:
    """Return the SHA-256 that the array's IDX file has."""
    header = np.array([0x0800 | array.ndim, *array.shape], ">u4").tobytes()
    digest = hashlib.sha256(header)
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
