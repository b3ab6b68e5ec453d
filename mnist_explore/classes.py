"""The classes that pictures are of, by name: MNIST's ten digits, or a person's own letters, signs and things.

One value, :class:`Classes`, goes with every data set (``Digits.classes``). A process shows one data set, as it speaks
one language: which, :func:`use` says once, and whatever composes a sentence of a class by number asks :func:`in_use`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import overload

FEWEST, MOST = 2, 62
"""Classes that a data set can have: EMNIST's largest set has digits, capitals and small letters."""
MOST_LETTERS = 40
"""Of a class's name, in the text form of groups and in sentences."""
MOST_LETTERS_OF_A_SIGN = 2
"""Of a class's name: up to here it is taken for what is drawn, a letter or a sign, beyond that for a word."""
FEW_NAMES, MOST_WORDS = 4, 12
"""Signs that are all named one by one, and words."""
NAMES = tuple("0123456789")
_PLURALS = ("zeros", "ones", "twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines")
_SYNTAX = re.compile(r"[\s&=~,#?%+/\\.:;\"'<>()\[\]{}|*`$^]+")
"""What the text form of groups, an address or Markdown would act on."""


@dataclass(frozen=True)
class Classes:
    """What the labels of a data set stand for.

    Parameters
    ----------
    names
        One for each class, by label: 2 to 62, no two alike.
    are_digits
        Whether the pictures show the digits that the names say: only then do loops, crossbars and the network that
        ships mean anything.

    Raises
    ------
    ValueError
        If there are too few or too many names, or two are the same.
    """

    names: tuple[str, ...] = NAMES
    are_digits: bool = True

    def __post_init__(self) -> None:
        if not FEWEST <= len(self.names) <= MOST or len(set(self.names)) < len(self.names):
            raise ValueError(f"there are {FEWEST} to {MOST} classes with different names, not {self.names}")
        if self.are_digits and self.names != NAMES:
            raise ValueError(f"digits are named 0 to 9, not {self.names}")

    def __len__(self) -> int:
        """Return how many classes there are."""
        return len(self.names)

    def name(self, label: int) -> str:
        """Return what a chart or a button calls a class: ``7``, ``A``."""
        return self.names[label]

    def word(self, label: int) -> str:
        """Return what a sentence calls a class: ``7``, ``“A”``."""
        return self.names[label] if self.are_digits else f"“{self.names[label]}”"

    def plural(self, label: int) -> str:
        """Return what a sentence calls the pictures of a class: ``sevens``, ``“A”s``, ``“Coat” pictures``."""
        if self.are_digits:
            return _PLURALS[label]
        name = self.names[label]
        return f"“{name}”s" if len(name) <= MOST_LETTERS_OF_A_SIGN else f"“{name}” pictures"

    @property
    def noun(self) -> str:
        """What one picture is called."""
        return "digit" if self.are_digits else "picture"

    @property
    def all_of_them(self) -> str:
        """What sentences call all classes together."""
        return "all ten" if self.are_digits else "all classes"

    @property
    def span(self) -> str:
        """All names in words: ``0 to 9``, ``A to Z``, ``cat, dog``; of many words the first, and how many more."""
        if len(self.names) > FEW_NAMES and all(len(name) <= MOST_LETTERS_OF_A_SIGN for name in self.names):
            return f"{self.names[0]} to {self.names[-1]}"
        more = len(self.names) - MOST_WORDS
        return ", ".join(self.names[:MOST_WORDS]) + (f" and {more} more" if more > 0 else "")

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What texts of groups and addresses call each class, without what these would act on; no two alike."""
        plain = [_SYNTAX.sub("-", name).strip("-")[:MOST_LETTERS] or "-" for name in self.names]
        found = [text if plain.count(text) == 1 else f"{text}-{place}" for place, text in enumerate(plain)]
        for place in range(len(found)):  # “A?-0” beside two that are “A” without what is left out
            while found.count(found[place]) > 1:
                found[place] = f"{found[place]}-{place}"
        return tuple(found)

    def label_of(self, text: str) -> int | None:
        """Return the class that a text means, None for none: capitals count only where two names differ by them."""
        for forms in (self.texts, self.names):
            if text in forms:
                return forms.index(text)
        low = [one.lower() for one in self.texts]
        return low.index(text.lower()) if low.count(text.lower()) == 1 else None


DIGITS = Classes()


class _Used:
    """Which classes are in use."""

    classes = DIGITS


def use(classes: Classes) -> None:
    """Let sentences, groups and addresses of this process be about these classes from now on."""
    _Used.classes = classes


def in_use() -> Classes:
    """Return the classes that this process's sentences are about: the ten digits until :func:`use` says otherwise."""
    return _Used.classes


@contextmanager
def using(classes: Classes) -> Iterator[None]:
    """Let these classes be in use within a block."""
    before = in_use()
    use(classes)
    try:
        yield
    finally:
        use(before)


class Said(Sequence[str]):
    """What the classes in use are called, by label.

    Parameters
    ----------
    say
        The classes and a label → what that one is called.
    """

    def __init__(self, say: Callable[[Classes, int], str]) -> None:
        self._say = say

    def __len__(self) -> int:
        """Return how many classes are in use."""
        return len(in_use())

    @overload
    def __getitem__(self, label: int) -> str: ...
    @overload
    def __getitem__(self, label: slice) -> Sequence[str]: ...

    def __getitem__(self, label: int | slice) -> str | Sequence[str]:
        """Return what one class is called, or several."""
        if isinstance(label, slice):
            return [self._say(in_use(), one) for one in range(len(self))[label]]
        return self._say(in_use(), label)


AS_CLASSES = (
    "another digit", "the same digit", "for each digit", "of each digit", "by digit", "every digit varies",
    "a digit's pixel variance", "wrote a digit twice", "writes the digit in exactly", "two digits are mixed up",
    "a digit in the sidebar", "one digit alone: choose that digit", "one digit alone", "ten digits", '"digit"',
    "class is the digit chosen",
)  # fmt: skip
"""Where texts say "digit" and mean a kind of digit, not one picture."""
_AS_CLASSES = re.compile("|".join(rf"(?<!\w){re.escape(phrase)}(?!\w)" for phrase in AS_CLASSES))
_OF_THINGS = tuple(
    (re.compile(said), instead)
    for said, instead in (
        (r"written alike lie close", "that look alike lie close"),
        (r"written alike", "alike"),
        (r"([Dd]raw) a digit, or (send|give) a picture of one or several", r"\1 a picture, or \2 one"),
        (r"\bwrites with\b", "has"),
        (r"\bwrites (narrower|broader)\b", r"is \1"),
        (r"\bleaves (fewer|more) loose\b", r"has \1 loose"),
        (r"\bdraws (shorter|longer) lines\b", r"has \1 lines"),
        (r"; the scan brought the longer side of every digit to 20 px", ""),
    )
)
"""What is said of digits and their writers, and what of other pictures instead."""
_NOUNS = re.compile(r"\b(handwritten )?([Dd]igit)(s?)\b(?! ?[=~]| 0 to 9| cannot be)")


def spoken(text: str) -> str:
    """Return a text with the noun that the classes in use go by: texts are written of digits.

    >>> with using(Classes(("A", "B"), are_digits=False)):
    ...     spoken("Draw a digit: 1,500 handwritten digits"), spoken("Digits")
    ('Draw a picture: 1,500 pictures', 'Pictures')
    """
    noun = in_use().noun
    if noun == "digit":
        return text
    if text == "Digit":
        return "Class"  # what a list or a legend is of
    text = _AS_CLASSES.sub(lambda found: found[0].replace("digits", "classes").replace("digit", "class"), text)
    text = text.replace("the ten classes", "the classes").replace("ten classes", "classes")
    for said, instead in _OF_THINGS:
        text = said.sub(instead, text)

    def other(found: re.Match[str]) -> str:
        word = noun.capitalize() if found[2][0] == "D" else noun
        return f"{word}{found[3]}"

    return _NOUNS.sub(other, text)
