"""Pictures and labels from anywhere, made digits of 28 × 28 pixels or refused with one sentence."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import MOST
from mnist_explore.digits import SIDE_PX
from mnist_explore.errors import DataError, PictureError, quoted
from mnist_explore.sources.forms.given import AS_IT_IS, Given, How
from mnist_explore.sources.forms.labelling import NAMED, Taken
from mnist_explore.sources.splits import MOST_DIGITS, numbered

ROWS = 8192
"""Pictures that are converted at a time: fractions of 64 bits take eight times the room."""
ABOVE_ONE = 1.001
"""Where shares of full ink may end that were computed: some are a hair above 1."""
WHOLE = re.compile(r"(?<=[0-9])\.0*$")
"""What stands behind a whole number that was written as a fraction."""
FRACTION = re.compile(r"[-+]?[0-9]*\.[0-9]+(e[-+]?[0-9]+)?", re.IGNORECASE)
BELOW = re.compile(r"-[0-9]+")
MISSING = ("", "None", "nan", "NaN", "<NA>")


def settled(given: Given, *, how: How = AS_IT_IS) -> tuple[Taken, tuple[str, ...]]:
    """Return pictures of 28 × 28 with what their labels say, and one sentence for what was left out.

    Parameters
    ----------
    given
        Pictures as ``(N, H, W)``, ``(N, H, W, 1)``, ``(N, 1, H, W)``, ``(N, 784)`` or one by one; whole numbers or
        fractions in 0-255, or fractions in 0-1. Labels as whole numbers, as text, or one-hot in 2 to 62 columns.
    how
        What the person asked for.

    Raises
    ------
    DataError
        If they are anything else: one sentence that names the source, what is there and what is needed.
    """
    count = len(given.images)
    if not 1 <= count <= MOST_DIGITS:
        raise DataError(f"{given.source} has {count:,} digits; between 1 and {MOST_DIGITS:,} can be shown.")
    places, values = _labels(given.labels, given.names, count, given.source)
    if isinstance(given.images, np.ndarray):
        pictures: NDArray[np.uint8] | Sequence[NDArray[np.uint8]] = _grey(_stacked(given.images, given.source), given)
    else:
        pictures = given.images
    images, kept, notices = _fitted(pictures, how, given)
    writers = None if given.writers is None else _writers(given.writers, count, given.source)[kept]
    return Taken(images, places[kept], values, given.source, writers), notices


def _labels(
    labels: NDArray[Any], names: tuple[str, ...], count: int, source: str
) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return what each label says, whatever it was written as: ``(N,)`` places among the texts that occur."""
    shape = labels.shape
    if labels.ndim == 2 and shape[1] == 1:
        labels = labels[:, 0]
    elif labels.ndim == 2 and 2 <= shape[1] <= MOST and _is_one_hot(labels):
        labels = labels.argmax(axis=1)
    if labels.ndim != 1 or labels.dtype.kind not in "biufUSO":
        raise DataError(
            f"{source} has labels of {labels.dtype} {shape}; one label for each picture, or one-hot columns, one for "
            "each class, are needed."
        )
    if len(labels) != count:
        raise DataError(f"{source} has {count:,} images but {len(labels):,} labels; they must be as many.")
    found, places = numbered([_text(one) for one in labels.tolist()]) if labels.dtype.kind in "SOU" else _each(labels)
    says = [_said(one, names) for one in found]
    if missing := _held(says, places, MISSING):
        raise DataError(f"{source} has {missing:,} of {count:,} labels missing; give each picture a label.")
    if len(below := [said for said in says if BELOW.fullmatch(said)]) and set(says) != {"-1", "1"}:
        wrong = _held(says, places, below)
        raise DataError(
            f"{source} has {wrong:,} of {count:,} labels below 0 ({', '.join(below[:NAMED])}), as pictures without a "
            "label have: leave these out."
        )
    if broken := [said for said in says if FRACTION.fullmatch(said)]:
        wrong = _held(says, places, broken)
        raise DataError(
            f"{source} has {wrong:,} of {count:,} labels that are no whole numbers ({', '.join(broken[:NAMED])}); "
            "give each picture a class's number or name."
        )
    return places.reshape(-1), tuple(says)


def _each(labels: NDArray[Any]) -> tuple[list[Any], NDArray[np.intp]]:
    """Return each number that occurs, ascending, and ``(N,)`` which of them every label is."""
    found, places = np.unique(labels, return_inverse=True)
    return found.tolist(), places


def _held(says: Sequence[str], places: NDArray[np.intp], some: Collection[str]) -> int:
    """Return how many labels, as places in `says`, say one of some things."""
    some = frozenset(some)
    return int(np.isin(places, [place for place, said in enumerate(says) if said in some]).sum())


def _is_one_hot(rows: NDArray[Any]) -> bool:
    """Tell whether each row has one 1 and otherwise 0."""
    return rows.dtype.kind in "biuf" and bool(((rows == 0) | (rows == 1)).all() and (rows.sum(axis=1) == 1).all())


def _said(label: object, names: tuple[str, ...]) -> str:
    """Return what a label says: a number its name, where there is one, and otherwise itself without a fraction of 0."""
    text = WHOLE.sub("", _text(label).strip())
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
    return names[number] if 0 <= number < len(names) else text


def _text(label: object) -> str:
    """Return a label as text."""
    return label.decode("utf-8", "replace") if isinstance(label, bytes) else str(label)


def _writers(writers: NDArray[Any], count: int, source: str) -> NDArray[np.object_]:
    """Return who wrote each picture, as text."""
    if writers.shape != (count,):
        raise DataError(f"{source} has {count:,} images but writers of shape {writers.shape}; name one for each.")
    return np.array([WHOLE.sub("", _text(one).strip()) for one in writers.tolist()], object)


def _stacked(images: NDArray[Any], source: str) -> NDArray[Any]:
    """Return pictures as ``(N, H, W)``, of whatever kind of number they are."""
    shape = images.shape
    if images.dtype.kind not in "biuf":
        raise DataError(f"{source} has images of {images.dtype} {shape}; numbers from 0 to 255 are needed.")
    if images.ndim == 4 and 1 in (shape[3], shape[1]):
        return images[..., 0] if shape[3] == 1 else images[:, 0]
    if images.ndim == 4 and (shape[3] in (3, 4) or shape[1] in (3, 4)):
        axis = 3 if shape[3] in (3, 4) else 1
        bands = np.moveaxis(images, axis, 0)
        if all(np.array_equal(bands[0], band) for band in bands[1:3]):
            return np.asarray(bands[0])
        raise DataError(f"{source} has pictures in colour, {images.dtype} {shape}; save them in grey, (N, 28, 28).")
    if images.ndim == 2 and (side := math.isqrt(shape[1])) ** 2 == shape[1] and side > 1:
        return images.reshape(shape[0], side, side)
    if images.ndim != 3:
        raise DataError(
            f"{source} has images of {images.dtype} {shape}; (N, {SIDE_PX}, {SIDE_PX}) or (N, {SIDE_PX**2}) is needed."
        )
    return images


def _grey(images: NDArray[Any], given: Given) -> NDArray[np.uint8]:
    """Return numbers as uint8 in 0-255: those that end at 1 are shares of full ink."""
    if images.dtype == np.uint8 and images.size and images.max() > 1:
        return images
    blocks = [images[start : start + ROWS] for start in range(0, len(images), ROWS)]
    if images.dtype.kind == "f" and not all(np.isfinite(block).all() for block in blocks):
        wrong = sum(int((~np.isfinite(block)).any(axis=(1, 2)).sum()) for block in blocks)
        raise DataError(
            f"{given.source} has pixels that are no numbers (NaN, infinite or empty) in {wrong:,} of {len(images):,} "
            "pictures; fill them, or leave these out."
        )
    least, most = (images.min(), images.max()) if images.size else (0, 0)
    if least < 0 or most > 255:
        raise DataError(f"{given.source} has pixels from {least:g} to {most:g}; scale them to 0 to 255, or to 0 to 1.")
    if most <= (ABOVE_ONE if images.dtype.kind == "f" else 1):
        return np.concatenate([np.rint(np.minimum(block, 1) * np.float64(255)).astype(np.uint8) for block in blocks])
    return np.concatenate([np.rint(block).astype(np.uint8) for block in blocks])


def _fitted(
    pictures: NDArray[np.uint8] | Sequence[NDArray[np.uint8]], how: How, given: Given
) -> tuple[NDArray[np.uint8], NDArray[np.intp], tuple[str, ...]]:
    """Return pictures turned, inverted and brought to 28 × 28 as was asked; which of them, and what was left out."""
    every = np.arange(len(pictures))
    sizes = Counter(picture.shape for picture in pictures)
    if set(sizes) != {(SIDE_PX, SIDE_PX)}:
        if how.fit is None:
            raise DataError(_other_sizes(sizes, len(pictures), given.source))
        if how.fit == "pad" and max(max(size) for size in sizes) > SIDE_PX:
            size = max(sizes, key=max)
            raise DataError(
                f"{given.source} has pictures of {size[1]} × {size[0]} pixels, too large to be padded to {SIDE_PX} × "
                f"{SIDE_PX}; use --fit ink."
            )
    else:
        whole = pictures if isinstance(pictures, np.ndarray) else np.stack(pictures)
        whole = whole.transpose(0, 2, 1) if how.transpose else whole
        return np.ascontiguousarray(255 - whole if how.invert else whole), every, ()
    turned = (255 - picture if how.invert else picture for picture in pictures)
    turned = (picture.T if how.transpose else picture for picture in turned)
    if how.fit == "pad":
        return np.stack([_padded(picture) for picture in turned]), every, ()
    return _by_ink(turned, len(pictures), given.source)


def _padded(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a small picture in the middle of 28 × 28, on 0."""
    height, width = picture.shape
    top, left = (SIDE_PX - height) // 2, (SIDE_PX - width) // 2
    whole = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    whole[top : top + height, left : left + width] = picture
    return whole


def _by_ink(pictures: Any, count: int, source: str) -> tuple[NDArray[np.uint8], NDArray[np.intp], tuple[str, ...]]:
    """Return each picture's digit as MNIST would show it; pictures without one are left out."""
    from mnist_explore.ink import ink_digit

    kept, images, first = [], [], ""
    for place, picture in enumerate(pictures):
        try:
            images.append(ink_digit(np.ascontiguousarray(picture)))
        except (PictureError, ValueError) as error:
            first = first or quoted(error)
        else:
            kept.append(place)
    left_out = count - len(kept)
    if not kept:
        raise DataError(f"{source} has no picture in which a digit is found ({first}); try --fit pad, or --invert.")
    notice = f"{source}: {left_out:,} of {count:,} pictures show no one digit and are left out ({first})."
    return np.stack(images), np.array(kept, np.intp), (notice,) if left_out else ()


def _other_sizes(sizes: Counter[tuple[int, ...]], count: int, source: str) -> str:
    """Say which sizes there are, and offer both ways to bring them to 28 × 28."""
    wrong = count - sizes.get((SIDE_PX, SIDE_PX), 0)
    named = ", ".join(f"{size[1]} × {size[0]}" for size, _ in sizes.most_common(3))
    return (
        f"{source} has {wrong:,} of {count:,} pictures that are not {SIDE_PX} × {SIDE_PX} (sizes: {named}"
        f"{', …' if len(sizes) > 3 else ''}); --fit ink finds each digit and sizes it as MNIST's, --fit pad puts paper "
        "around it."
    )
