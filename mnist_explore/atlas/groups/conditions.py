"""One condition of a group: which values, or which ranges of values, a column must have."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from mnist_explore.atlas.groups.fields import BY_COLUMN, CLASS_COLUMNS, UNKNOWN_WORD, Field, value_words
from mnist_explore.classes import in_use

HIGHEST = 999_999_999.0
"""No bound is farther from 0 than this."""

DECIMALS = 6
"""That a bound is written with at most."""

MOST_PARTS = 2_000
"""Values and ranges of one condition, at most."""

_NUMBER = re.compile(r"(p?)(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)")


@dataclass(frozen=True, order=True)
class Bound:
    """One end of a range.

    Parameters
    ----------
    value
        In the column's unit, or 0-100 for a percentile; kept to six decimals.
    percentile
        Whether it is a percentile within the class.

    Raises
    ------
    ValueError
        If the value is not finite, too large, or no percentile.
    """

    value: float
    percentile: bool = False

    def __post_init__(self) -> None:
        """Check and round the value, so that its text says all of it."""
        value = round(float(self.value), DECIMALS) + 0.0 if math.isfinite(self.value) else math.inf
        if abs(value) > HIGHEST:
            raise ValueError(f"a bound must lie within ±{HIGHEST:.0f}, not {self.value!r}")
        if self.percentile and not 0 <= value <= 100:
            raise ValueError(f"a percentile lies in 0-100, not {self.value!r}")
        object.__setattr__(self, "value", value)

    def __str__(self) -> str:
        """Return the bound as texts have it: ``20``, ``-1.5``, ``p90``."""
        text = f"{self.value:.{DECIMALS}f}".rstrip("0").rstrip(".")
        return f"p{text}" if self.percentile else text


@dataclass(frozen=True)
class Range:
    """All values from one bound to another, both included.

    Parameters
    ----------
    low, high
        None leaves that side open; not both.

    Raises
    ------
    ValueError
        If both are open, or it runs backwards.
    """

    low: Bound | None
    high: Bound | None

    def __post_init__(self) -> None:
        """Check that the range is one."""
        if self.low is None and self.high is None:
            raise ValueError("a range needs at least one end")
        if self.low and self.high and self.low.percentile == self.high.percentile and self.low.value > self.high.value:
            raise ValueError(f"the range {self.low}..{self.high} runs backwards")

    @property
    def single(self) -> bool:
        """Whether it is one value in the column's unit."""
        return self.low is not None and self.low == self.high and not self.low.percentile

    @property
    def percentile(self) -> bool:
        """Whether one of its ends is a percentile within the class."""
        return any(bound is not None and bound.percentile for bound in (self.low, self.high))

    def __str__(self) -> str:
        """Return the range as texts have it: ``20..``, ``..p10``, ``3``."""
        return str(self.low) if self.single else f"{self.low or ''}..{self.high or ''}"


def place(part: str | Range) -> tuple[object, ...]:
    """Return what the parts of a condition are put in order by: numbers ascending, then words."""
    if isinstance(part, str):
        return (1, part)
    ends = [(-math.inf, False) if part.low is None else (part.low.value, part.low.percentile)]
    ends.append((math.inf, False) if part.high is None else (part.high.value, part.high.percentile))
    return (0, *ends)


@dataclass(frozen=True)
class Condition:
    """The values that one column must have.

    Parameters
    ----------
    column
        The name of a :class:`~mnist_explore.atlas.groups.fields.Field`.
    parts
        Any of these must hold: ranges of a column of numbers, ``"yes"`` and ``"no"``, names, or ``"unknown"``.

    Raises
    ------
    ValueError
        If there is no such column, no part, too many, or one that the column cannot have.
    """

    column: str
    parts: tuple[str | Range, ...]

    def __post_init__(self) -> None:
        """Check the parts and put them in order, so that equal conditions are equal objects."""
        if self.column not in BY_COLUMN:
            raise ValueError(f"there is no column {self.column!r}")
        field = self.field
        for part in self.parts:
            if not _allowed(field, part):
                raise ValueError(f"{field.short} cannot be “{shown(str(part))}”; {asked_as(field)}")
        if not 1 <= len(self.parts) <= MOST_PARTS:
            raise ValueError(f"{field.short} needs 1 to {MOST_PARTS:,} values, not {len(self.parts):,}")
        object.__setattr__(self, "parts", tuple(sorted(set(self.parts), key=place)))

    @property
    def field(self) -> Field:
        """What is asked."""
        return BY_COLUMN[self.column]

    @property
    def numbers(self) -> tuple[int, ...] | None:
        """The whole numbers asked for, ascending; None if anything else is asked as well."""
        found = [part.low.value for part in self.parts if isinstance(part, Range) and part.single and part.low]
        if len(found) < len(self.parts) or any(value != int(value) for value in found):
            return None
        return tuple(int(value) for value in found)

    def value_text(self) -> str:
        """Return the condition's values as texts have them: ``students``, ``20..``, ``3,5``."""
        words = []
        rest = list(self.parts)
        for word, numbers in value_words(self.column).items():
            named = [exactly(number) for number in numbers]
            if all(one in rest for one in named):
                words.append(word)
                rest = [one for one in rest if one not in named]
        return ",".join([*words, *map(str, rest)])

    def __str__(self) -> str:
        """Return the condition as texts have it: ``slant=20..``."""
        return f"{self.field.short}={self.value_text()}"


def exactly(number: float) -> Range:
    """Return the range of one value."""
    return Range(Bound(number), Bound(number))


def condition(field: Field, text: str) -> Condition:
    """Return the condition that a text such as ``"20.."``, ``"p90.."``, ``"yes"`` or ``"students,1"`` names.

    Raises
    ------
    ValueError
        If the column cannot be asked so; the message is a sentence.
    """
    if field.name in CLASS_COLUMNS and not in_use().are_digits:
        return _of_classes(field, text)
    parts: list[str | Range] = []
    texts = text.strip().lower().split(",")
    if len(texts) > MOST_PARTS:
        raise ValueError(f"{field.short} can have at most {MOST_PARTS:,} values, not {len(texts):,}")
    for one in texts:
        words = value_words(field.name)
        if one in words:
            parts.extend(exactly(number) for number in words[one])
        elif one == UNKNOWN_WORD or not field.numeric:
            parts.append(one)
        else:
            parts.append(_range(field, one))
    return Condition(field.name, tuple(parts))


def _of_classes(field: Field, text: str) -> Condition:
    """Return the condition that the names of classes make, which are no digits and have no ranges."""
    parts: list[str | Range] = []
    for one in text.strip().split(","):
        label = in_use().label_of(one)
        if label is None and one.lower() != UNKNOWN_WORD:
            raise ValueError(f"{field.short} cannot be “{shown(one)}”; {asked_as(field)}")
        parts.append(UNKNOWN_WORD if label is None else exactly(label))
    return Condition(field.name, tuple(parts))


def shown(text: str) -> str:
    """Return the beginning of a text from outside, without anything that Markdown or a terminal would act on."""
    start = "".join(letter if letter.isalnum() or letter in " .-_=" else "·" for letter in text[:20])
    return start + ("…" if len(text) > 20 else "")


def asked_as(field: Field) -> str:
    """Return how a field is asked, in words."""
    if field.kind == "yes/no":
        return "it is yes or no"
    if field.values:
        return f"it is one of {', '.join(field.values)}"
    if field.name in CLASS_COLUMNS and not in_use().are_digits:
        return f"it is one of {in_use().span}, or several with commas"
    words = "".join(f" or {word}" for word in value_words(field.name))
    return f"it is a number{words} or a range such as p90.., 2.. or 2..5"


def _range(field: Field, text: str) -> Range:
    """Return the range that a text names."""
    low, dots, high = text.partition("..")
    ends = [_bound(field, one) if one else None for one in ((low, high) if dots else (text, text))]
    if not dots and ends[0] is None:
        raise ValueError(f"{field.short} has an empty value; {asked_as(field)}")
    if not dots and ends[0] and ends[0].percentile:
        raise ValueError(f"{field.short} cannot be “{shown(text)}”, one percentile; ask for a range, as in {text}..")
    return Range(ends[0], ends[1])


def _bound(field: Field, text: str) -> Bound:
    """Return the bound that a text names."""
    found = _NUMBER.fullmatch(text)
    if not found:
        raise ValueError(f"{field.short} cannot be “{shown(text)}”; {asked_as(field)}")
    return Bound(float(found[2]), percentile=bool(found[1]))


def _allowed(field: Field, part: str | Range) -> bool:
    """Return whether a field can be asked for a part; ``p5`` alone, a percentile without a range, is none."""
    if isinstance(part, Range):
        return field.numeric and not (part.percentile and part.low == part.high)
    return part == UNKNOWN_WORD or part in (("yes", "no") if field.kind == "yes/no" else field.values)
