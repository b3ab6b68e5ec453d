"""Numbers as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_explore.classes import Classes, Said

PLURALS = Said(Classes.plural)
"""What sentences call the digits of each class, by label: "sevens", "“A”s"."""
SINGULARS = Said(Classes.word)
"""What sentences call each class, by label: "7", "“A”"."""
TITLES = Said(Classes.name)
"""What charts, lists and buttons call each class, by label: "7", "A"."""
TEXTS = Said(lambda classes, label: classes.texts[label])
"""What groups and addresses call each class, by label: "7", "A"."""
SPLIT_WORDS = {"train": "training", "test": "test"}
"""What sentences call the digits of a split."""
NO_DIGIT = "not a digit, as far as the network can tell"
"""What is said where the network is surer of no class than its threshold asks."""
PER_CENT = "\u00a0%"
"""The sign behind a number, with a space at which no line breaks."""


def capitalised(text: str) -> str:
    """Return a text with a capital letter first, and the others as they are.

    >>> capitalised("twos and “T-shirt” pictures"), capitalised("“coat” pictures"), capitalised("")
    ('Twos and “T-shirt” pictures', '“coat” pictures', '')
    """
    return f"{text[:1].upper()}{text[1:]}"


def per_cent(share: float) -> str:
    r"""Return a share, 0-1, with one decimal, never rounded up to certainty or down to impossibility.

    >>> per_cent(0.1234), per_cent(0.99999), per_cent(0.00001), per_cent(1.0)
    ('12.3\xa0%', 'over 99.9\xa0%', 'under 0.1\xa0%', '100\xa0%')
    """
    if share in (0.0, 1.0):
        return whole_per_cent(share)
    if share >= 0.9995:
        return f"over 99.9{PER_CENT}"
    if share < 0.0005:
        return f"under 0.1{PER_CENT}"
    return f"{100 * share:.1f}{PER_CENT}"


def counted_share(
    count: int,
    total: int,
    what: str,
    *,
    interval: tuple[float, float] | None = None,
    corrected: float | None = None,
) -> str:
    r"""Return how many of how many, and which share that is: no share stands without what it is a share of.

    The interval is of the share `corrected` for a detector's errors where that is given.

    >>> counted_share(102, 7877, "ones"), counted_share(0, 12, "twos")
    ('102 of 7,877 ones (1.3\xa0%)', '0 of 12 twos (0\xa0%)')
    >>> counted_share(3, 4, "sevens", interval=(0.3, 0.95))
    '3 of 4 sevens (75.0\xa0%, 95\xa0% interval 30.0\xa0% to 95.0\xa0%)'
    >>> counted_share(3, 4, "sevens", interval=(0.3, 0.9), corrected=0.7)
    "3 of 4 sevens (75.0\xa0%; allowing for the detector's errors 70.0\xa0%, 95\xa0% interval 30.0\xa0% to 90.0\xa0%)"
    """
    if not total:
        return f"0 of 0 {what}"
    ends = f", 95{PER_CENT} interval {per_cent(interval[0])} to {per_cent(interval[1])}" if interval else ""
    again = "" if corrected is None else f"; allowing for the detector's errors {per_cent(corrected)}"
    return f"{count:,} of {total:,} {what} ({per_cent(count / total)}{again}{ends})"


def whole_per_cent(share: float) -> str:
    r"""Return a share, 0-1, without decimals, never rounded up to certainty or down to impossibility.

    >>> whole_per_cent(0.1264), whole_per_cent(0.999), whole_per_cent(0.001), whole_per_cent(0.0)
    ('13\xa0%', 'over 99\xa0%', 'under 1\xa0%', '0\xa0%')
    """
    if 0.995 <= share < 1:
        return f"over 99{PER_CENT}"
    if 0 < share < 0.005:
        return f"under 1{PER_CENT}"
    return f"{100 * share:.0f}{PER_CENT}"


def reading_words(label: int, answer: int, *, sure: float | None = None) -> str:
    r"""Return what stands below a digit that was classified: its label, the answer, and how probable that seems.

    >>> reading_words(4, 9), reading_words(4, 9, sure=0.934), reading_words(4, 9, sure=0.9999)
    ('labelled 4, classified 9', 'labelled 4, classified 9, 93\xa0%', 'labelled 4, classified 9, over 99\xa0%')
    """
    told = f"labelled {SINGULARS[label]}, classified {SINGULARS[answer]}"
    return told if sure is None else f"{told}, {whole_per_cent(sure)}"


def listed(names: Sequence[str]) -> str:
    """Return names in a row, the last after "and".

    >>> listed(["ones"]), listed(["ones", "twos"]), listed(["ones", "twos", "fives"])
    ('ones', 'ones and twos', 'ones, twos and fives')
    """
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def lean(slant_deg: float) -> str:
    """Return a slant in words: whole degrees and a side.

    >>> lean(-12.4), lean(0.2), lean(33.0)
    ('12° to the left', 'not at all', '33° to the right')
    """
    whole = round(abs(slant_deg))
    if whole == 0:
        return "not at all"
    return f"{whole}° to the {'right' if slant_deg > 0 else 'left'}"


def with_unit(value: float, unit: str) -> str:
    """Return a measure with its unit: whole degrees with a proper minus, one decimal, or two of what has no unit.

    >>> with_unit(-12.34, "°"), with_unit(-0.3, "°"), with_unit(12.34, "px"), with_unit(-0.98, "")
    ('−12°', '0°', '12.3 px', '−0.98')
    """
    if unit == "°":
        return f"{round(value)}°".replace("-", "−")
    return (f"{value:.1f} {unit}" if unit else f"{value:.2f}").replace("-", "−")
