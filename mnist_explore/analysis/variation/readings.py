"""What readings of digits by eye say where a structure is a matter of what is called one."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_explore.statements import Number, Statement, amount, compose, count
from mnist_explore.style.structure.accuracy import Readings
from mnist_explore.words import per_cent


def read_words(read: Readings) -> Statement:
    """Return what readings by eye say of loops, in one sentence."""
    narrow, wide = (_read_range(shares, read) for shares in (read.narrow, read.wide))
    ends = [amount(100 * end, "%", "twos", total=read.digits, said=per_cent(end)) for end in (read.low, read.high)]
    return compose(
        "By {} readings of {} twos by eye (a vision model's), {} of all twos have a hole there or a loop filled with "
        "ink, and {} where a stroke drawn back over itself counts as well; with the error of the sample "
        "between {} and {}.",
        count(len(read.narrow), "readings"),
        count(read.digits, "twos"),
        narrow,
        wide,
        *ends,
    )


def _read_range(shares: Sequence[float], read: Readings) -> Number:
    """Return between what the readings' shares lie."""
    low, high = min(shares), max(shares)
    said = f"{per_cent(low)} to {per_cent(high)}" if low < high else per_cent(low)
    middle = 100 * (low + high) / 2
    return amount(middle, "%", "twos read by eye", total=read.digits, said=said, interval=(100 * low, 100 * high))
