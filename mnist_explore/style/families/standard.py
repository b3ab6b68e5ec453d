"""What is usual in a class, in what a digit is unusual, and which digits are standard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mnist_explore.columns import measures_of
from mnist_explore.columns import traits as known_traits
from mnist_explore.digits import class_rows
from mnist_explore.errors import ArtifactError, quoted
from mnist_explore.packed import DAMAGE

USUAL = 0.90
"""The middle share of a class within which a measure is usual: from its 5th to its 95th percentile."""

RARE = 0.20
"""What fewer than a fifth of a class have is worth a word, and not standard."""

STRANGE = 0.05
"""Pictures, and shapes, farther from their class than 95 % of it are worth a word, and not standard."""

WHOLE: Mapping[str, Literal["picture", "shape"]] = {"typicality": "picture", "typicality_shape": "shape"}
"""Columns that weigh a digit as a whole: all its pixels, and those of its shape, slant, stroke and size taken out."""

STEPS = 101


@dataclass(frozen=True)
class Oddity:
    """One thing in which a digit is unusual for its class.

    Parameters
    ----------
    kind
        Whether it is a measure, a trait, or the picture or the shape as a whole.
    name
        The measure's or the trait's; of picture and shape a key of :data:`WHOLE`.
    is_high
        Whether there is much of the measure, or the digit has the trait.
    share
        0-1. Of a measure, the share of the class that has less of it, or more; of a trait, the share that is alike;
        of picture and shape, the share that lies nearer.
    value
        The digit's own.
    """

    kind: Literal["measure", "trait", "picture", "shape"]
    name: str
    is_high: bool
    share: float
    value: float


@dataclass(frozen=True, eq=False)
class Reference:
    """What is usual in each class: the training digits' measures and structures.

    Parameters
    ----------
    knots
        Measure → ``(10, 101)`` float32, the class's percentiles from the lowest to the highest value.
    shares
        Structure → a share in 0-1 of each class that has it.
    """

    knots: Mapping[str, NDArray[np.float32]]
    shares: Mapping[str, tuple[float, ...]]

    def to_bytes(self) -> bytes:
        """Return the reference as JSON, about 50 kB."""
        knots = {name: np.round(values.astype(np.float64), 4).tolist() for name, values in self.knots.items()}
        shares = {name: [round(share, 6) for share in values] for name, values in self.shares.items()}
        return json.dumps({"knots": knots, "shares": shares}, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Reference:
        """Return the reference that :meth:`to_bytes` wrote.

        Raises
        ------
        ArtifactError
            If the bytes are not such a file.
        """
        try:
            read = json.loads(data)
            knots = {name: np.array(values, np.float32).reshape(-1, STEPS) for name, values in read["knots"].items()}
            shares = {name: tuple(float(share) for share in values) for name, values in read["shares"].items()}
        except DAMAGE as error:
            raise ArtifactError(
                f"The style reference cannot be read ({quoted(error)}); restore it, or run `build`."
            ) from error
        return cls(knots, shares)


def fit_reference(
    labels: NDArray[np.uint8],
    *,
    measures: Mapping[str, NDArray[np.floating]],
    traits: Mapping[str, NDArray[np.bool_] | NDArray[np.integer]],
) -> Reference:
    """Return what is usual in each class. Training digits belong here, and no others.

    Parameters
    ----------
    labels
        ``(N,)`` uint8 in 0-9; an absent class is given what is usual among all digits.
    measures
        Name → ``(N,)`` numbers, at least :func:`usual_measures`.
    traits
        Structure → ``(N,)``, 1 where a digit has it, 0 or less where not.

    Raises
    ------
    ValueError
        If there are no digits, or a measure is missing.
    """
    names = usual_measures()
    missing = set(names) - measures.keys()
    if missing or not len(labels):
        raise ValueError(
            f"measures of at least one digit are needed; missing: {', '.join(sorted(missing)) or 'digits'}"
        )
    every = [labels == digit for digit in range(class_rows(labels))]
    rows = [here if here.any() else np.ones(len(labels), bool) for here in every]
    steps = np.linspace(0, 1, STEPS)
    found = Reference(
        {name: np.array([np.quantile(measures[name][here], steps) for here in rows], np.float32) for name in names},
        {name: tuple(float(np.mean(np.asarray(has)[here] > 0)) for here in rows) for name, has in traits.items()},
    )
    # As it is kept, rounded: or a digit at a percentile's very edge would be standard in the table and not on its card.
    return Reference.from_bytes(found.to_bytes())


def share_below(values: NDArray[np.floating], knots: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return which share of a class lies strictly below each value; values shared by many do not count.

    Parameters
    ----------
    values
        ``(n,)`` numbers.
    knots
        ``(101,)`` ascending, the class's percentiles.

    Returns
    -------
    NDArray[np.float64]
        ``(n,)`` in 0-1.
    """
    values = np.asarray(values, np.float64)
    known = knots.astype(np.float64)
    after = np.searchsorted(known, values, side="left")
    inside = np.clip(after, 1, len(known) - 1)
    step = np.maximum(known[inside] - known[inside - 1], 1e-12)
    rank = inside - 1 + (values - known[inside - 1]) / step
    return np.asarray(np.clip(np.where(after == 0, 0, rank), 0, len(known) - 1) / (len(known) - 1))


def usual_measures() -> tuple[str, ...]:
    """Return the measures that a standard digit is usual in: those of which it can be said that one is not."""
    return measures_of("amount", is_style=True, told="digit")


def oddities(values: Mapping[str, Any], label: int, reference: Reference) -> list[Oddity]:
    """Return in what a digit is unusual for its class.

    Parameters
    ----------
    values
        One digit's measures and traits by name, `typicality` and `typicality_shape`; what is missing is passed over.
    label
        Its class, 0-9.
    reference
        What is usual.

    Returns
    -------
    list of Oddity
        The strangest measure first, then traits, then the whole. Empty: nothing about it is unusual.

    Raises
    ------
    ValueError
        If the label is not 0-9.
    """
    if not 0 <= int(label) < (classes := len(next(iter(reference.knots.values())))):
        raise ValueError(f"label must lie in 0-{classes - 1}, not {label}")
    measured = [_measured(name, values, int(label), reference) for name in usual_measures() if name in values]
    outside = [one for one in measured if one.share > (1 + USUAL) / 2]
    found = sorted(outside, key=lambda one: -one.share) + _rare_traits(values, int(label), reference)
    for name, kind in WHOLE.items():
        typicality = float(values.get(name, 1.0))
        if typicality < STRANGE:
            found.append(Oddity(kind, name, False, 1 - typicality, typicality))
    return found


def _measured(name: str, values: Mapping[str, Any], label: int, reference: Reference) -> Oddity:
    """Return where a digit stands in a measure, on the side of the class's middle on which it lies."""
    value, knots = float(values[name]), reference.knots[name][label]
    below = float(share_below(np.array([value]), knots)[0])
    above = float(share_below(np.array([-value]), -knots[::-1])[0])
    return Oddity("measure", name, below >= above, max(below, above), value)


def _rare_traits(values: Mapping[str, Any], label: int, reference: Reference) -> list[Oddity]:
    """Return the traits that a digit has, or lacks, where few of its class do."""
    found = []
    for name in reference.shares:
        if name in values:
            having = bool(values[name] > 0)
            if is_rare(name, having, label, reference):
                share = reference.shares[name][label]
                found.append(Oddity("trait", name, having, share if having else 1 - share, float(having)))
    return found


def where_standard(
    labels: NDArray[np.uint8],
    *,
    measures: Mapping[str, NDArray[np.floating]],
    traits: Mapping[str, NDArray[np.bool_] | NDArray[np.integer]],
    whole: Mapping[str, NDArray[np.float32]],
    reference: Reference,
) -> NDArray[np.bool_]:
    """Return which digits are standard: those in which :func:`oddities` finds nothing.

    A digit is standard when all of this holds against the training digits of its class: every one of
    :func:`usual_measures` lies between the 5th and the 95th percentile; at least a fifth of the class share each of its
    structures; and its picture, and its shape, are nearer to the class than those of 5 % of it.

    Parameters
    ----------
    labels
        ``(N,)`` uint8 in 0-9.
    measures, traits
        ``(N,)`` each, as for :func:`fit_reference`.
    whole
        ``(N,)`` each, of every key of :data:`WHOLE`.
    reference
        What is usual.

    Returns
    -------
    NDArray[np.bool_]
        ``(N,)``.
    """
    standard = np.asarray(np.all([whole[name] >= STRANGE for name in WHOLE], axis=0))
    for digit in np.unique(labels):
        here = np.flatnonzero(labels == digit)
        for name in usual_measures():
            knots, values = reference.knots[name][digit], np.asarray(measures[name])[here]
            extreme = np.maximum(share_below(values, knots), share_below(-values, -knots[::-1]))
            standard[here] &= extreme <= (1 + USUAL) / 2
        for name, has in traits.items():
            having = np.asarray(has)[here] > 0
            for wanted in (True, False):
                if is_rare(name, wanted, int(digit), reference):
                    standard[here] &= having != wanted
    return standard


def is_rare(name: str, having: bool, digit: int, reference: Reference) -> bool:
    """Return whether having, or lacking, a trait is rare in a class, and worth a word."""
    share = reference.shares[name][digit] if name in reference.shares else 0.0
    return having in _SPOKEN.get(name, ()) and (share if having else 1 - share) < RARE


_SPOKEN = {
    trait.name: tuple(having for having in (False, True) if trait.words.digit and trait.words.digit[having])
    for trait in known_traits()
}
"""Trait → which of lacking and having it are worth a word; what goes without saying has none."""
