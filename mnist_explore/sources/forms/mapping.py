"""What the numbers in IDX files stand for, where a file beside them says it: EMNIST's mappings, Kuzushiji's maps."""

from __future__ import annotations

import re
from pathlib import Path

MOST_BYTES = 65_536
LINE = re.compile(r"([0-9]{1,3})((?:\s+[0-9]{1,6})+)")
"""Of EMNIST: a label, and the code points that it stands for, a capital before the small letter."""
ENDS = ("-mapping.txt", "_mapping.txt", "classmap.csv")


def is_mapping(path: Path) -> bool:
    """Tell by its name whether a file says what labels stand for, so that it is no data set itself."""
    return path.name.lower().endswith(ENDS)


def names_beside(images: Path) -> tuple[str, ...]:
    """Return what the labels of an IDX file stand for, in order; empty where no file, or more than one, says it.

    Parameters
    ----------
    images
        The file with the pictures. Of several mappings in its folder the one is meant that its name begins with:
        ``emnist-letters-mapping.txt`` beside ``emnist-letters-train-images-idx3-ubyte``.

    Notes
    -----
    A label that the mapping leaves out, as 0 of EMNIST's letters, keeps its number as its name.

    References
    ----------
    Cohen et al. (2017), EMNIST: an extension of MNIST to handwritten letters, arXiv:1702.05373; Clanuwat et al. (2018),
    Deep Learning for Classical Japanese Literature, arXiv:1812.01718.
    """
    there = sorted(path for path in images.parent.iterdir() if is_mapping(path) and path.is_file())
    fitting = [path for path in there if images.name.startswith(_stem(path))] if len(there) > 1 else there
    return _read(fitting[0]) if len(fitting) == 1 else ()


def _stem(path: Path) -> str:
    """Return what a mapping's name shares with those of its pictures."""
    return re.split(r"[-_](?:mapping|classmap)\.", path.name, flags=re.IGNORECASE)[0]


def _read(path: Path) -> tuple[str, ...]:
    """Return the names that a mapping gives to the labels from 0 on; none where it is no mapping."""
    if path.stat().st_size > MOST_BYTES:
        return ()
    text = path.read_text("utf-8-sig", errors="replace")
    found = _by_character(text) if path.name.lower().endswith(".csv") else _by_code(text)
    return tuple(found.get(label, str(label)) for label in range(max(found, default=-1) + 1))


def _by_code(text: str) -> dict[int, str]:
    """Return label → letter of EMNIST's lines: ``1 65 97`` is A."""
    matches = [LINE.fullmatch(line.strip()) for line in text.splitlines()]
    codes = {int(match[1]): int(match[2].split()[0]) for match in matches if match}
    return {label: chr(code) for label, code in codes.items() if code < 0x110000 and chr(code).isprintable()}


def _by_character(text: str) -> dict[int, str]:
    """Return label → sign of Kuzushiji's rows: ``0,U+304A,お``."""
    rows = [line.split(",") for line in text.splitlines()]
    return {int(row[0]): row[2].strip() for row in rows if len(row) == 3 and row[0].isdecimal() and len(row[0]) < 4}
