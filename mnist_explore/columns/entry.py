"""One entry: what a column is, what computes it, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Stage = Literal["given", "style", "family", "axes", "network", "map"]
"""Where a column comes from: given with the digits, or the stage of ``build`` that computes it."""

Kind = Literal["amount", "count", "yes/no", "category", "identifier", "place"]
"""What can be done with values: amounts and counts are ordered, yes/no has a share, of a category each value has one;
an identifier only names, and a place is half of a position."""

Normalised = Literal["", "relative", "set"]
"""What bringing the longer side of every digit to 20 px, as MNIST did before anyone could measure, does to a measure:
nothing; it is relative to the digit's size; or the scan has set it, and it tells nothing of the hand."""

Pair = tuple[str, str]
"""Words for little of a measure, or for a structure that is lacking; then for much, or for one that is there."""


@dataclass(frozen=True)
class Words:
    """What is said of a measure; None where it is not spoken of in that way.

    Parameters
    ----------
    person
        What a writer does more than others: "leans more to the right". Of a structure, with the class for ``{}``:
        "leaves their {} uncrossed", "crosses their {}".
    extremes
        The digits at both ends of an amount: "that lean farthest right".
    extremes_beyond_zero
        The same of an end whose values have the other sign, the lowest above zero and the highest below it.
    tenths
        The same of the outermost tenths of a class, whose errors are counted: "leaning farthest right".
    sorted
        The same as an order to sort digits in: "most right-leaning".
    counted
        One, and several: "hole", "holes".
    family
        How a family differs from the rest of its class: "leaning right".
    weight
        How much of a difference in it counts for a family's name.
    digit
        One digit for which this is unusual, against others for ``{}``: "leans more to the right than {}". Of a
        structure what a digit is that has it, "crossed"; "" where lacking it goes without saying, however rare.
    digit_beyond_zero
        The same of an amount whose sign is the other one: "leans less to the left than {}".
    group
        Digits without and with a structure: "{} without a loop", "looped {}".
    share
        What a share of digits is or has: "are crossed".
    """

    person: Pair | None = None
    extremes: Pair | None = None
    extremes_beyond_zero: Pair | None = None
    tenths: Pair | None = None
    sorted: Pair | None = None
    counted: Pair | None = None
    family: Pair | None = None
    weight: float = 1.0
    digit: Pair | None = None
    digit_beyond_zero: Pair | None = None
    group: Pair | None = None
    share: str = ""


@dataclass(frozen=True)
class Value:
    """One value of a category.

    Parameters
    ----------
    name
        As in the table.
    words
        What is said of a digit that has it; as of a structure.
    is_plain
        Whether it is what is left where no other value holds, and therefore tells nothing of its own.
    """

    name: str
    words: Words
    is_plain: bool = False


NEEDED: Mapping[Kind, tuple[str, ...]] = {
    "amount": ("person", "extremes"),
    "count": ("person", "counted"),
    "yes/no": ("person", "share", "group", "digit"),
}
"""Words that a measure of style must have, for it is listed where they are spoken."""

SIZED = ("person", "extremes", "tenths", "sorted", "family", "digit")
"""Words that must say "for its size", or the like, of a measure that is relative to size."""


@dataclass(frozen=True)
class Column:
    """One column of the atlas, or one measure of shapes.

    Parameters
    ----------
    name
        As in the table and in exports; the unit is part of it where there is one.
    title
        What a page calls it.
    unit
        ``""`` for counts and names.
    range
        Lowest to highest possible value, in words.
    dtype
        Of the column in the table, a pandas dtype.
    stage
        Which stage computes it.
    kind
        What its values are.
    definition
        One sentence; when a value can be missing, it says why.
    source
        Paper or address the definition comes from.
    function
        ``"module:name"`` of what computes it; ``""`` for what is given. A function of the style stage takes
        ``(N, 28, 28)`` uint8 digits, and their labels as well where the measure has `classes`. Columns that name the
        same function are its results, in the order of their entries.
    is_style
        Whether it tells how a digit is written: habits, spreads, rankings, structures and percentiles then list it.
    classes
        The classes it applies to; empty for all ten.
    order
        Its place in lists that people read; None for after those that have one.
    cause
        The cause of a class's variation that it stands for, alone or with others; ``""`` for none.
    opens_a_loop
        Whether a digit that has it leaves a loop open that its class is drawn with, so that a hole is missing.
    follows_from
        Measures that nearly determine it, so that where measures are averaged it would count them twice.
    normalised
        What bringing the longer side of every digit to 20 px did to it. ``"relative"``: it is told against the digit's
        size, so its words say so. ``"set"``: it describes the scan and not the hand; it is no measure of style, and
        no list of what sets digits or people apart has it.
    words
        What is said of it.
    values
        Of a category that tells structures: its values.

    Raises
    ------
    ValueError
        If a measure of style lacks words that lists of its kind need, or is set by the scan; if the words of one that
        is relative to size do not say so; or if some classes' measure is not yes/no or a category.
    """

    name: str
    title: str
    unit: str
    range: str
    dtype: str
    stage: Stage
    kind: Kind
    definition: str
    source: str
    function: str = ""
    is_style: bool = False
    classes: tuple[int, ...] = ()
    order: int | None = None
    cause: str = ""
    opens_a_loop: bool = False
    follows_from: tuple[str, ...] = ()
    normalised: Normalised = ""
    words: Words = field(default_factory=Words)
    values: tuple[Value, ...] = ()

    def __post_init__(self) -> None:
        for needed in NEEDED.get(self.kind, ()) if self.is_style else ():
            if not getattr(self.words, needed):
                raise ValueError(f"{self.name} is a measure of style of the kind {self.kind}; it needs words.{needed}")
        if self.is_style and self.normalised == "set":
            raise ValueError(f"{self.name} is set by the scan, so it is no measure of style")
        for spoken in SIZED if self.normalised == "relative" else ():
            if any("size" not in said for said in getattr(self.words, spoken) or ()):
                raise ValueError(f"{self.name} is relative to size; words.{spoken} must say so")
        if self.classes and self.kind not in ("yes/no", "category"):
            raise ValueError(f"{self.name} has classes, so it must be yes/no or a category, not {self.kind}")

    @property
    def of_drawings(self) -> bool:
        """Whether a visitor's drawing has it of itself, and not from being brought to the size of the others."""
        return self.normalised != "set"


@dataclass(frozen=True)
class Trait:
    """One thing that a digit has or lacks: a yes/no column of style, or one value of a category of style.

    Parameters
    ----------
    name
        The column's or the value's.
    column
        The column that tells it.
    value
        The value that means that a digit has it; None of a yes/no column.
    classes
        The classes it applies to; empty for all ten.
    words
        What is said of it.
    """

    name: str
    column: str
    value: str | None
    classes: tuple[int, ...]
    words: Words

    @property
    def measure(self) -> str:
        """The question to the table that asks it: ``"crossed"``, ``"form=base"``."""
        return self.column if self.value is None else f"{self.column}={self.value}"
