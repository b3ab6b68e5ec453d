"""Labels as they come, made classes: the ten digits, or 2 to 62 others by the names that the files give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_explore.classes import DIGITS, FEWEST, MOST, MOST_LETTERS, Classes
from mnist_explore.errors import DataError, plain
from mnist_explore.sources.splits import Part, some_of, split_part

NAMED = 4
"""Labels that a sentence names."""
STRAY = 0.2
"""Where fewer labels than that are no digit, and all others are, they are taken for mistakes and not for classes."""
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
CLASS = re.compile(r"(?:digit|class|label|number)?[ _-]?0*([0-9])", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Taken:
    """The pictures of one split, settled, with what their labels say.

    Parameters
    ----------
    images
        ``(N, 28, 28)`` uint8.
    places
        ``(N,)`` integers, each an index into `values`.
    values
        What the labels say, each once: ``"7"``, ``"A"``.
    source
        What sentences call them.
    writers
        ``(N,)`` who wrote each, as text, or None where no column says.
    """

    images: NDArray[np.uint8]
    places: NDArray[np.intp]
    values: tuple[str, ...]
    source: str
    writers: NDArray[np.object_] | None = None


def digit_of(name: str) -> str:
    """Return the digit that a name stands for, as text; the name itself where it stands for none.

    >>> digit_of("digit 07"), digit_of("seven"), digit_of("A")
    ('7', '7', 'A')
    """
    match = CLASS.fullmatch(name)
    if match:
        return match[1]
    return str(WORDS.index(name.lower())) if name.lower() in WORDS else name


def is_digit(label: str) -> bool:
    """Tell whether a label is one of the ten digits."""
    return label in DIGITS.names


def labelled(
    taken: Sequence[Taken], *, names: Sequence[str] = ()
) -> tuple[tuple[Part, Part], Classes, tuple[str, ...]]:
    """Return the training and the test part with labels by number, and what these stand for.

    Parameters
    ----------
    taken
        One set, of which every seventh picture becomes a test picture, or the training and the test set.
    names
        The classes in the order in which the file lists them.

    Returns
    -------
    parts, classes, notices
        Labels count the classes' names; ten digits keep their own numbers, whichever of them occur. A sentence for each
        class that is left out, for want of a training picture.

    Raises
    ------
    DataError
        If there is one class that is no digit, or more than 62, or if a few labels among digits are none.
    """
    count = sum(len(one.places) for one in taken)
    shares: dict[str, int] = {}
    for one in taken:
        for value, held in zip(one.values, np.bincount(one.places, minlength=len(one.values)).tolist(), strict=True):
            shares[value] = shares.get(value, 0) + held
    shares = {value: held for value, held in shares.items() if held}
    source = taken[0].source
    as_digits = {value: digit_of(value) for value in shares}
    if all(map(is_digit, as_digits.values())):
        parts = [_part(one, {value: int(digit) for value, digit in as_digits.items()}) for one in taken]
        return _two(parts), DIGITS, ()
    others = {value: held for value, held in shares.items() if not is_digit(as_digits[value])}
    if sum(others.values()) < STRAY * count:
        raise DataError(
            f"{source} has {sum(others.values()):,} of {count:,} pictures with labels other than 0 to 9 "
            f"({_listed(others)}), and all others are digits: correct these labels, or leave the pictures out."
        )
    return _by_name(taken, shares, names, source)


def no_digits(train: Part, test: Part) -> tuple[tuple[Part, Part], Classes]:
    """Return the parts of a set that is labelled 0 to 9 and shows no digits, with the numbers that occur as names."""
    there = np.unique(train.labels)
    test = some_of(test, np.isin(test.labels, there))
    numbered = [
        Part(part.images, np.searchsorted(there, part.labels).astype(np.uint8), part.writers) for part in (train, test)
    ]
    return (numbered[0], numbered[1]), Classes(tuple(map(str, there.tolist())), are_digits=False)


def _by_name(
    taken: Sequence[Taken], shares: dict[str, int], names: Sequence[str], source: str
) -> tuple[tuple[Part, Part], Classes, tuple[str, ...]]:
    """Return the parts of a set whose classes have names of their own, in the order of these."""
    ordered = in_order(list(shares), names=names)
    lost: list[str] = []
    while True:
        if not FEWEST <= len(ordered) <= MOST:
            raise DataError(
                f"{source} has {len(ordered):,} class{'es' if len(ordered) != 1 else ''} ({_listed(shares)}); {FEWEST} "
                f"to {MOST} can be explored: leave some out, or check that the labels are the right column."
            )
        number = {name: place for place, name in enumerate(ordered)}
        parts = _two([_part(one, number) for one in taken])
        there = set(np.unique(parts[0].labels).tolist())
        missing = [name for name, place in number.items() if place not in there]
        if not missing:
            break
        lost += missing
        ordered = [name for name in ordered if name not in missing]
        taken = [_without(one, missing) for one in taken]
    notices = (f"{source} has no training pictures of {_listed(lost)}; left out.",) if lost else ()
    return parts, Classes(_shortened(ordered), are_digits=False), notices


def in_order(found: Sequence[str], *, names: Sequence[str] = ()) -> list[str]:
    """Return classes in the order that a file lists them in; else numbers by size, then names by the alphabet.

    >>> in_order(["10", "9", "b", "A"]), in_order(["b", "a"], names=["b", "a", "c"])
    (['9', '10', 'A', 'b'], ['b', 'a'])
    """
    rank = {name: place for place, name in enumerate(names)}

    def key(name: str) -> tuple[int, float, str]:
        if name in rank:
            return (0, rank[name], name)
        return (1, float(name), name) if re.fullmatch(r"-?[0-9]{1,9}", name) else (2, 0.0, name)

    return sorted(found, key=key)


def _shortened(names: Sequence[str]) -> tuple[str, ...]:
    """Return names fit to be shown: printable, of at most 40 letters, and no two alike."""
    shown = [plain(name, most=MOST_LETTERS) for name in names]
    return tuple(name if shown.count(name) == 1 else f"{name} ({place})" for place, name in enumerate(shown))


def _part(one: Taken, number: dict[str, int]) -> Part:
    """Return one split with its labels by number."""
    table = np.array([number.get(value, 0) for value in one.values], np.uint8)
    return Part(one.images, table[one.places], one.writers)


def _without(one: Taken, names: Sequence[str]) -> Taken:
    """Return one split without the pictures of some classes."""
    gone = [place for place, value in enumerate(one.values) if value in names]
    kept = ~np.isin(one.places, gone)
    writers = None if one.writers is None else one.writers[kept]
    return Taken(one.images[kept], one.places[kept], one.values, one.source, writers)


def _two(parts: Sequence[Part]) -> tuple[Part, Part]:
    """Return a training and a test part, split from one where there is but one."""
    return (parts[0], parts[1]) if len(parts) > 1 else split_part(parts[0])


def _listed(names: dict[str, int] | Sequence[str]) -> str:
    """Return some names in words, of counted ones the most frequent."""
    ordered = sorted(names, key=lambda name: (-names[name], name)) if isinstance(names, dict) else list(names)
    more = f" and {len(ordered) - NAMED:,} more" if len(ordered) > NAMED else ""
    return ", ".join(plain(name, most=12) for name in ordered[:NAMED]) + more
