"""How often the detectors of structure err: counted on digits labelled by eye that nothing was learned from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import section_facts
from mnist_explore.style.structure.detectors import SECTION

UNSEEN = "unseen"
READ = "read"
"""What the manifest calls both under the detectors' section."""


@dataclass(frozen=True)
class Accuracy:
    """What a detector found among labelled digits.

    Parameters
    ----------
    having, found
        How many have the structure, and how many of these the detector finds.
    lacking, false
        How many lack it, and in how many of these the detector sees it all the same.
    """

    having: int
    found: int
    lacking: int
    false: int


@dataclass(frozen=True)
class Readings:
    """Shares of a class that have a structure, by readings of some of its digits by eye.

    Parameters
    ----------
    digits
        How many digits were read.
    narrow, wide
        The share, 0-1, by every reading: where borderline cases do not count, and where they do.
    low, high
        The lower end of the lowest narrow share's 95 % interval, and the upper end of the highest wide one's.
    """

    digits: int
    narrow: tuple[float, ...]
    wide: tuple[float, ...]
    low: float
    high: float


@dataclass(frozen=True)
class Trust:
    """How far the detectors are to be trusted; empty where nobody looked.

    Parameters
    ----------
    accuracies
        By structure, ``"crossed"`` or ``"form=flag"``.
    readings
        By structure.
    """

    accuracies: Mapping[str, Accuracy] = field(default_factory=dict)
    readings: Mapping[str, Readings] = field(default_factory=dict)


def trust_in(fingerprint: str, *, folder: Path | None = None) -> Trust:
    """Return what is known of the detectors' errors on the digits with a fingerprint.

    Labels by eye are MNIST's. How often a detector errs depends on how digits were written and scanned, so nothing is
    said of other digits.

    Parameters
    ----------
    fingerprint
        :attr:`~mnist_explore.digits.Digits.fingerprint`.
    folder
        Where the manifest is; by default in the user's folder, then the package's.
    """
    try:
        facts = section_facts(SECTION, folder=folder)
    except ArtifactError:
        return Trust()
    if facts.get("fingerprint") != fingerprint:
        return Trust()
    return Trust(
        {name: Accuracy(**counts) for name, counts in facts.get(UNSEEN, {}).items()},
        {name: _readings(one) for name, one in facts.get(READ, {}).items()},
    )


def _readings(one: Mapping[str, Any]) -> Readings:
    """Return readings from what JSON made of them."""
    return Readings(one["digits"], tuple(one["narrow"]), tuple(one["wide"]), one["low"], one["high"])
