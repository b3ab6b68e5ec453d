"""Why a digit is unusual, in words, and which digits are standard."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_explore.digits import CLASSES
from mnist_explore.errors import ArtifactError
from mnist_explore.words import PER_CENT, PLURALS

USUAL = 0.90
"""The middle share of a class within which a measure is usual: from its 5th to its 95th percentile."""

RARE = 0.20
"""What fewer than a fifth of a class have is worth a word, and not standard."""

STRANGE = 0.05
"""Shapes farther from their class than 95 % of it are worth a word, and not standard."""

MEASURES = {
    "slant_deg": ("leans more to the right than {}", "leans more to the left than {}"),
    "thickness_px": ("stroke thicker than {}", "stroke thinner than {}"),
    "length_px": ("longer strokes than {}", "shorter strokes than {}"),
    "width_px": ("wider than {}", "narrower than {}"),
    "height_px": ("taller than {}", "shorter than {}"),
}
"""Measure → what is said of a digit with much of it, and with little."""

UPRIGHT = ("leans less to the left than {}", "leans less to the right than {}")
"""The same of a digit that leans to the other side than what is said of it otherwise would have it."""

TRAITS = {
    ("looped", True): "looped",
    ("looped", False): "without a loop",
    ("crossed", True): "crossed",
    ("serif", True): "with a serif",
    ("open_top", True): "open at the top",
    ("open_top", False): "closed at the top",
    ("gapped", True): "with a gap in its loop",
    ("flag", True): "with a flag",
    ("base", True): "on a base line",
}
"""Structure and whether a digit has it → what is said where that is rare; what goes without saying has no entry."""

STEPS = 101


@dataclass(frozen=True, eq=False)
class Reference:
    """What is usual in each class: the training digits' measures and structures.

    Parameters
    ----------
    knots
        Measure → ``(10, 101)`` float32, the class's percentiles from the lowest to the highest value.
    shares
        Structure → ten shares in 0-1 of the class that has it.
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
            knots = {
                name: np.array(values, np.float32).reshape(CLASSES, STEPS) for name, values in read["knots"].items()
            }
            shares = {name: tuple(float(share) for share in values) for name, values in read["shares"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ArtifactError(f"The style reference cannot be read ({error}); restore it, or run `build`.") from error
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
        Name → ``(N,)`` numbers, at least those of :data:`MEASURES`.
    traits
        Structure → ``(N,)``, 1 where a digit has it, 0 or less where not.

    Raises
    ------
    ValueError
        If there are no digits, or a measure is missing.
    """
    missing = MEASURES.keys() - measures.keys()
    if missing or not len(labels):
        raise ValueError(
            f"measures of at least one digit are needed; missing: {', '.join(sorted(missing)) or 'digits'}"
        )
    rows = [labels == digit if (labels == digit).any() else np.ones(len(labels), bool) for digit in range(CLASSES)]
    steps = np.linspace(0, 1, STEPS)
    return Reference(
        {name: np.array([np.quantile(measures[name][here], steps) for here in rows], np.float32) for name in MEASURES},
        {name: tuple(float(np.mean(np.asarray(has)[here] > 0)) for here in rows) for name, has in traits.items()},
    )


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


def why_unusual(values: Mapping[str, Any], label: int, reference: Reference) -> list[str]:
    """Say why a digit is unusual for its class.

    Parameters
    ----------
    values
        One digit's measures and structures by name, and its `typicality_shape`; what is missing is passed over.
    label
        Its class, 0-9.
    reference
        What is usual.

    Returns
    -------
    list of str
        The strangest measure first, then structures, then the shape, for example ``["leans more to the right than
        99 % of sevens", "crossed, as 13 % of sevens are"]``. Empty: nothing about it is unusual.

    Raises
    ------
    ValueError
        If the label is not 0-9.
    """
    if not 0 <= int(label) < CLASSES:
        raise ValueError(f"label must lie in 0-9, not {label}")
    plural = PLURALS[int(label)]
    found: list[tuple[float, str]] = []
    for name, wordings in MEASURES.items():
        if name in values:
            value = float(values[name])
            knots = reference.knots[name][int(label)]
            below = float(share_below(np.array([value]), knots)[0])
            above = float(share_below(np.array([-value]), -knots[::-1])[0])
            share, little = max(below, above), above > below
            if share > (1 + USUAL) / 2:
                upright = name == "slant_deg" and (value > 0) == little
                wording = UPRIGHT[little] if upright else wordings[little]
                found.append((share, wording.format(_of_class(share, plural))))
    words = [sentence for _, sentence in sorted(found, key=lambda item: -item[0])]
    return words + _trait_words(values, int(label), reference) + _shape_words(values, plural)


def where_standard(
    labels: NDArray[np.uint8],
    *,
    measures: Mapping[str, NDArray[np.floating]],
    traits: Mapping[str, NDArray[np.bool_] | NDArray[np.integer]],
    typicality_shape: NDArray[np.float32],
    reference: Reference,
) -> NDArray[np.bool_]:
    """Return which digits are standard: those of which :func:`why_unusual` has nothing to say.

    A digit is standard when all of this holds against the training digits of its class: slant, stroke thickness,
    stroke length, width and height lie between the 5th and the 95th percentile; at least a fifth of the class
    share each of its structures; and its shape is nearer to the class than that of 5 % of it.

    Parameters
    ----------
    labels
        ``(N,)`` uint8 in 0-9.
    measures, traits, typicality_shape
        ``(N,)`` each, as for :func:`fit_reference` and :func:`why_unusual`.
    reference
        What is usual.

    Returns
    -------
    NDArray[np.bool_]
        ``(N,)``.
    """
    standard = np.asarray(typicality_shape >= STRANGE)
    for digit in np.unique(labels):
        here = np.flatnonzero(labels == digit)
        for name in MEASURES:
            knots, values = reference.knots[name][digit], np.asarray(measures[name])[here]
            extreme = np.maximum(share_below(values, knots), share_below(-values, -knots[::-1]))
            standard[here] &= extreme <= (1 + USUAL) / 2
        for name, has in traits.items():
            having = np.asarray(has)[here] > 0
            for wanted in (True, False):
                if _is_rare(name, wanted, int(digit), reference):
                    standard[here] &= having != wanted
    return standard


def _is_rare(name: str, having: bool, digit: int, reference: Reference) -> bool:
    """Return whether having, or lacking, a structure is rare in a class, and worth a word."""
    share = reference.shares.get(name, (0.0,) * CLASSES)[digit]
    return (name, having) in TRAITS and (share if having else 1 - share) < RARE


def _trait_words(values: Mapping[str, Any], label: int, reference: Reference) -> list[str]:
    """Return a phrase for each rare structure."""
    words = []
    for name in reference.shares:
        if name in values:
            having = bool(values[name] > 0)
            if _is_rare(name, having, label, reference):
                share = reference.shares[name][label]
                share = share if having else 1 - share
                words.append(
                    f"{TRAITS[name, having]}, as {max(1, round(100 * share))}{PER_CENT} of {PLURALS[label]} are"
                )
    return words


def _shape_words(values: Mapping[str, Any], plural: str) -> list[str]:
    """Return a phrase if the strokes run far from where the class's do."""
    typicality = float(values.get("typicality_shape", 1.0))
    if typicality >= STRANGE:
        return []
    return [f"a stranger shape than {_of_class(1 - typicality, plural)}"]


def _of_class(share: float, plural: str) -> str:
    """Return a share of a class in words; only the outermost are compared with all."""
    return f"all {plural} it was compared with" if share >= 1 else f"{int(100 * share)}{PER_CENT} of {plural}"
