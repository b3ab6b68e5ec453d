"""Reading picture files: every digit on each, what the network says of it, and how it is written."""

from __future__ import annotations

import os
import select
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from mnist_explore.errors import PictureError, plain
from mnist_explore.ink import Mark, Picture, find_digits, load_picture
from mnist_explore.ink.pictures import MAX_BYTES
from mnist_explore.ink.reading import least_clear
from mnist_explore.model.serving.recogniser import Recogniser
from mnist_explore.style.measures import measure
from mnist_explore.words import NO_DIGIT

Answer = dict[str, Any]

STANDARD_INPUT = "-"
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
PATIENCE_S = 5.0
"""How long a pipe may stay silent: a named pipe to which nobody writes would be waited for without an end."""


def answers(names: Iterable[str], recogniser: Recogniser) -> Iterator[Answer]:
    """Yield what is read in every file, in order: a folder's pictures by name, and ``"-"`` is standard input.

    Parameters
    ----------
    names
        Of files and folders.
    recogniser
        What reads the digits.

    Yields
    ------
    dict
        ``file``; ``digits``, a list in reading order, of ``box`` (left, top, right and bottom in the picture's own
        pixels), ``digit``, ``confidence``, ``unclear``, ``probabilities`` and ``measures``, empty of what is unclear;
        ``marks``, what is no digit, of ``kind`` and ``box``. With one digit also ``digit``, ``confidence``,
        ``unclear`` and ``probabilities``, with several ``number``, in which a ``?`` stands for what is unclear, and
        where there is no answer ``error``, a sentence.
    """
    for name in names:
        for file in _files(name):
            yield _answer(file, recogniser)


def _files(name: str) -> Iterator[str]:
    """Yield a folder's pictures, sorted; or the name of what is no folder, or holds none."""
    try:
        inside = sorted(path for path in Path(name).iterdir() if path.suffix.lower() in SUFFIXES)
    except (OSError, ValueError):
        inside = []
    yield from (str(path) for path in inside) if inside else (name,)


def _answer(name: str, recogniser: Recogniser) -> Answer:
    """Return one file's answer, or its error."""
    try:
        data = _standard_input() if name == STANDARD_INPUT else _file_bytes(name)
        return {"file": name, **picture_answer(load_picture(data), recogniser)}
    except PictureError as error:
        return {"file": name, "error": str(error)}
    except IsADirectoryError:
        return {"file": name, "error": "The folder holds no PNG, JPEG or WebP picture."}
    except MemoryError:
        return {"file": name, "error": "There is not enough memory to read the picture. Make it smaller."}
    except (OSError, ValueError) as error:
        return {"file": name, "error": plain(f"The file cannot be read: {getattr(error, 'strerror', None) or error}.")}


def _standard_input() -> bytes:
    """Return what comes by standard input, at most one byte more than a picture may have."""
    if sys.stdin is None:
        raise PictureError("There is no standard input. Name a picture's file.")
    return sys.stdin.buffer.read(MAX_BYTES + 1)


def _file_bytes(name: str) -> bytes:
    """Return a file's bytes, at most one more than a picture may have; a silent pipe is given up."""
    # Opened without waiting: a named pipe would wait for a writer.
    descriptor = os.open(name, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            return _up_to_the_limit(file)
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise IsADirectoryError(name)
        return _pipe_bytes(file)


def _up_to_the_limit(file: BinaryIO | Any) -> bytes:
    """Return a file's bytes, at most one more than a picture may have."""
    parts = []
    left = MAX_BYTES + 1
    while left and (part := file.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _pipe_bytes(pipe: Any) -> bytes:
    """Return what is written into a pipe; ends where the writer does, at the limit, or after a long silence."""
    parts: list[bytes] = []
    left = MAX_BYTES + 1
    while left:
        if not select.select([pipe], [], [], PATIENCE_S)[0]:
            raise PictureError(f"Nothing came through the pipe for {PATIENCE_S:.0f} seconds. Name a picture's file.")
        part = pipe.read(min(left, 1 << 16))
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def picture_answer(picture: Picture, recogniser: Recogniser) -> Answer:
    """Return what is read in one picture, as of :func:`answers` without ``file``.

    Raises
    ------
    PictureError
        If there is nothing to read in it.
    """
    reading = find_digits(picture.grey, classify=recogniser.probabilities)
    scale = picture.width / picture.grey.shape[1]
    digits = _digits(reading.digits, scale, recogniser)
    others = [mark for mark in reading.marks if mark.kind != "digit"]
    answer: Answer = {
        "digits": digits,
        "marks": [{"kind": mark.kind, "box": _box(mark, scale)} for mark in others],
    }
    if reading.touching:
        answer["error"] = "The picture shows digits that touch each other and cannot be told apart."
    elif len(digits) == 1:
        answer |= {key: digits[0][key] for key in ("digit", "confidence", "unclear", "probabilities")}
    elif digits:
        answer["number"] = "".join("?" if digit["unclear"] else str(digit["digit"]) for digit in digits)
    else:
        answer["error"] = "What stands out in the picture is no digit: a dot, a line or a smudge."
    return answer


def _digits(marks: tuple[Mark, ...], scale: float, recogniser: Recogniser) -> list[Answer]:
    """Return the answers for every digit."""
    import numpy as np

    if not marks:
        return []
    images = np.stack([mark.image for mark in marks])
    columns = measure(images)
    return [
        {
            "box": _box(mark, scale),
            "digit": int(chances.argmax()),
            "confidence": float(chances.max()),
            "unclear": bool(chances.max() < least_clear()),
            "probabilities": [float(chance) for chance in chances],
            # What is no digit, as far as the network can tell, is not measured as one.
            "measures": {name: round(float(values[index]), 3) for name, values in columns.items()}
            if chances.max() >= least_clear()
            else {},
        }
        for index, (mark, chances) in enumerate(zip(marks, recogniser.probabilities(images), strict=True))
    ]


def _box(mark: Mark, scale: float) -> list[int]:
    """Return a mark's left, top, right and bottom in the file's own pixels."""
    return [round(side * scale) for side in mark.box]


def in_words(answer: Answer) -> str:
    """Return an answer as one line, with what could steer a terminal made visible."""
    name = plain(answer["file"])
    if "error" in answer:
        return f"{name}: {answer['error']}"
    least = min(digit["confidence"] for digit in answer["digits"])
    if "number" in answer:
        unclear = f"; ?: {NO_DIGIT}" if "?" in answer["number"] else ""
        return f"{name}: {answer['number']} ({len(answer['digits'])} digits, the least sure {least:.1%}{unclear})"
    if answer["unclear"]:
        return f"{name}: {NO_DIGIT} (likeliest {answer['digit']}, {least:.1%})"
    return f"{name}: {answer['digit']} ({least:.1%})"
